"""What is to be told to a person on the next page: one notice for each session, told once."""

from examples.django_journal.attempts import Outcome

_NOTICES: dict[str, Outcome] = {}


def put(session: str, outcome: Outcome) -> None:
    """The session's next page tells it."""
    _NOTICES[session] = outcome


def take(session: str) -> Outcome | None:
    """What is to be told, if anything."""
    return _NOTICES.pop(session, None)
