"""Linking and unlinking. VK ID and Sferum are called in turn, and the link exists on both sides or on neither."""

from collections.abc import Mapping
from contextlib import suppress

from examples.django_journal import links, outcomes, sferum, vk_id
from examples.django_journal.http_client import ServiceError, ServiceRefusedError, ServiceUnavailableError
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher

_ATTACH_REFUSALS = {"profile_linked": outcomes.PROFILE_LINKED, "person_linked": outcomes.PERSON_LINKED}


def link_by_answer(teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]) -> Outcome:
    """Links the teacher by the query parameters that VK ID sent the browser back with."""
    if answer.get("error") == "access_denied":
        return outcomes.CONSENT_DENIED
    if not answer.get("code"):
        return outcomes.VK_ID_REFUSED
    return link_by_code(teacher, attempt, answer["code"], answer.get("device_id", ""))


def link_by_code(teacher: Teacher, attempt: LinkAttempt, code: str, device_id: str) -> Outcome:
    """Links the teacher by an authorization code."""
    try:
        access_token = vk_id.redeem_code(attempt, code, device_id)
    except ServiceUnavailableError:
        return outcomes.VK_ID_UNAVAILABLE
    except ServiceRefusedError:
        return outcomes.VK_ID_REFUSED
    return link_by_token(teacher, access_token)


def link_by_token(teacher: Teacher, access_token: str) -> Outcome:
    """Links the teacher by an access token. The token is not stored."""
    try:
        profile = vk_id.fetch_profile(access_token)
    except ServiceUnavailableError:
        return outcomes.VK_ID_UNAVAILABLE
    except ServiceRefusedError:
        return outcomes.VK_ID_REFUSED
    try:
        sferum.attach(teacher, access_token)
    except ServiceUnavailableError:
        undo_attach(teacher, access_token)
        return outcomes.SFERUM_UNAVAILABLE
    except ServiceRefusedError as error:
        return _ATTACH_REFUSALS.get(error.code, outcomes.SFERUM_REFUSED)
    links.save_link(teacher, profile)
    return outcomes.LINKED


def undo_attach(teacher: Teacher, access_token: str) -> None:
    """Detaches the profile after an attach without an answer: Sferum may have attached it, or may still do so.

    A failure here does no harm: the next attempt attaches the same profile again.
    """
    with suppress(ServiceError):
        vk_id.revoke_token(access_token)  # Sferum refuses an attach that is still on its way
    with suppress(ServiceError):
        sferum.detach(teacher)
        links.delete_link(teacher)


def unlink(teacher: Teacher) -> Outcome:
    """Unlinks the teacher at Sferum, then in the journal."""
    try:
        sferum.detach(teacher)
    except ServiceError:
        return outcomes.STILL_LINKED
    links.delete_link(teacher)
    return outcomes.UNLINKED
