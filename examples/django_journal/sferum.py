"""Sferum's API for journals: attach a teacher's profile to the school, detach it."""

from urllib.parse import quote

from examples.django_journal.calls import Silent, call
from examples.django_journal.config import CLIENT_ID, ORGANIZATION_ID, config
from examples.django_journal.teachers import Teacher


def attach(teacher: Teacher, token: str) -> None:
    """The token's profile is the teacher's from now on; asking again changes nothing. Raises Silent or Refused."""
    body = {"role": teacher.role, "classes": list(teacher.classes)}
    call("PUT", _person(teacher), json=body, headers={"Authorization": f"Bearer {token}"})


def detach(teacher: Teacher) -> None:
    """The teacher has no profile in the school any more. Raises Silent or Refused."""
    own = (CLIENT_ID, config().client_secret)
    try:
        call("DELETE", _person(teacher), auth=own)
    except Silent:
        # Perhaps it is done, and only the answer was lost. Detaching again changes nothing.
        call("DELETE", _person(teacher), auth=own)


def _person(teacher: Teacher) -> str:
    person_id = quote(teacher.person_id, safe="")
    return f"{config().sferum}/api/organizations/{ORGANIZATION_ID}/people/{person_id}"
