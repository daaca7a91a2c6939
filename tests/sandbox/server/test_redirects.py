"""Nobody is led astray: an address from a request is followed only where it is a path of the very site."""

import base64
import re
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpx
import pytest

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.vk_sign_in import ensure_local_path
from tests.http_teacher import HttpTeacher

OWN = [
    "/",
    "/chats",
    "/chats/5?all=1",
    "/settings/account?back=Lw%3D%3D",
    "/organizations/5/statistics?layout=2024-11&x=a%20b",
    "/applications/new?organization_id=+5&next=https://elsewhere.example//x",
    "/invitations/Zm9v-_~.",
    "/путь/100%?q=é",
    "/" + "a" * 1999,
]
ASTRAY = [
    "",
    "chats",
    "evil.example",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/\n/x",
    "/\0/evil.example",
    "/\x7f/x",
    "/\x85/x",
    "/\u2028/x",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/x/..//evil.example",
    "/.//evil.example",
    "/%2Fevil.example",
    "/%2f/evil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%2509/evil.example",
    "/%25252F/evil.example",
    "/%0D%0ALocation:%20https:%2F%2Fevil.example",
    "/?x=%0d%0ay",
    "javascript:alert(1)",
    "data:text/html,x",
    "/" + "%25" * 10 + "2F/evil.example",
    "/%" + "25" * 10 + "2F/evil.example",
    "/" + "a" * 2000,
]


@pytest.mark.parametrize("path", OWN, ids=lambda path: repr(path)[:40])
def test_path_of_the_site_is_followed_as_it_is(path: str) -> None:
    """Путь внутри сайта выполняется как есть."""
    assert ensure_local_path(path) == path


@pytest.mark.parametrize("path", ASTRAY, ids=lambda path: repr(path)[:40])
def test_anything_else_leads_to_the_first_page(path: str) -> None:
    """Всё прочее ведёт на первую страницу."""
    assert ensure_local_path(path) == "/"


def browsed(base: str, reference: str) -> str:
    """The host that a browser goes to (URL standard: tabs and line breaks are dropped, a backslash is a slash)."""
    return urlsplit(urljoin(base, re.sub(r"[\t\r\n]", "", reference).replace("\\", "/"))).netloc


@pytest.mark.parametrize("site", ["messenger", "sferum"])
def test_sign_in_goes_on_to_pages_of_its_own_site_only(people: People, sandbox: SandboxClient, site: str) -> None:
    """После входа открываются только страницы своего сайта."""
    teacher = people.create_teacher()
    own = sandbox.addresses[site]
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.remember_browser()
        for then in ("/%09/evil.example", "/%0A/x", "/%5Cevil.example", "//evil.example", "/%252Fevil.example"):
            answer = http_teacher.http.get(f"{own}/sign-in?then={then}", follow_redirects=False)
            assert answer.status_code == 303, then
            location = answer.headers["location"]
            while urlsplit(location).path != "/sign-in/callback":
                answer = http_teacher.http.get(location, follow_redirects=False)
                location = urljoin(str(answer.url), answer.headers["location"])
            answer = http_teacher.http.get(location, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/"), then


@pytest.mark.parametrize("then", ["/\t/evil.example", "//evil.example", "/\\evil.example"])
def test_cookie_of_an_attempt_leads_nobody_astray_either(people: People, sandbox: SandboxClient, then: str) -> None:
    """Cookie попытки тоже не уводит на чужую страницу.

    A page on another port of the host can set the cookie too.
    """
    teacher = people.create_teacher()
    own = sandbox.addresses["sferum"]
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.remember_browser()
        location = http_teacher.http.get(f"{own}/sign-in?then=/profile", follow_redirects=False).headers["location"]
        kept = http_teacher.http.cookies["sferum_attempt"].strip('"').removesuffix("/profile")
        while urlsplit(location).path != "/sign-in/callback":
            answer = http_teacher.http.get(location, follow_redirects=False)
            location = urljoin(str(answer.url), answer.headers["location"])
        octal = "".join(f"\\{ord(letter):03o}" for letter in then)
        answer = httpx.get(
            location, headers={"Cookie": f'sferum_attempt="{kept}{octal}"'}, trust_env=False, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("back", ["/\t/evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_way_back_from_the_account_stays_in_the_messenger(people: People, sandbox: SandboxClient, back: str) -> None:
    """Возврат из настроек учётной записи остаётся в мессенджере."""
    teacher = people.create_teacher()
    own = sandbox.addresses["messenger"]
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.remember_browser()
        http_teacher.http.get(own)
        page = http_teacher.http.get(
            f"{own}/settings/account", params={"back": base64.b64encode(back.encode()).decode()}
        )
        assert page.status_code == 200
        links = re.findall(r'href="([^"]+)"', page.text)
        assert {browsed(own, link) for link in links if not link.startswith("data:")} == {urlsplit(own).netloc}


def test_page_asked_for_before_signing_in_is_shown_after_it(people: People, sandbox: SandboxClient) -> None:
    """Страница, которую просили до входа, открывается после него."""
    teacher = people.create_teacher()
    wanted = f"{sandbox.addresses['messenger']}/settings/account?back={quote('Lw==')}"
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.remember_browser()
        page = http_teacher.http.get(wanted)
    assert (page.status_code, unquote(str(page.url))) == (200, unquote(wanted))
