"""What is another's: the card names no other profile than the linked one, and tells nobody of another teacher."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Frame

from pages.windows import go_to
from validation.agreement import open_clean_card
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.foreign_requests import ActingRequest, fetch_answer
from validation.messages import find_shown_error, read_error_message, shorten
from validation.other_accounts import LATER_NAME, NEW_NAME, link_profile_of, link_under_new_name, rename_profile
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_WRONG_ENCODINGS = ("cp1251", "latin-1", "cp866", "koi8-r")


def count_names(session: TeacherSession, names: Iterable[str]) -> int:
    """Returns how often the page has one of the names, once nothing changes on it any more."""
    session.settle()
    shown = session.page.inner_text("body").casefold()
    return sum(shown.count(name.casefold()) for name in names)


def expect_later_name(session: TeacherSession) -> None:
    """Raises CheckFailedError where the card names the profile that was linked before, and not the one that is now."""
    if count_names(session, NEW_NAME) and not count_names(session, LATER_NAME):
        raise CheckFailedError(
            "привязан другой профиль, а карточка называет прежний",
            "another profile is linked, and the card names the one before",
        )


def expect_no_garbled_name(session: TeacherSession, names: Iterable[str]) -> None:
    """Raises CheckFailedError where the card has one of the names, read as what it is not, or as a script writes it."""
    session.settle()
    shown = session.page.inner_text("body")
    if garbled := next((each for name in names for each in list_garbled(name) if each in shown), None):
        raise CheckFailedError(
            f"имя профиля на карточке испорчено: «{garbled}»", f"the profile's name on the card is garbled: “{garbled}”"
        )


def list_garbled(name: str) -> list[str]:
    """Returns the name in UTF-8 read in another encoding, and with its letters as numbers."""
    read = [name.encode().decode(encoding, "replace") for encoding in _WRONG_ENCODINGS]
    numbers = ("".join(f"\\u{ord(letter):04x}" for letter in name), "".join(f"&#{ord(letter)};" for letter in name))
    return [*read, *numbers]


def expect_owner_untold(session: TeacherSession, surname: str) -> None:
    """Raises CheckFailedError where the journal tells whose the profile is that is linked to another teacher."""
    told = f"{read_error_message(session)} {session.page.inner_text('body')}"
    if surname.casefold() in told.casefold():
        raise CheckFailedError(
            "журнал говорит учителю, к кому из других привязан профиль",
            "the journal tells a teacher to which other one the profile is linked",
        )


@pytest.mark.requirement("J-8")
def test_card_names_the_profile_that_is_linked(teacher_sessions: TeacherSessions) -> None:
    """И карточка называет его, а не того, который был привязан раньше."""
    session = teacher_sessions.open()
    if not link_under_new_name(session):
        raise NotTestableError("журнал привязывает только тёзку учителя", "the journal links a namesake alone")
    session.open_card()
    expect_no_garbled_name(session, NEW_NAME)
    if not count_names(session, NEW_NAME):
        raise NotTestableError("имени профиля на карточке нет", "the card does not name the profile")
    session.reset_link()
    rename_profile(session, *LATER_NAME)
    session.link()
    session.open_card()
    expect_later_name(session)


@pytest.mark.requirement("J-14")
def test_owner_of_a_linked_profile_is_not_told(teacher_sessions: TeacherSessions) -> None:
    """И о профиле другого учителя: чей он, журнал не говорит."""
    owner, session = teacher_sessions.open_several(2)
    if owner.teacher.last_name in session.page.inner_text("body"):
        raise NotTestableError("карточка и так называет других", "the card names others anyway")
    with naming_earlier_step("привязка первого учителя", "linking the first teacher"):
        link_under_new_name(owner)  # a message may say whose account of VK ID it is, and not whose at the journal
    link_profile_of(session, owner.teacher)
    session.settle()
    if not owner.is_known_to_sferum():
        raise CheckFailedError("профиль отнят у другого учителя", "the profile was taken away from the other teacher")
    expect_not_linked(session)
    expect_owner_untold(session, owner.teacher.last_name)
    open_clean_card(session)
    expect_not_linked(session)


def expect_not_linked(session: TeacherSession) -> None:
    """Raises CheckFailedError where the card shows a link."""
    if session.journal.connected.is_visible():
        raise CheckFailedError(
            "журнал показывает привязанным профиль другого учителя",
            "the journal shows another teacher's profile as linked",
        )


@pytest.mark.requirement("J-33")
def test_message_is_told_to_nobody_else(teacher_sessions: TeacherSessions) -> None:
    """Отказ одного учителя назван ему, а не тому, кто открыл карточку следующим."""
    session, other_session = teacher_sessions.open_several(2)
    if find_shown_error(other_session):
        raise NotTestableError("сообщение на карточке есть и так", "there is a message on the card anyway")
    _, address = session.reach_return(refused=True)
    # Whose back end keeps the message for the next page has it now, and the teacher has not been on that page.
    fetch_answer(session, ActingRequest("GET", address, "", ""), {}, session.vendor.target.vk_id)
    expect_no_message(other_session)
    open_clean_card(session)
    window, address = session.reach_return(refused=True)
    if window is not session.page and not isinstance(window, Frame):
        session.page.goto("about:blank")  # a card that waits for the window would fetch the message at once
    go_to(window, address)
    session.settle()
    expect_no_message(other_session)


def expect_no_message(session: TeacherSession) -> None:
    """Raises CheckFailedError where the card of a teacher who has not been to VK ID tells of something gone wrong."""
    session.open_card()
    session.settle()
    if message := find_shown_error(session):
        raise CheckFailedError(
            f"учителю сказано о том, что случилось с другим: «{shorten(message)}»",
            f"a teacher is told of what has happened to another: “{shorten(message)}”",
        )
