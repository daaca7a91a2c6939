"""Notices for the next page: one per session, shown once. In memory: a restart forgets them."""

from examples.django_journal.outcomes import Outcome

_NOTICES: dict[str, Outcome] = {}


def add_notice(session_key: str, outcome: Outcome) -> None:
    """Stores the outcome for the next page of the session."""
    _NOTICES[session_key] = outcome


def pop_notice(session_key: str) -> Outcome | None:
    """Returns the notice of the session and deletes it."""
    return _NOTICES.pop(session_key, None)
