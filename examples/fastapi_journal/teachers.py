"""The teachers of the lyceum, one of whom works in another school too: sample data."""

from typing import NamedTuple

from examples.fastapi_journal.settings import ORGANIZATION_ID, OTHER_ORGANIZATION_ID

SCHOOLS = {ORGANIZATION_ID: "Лицей №3", OTHER_ORGANIZATION_ID: "Школа №5"}
"""The schools that keep their journal here, by their ID at Sferum."""


class Teacher(NamedTuple):
    """A teacher as one school knows them; `number` is the journal's ID of the person, which Sferum knows too."""

    login: str
    name: str
    number: str
    phone: str
    classes: list[str]
    role: str = "teacher"
    organization_id: int = ORGANIZATION_ID


TEACHERS = {
    login: Teacher(login, name, number, phone, classes, role)
    for login, name, number, phone, classes, role in (
        ("a.lavrova", "Лаврова Алла Юрьевна", "3-0017", "+79005550201", ["8А", "10Б"], "teacher"),
        ("m.nazarov", "Назаров Марат Айратович", "3-0023", "+79005550202", ["8А"], "teacher"),
        ("o.panina", "Панина Оксана Викторовна", "3-0031", "+79005550203", ["10Б"], "teacher"),
        ("r.sadykov", "Садыков Руслан Фаритович", "3-0048", "+79005550204", ["8А", "10Б"], "staff"),
        ("t.frolova", "Фролова Татьяна Львовна", "3-0052", "+79005550205", ["8А", "10Б"], "teacher"),
        ("e.yashin", "Яшин Егор Денисович", "3-0066", "+79005550206", ["10Б"], "teacher"),
    )
}
"""The teachers of the lyceum, by login."""

OTHER_JOBS = {
    "o.panina": Teacher(
        "o.panina", "Панина Оксана Викторовна", "5-0009", "+79005550203", ["4В"], "teacher", OTHER_ORGANIZATION_ID
    )
}
"""The same teachers in the other school, by login."""


def find_other_job(teacher: Teacher) -> Teacher | None:
    """Returns the teacher as another school knows them; None for who works in one."""
    jobs = OTHER_JOBS if teacher.organization_id == ORGANIZATION_ID else TEACHERS
    return jobs.get(teacher.login) if teacher.login in OTHER_JOBS else None


def find_job(teacher: Teacher, organization_id: int) -> Teacher:
    """Returns the teacher as this school knows them, or unchanged where it does not."""
    other_job = find_other_job(teacher)
    return other_job if other_job and other_job.organization_id == organization_id else teacher
