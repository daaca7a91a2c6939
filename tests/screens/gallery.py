"""Every screen of the sandbox, as its site answers it: what the tables of this folder are over.

All texts that come from people hold markup, and words as long as they come.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace

import httpx
from faker import Faker
from flask import template_rendered
from jinja2 import Template

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from tests.http_person import HttpPerson, open_person
from tests.http_teacher import HttpTeacher

HOSTILE = "<i>\"&amp;'</i>"
LONG = "Константинопольско-Водопьянова"
SITES = ("journal", "vk_id", "messenger", "sferum")
Shots = Iterator[tuple[str, httpx.Response]]
"""What a site's module yields: the name of a screen, and the answer that shows it."""


@dataclass(frozen=True)
class Screen:
    """One screen: the template that it was made of, and the answer."""

    name: str
    site: str
    template: str
    response: httpx.Response

    def __str__(self) -> str:
        """Returns the name by which tests call the screen."""
        return self.name


class Studio:
    """Makes people and opens their browsers, for the modules that show the screens of a site."""

    def __init__(self, shared: Sandbox, sandbox: SandboxClient, browsers: ExitStack) -> None:
        self.shared = shared
        self.sandbox = sandbox
        self.people = People(sandbox, Faker("ru_RU"))
        self._browsers = browsers

    def build_person(self, organization_id: int = 0, *, profiles: int = 1, last_name: str = LONG) -> Teacher:
        """Makes a person whose names need all the care of a page; with so many educational profiles."""
        person = replace(
            self.people.build_teacher(organization_id),
            last_name=f"{last_name}{HOSTILE}",
            first_name=f"Анна{HOSTILE}",
            patronymic=f"Серафимовна{HOSTILE}",
        )
        self.people.give_profile(
            person, count=profiles, last_name=person.last_name, first_name=f"{person.first_name[:4]} С."
        )
        return person

    def create_administrator(self, *organization_ids: int) -> str:
        """Makes an administrator of these organizations; returns the phone."""
        person = self.build_person()
        for organization_id in organization_ids:
            self.sandbox.register_administrator(organization_id, person.phone)
        return person.phone

    def create_school(self, *codes: str, **fields: object) -> int:
        """Makes an organization with these classes."""
        classes = [{"code": code, "title": f"{code}{HOSTILE}"} for code in codes]
        title = f"Муниципальное бюджетное общеобразовательное учреждение {HOSTILE}«Лицей №131»"
        return self.people.create_organization(title=title, **{"classes": classes, **fields})

    def enter_roster(self, person: Teacher, *codes: str, role: str = "teacher") -> None:
        """Lets the person sign in to the journal."""
        names = ("login", "password", "last_name", "first_name", "patronymic", "phone")
        roster = {name: asdict(person)[name] for name in names}
        self.sandbox.create_roster(person.organization_id, [{**roster, "classes": list(codes), "role": role}])

    def open_browser(self, phone: str | None = None) -> HttpPerson:
        """Opens a browser that VK ID remembers, or a new one."""
        return self._browsers.enter_context(open_person(self.sandbox, phone))

    def open_journal(self, person: Teacher) -> HttpTeacher:
        """Opens a browser that is signed in to the journal."""
        return self._browsers.enter_context(HttpTeacher(self.sandbox, person))


@dataclass
class TemplateLog:
    """Which templates the sandbox has rendered since the last look."""

    names: list[str]

    def note(self, _app: object, template: Template, **_context: object) -> None:
        """Receives Flask's signal."""
        self.names.append(str(template.name))

    def take_last(self) -> str:
        """Returns the template rendered last, and forgets all; none for an answer that is no page."""
        last = self.names[-1] if self.names else ""
        self.names.clear()
        return last


def collect_screens(site: str, shots: Shots) -> Iterator[Screen]:
    """Yields the screens of a site, each with the template that it was made of."""
    log = TemplateLog([])
    with template_rendered.connected_to(log.note):
        for name, response in shots:
            yield Screen(f"{site}: {name}", site, log.take_last(), response)
