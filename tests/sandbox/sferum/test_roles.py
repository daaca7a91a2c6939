"""What each role reads and may do (C-1, D, F), however a person has come by it: by a link or as F has it."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.rules.chats import ROLES
from mock_server.sferum.labels import OFFERED_ROLES
from mock_server.sferum.labels import ROLES as ROLE_LABELS
from tests.cases import case
from tests.html_page import read_page
from tests.http_person import HttpPerson, accept, invite, open_person
from tests.http_teacher import HttpTeacher

WIDE = {
    "teacher": ("Объявления", "Сотрудники", "Учительская"),
    "admin": ("Объявления", "Сотрудники", "Учительская"),
    "staff": ("Объявления", "Сотрудники"),
    "pupil": ("Объявления",),
    "parent": ("Объявления",),
}
"""The organization-wide chats of each role (C-2). Ours: the guide shows a teacher's only."""
LABELS = {
    "teacher": "Педагог",
    "admin": "Администратор",
    "staff": "Сотрудник",
    "parent": "Родитель",
    "pupil": "Ученик",
}
WRITABLE = ("Учительская", "Педагоги", "Общая беседа")
"""Chats to write in; the others are information channels (C-2)."""
KINDS = {
    "school": ("Учительская", "5А · Общая беседа"),
    "kindergarten": ("Педагоги", "Группа «5А» · Общая беседа"),
    "additional-education": ("Педагоги", "Группа «5А» · Общая беседа"),
}
"""What each kind of organization calls the teachers' room and the chat of a class or group."""

OpenPerson = Callable[..., HttpPerson]


@pytest.fixture
def open_browser(sandbox: SandboxClient) -> Iterator[OpenPerson]:
    with ExitStack() as browsers:
        yield lambda phone: browsers.enter_context(open_person(sandbox, phone))


class School:
    """An organization with its administrator, and one chat of each kind that there is."""

    def __init__(self, sandbox: SandboxClient, people: People, open_browser: OpenPerson, kind: str) -> None:
        self.sandbox, self.people, self.open_browser = sandbox, people, open_browser
        member = {"last_name": "Хазеев", "first_name": "Рустем", "role": "teacher", "classes": ["5А", "10Б"]}
        self.id = people.create_organization(title="Орг", kind=kind, members=[member])
        self.admin = open_browser(people.create_administrator(self.id))
        self.insider = open_browser(self.build_person().phone)
        self.join(self.insider, "teacher", ["5А", "10Б"])
        self.chats = self.insider.list_chats()

    def build_person(self) -> Teacher:
        person = replace(self.people.build_teacher(self.id), classes=("5А",))
        self.people.give_profile(person)
        return person

    def join(self, person: HttpPerson, role: str, classes: list[str]) -> None:
        page = accept(person, invite(self.admin, self.id, LABELS[role], *classes))
        assert LABELS[role] in page.text


def by_link(school: School, person: Teacher, role: str) -> None:
    roster = {name: getattr(person, name) for name in ("login", "password", "last_name", "first_name", "phone")}
    school.sandbox.create_roster(school.id, [{**roster, "role": role, "classes": ["5А"]}])
    with HttpTeacher(school.sandbox, person) as teacher:
        teacher.link(remembered=True)


def by_invitation(school: School, person: Teacher, role: str) -> None:
    school.join(school.open_browser(person.phone), role, ["5А"])


def by_application(school: School, person: Teacher, role: str) -> None:
    applicant = school.open_browser(person.phone)
    form = applicant.submit(applicant.open("sferum", "/profile"), "Найти", organization_id=str(school.id))
    assert applicant.submit(form, "Подать заявку", LABELS[role], "5А").url.path == "/profile"
    applications = school.admin.open("sferum", f"/organizations/{school.id}/applications")
    assert f"{LABELS[role]}: 5А" in read_page(applications.text).find("ul", **{"aria-label": "Заявки"}).text
    school.admin.submit(applications, "Подтвердить")


