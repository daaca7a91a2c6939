"""Sferum's API for journals: attach a teacher's profile to the school, detach it."""

from urllib.parse import quote

from examples.django_journal.calls import Silent, call
from examples.django_journal.config import CLIENT_ID, ORGANIZATION_ID, config
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import Teacher


def attach(teacher: Teacher, token: str) -> None:
    """The token's profile is the teacher's from now on; asking again changes nothing. Raises Silent or Refused."""
    role = "staff" if made(Mistake.WRONG_ROLE) else teacher.role
    classes = [] if made(Mistake.WRONG_CLASSES) else list(teacher.classes)
    body, headers = {"role": role, "classes": classes}, {"Authorization": f"Bearer {token}"}
    call("PUT", _person(teacher), json=body, headers=headers)
    if made(Mistake.ATTACH_TWICE):
        call("PUT", _person(teacher), json=body, headers=headers)


def detach(teacher: Teacher) -> None:
    """The teacher has no profile in the school any more. Raises Silent or Refused."""
    own = (CLIENT_ID, config().client_secret)
    try:
        call("DELETE", _person(teacher), auth=own)
    except Silent:
        # Perhaps it is done, and only the answer was lost. Detaching again changes nothing.
        call("DELETE", _person(teacher), auth=own)


def _person(teacher: Teacher) -> str:
    person_id = teacher.login if made(Mistake.WRONG_PERSON) else teacher.person_id
    organization_id = 700002 if made(Mistake.WRONG_ORGANIZATION) else ORGANIZATION_ID
    return f"{config().sferum}/api/organizations/{organization_id}/people/{quote(person_id, safe='')}"
