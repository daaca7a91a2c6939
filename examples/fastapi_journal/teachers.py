"""The teachers of the lyceum: sample data."""

from typing import NamedTuple


class Teacher(NamedTuple):
    """A teacher of the lyceum; `number` is the journal's ID of the person, which Sferum knows too."""

    login: str
    name: str
    number: str
    phone: str
    classes: list[str]


TEACHERS = {
    login: Teacher(login, name, number, phone, classes)
    for login, name, number, phone, classes in (
        ("a.lavrova", "Лаврова Алла Юрьевна", "3-0017", "+79005550201", ["8А", "10Б"]),
        ("m.nazarov", "Назаров Марат Айратович", "3-0023", "+79005550202", ["8А"]),
        ("o.panina", "Панина Оксана Викторовна", "3-0031", "+79005550203", ["10Б"]),
        ("r.sadykov", "Садыков Руслан Фаритович", "3-0048", "+79005550204", ["8А", "10Б"]),
        ("t.frolova", "Фролова Татьяна Львовна", "3-0052", "+79005550205", ["8А", "10Б"]),
        ("e.yashin", "Яшин Егор Денисович", "3-0066", "+79005550206", ["10Б"]),
    )
}
