"""The sign-in of the messenger and of Sferum: an answer of VK ID signs in the browser that asked, once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from tests.http_person import HttpPerson, open_person

PAGES = {"messenger": "/chats", "sferum": "/profile"}
OpenPerson = Callable[..., HttpPerson]

pytestmark = pytest.mark.parametrize("site", PAGES)


@pytest.fixture
def open_browser(sandbox: SandboxClient) -> Iterator[OpenPerson]:
    with ExitStack() as browsers:
        yield lambda phone=None: browsers.enter_context(open_person(sandbox, phone))


def get_answer(person: HttpPerson, site: str) -> str:
    """Begins a sign-in; returns the address with which VK ID answers, to which the browser has not gone yet."""
    answer = person.ask("GET", site, "/sign-in")
    while urlsplit(answer.headers["location"]).path != "/sign-in/callback":
        answer = person.http.get(httpx.URL(str(answer.url)).join(answer.headers["location"]))
    return str(answer.headers["location"])


def is_signed_in(person: HttpPerson, site: str) -> bool:
    return person.ask("GET", site, PAGES[site]).status_code == 200


def test_answer_signs_in_once(site: str, teacher: Teacher, open_browser: OpenPerson) -> None:
    """Ответ VK ID годится один раз: попытки входа после него нет."""
    person = open_browser(teacher.phone)
    answer = get_answer(person, site)
    assert f"{site}_attempt" in person.http.cookies

    assert person.http.get(answer).status_code == 303
    assert is_signed_in(person, site)
    assert f"{site}_attempt" not in person.http.cookies
    assert person.http.get(answer).status_code == 400


def test_answer_to_another_browser_signs_nobody_in(
    site: str, teacher: Teacher, people: People, open_browser: OpenPerson
) -> None:
    """Чужой ответ VK ID не впускает под чужим именем, начат ли в этом браузере свой вход или нет."""
    answer = get_answer(open_browser(teacher.phone), site)
    began = open_browser(people.create_teacher().phone)
    get_answer(began, site)
    for person in (open_browser(), began):
        assert person.http.get(answer).status_code == 400
        assert not is_signed_in(person, site)


def test_profile_whose_owner_is_forgotten_is_signed_in_nowhere(
    site: str, teacher: Teacher, sandbox: SandboxClient, open_browser: OpenPerson
) -> None:
    """Человек, которого VK ID забыл, больше не вошёл и на сайты, где входил по нему."""
    person = open_browser(teacher.phone)
    assert person.http.get(get_answer(person, site)).status_code == 303
    assert is_signed_in(person, site)

    sandbox.forget_person(teacher.phone)

    assert not is_signed_in(person, site)
