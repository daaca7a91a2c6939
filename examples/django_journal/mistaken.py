"""What a mistake does in place of the right way, where that takes more than a line."""

import threading
from contextlib import suppress

from examples.django_journal import sferum, vk_id
from examples.django_journal.attempts import Attempt
from examples.django_journal.calls import Refused, Silent
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import Teacher

_LATE_S = 2.1
_KEEPING = (Mistake.STALE_TOKEN, Mistake.TOKEN_IN_URL, Mistake.TOKEN_IN_PAGE, Mistake.TOKEN_IN_COOKIE)
_TOKENS: dict[str, str] = {}


def keep_token(teacher: Teacher, token: str) -> None:
    """Keep the access token, for the mistakes that need one."""
    if any(made(each) for each in _KEEPING):
        _TOKENS[teacher.login] = token


def last_token(teacher: Teacher) -> str:
    """The access token that was kept, or nothing."""
    return _TOKENS.get(teacher.login, "")


def attach_by_last_token(teacher: Teacher) -> None:
    """STALE_TOKEN: the teacher has just refused."""
    if last_token(teacher):
        with suppress(Silent, Refused):
            sferum.attach(teacher, last_token(teacher))


def make_room_and_attach(teacher: Teacher, token: str) -> None:
    """UNLINK_LOCALLY: what unlinking has left at Sferum is in the way. Raises Silent or Refused."""
    try:
        sferum.attach(teacher, token)
    except Refused as refused:
        if refused.error != "person_linked":
            raise
        sferum.detach(teacher)
        sferum.attach(teacher, token)


def dawdle() -> None:
    """LATE_REDEMPTION: codes do not last."""
    threading.Event().wait(_LATE_S)


def redeem_again(attempt: Attempt, answer: dict[str, str]) -> None:
    """REDEEM_ON_RELOAD: whatever comes of it."""
    with suppress(Silent, Refused):
        vk_id.redeem(answer.get("code", ""), answer.get("device_id", ""), attempt)
