"""Every cookie of every site: what protects it, over HTTP and HTTPS, and that signing out ends what it was for."""

from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from faker import Faker

from automation.factories import People
from mock_server import sessions
from mock_server.client import SandboxClient
from mock_server.http import certificates
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from mock_server.vk_id.current_login import DEVICE_COOKIE
from mock_server.vk_id.screens import SESSION_COOKIE
from tests.http_person import HttpPerson, open_person
from tests.http_teacher import HttpTeacher

ATTEMPTS = {"messenger_attempt", "sferum_attempt"}
NAMES = {*sessions.COOKIES.values(), *ATTEMPTS, DEVICE_COOKIE, SESSION_COOKIE}
INNER_PAGES = {"journal": "/office/messenger", "messenger": "/chats", "sferum": "/profile"}
"""A page of each site that only those see who are signed in."""


@pytest.fixture(scope="module", params=["http", "https"])
def any_sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxClient]:
    """A sandbox of its own, over HTTP and over HTTPS."""
    folder = str(tmp_path_factory.mktemp("tls")) if request.param == "https" else None
    with pytest.MonkeyPatch.context() as patch, run_sandbox(SandboxSettings(tls=folder)) as shared:
        if folder:
            patch.setenv("SSL_CERT_FILE", str(Path(folder) / certificates.AUTHORITY))
        client = SandboxClient(shared.addresses.control)
        yield client
        client.close()


def collect_cookies(sandbox: SandboxClient) -> list[tuple[str, Morsel[str]]]:
    """Returns all cookies that the sites set while a teacher links a profile and visits them, each with its site."""
    sites = {f"{urlsplit(url).hostname}:{urlsplit(url).port}": site for site, url in sandbox.addresses.items()}
    set_by: list[tuple[str, Morsel[str]]] = []

    def note(answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            set_by.extend((sites[answer.url.netloc.decode()], morsel) for morsel in SimpleCookie(line).values())

    teacher = People(sandbox, Faker("ru_RU")).create_teacher()
    with HttpTeacher(sandbox, teacher) as browser:
        browser.http.cookies.clear()
        browser.http.event_hooks["response"] = [note]
        browser.request_journal("POST", "/sign-in", data={"login": teacher.login, "password": teacher.password})
        browser.link()
        for site, path in INNER_PAGES.items():
            browser.http.get(f"{sandbox.addresses[site]}{path}")
    return set_by


def test_no_cookie_is_read_by_scripts_or_sent_by_other_sites(any_sandbox: SandboxClient) -> None:
    """Ни один cookie не читает сценарий и не присылает чужая страница; по HTTPS он не уходит по HTTP."""
    is_secure = any_sandbox.addresses["journal"].startswith("https:")
    cookies = collect_cookies(any_sandbox)
    assert {morsel.key for _, morsel in cookies} == NAMES, "every cookie of the sandbox"
    for site, morsel in cookies:
        flags = {name: morsel[name] for name in ("httponly", "samesite", "secure", "path", "domain")}
        if morsel["max-age"] == "0":
            assert not morsel.value, "a cookie that is deleted"
            continue
        expected = {"httponly": True, "samesite": "Lax", "secure": is_secure or "", "path": "/", "domain": ""}
        assert flags == expected, f"{site}: {morsel.key}"
        assert not morsel["max-age"], f"{site}: {morsel.key} ends with the browser"
        assert not morsel["expires"], f"{site}: {morsel.key} ends with the browser"
        assert morsel.key.startswith(site), f"{site}: {morsel.key} says whose it is"
        assert len(morsel.value) >= 32, f"{site}: {morsel.key} cannot be guessed"


@pytest.mark.parametrize("site", INNER_PAGES)
@pytest.mark.requirement("START-1", "C-2", "D-1")
def test_who_has_signed_out_is_out_even_with_the_old_cookie(sandbox: SandboxClient, people: People, site: str) -> None:
    """«Выйти»: сеанс кончился на сервере, а не только в браузере; остальные сайты остались открыты."""
    teacher = people.create_teacher()
    with open_person(sandbox, teacher.phone) as browser:
        browser.add_cookie(sandbox.create_journal_session(teacher.login))
        for other, path in INNER_PAGES.items():
            assert browser.open(other, path).url.path == path
        old = browser.http.cookies[sessions.COOKIES[site]]
        answer = browser.ask("POST", site, "/sign-out")
        assert sessions.COOKIES[site] not in browser.http.cookies, "the browser has no cookie any more"
        assert answer.status_code in (200, 303)
        browser.http.cookies.set(sessions.COOKIES[site], old, "127.0.0.1")
        for other, path in INNER_PAGES.items():
            assert is_signed_in(browser, other, path) == (other != site), other


@pytest.mark.parametrize("site", INNER_PAGES)
def test_made_up_or_foreign_cookie_signs_nobody_in(sandbox: SandboxClient, people: People, site: str) -> None:
    """Cookie другого сайта или придуманный не впускает никого."""
    teacher = people.create_teacher()
    with open_person(sandbox, teacher.phone) as browser, open_person(sandbox) as thief:
        browser.add_cookie(sandbox.create_journal_session(teacher.login))
        for other, path in INNER_PAGES.items():
            browser.open(other, path)
        values = [browser.http.cookies[name] for other, name in sessions.COOKIES.items() if other != site]
        for value in (*values, "made-up", ""):
            thief.http.cookies.set(sessions.COOKIES[site], value, "127.0.0.1")
            assert not is_signed_in(thief, site, INNER_PAGES[site])


@pytest.mark.parametrize("site", ["messenger", "sferum"])
def test_new_sign_in_ends_the_session_before_it(sandbox: SandboxClient, people: People, site: str) -> None:
    """Новый вход в том же браузере: прежний сеанс больше не действует, значение cookie другое."""
    teacher = people.create_teacher()
    with open_person(sandbox, teacher.phone) as browser, open_person(sandbox) as thief:
        browser.open(site, INNER_PAGES[site])
        old = browser.http.cookies[sessions.COOKIES[site]]
        browser.open(site, "/sign-in")
        assert browser.http.cookies[sessions.COOKIES[site]] != old
        thief.http.cookies.set(sessions.COOKIES[site], old, "127.0.0.1")
        assert not is_signed_in(thief, site, INNER_PAGES[site])


def is_signed_in(browser: HttpPerson, site: str, path: str) -> bool:
    """Returns whether a site shows an inner page, without a question to VK ID."""
    answer = browser.ask("GET", site, path)
    assert answer.status_code == 200 or "/sign-in" in answer.headers["location"]
    return answer.status_code == 200
