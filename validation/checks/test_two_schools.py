"""A teacher who works in two schools of the journal: each school has a link of its own."""

import pytest

from pages.windows import go_to
from validation.errors import CheckFailedError, NotTestableError
from validation.foreign_requests import record_requests, repeat_from_abroad
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.two_schools import TwoSchools, open_two_schools
from validation.vendor import Vendor

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


def expect_not_shown(schools: TwoSchools) -> None:
    """Raises CheckFailedError where the card shows the link of the school in which the teacher is not."""
    schools.session.settle()
    if is_linked_here(schools.session):
        raise CheckFailedError(
            "карточка одной школы показывает привязку другой", "the card of one school shows the link of the other"
        )


def expect_kept(schools: TwoSchools, profile_id: int, ru: str, en: str) -> None:
    """Raises CheckFailedError, with these texts, unless the profile is linked in the other school still."""
    if schools.find_linked_organization_ids().get(profile_id) != schools.other.organization_id:
        raise CheckFailedError(ru, en)


def expect_gone(schools: TwoSchools, profile_id: int) -> None:
    """Raises CheckFailedError where Sferum has the link that the teacher undid in the journal."""
    if not schools.session.wait_until(lambda: profile_id not in schools.find_linked_organization_ids()):
        raise CheckFailedError(
            "отвязка в одной из школ учителя не дошла до Сферума: привязка там осталась",
            "unlinking in one of the teacher's schools did not reach Sferum: the link is there still",
        )


@pytest.mark.requirement("P-53")
def test_each_school_has_its_own_link(vendor: Vendor, teacher_sessions: TeacherSessions) -> None:
    """Привязка в одной школе учителя не показана и не тронута в другой."""
    schools = open_two_schools(teacher_sessions, vendor)
    session = schools.session
    first_id, second_id = schools.give_two_profiles()
    with schools.in_first_at_the_end():
        schools.enter()
        schools.link(first_id)
        schools.leave()
        expect_not_shown(schools)
        schools.try_to_link(first_id)
        expect_kept(schools, first_id, "профиль, привязанный в одной школе, отнят у неё", "the profile was taken away")
        session.open_card()
        if session.journal.connected.is_visible():
            raise NotTestableError(
                "отказ Сферума показан как привязка: дальше не проверить", "a refusal of Sferum's is shown as a link"
            )
        schools.link(second_id)
        expect_kept(
            schools, first_id, "привязка в одной школе сняла её в другой", "a link undid that of the other school"
        )
        if vendor.file.unlinking.way == "button":
            session.unlink()
            session.settle()
            expect_kept(schools, first_id, "отвязка в одной школе отвязала и в другой", "unlinking undid both links")
            expect_gone(schools, second_id)
            schools.enter()  # which unlinks there, too
            expect_gone(schools, first_id)


@pytest.mark.requirement("P-54")
def test_attempt_belongs_to_the_school_in_which_it_began(vendor: Vendor, teacher_sessions: TeacherSessions) -> None:
    """Учитель перешёл в другую школу, пока был в VK ID: там его не привязывают."""
    schools = open_two_schools(teacher_sessions, vendor)
    session = schools.session
    with schools.in_first_at_the_end():
        window, address = session.reach_return()
        schools.enter_in_another_tab()
        go_to(window, address)
        session.settle()
        if schools.other.organization_id in schools.find_linked_organization_ids().values():
            raise CheckFailedError(
                "профиль привязан в школе, в которую учитель перешёл, а не в той, где он начал",
                "the profile is linked in the school the teacher went to, not in that where they began",
            )


@pytest.mark.requirement("P-58")
def test_other_sites_do_not_change_the_school(vendor: Vendor, teacher_sessions: TeacherSessions) -> None:
    """Чужая страница не переводит учителя в другую школу."""
    schools = open_two_schools(teacher_sessions, vendor)
    session = schools.session
    with schools.in_first_at_the_end():
        session.link()
        session.settle()
        recorded = record_requests(session, schools.go_over)
        schools.open_card()
        is_told_apart = not is_linked_here(session)
        schools.leave()
        visitor = teacher_sessions.open_elsewhere(session)
        if not (is_told_apart and is_linked_here(visitor)):
            raise NotTestableError(
                "по карточке не узнать, в какой школе учитель",
                "the card does not tell in which school the teacher is",
            )
        repeat_from_abroad(visitor, recorded, session)
        if not is_linked_here(visitor):
            raise CheckFailedError(
                "страница другого сайта перевела учителя в другую школу",
                "a page of another site has taken the teacher to the other school",
            )


def is_linked_here(session: TeacherSession) -> bool:
    """Returns whether the card, which the journal may draw by a script, shows a link."""
    session.open_card()
    session.settle()
    return session.journal.connected.is_visible()
