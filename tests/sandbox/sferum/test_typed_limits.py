"""What is sent beyond what a page offers: the longest text is kept whole, and an unknown choice is the usual one."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

import pytest

from automation.factories import People
from mock_server.client import SandboxClient
from tests.html_page import read_page
from tests.http_person import HttpPerson, open_person

OpenPerson = Callable[[str], HttpPerson]
REASON_CHARS, TITLE_CHARS = 500, 200
USUAL_DAYS = 7
MOSCOW = timezone(timedelta(hours=3))


class Office(NamedTuple):
    """An organization, and its administrator."""

    organization_id: int
    admin: HttpPerson


@pytest.fixture
def open_browser(sandbox: SandboxClient) -> Iterator[OpenPerson]:
    with ExitStack() as browsers:
        yield lambda phone: browsers.enter_context(open_person(sandbox, phone))


@pytest.fixture
def office(people: People, open_browser: OpenPerson) -> Office:
    organization_id = people.create_organization()
    return Office(organization_id, open_browser(people.create_administrator(organization_id)))


@pytest.fixture
def person(people: People, open_browser: OpenPerson) -> HttpPerson:
    """A person with an educational profile and no organization."""
    someone = people.build_teacher(0)
    people.give_profile(someone)
    return open_browser(someone.phone)


@pytest.mark.parametrize(
    ("sent", "days"),
    [
        *((str(days), days) for days in (1, 7, 30)),
        *((sent, USUAL_DAYS) for sent in ("0", "-1", "2", "365", "", "месяц", "7.0")),
        (None, USUAL_DAYS),
    ],
)
@pytest.mark.requirement("F-1")
def test_invitation_lives_as_long_as_the_page_offers(office: Office, sent: str | None, days: int) -> None:
    """F-1: приглашение действует 1, 7 или 30 дней; о другом сроке не просят, и он — 7 дней."""
    path = f"/organizations/{office.organization_id}/invitations"
    office.admin.open("sferum", path)
    form = {"role": "teacher"} if sent is None else {"role": "teacher", "days": sent}
    office.admin.ask("POST", "sferum", path, data=form)
    sent_list = read_page(office.admin.open("sferum", path).text).find(
        "ul", **{"aria-label": "Отправленные приглашения"}
    )
    (until,) = re.findall(r"до (\d\d\.\d\d\.\d{4} \d\d:\d\d)", sent_list.text)
    left = datetime.strptime(until, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW) - datetime.now(MOSCOW)
    assert round(left / timedelta(days=1)) == days, f"days until the invitation ends, where {sent!r} were asked for"


@pytest.mark.parametrize(("typed", "kept"), [(REASON_CHARS, REASON_CHARS), (REASON_CHARS + 1, REASON_CHARS)])
@pytest.mark.requirement("F-3")
def test_reason_is_read_to_its_last_letter(office: Office, person: HttpPerson, typed: int, kept: int) -> None:
    """F-3: причину отказа читают целиком, сколько её принимает поле."""
    person.submit(person.open("sferum", f"/applications/new?organization_id={office.organization_id}"), "Подать заявку")
    applications = office.admin.open("sferum", f"/organizations/{office.organization_id}/applications")
    reason_field = read_page(applications.text).find("input", name="reason")
    assert int(reason_field.attributes["maxlength"]) == REASON_CHARS
    office.admin.submit(applications, "Отклонить", reason="ж" * typed)
    state = read_page(person.open("sferum", "/profile").text).find("span", **{"class": "state"})
    reason = state.text.removeprefix("Отклонена: ")
    assert (len(reason), set(reason)) == (kept, {"ж"}), "the reason as the applicant reads it"


@pytest.mark.parametrize(("typed", "kept"), [(TITLE_CHARS, TITLE_CHARS), (TITLE_CHARS + 1, TITLE_CHARS)])
@pytest.mark.requirement("C-4")
def test_title_of_a_chat_is_kept_to_its_last_letter(person: HttpPerson, typed: int, kept: int) -> None:
    """C-4: название чата остаётся целиком, сколько его принимает поле."""
    chats = person.open("messenger", "/chats")
    assert int(read_page(chats.text).find("input", name="title").attributes["maxlength"]) == TITLE_CHARS
    person.submit(chats, "Создать чат", title="ж" * typed)
    (title,) = person.list_chats()
    assert (len(title), set(title)) == (kept, {"ж"}), "the title in the list of chats"
