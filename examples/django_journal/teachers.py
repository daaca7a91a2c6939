"""The teachers of the school, one of whom works in another school too: sample data."""

from dataclasses import dataclass

from examples.django_journal.config import ORGANIZATION_ID, OTHER_ORGANIZATION_ID

SCHOOLS = {ORGANIZATION_ID: "Гимназия №7", OTHER_ORGANIZATION_ID: "Школа №12"}
"""The schools that keep their journal here, by their ID at Sferum."""


@dataclass(frozen=True)
class Teacher:
    """A teacher as one school knows them: who works in two is known to each by another ID."""

    login: str
    full_name: str
    person_id: str
    """The journal's ID of the person, which Sferum knows too."""
    phone: str
    classes: tuple[str, ...]
    role: str = "teacher"
    organization_id: int = ORGANIZATION_ID

    @property
    def school(self) -> str:
        """Returns the title of the school."""
        return SCHOOLS[self.organization_id]

    @property
    def other_job(self) -> "Teacher | None":
        """Returns the teacher as another school knows them; None for who works in one."""
        other_ids = (organization_id for organization_id in SCHOOLS if organization_id != self.organization_id)
        return next(filter(None, (find_teacher(self.login, other_id) for other_id in other_ids)), None)


TEACHERS = {
    teacher.login: teacher
    for teacher in (
        Teacher("belova", "Белова Анна Игоревна", "T-101", "+79005550101", ("6А", "9В")),
        Teacher("garin", "Гарин Пётр Олегович", "T-102", "+79005550102", ("6А",)),
        Teacher("demina", "Дёмина Лейла Маратовна", "T-103", "+79005550103", ("9В",), "admin"),
        Teacher("zhukov", "Жуков Илья Сергеевич", "T-104", "+79005550104", ("6А", "9В")),
        Teacher("zueva", "Зуева Ольга Павловна", "T-105", "+79005550105", ("6А", "9В")),
        Teacher("kadyrov", "Кадыров Тимур Ильдарович", "T-106", "+79005550106", ("9В",)),
    )
}
"""The teachers of the gymnasium, by login."""

_ZHUKOV = Teacher(
    "zhukov", "Жуков Илья Сергеевич", "S-31", "+79005550104", ("5Б",), "staff", organization_id=OTHER_ORGANIZATION_ID
)
OTHER_JOBS = {_ZHUKOV.login: _ZHUKOV}
"""The same teachers in the other school, by login."""


def find_teacher(login: str, organization_id: int = ORGANIZATION_ID) -> Teacher | None:
    """Returns the teacher as this school knows them."""
    jobs = OTHER_JOBS if organization_id == OTHER_ORGANIZATION_ID else TEACHERS
    return jobs.get(login)
