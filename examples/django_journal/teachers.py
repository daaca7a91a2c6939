"""The teachers of the school: sample data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Teacher:
    """A teacher of the school."""

    login: str
    full_name: str
    person_id: str
    """The journal's ID of the person, which Sferum knows too."""
    phone: str
    classes: tuple[str, ...]
    role: str = "teacher"


TEACHERS = {
    teacher.login: teacher
    for teacher in (
        Teacher("belova", "Белова Анна Игоревна", "T-101", "+79005550101", ("6А", "9В")),
        Teacher("garin", "Гарин Пётр Олегович", "T-102", "+79005550102", ("6А",)),
        Teacher("demina", "Дёмина Лейла Маратовна", "T-103", "+79005550103", ("9В",)),
        Teacher("zhukov", "Жуков Илья Сергеевич", "T-104", "+79005550104", ("6А", "9В")),
        Teacher("zueva", "Зуева Ольга Павловна", "T-105", "+79005550105", ("6А", "9В")),
        Teacher("kadyrov", "Кадыров Тимур Ильдарович", "T-106", "+79005550106", ("9В",)),
    )
}
