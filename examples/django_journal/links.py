"""Who is linked, as the journal has it. In memory: a restart forgets it."""

from examples.django_journal.teachers import Teacher
from examples.django_journal.vk_id import Owner

_LINKS: dict[str, Owner] = {}


def link_of(teacher: Teacher) -> Owner | None:
    """The educational profile that the teacher is linked with."""
    return _LINKS.get(teacher.login)


def keep(teacher: Teacher, owner: Owner) -> None:
    """The teacher is linked."""
    _LINKS[teacher.login] = owner


def forget(teacher: Teacher) -> None:
    """The teacher is linked no more."""
    _LINKS.pop(teacher.login, None)
