"""Whose profile it is: the card names no other than that which is linked, and tells nobody who has another's."""

from collections.abc import Iterable

import pytest

from validation.agreement import open_clean_card
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.messages import read_error_message
from validation.other_accounts import link_profile_of, rename_profile
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_NEW_NAME = ("Перепёлкина", "Аглая")
"""Of nobody whom a journal may know."""


def count_names(session: TeacherSession, names: Iterable[str]) -> int:
    """Returns how often the page has one of the names, once nothing changes on it any more."""
    session.settle()
    shown = session.page.inner_text("body").casefold()
    return sum(shown.count(name.casefold()) for name in names)


def expect_new_name(session: TeacherSession, own_names: Iterable[str], when_unlinked: int) -> None:
    """Raises CheckFailedError where the card names the teacher's usual profile, and not the new one that is linked."""
    if count_names(session, own_names) > when_unlinked and not count_names(session, _NEW_NAME):
        raise CheckFailedError(
            "привязан другой профиль, а карточка называет прежний",
            "another profile is linked, and the card names the one before",
        )


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
    own_names = (session.teacher.last_name, session.teacher.first_name)
    when_unlinked = count_names(session, own_names)
    session.link()
    session.open_card()
    if count_names(session, own_names) <= when_unlinked:
        raise NotTestableError("имени профиля на карточке нет", "the card does not name the profile")
    session.reset_link()
    rename_profile(session, *_NEW_NAME)
    session.link()
    session.open_card()
    expect_new_name(session, own_names, when_unlinked)


@pytest.mark.requirement("J-14")
def test_owner_of_a_linked_profile_is_not_told(teacher_sessions: TeacherSessions) -> None:
    """И о профиле другого учителя: чей он, журнал не говорит."""
    owner, session = teacher_sessions.open_several(2)
    if owner.teacher.last_name in session.page.inner_text("body"):
        raise NotTestableError("карточка и так называет других", "the card names others anyway")
    with naming_earlier_step("привязка первого учителя", "linking the first teacher"):
        owner.link()
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
