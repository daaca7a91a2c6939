"""Links of teachers with educational profiles, as the journal knows them. In memory: a restart forgets them."""

from examples.django_journal.teachers import Teacher
from examples.django_journal.vk_id import Profile

_PROFILES: dict[tuple[int, str], Profile] = {}
"""By the school and the teacher's login: each school of a teacher has a link of its own."""


def get_profile(teacher: Teacher) -> Profile | None:
    """Returns the educational profile that the teacher is linked with."""
    return _PROFILES.get(key_of(teacher))


def save_link(teacher: Teacher, profile: Profile) -> None:
    """Stores the link of the teacher."""
    _PROFILES[key_of(teacher)] = profile


def delete_link(teacher: Teacher) -> None:
    """Deletes the link of the teacher, if there is one."""
    _PROFILES.pop(key_of(teacher), None)


def key_of(teacher: Teacher) -> tuple[int, str]:
    """Returns under what the link is stored."""
    return teacher.organization_id, teacher.login
