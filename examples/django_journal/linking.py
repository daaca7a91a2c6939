"""Linking and unlinking: VK ID and Sferum asked in turn, so that never one side alone is linked."""

from collections.abc import Mapping
from contextlib import suppress

from examples.django_journal import links, mistaken, sferum, vk_id
from examples.django_journal.attempts import Attempt, Outcome
from examples.django_journal.calls import Refused, Silent
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import Teacher

LINKED = Outcome(True, "Готово: чаты подключены.")
UNLINKED = Outcome(True, "Чаты отключены.")
DENIED = Outcome(False, "Вы не дали согласия. Чаты не подключены.")
NOT_CONFIRMED = Outcome(False, "VK ID не подтвердил вход. Чаты не подключены, попробуйте ещё раз.")
VK_ID_SILENT = Outcome(False, "VK ID сейчас недоступен. Чаты не подключены, попробуйте ещё раз.")
SFERUM_SILENT = Outcome(False, "Сферум сейчас недоступен. Чаты не подключены, попробуйте ещё раз.")
SFERUM_REFUSED = Outcome(False, "Сферум не принял ваш профиль. Чаты не подключены.")
STILL_LINKED = Outcome(False, "Сферум сейчас недоступен. Чаты остались подключены, попробуйте ещё раз.")
_REFUSALS = {
    "profile_linked": Outcome(False, "Этот профиль Сферума уже подключён к другой учётной записи дневника."),
    "person_linked": Outcome(False, "Ваша учётная запись уже подключена к другому профилю Сферума."),
}


def finish(teacher: Teacher, attempt: Attempt, answer: Mapping[str, str]) -> Outcome:
    """Make a link of what VK ID has answered; tells how it ended."""
    if answer.get("error") == "access_denied" and not made(Mistake.ERROR_IGNORED):
        if made(Mistake.STALE_TOKEN):
            mistaken.attach_by_last_token(teacher)
        return DENIED
    if not answer.get("code") and not made(Mistake.ERROR_IGNORED):
        return NOT_CONFIRMED
    if made(Mistake.LATE_REDEMPTION):
        mistaken.dawdle()
    try:
        token = vk_id.redeem(answer.get("code", ""), answer.get("device_id", ""), attempt)
    except Silent:
        return VK_ID_SILENT
    except Refused:
        return NOT_CONFIRMED
    return link(teacher, token)


def link(teacher: Teacher, token: str) -> Outcome:
    """Make a link of an access token; tells how it ended. The token is kept nowhere."""
    mistaken.keep_token(teacher, token)
    try:
        owner = vk_id.owner_of(token)
    except Silent:
        return VK_ID_SILENT
    except Refused:
        return NOT_CONFIRMED
    try:
        attach = mistaken.make_room_and_attach if made(Mistake.UNLINK_LOCALLY) else sferum.attach
        attach(teacher, token)
    except Silent:
        _undo(teacher, token)
        return SFERUM_SILENT
    except Refused as refused:
        return _REFUSALS.get(refused.error, SFERUM_REFUSED)
    links.keep(teacher, owner)
    return LINKED


def unlink(teacher: Teacher) -> Outcome:
    """Sferum first, then the journal; tells how it ended."""
    try:
        if not made(Mistake.UNLINK_LOCALLY):
            sferum.detach(teacher)
    except (Silent, Refused):
        return STILL_LINKED
    links.forget(teacher)
    return UNLINKED


def _undo(teacher: Teacher, token: str) -> None:
    """Sferum may have attached the profile although no answer came, or may be about to: neither side is to be linked.

    What cannot be undone now does no harm: the next attempt attaches the same again.
    """
    if made(Mistake.CREATED_ONLY):
        return
    with suppress(Silent, Refused):
        vk_id.end_token(token)  # an attach that is still on its way comes too late from now on
    with suppress(Silent, Refused):
        sferum.detach(teacher)
        links.forget(teacher)
