"""Sferum's API for journals: attaches a teacher's profile to the school and detaches it."""

from urllib.parse import quote

from examples.django_journal.config import CLIENT_ID, get_config
from examples.django_journal.http_client import ServiceUnavailableError, call
from examples.django_journal.teachers import Teacher


def attach(teacher: Teacher, access_token: str) -> None:
    """Attaches the token's profile to the teacher. A second call changes nothing. Raises ServiceError."""
    body = {"role": teacher.role, "classes": list(teacher.classes)}
    call("PUT", person_url(teacher), json=body, headers={"Authorization": f"Bearer {access_token}"})


def detach(teacher: Teacher) -> None:
    """Detaches the teacher's profile. A second call changes nothing. Raises ServiceError."""
    credentials = (CLIENT_ID, get_config().client_secret)
    try:
        call("DELETE", person_url(teacher), auth=credentials)
    except ServiceUnavailableError:
        # Sferum may have detached the profile, and only its answer was lost. Only a second call makes this certain.
        call("DELETE", person_url(teacher), auth=credentials)


def person_url(teacher: Teacher) -> str:
    """Returns the address of the teacher at Sferum: that of the school in which they are linked."""
    person_id = quote(teacher.person_id, safe="")
    return f"{get_config().sferum}/api/organizations/{teacher.organization_id}/people/{person_id}"
