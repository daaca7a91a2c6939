"""Links of teachers with educational profiles, as the journal knows them. In memory: a restart forgets them."""

from examples.django_journal.teachers import Teacher
from examples.django_journal.vk_id import Profile

_PROFILES: dict[str, Profile] = {}
"""By the teacher's login."""


def get_profile(teacher: Teacher) -> Profile | None:
    """Returns the educational profile that the teacher is linked with."""
    return _PROFILES.get(teacher.login)


def save_link(teacher: Teacher, profile: Profile) -> None:
    """Stores the link of the teacher."""
    _PROFILES[teacher.login] = profile


def delete_link(teacher: Teacher) -> None:
    """Deletes the link of the teacher, if there is one."""
    _PROFILES.pop(teacher.login, None)