WAYS = {"link": by_link, "invitation": by_invitation, "application": by_application}
IN_RUSSIAN = {
    "link": "привязка",
    "invitation": "приглашение",
    "application": "заявка",
    "school": "школа",
    "kindergarten": "детский сад",
    "additional-education": "дополнительное образование",
    "teacher": "учитель",
    "admin": "администратор",
    "staff": "сотрудник",
    "pupil": "ученик",
    "parent": "родитель",
}
CASES = [
    *(("link", "school", role) for role in ROLES),
    *(("invitation", "kindergarten", role) for role in OFFERED_ROLES),
    *(("application", "additional-education", role) for role in OFFERED_ROLES),
    # Each kind of organization by each way, with the role that no page chooses by itself.
    *(("link", "kindergarten", "parent"), ("link", "additional-education", "parent")),
    *(("invitation", "school", "parent"), ("invitation", "additional-education", "parent")),
    *(("application", "school", "parent"), ("application", "kindergarten", "parent")),
]


def test_all_roles_have_a_row() -> None:
    """У каждой роли есть строка в таблице."""
    assert set(WIDE) == set(LABELS) == set(ROLES) == set(ROLE_LABELS)
    assert {role: LABELS[role] for role in OFFERED_ROLES} == dict(OFFERED_ROLES)
    assert "admin" not in OFFERED_ROLES, "an administrator is registered, not invited"


@pytest.mark.parametrize(
    ("way", "kind", "role"), CASES, ids=[", ".join(map(IN_RUSSIAN.__getitem__, row)) for row in CASES]
)
@pytest.mark.requirement("C-1", "C-2", "F-1", "F-2", "F-3")
def test_person_reads_the_chats_of_the_role_and_no_others(
    sandbox: SandboxClient, people: People, open_browser: OpenPerson, way: str, kind: str, role: str
) -> None:
    """Роль решает, какие чаты человек видит, где пишет и кем значится; чужие чаты для него не существуют."""
    school = School(sandbox, people, open_browser, kind)
    person = school.build_person()
    WAYS[way](school, person, role)
    teachers_room, class_chat = KINDS[kind]
    titles = [f"Орг · {name}".replace("Учительская", teachers_room) for name in WIDE[role]] + [class_chat]
    browser = school.open_browser(person.phone)
    (outsider,) = people.give_profile(people.build_teacher(0))

    assert list(browser.list_chats()) == titles
    assert set(school.chats) > set(titles), "the organization has other chats, too"
    for title, chat_id in school.chats.items():
        with case(title):
            expect_rights(browser, chat_id, outsider, reads=title in titles, writes=title.endswith(WRITABLE))
    expect_role(school, person, role)


def expect_rights(browser: HttpPerson, chat_id: int, invited: int, *, reads: bool, writes: bool) -> None:
    """Checks what the person may do in an automatic chat: read, write, call; nobody invites to one."""
    allowed, refused = (200, 303), (404, 404)
    read, written = allowed if reads else refused
    if reads and not writes:
        written = 403
    assert browser.ask("GET", "messenger", f"/chats/{chat_id}").status_code == read
    assert browser.ask("POST", "messenger", f"/chats/{chat_id}", data={"text": "Здравствуйте"}).status_code == written
    assert browser.ask("POST", "messenger", f"/chats/{chat_id}/calls").status_code == written
    assert browser.ask("POST", "messenger", f"/chats/{chat_id}/members", data={"user_id": invited}).status_code == 404


def expect_role(school: School, person: Teacher, role: str) -> None:
    """Checks that the administrator sees the person in this role: among the members, and in the report (D-3)."""
    (profile,) = school.sandbox.get_person(person.phone).profiles
    members = read_page(school.admin.open("sferum", f"/organizations/{school.id}/members").text)
    rows = [[cell.text for cell in row.find_all("td")] for row in members.find("tbody").find_all("tr")]
    assert [row[2] for row in rows if row[1] == str(profile.id)] == [LABELS[role]]
    report = school.admin.open("sferum", f"/organizations/{school.id}/statistics").content
    header, *lines = load_workbook(io.BytesIO(report)).worksheets[0].values
    types = [dict(zip(header, line, strict=True)) for line in lines]
    assert [line["Тип пользователя"] for line in types if line["ID пользователя"] == profile.id] == [role]
