"""Who gets what: every address of the journal, the messenger and Sferum, for people of every kind."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import httpx
import pytest
from faker import Faker
from flask import Flask

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import _create_sites
from tests.cases import case
from tests.html_page import read_page
from tests.http_person import HttpPerson, accept, invite, open_person
from tests.sandbox.server.address_names import ADDRESSES, SITES

PEOPLE = ("nobody", "stranger", "parent", "teacher", "other administrator", "administrator")
"""The last one comes last: what they do may change what others would find."""

# What each of PEOPLE gets. `yes`: the page, or what it leads to; `sign in`: is sent to sign in; else the status.
EVERYBODY = ("yes",) * 6
SIGNED_IN = ("sign in", "yes", "yes", "yes", "yes", "yes")
OF_JOURNAL = ("sign in", "sign in", "yes", "yes", "sign in", "sign in")
ADMINISTRATOR = ("sign in", "403", "403", "403", "404", "yes")
ADMINISTRATORS = ("sign in", "403", "403", "403", "yes", "yes")
TEACHER = ("sign in", "404", "404", "yes", "404", "404")
NOBODY_ELSE = ("sign in", "404", "404", "404", "404", "404")

# The chat of these rows is the teachers' room, in which a parent is not; the profile of the forms is the teacher's.
TABLE = {
    "journal": {
        "GET teacher_office.index": OF_JOURNAL,
        "GET teacher_office.sign_in": EVERYBODY,
        "POST teacher_office.submit_sign_in": EVERYBODY,
        "GET teacher_office.home": OF_JOURNAL,
        "GET teacher_office.office": OF_JOURNAL,
        "GET linking.messenger": OF_JOURNAL,
        "POST linking.connect": OF_JOURNAL,
        "GET linking.callback": OF_JOURNAL,
        "POST linking.unlink": OF_JOURNAL,
    },
    "messenger": {
        "GET sign_in.begin": EVERYBODY,
        "GET sign_in.callback": EVERYBODY,
        "GET chats.index": SIGNED_IN,
        "GET chats.chats": SIGNED_IN,
        "POST chats.create_chat": SIGNED_IN,
        "POST chats.open_dialog": SIGNED_IN,
        "GET conversation.chat": TEACHER,
        "POST conversation.write": TEACHER,
        "POST conversation.call": TEACHER,
        "POST conversation.invite": NOBODY_ELSE,
        "GET settings.settings": SIGNED_IN,
        "GET settings.account": SIGNED_IN,
        "POST settings.switch_profile": TEACHER,
    },
    "sferum": {
        "GET home.index": EVERYBODY,
        "GET sign_in.begin": EVERYBODY,
        "GET sign_in.callback": EVERYBODY,
        "GET personal.profile": SIGNED_IN,
        "GET personal.invitation": EVERYBODY,
        "POST personal.accept": SIGNED_IN,
        "GET personal.application_form": SIGNED_IN,
        "POST personal.apply": SIGNED_IN,
        "GET admin_console.organizations": ADMINISTRATORS,
        "GET admin_console.office": ADMINISTRATOR,
        "GET admin_console.download_statistics": ADMINISTRATOR,
        "GET admin_console.members": ADMINISTRATOR,
        "GET invitations.invitations": ADMINISTRATOR,
        "POST invitations.invite": ADMINISTRATOR,
        "POST invitations.withdraw": ADMINISTRATOR,
        "GET applications.applications": ADMINISTRATOR,
        "POST applications.confirm": ADMINISTRATOR,
        "POST applications.reject": ADMINISTRATOR,
    },
}
ROWS = [(site, address) for site, table in TABLE.items() for address in table]
ELSEWHERE = {"POST sign_in.sign_out", "POST teacher_office.sign_out"}
"""Signing out is another test's: whoever has done it here would be somebody else in the next row."""


@dataclass(frozen=True)
class World:
    """A school with a chat, an invitation and an application, and the browsers of all people by what they are."""

    values: dict[str, object]
    browsers: dict[str, HttpPerson]


@pytest.fixture(scope="module")
def sites(own_sandbox: Sandbox) -> dict[str, Flask]:
    """Returns the applications of the sandbox's sites."""
    return _create_sites(own_sandbox)


