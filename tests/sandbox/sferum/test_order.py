"""Lists on the screens and in the control API: classes in order, and told apart."""

import re
import secrets
from collections.abc import Iterator

import httpx
import pytest

from automation.factories import People
from mock_server.client import SandboxClient


@pytest.fixture
def school(sandbox: SandboxClient) -> int:
    classes = [("10А", "10А"), ("11А", "11А"), ("11А-2", "11А"), ("1А", "1А"), ("2А", "2А")]
    return sandbox.create_organization("Школа", classes=[{"code": code, "title": title} for code, title in classes])


@pytest.fixture
def office(sandbox: SandboxClient, people: People, school: int) -> Iterator[httpx.Client]:
    """The school's administrator in its office at Sferum."""
    phone = people.create_administrator(school)
    cookie = sandbox.create_vk_session(phone)
    with httpx.Client(base_url=sandbox.addresses["sferum"], follow_redirects=True, trust_env=False) as browser:
        browser.cookies.set(cookie["name"], cookie["value"], httpx.URL(cookie["url"]).host)
        screen = browser.get("/sign-in", params={"then": "/profile"})
        assert screen.url.path == "/profile", screen.text
        yield browser


LABELS = ["1А", "2А", "10А", "11А (код 11А)", "11А (код 11А-2)"]


def labels_in(page: str) -> list[str]:
    return re.findall(r'name="classes" value="[^"]*"[^>]*> <span>([^<]*)</span>', page)


@pytest.mark.requirement("F-1", "F-2", "F-3")
def test_screens_list_classes_in_order_and_tell_them_apart(office: httpx.Client, school: int) -> None:
    """На экранах классы стоят по порядку и отличимы друг от друга."""
    assert labels_in(office.get(f"/organizations/{school}/invitations").text) == LABELS
    assert labels_in(office.get("/applications/new", params={"organization_id": school}).text) == LABELS

    chosen = {"role": "teacher", "classes": ["11А-2", "10А", "2А"]}
    office.post(f"/organizations/{school}/applications/new", data=chosen)
    assert "Педагог: 2А, 10А, 11А (код 11А-2)" in office.get(f"/organizations/{school}/applications").text
    sent = office.post(f"/organizations/{school}/invitations", data=chosen).text
    link = re.search(r'href="([^"]*/invitations/[^"]+)"', sent.partition("Отправленные")[2])
    assert link
    assert "<dd>2А, 10А, 11А (код 11А-2)</dd>" in office.get(link[1]).text


def test_control_api_gives_classes_in_order(control: httpx.Client) -> None:
    """Управление выдаёт классы по порядку."""
    classes = [{"code": secrets.token_hex(4), "title": title} for title in ("10А", "1А", "9Ё", "9Ж", "9Е")]
    answer = control.post("/organizations", json={"title": "Школа", "classes": classes}).json()
    titles = {school_class["code"]: school_class["title"] for school_class in classes}
    assert [titles[code] for code in answer["classes"]] == ["1А", "9Е", "9Ё", "9Ж", "10А"]


def classes_in_the_journal(sandbox: SandboxClient, login: str) -> list[str]:
    cookie = sandbox.create_journal_session(login)
    with httpx.Client(base_url=sandbox.addresses["journal"], trust_env=False) as browser:
        browser.cookies.set(cookie["name"], cookie["value"], httpx.URL(cookie["url"]).host)
        page = browser.get("/office").text
    return re.findall(r'<li class="tile"><strong>([^<]*)</strong>', page)


@pytest.mark.requirement("START-2")
def test_journal_lists_classes_in_order(sandbox: SandboxClient, people: People, school: int) -> None:
    """Журнал перечисляет классы по порядку."""
    teacher = people.create_teacher(school, profile=False, classes=("11А-2", "10А", "1А", "2А"))
    assert classes_in_the_journal(sandbox, teacher.login) == ["1А", "2А", "10А", "11А (код 11А-2)"]


@pytest.mark.requirement("START-2")
def test_journal_lists_classes_by_their_titles(sandbox: SandboxClient, people: People) -> None:
    """Журнал перечисляет классы по названиям."""
    classes = [{"code": "c1", "title": "10А"}, {"code": "c2", "title": "1А"}, {"code": "c3", "title": "2А"}]
    school = sandbox.create_organization("Школа", classes=classes)
    teacher = people.create_teacher(school, profile=False, classes=("c1", "c2"))
    assert classes_in_the_journal(sandbox, teacher.login) == ["1А", "10А"]
