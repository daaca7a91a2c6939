"""The screens of the console."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

import httpx

from mock_server.context import Sandbox
from mock_server.oauth_client import JOURNAL_ID
from tests.http_person import HttpPerson
from tests.screens.gallery import HOSTILE, LONG, Shots, Studio


class ConsoleVisitor:
    """Somebody at the console without a browser."""

    def __init__(self, person: HttpPerson, address: str) -> None:
        self._person = person
        self._address = address

    def open(self, path: str) -> httpx.Response:
        """Returns a page of the console, after all redirects."""
        return self._person.http.get(f"{self._address}/console{path}", follow_redirects=True)

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Sends a form of the console; returns the page that follows."""
        headers = {"Origin": self._address}
        url = f"{self._address}/console{path}"
        return self._person.http.post(url, data=fields, headers=headers, follow_redirects=True)


def show(studio: Studio) -> Shots:
    """Yields each screen."""
    visitor = ConsoleVisitor(studio.open_browser(), studio.sandbox.control)
    yield from _show_people(studio, visitor)
    yield from _show_faults(studio, visitor)
    yield from _show_applications(studio, visitor)
    yield from _show_requests(studio, visitor)
    yield "codes", visitor.open("/codes")
    yield "no such page", visitor.open("/nowhere")
    with _require_token(studio.shared):
        yield "sign-in", visitor.open("/codes")


def _show_people(studio: Studio, visitor: ConsoleVisitor) -> Shots:
    yield "people, nobody found", visitor.open("/people?search=Никто+с+таким+именем")
    person = studio.build_person(studio.create_school("5А", "10Б"), profiles=2)
    studio.enter_roster(person, "5А", "10Б")
    yield "person, not linked", visitor.open(f"/people/{person.phone}")
    studio.open_journal(person).link(remembered=True)
    studio.sandbox.move_time(person.phone, 694_861)
    studio.sandbox.create_fault("vk_id", "token", "error", phone=person.phone)
    yield "people", visitor.open(f"/people?search={person.phone}")
    yield "person, linked", visitor.open(f"/people/{person.phone}")
    yield "person, time moved", visitor.send(f"/people/{person.phone}/time", forward_s="604800")
    yield "forget a person", visitor.open(f"/people/{person.phone}/forget")
    yield "person, unlinked", visitor.send(f"/people/{person.phone}/unlink")
    yield "person, unknown", visitor.open(f"/people/{studio.people.build_teacher(0).phone}")
    yield "organizations", visitor.open(f"/organizations?search={person.organization_id}")
    yield "organizations, nothing found", visitor.open("/organizations?search=Такой+организации+нет")
    yield "organization", visitor.open(f"/organizations/{person.organization_id}")
    everybody = visitor.open(f"/organizations/{person.organization_id}?members=all")
    yield "organization, all members", everybody
    typed = {"last_name": f"{LONG}{HOSTILE}", "school": "existing"}
    yield "people, mistake", visitor.send("/people", organization_id=HOSTILE, **typed)
    yield "teacher made", visitor.send("/people", organization_id=str(person.organization_id), **typed)


def _show_faults(studio: Studio, visitor: ConsoleVisitor) -> Shots:
    phone = studio.build_person().phone
    yield "faults, none", visitor.open(f"/faults?whom={phone}")
    order = {"operation": "vk_id.submit_phone", "kind": "identity-data", "moment": "before", "times": "2"}
    visitor.send("/faults", whom=phone, **order)
    yield "faults, ordered", visitor.open(f"/faults?whom={phone}")
    wrong = {"whom": HOSTILE, "status": "99", "delay_s": "долго", "times": "0", "body": HOSTILE}
    yield "faults, mistakes", visitor.send(f"/faults?whom={phone}", **{**order, **wrong})


def _show_applications(studio: Studio, visitor: ConsoleVisitor) -> Shots:
    address = f"http://{'journal' * 6}.example/{'callback/' * 8}"
    client = studio.sandbox.create_client(address, "https://b.example/back", name=f"{LONG}{HOSTILE}", journal_key="key")
    yield "applications", visitor.open(f"/applications?search={client.id}")
    yield "application", visitor.open(f"/applications/{client.id}")
    yield "remove an application", visitor.open(f"/applications/{client.id}/remove")
    wrong = {"name": "", "redirect_uris": HOSTILE, "id": "семь", "secret": "с пробелом"}
    yield "applications, mistakes", visitor.send(f"/applications?search={client.id}", **wrong)


def _show_requests(studio: Studio, visitor: ConsoleVisitor) -> Shots:
    person = studio.build_person(studio.create_school("5А"))
    studio.enter_roster(person, "5А")
    studio.open_journal(person).link(remembered=True)
    yield "requests", visitor.open(f"/requests?phone={person.phone}")
    records = studio.sandbox.list_requests(person.phone)
    token = next(record for record in records if record["operation"] == "token")
    yield "request", visitor.open(f"/requests/{token['id']}")
    yield "login", visitor.open(f"/logins/{token['login_id']}")
    form = {"grant_type": "authorization_code", "client_id": JOURNAL_ID}
    charset = {"Content-Type": 'application/x-www-form-urlencoded; charset="<i>x</i>"'}
    studio.open_browser().http.post(f"{studio.sandbox.addresses['vk_id']}/oauth2/auth", data=form, headers=charset)
    yield "requests, tolerated", visitor.open("/requests?site=vk_id&status=4xx")
    yield "requests, mistakes", visitor.open(f"/requests?phone={quote(HOSTILE)}&organization_id=x&status=9")


@contextmanager
def _require_token(shared: Sandbox) -> Iterator[None]:
    settings = shared.settings
    shared.settings = replace(settings, control_token="token")
    try:
        yield
    finally:
        shared.settings = settings