@pytest.fixture(scope="module")
def world(sandbox: SandboxClient) -> Iterator[World]:
    people = People(sandbox, Faker("ru_RU"))
    school, other = people.create_organization(), people.create_organization()
    with ExitStack() as stack:

        def open_browser(phone: str | None = None) -> HttpPerson:
            browser = stack.enter_context(open_person(sandbox, phone))
            if phone:
                browser.open("messenger")
                browser.open("sferum", "/profile")
            return browser

        stranger, applicant = people.build_teacher(0), people.build_teacher(0)
        for person in (stranger, applicant):
            people.give_profile(person)
        browsers = {
            "nobody": open_browser(),
            "applicant": open_browser(applicant.phone),
            "stranger": open_browser(stranger.phone),
            "parent": open_browser(create_linked(people, sandbox, school, "parent")),
            "teacher": open_browser(create_linked(people, sandbox, school, "teacher")),
            "other administrator": open_browser(people.create_administrator(other)),
            "administrator": open_browser(people.create_administrator(school)),
        }
        for role in ("parent", "teacher"):
            browsers[role].add_cookie(sandbox.create_journal_session(f"{role}-{school}"))
        (profile,) = sandbox.get_person(browsers["teacher"].phone or "").profiles
        made_up = {"organization_id": school, "login_id": "made-up", "profile_id": profile.id}
        values = {**made_up, **prepare(browsers, school)}
        yield World(values, browsers)


def create_linked(people: People, sandbox: SandboxClient, school: int, role: str) -> str:
    """Makes a member of the school in this role, who has an account in the journal; returns the phone."""
    person = people.build_teacher(school, login=f"{role}-{school}")
    people.give_profile(person)
    roster = {name: asdict(person)[name] for name in ("login", "password", "last_name", "first_name", "phone")}
    sandbox.create_roster(school, [{**roster, "role": role}])
    return person.phone


def prepare(browsers: dict[str, HttpPerson], school: int) -> dict[str, object]:
    """Makes members of the teacher and the parent, and returns the IDs of what is in the addresses."""
    administrator, applicant = browsers["administrator"], browsers["applicant"]
    for role, label in (("teacher", "Педагог"), ("parent", "Родитель")):
        accept(browsers[role], invite(administrator, school, label))
    form = applicant.submit(applicant.open("sferum", "/profile"), "Найти", organization_id=str(school))
    applicant.submit(form, "Подать заявку")
    page = read_page(administrator.open("sferum", f"/organizations/{school}/applications").text)
    (confirmation,) = [
        form.attributes["action"] for form in page.find_all("form") if "confirmation" in form.attributes["action"]
    ]
    (teachers_room,) = [number for title, number in browsers["teacher"].list_chats().items() if "Учительская" in title]
    return {
        "chat_id": teachers_room,
        "application_id": int(confirmation.split("/")[-2]),
        "token": invite(administrator, school, "Сотрудник").rpartition("/")[2],
    }


def test_every_address_has_a_row(sites: dict[str, Flask]) -> None:
    """У каждого адреса есть строка в таблице доступа."""
    for site, table in TABLE.items():
        rules = sites[site].url_map.iter_rules()
        addresses = {
            f"{method} {rule.endpoint}"
            for rule in rules
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if rule.endpoint != "static" and not rule.rule.startswith(("/api/", "/v2/", "/openapi"))
        }
        assert set(table) == addresses - ELSEWHERE, site
        assert set(table) <= set(ADDRESSES), f"{site}: give it a name in Russian, for people who read the report"


@pytest.mark.parametrize(
    ("site", "address"), ROWS, ids=[f"{SITES[site]}, {ADDRESSES.get(address, address)}" for site, address in ROWS]
)
@pytest.mark.requirement("START-2", "C-2", "D-1", "F-3")
def test_address_lets_in_whom_it_should(
    world: World, sites: dict[str, Flask], sandbox: SandboxClient, site: str, address: str
) -> None:
    """Кого пускает страница: никого, чужого, родителя, учителя, чужого и своего администратора."""
    method, _, endpoint = address.partition(" ")
    path = build_path(sites[site], endpoint, world.values)
    for name, expected in zip(PEOPLE, TABLE[site][address], strict=True):
        with case(name):
            form = {"data": {"profile_id": world.values["profile_id"]}} if method == "POST" else {}
            answer = world.browsers[name].ask(method, site, path, **form)
            assert describe(answer) == expected


def build_path(site: Flask, endpoint: str, values: dict[str, object]) -> str:
    """Returns the path of a view, with the world's IDs in it."""
    (rule,) = [rule for rule in site.url_map.iter_rules(endpoint) if not rule.alias]
    return site.url_map.bind("").build(endpoint, {name: values[name] for name in rule.arguments})


def describe(answer: httpx.Response) -> str:
    """Returns what an answer means: `yes`, `sign in`, or the status of a refusal."""
    if answer.status_code in (403, 404):
        return str(answer.status_code)
    assert answer.status_code < 500 or "Войти не удалось" in answer.text, answer.text
    to_sign_in = answer.is_redirect and answer.headers["location"].startswith("/sign-in")
    return "sign in" if to_sign_in else "yes"
