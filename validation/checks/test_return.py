"""The way back from VK ID: what the journal must not accept there. A person who is not linked stays not linked."""

import secrets

import pytest

from pages.windows import go_to
from validation.errors import CheckFailedError
from validation.teacher_session import TeacherSession, TeacherSessions
from validation.traffic import attach_calls, near_miss

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


def returned(visit: TeacherSession) -> str:
    """Up to the consent, and no further: the address by which VK ID sends the browser back."""
    window, consent = visit.begin()
    return visit.hold(window, consent.link)


def expect_refused(visit: TeacherSession, url: str) -> None:
    """Bring the browser back by this address: nothing may come of it."""
    go_to(visit.page, url)
    visit.expect_unlinked()


@pytest.mark.requirement("P-3")
@pytest.mark.parametrize("forged", ["invented", "altered"])
def test_forged_state_is_refused(visits: TeacherSessions, forged: str) -> None:
    """Подделанный state отвергнут."""
    visit = visits.one()
    genuine = returned(visit)
    state = visit.watch.authorizations[-1].state
    other = secrets.token_urlsafe(32) if forged == "invented" else near_miss(state)
    expect_refused(visit, visit.altered(genuine, state=other))


@pytest.mark.requirement("P-4")
def test_return_without_state_is_refused(visits: TeacherSessions) -> None:
    """Возврат без state отвергнут."""
    visit = visits.one()
    expect_refused(visit, visit.altered(returned(visit), state=None))


@pytest.mark.requirement("P-5")
def test_state_of_another_teacher_is_refused(visits: TeacherSessions) -> None:
    """state другого учителя отвергнут."""
    other, visit = visits.several(2)
    other.connect()
    foreign = other.watch.authorizations[-1].state
    expect_refused(visit, visit.altered(returned(visit), state=foreign))


@pytest.mark.requirement("P-6")
def test_used_state_is_refused(visits: TeacherSessions) -> None:
    """Использованный state отвергнут."""
    visit = visits.one()
    visit.link()
    finished = visit.watch.authorizations[-1].url
    visit.open_card()
    visit.reset_link()
    # VK ID knows nothing of the journal's attempts: asked again with the same state, it gives another code.
    visit.page.goto(finished)
    again = visit.hold(visit.page, visit.reach_consent(visit.page).link)
    before = len(attach_calls(visit.records()))
    go_to(visit.page, again)
    visit.open_card()  # by then a script of the return page has asked
    if len(attach_calls(visit.records())) > before:
        raise CheckFailedError("законченная попытка привязала ещё раз", "a finished attempt linked once more")
    visit.expect_not_connected()


@pytest.mark.requirement("P-7")
def test_code_of_another_person_is_refused(visits: TeacherSessions) -> None:
    """Ссылка с чужими code и state не привязывает чужой профиль."""
    attacker, victim = visits.several(2)
    lure = returned(attacker)
    go_to(victim.page, lure)
    if victim.vendor.links(attacker.teacher):
        raise CheckFailedError(
            "профиль того, кто прислал ссылку, привязан к учителю, который её открыл",
            "the profile of whoever sent the link is linked to the teacher who opened it",
        )
    victim.expect_unlinked()


@pytest.mark.requirement("P-29")
def test_return_from_another_site_finds_the_session(visits: TeacherSessions) -> None:
    """Без cookie с SameSite=Strict привязка получается."""
    visit = visits.one()
    window, consent = visit.begin()
    strict = [each for each in visit.context.cookies(visit.vendor.journal) if each.get("sameSite") == "Strict"]
    genuine = visit.hold(window, consent.link)
    for cookie in strict:
        visit.context.clear_cookies(name=cookie["name"], domain=cookie["domain"])
    go_to(window, genuine)
    if not visit.before_long(visit.is_known_to_sferum):
        names = ", ".join(cookie["name"] for cookie in strict)
        raise CheckFailedError(
            f"привязка не получилась без cookie с SameSite=Strict: {names or 'таких нет'}",
            f"linking failed without the SameSite=Strict cookies: {names or 'there are none'}",
        )
