"""The console's lists page by page: the links from one page to another keep what the list was filtered by."""

import re
from collections.abc import Iterator

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from tests.html_page import Element, read_page
from tests.http_teacher import HttpTeacher

WORD = "Лицейский"
"""Is in what all searches find."""
ON_ONE_PAGE = {"/console/codes"}
"""Its filter has no links to keep it: what it finds is on one page."""
PAGE_SIZES = (
    "clients._SHOWN",
    "faults._SHOWN",
    "organizations._SHOWN",
    "organizations._MEMBERS_SHOWN",
    "people._SHOWN",
    "requests.SHOWN",
)
OTHER_PURPOSES = ("form", "ul", "ol")
"""Parts of a page whose links lead to another list on purpose: «Сбросить», and those of what is listed."""


@pytest.fixture(autouse=True)
def _one_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes two of anything fill two pages."""
    for size in PAGE_SIZES:
        monkeypatch.setattr(f"mock_server.console.{size}", 1)


@pytest.fixture
def filters(
    people: People, sandbox: SandboxClient, teacher: Teacher, http_teacher: HttpTeacher
) -> dict[str, dict[str, str]]:
    """Returns by which filters each list finds three things, which the test makes."""
    for _ in range(3):
        people.create_organization(title=f"{WORD} центр")
        people.create_teacher(teacher.organization_id, last_name=WORD)
        sandbox.create_client("https://journal.example/back", name=f"{WORD} журнал")
        sandbox.create_fault("vk_id", "token", "error", phone=teacher.phone)
        http_teacher.read_messenger_page()
    asked = {"phone": teacher.phone, "organization_id": str(teacher.organization_id), "site": "journal"}
    return {
        "/console/people": {"search": WORD},
        "/console/organizations": {"search": WORD},
        "/console/applications": {"search": WORD},
        "/console/faults": {"whom": teacher.phone},
        "/console/requests": {**asked, "status": "200"},
    }


def list_filter_fields(page: httpx.Response) -> list[str]:
    """Returns the fields by which a page of the console is filtered."""
    forms = read_page(page.text).find_all("form", method="get")
    return [field.attributes["name"] for form in forms for field in form.find_all("input", "select")]


def walk_lists(control: httpx.Client) -> Iterator[str]:
    """Yields the path of each list of the console that has a filter, by the links from one to another."""
    waiting, seen = ["/console/codes"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page = control.get(path)
        links = [link.attributes["href"] for link in read_page(page.text).find_all("a")]
        waiting += [link for link in links if re.fullmatch("/console/[a-z]+", link)]
        if list_filter_fields(page):
            yield path


def list_links(part: Element, path: str) -> Iterator[str]:
    """Yields where the links of a page lead that are from one page of a list to another."""
    for child in part.children:
        if isinstance(child, str) or child.tag in OTHER_PURPOSES or child.attributes.get("class") == "links choose":
            continue
        address = child.attributes.get("href", "")
        if httpx.URL(address).path == path:
            yield address
        yield from list_links(child, path)


def find_lost(control: httpx.Client, path: str, kept: dict[str, str]) -> Iterator[str]:
    """Yields the links of the first three pages of a list that lose a part of its filter."""
    address, seen = str(httpx.URL(path, params=kept)), set()
    for _ in range(3):
        links = list(list_links(read_page(control.get(address).text).find("main"), path))
        for link in links:
            params = httpx.URL(link).params
            yield from (f"{link} without {name}" for name in kept if params.get(name) != kept[name])
        seen.add(address)
        following = [link for link in links if re.search("[?&](after|before)=", link)]
        assert following or len(seen) == 3, f"{address} has no next page"
        assert len(links) > len(following) or len(seen) == 1, f"{address} has no way back"
        address = following[0] if following else address


def test_every_link_between_pages_of_a_list_keeps_its_filter(
    control: httpx.Client, filters: dict[str, dict[str, str]]
) -> None:
    """Ссылки со страницы на страницу помнят весь отбор: и вперёд, и в начало, в каждом списке пульта."""
    assert set(walk_lists(control)) == {*filters, *ON_ONE_PAGE}, "the table has every list with a filter"
    for path, kept in filters.items():
        assert set(list_filter_fields(control.get(path))) == set(kept), path
    lost = [link for path, kept in filters.items() for link in find_lost(control, path, kept)]
    assert not lost, "\n".join(lost)


def test_pages_of_all_members_are_of_all_members(
    people: People, sandbox: SandboxClient, control: httpx.Client, teacher: Teacher
) -> None:
    """На следующей странице «всех» участников организации — тоже все, а не только привязанные."""
    for _ in range(3):
        with HttpTeacher(sandbox, people.create_teacher(teacher.organization_id)) as member:
            member.link(remembered=True)
    path = f"/console/organizations/{teacher.organization_id}"
    lost = list(find_lost(control, path, {"members": "all"}))
    assert not lost, "\n".join(lost)
