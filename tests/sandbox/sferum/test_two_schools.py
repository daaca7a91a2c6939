"""A person of two organizations: what belongs to one of them is never shown of the other (D-3, E-2)."""

import io

import pytest
from openpyxl import load_workbook

from automation.factories import People
from mock_server.client import SandboxClient
from tests.html_page import read_page
from tests.http_person import HttpPerson, accept, invite, open_person
from tests.http_teacher import HttpTeacher


@pytest.mark.requirement("D-3", "E-2", "F-1")
def test_link_is_shown_in_the_school_of_the_journal_only(sandbox: SandboxClient, people: People) -> None:
    """«Связь с ЭЖ»: 1 в той школе, из журнала которой привязан, 0 в другой, где человек тоже состоит."""
    first, second = people.create_organization(), people.create_organization()
    teacher = people.create_teacher(first)
    (profile,) = sandbox.get_person(teacher.phone).profiles
    with HttpTeacher(sandbox, teacher) as browser:
        browser.link(remembered=True)
    with (
        open_person(sandbox, teacher.phone) as person,
        open_person(sandbox, people.create_administrator(first)) as first_administrator,
        open_person(sandbox, people.create_administrator(second)) as second_administrator,
    ):
        accept(person, invite(second_administrator, second))
        for administrator, school, linked in ((first_administrator, first, 1), (second_administrator, second, 0)):
            assert read_report(administrator, school)[profile.id] == linked
            page = read_page(administrator.open("sferum", f"/organizations/{school}/members").text)
            (row,) = page.find("tbody").find_all("tr")
            assert [cell.text for cell in row.find_all("td")][3] == ("есть" if linked else "нет")
            facts = read_page(administrator.open("sferum", f"/organizations/{school}").text).find("dl")
            assert [fact.text for fact in facts.find_all("dd")] == ["1", str(linked)]


@pytest.mark.requirement("C-1", "C-3", "D-3")
def test_each_school_counts_its_own_chats(sandbox: SandboxClient, people: People) -> None:
    """Написанное в чате одной школы другая не считает; отвязка от первой оставляет чаты второй."""
    first, second = people.create_organization(title="Первая"), people.create_organization(title="Вторая")
    teacher = people.create_teacher(first)
    (profile,) = sandbox.get_person(teacher.phone).profiles
    with (
        HttpTeacher(sandbox, teacher) as browser,
        open_person(sandbox, teacher.phone) as person,
        open_person(sandbox, people.create_administrator(second)) as administrator,
    ):
        browser.link(remembered=True)
        accept(person, invite(administrator, second))
        for title, messages in (("Первая · Учительская", 2), ("Вторая · Учительская", 1)):
            for _ in range(messages):
                person.ask("POST", "messenger", f"/chats/{person.list_chats()[title]}", data={"text": "Здравствуйте"})
        assert sandbox.get_organization(first).messages_7_days == {profile.id: 2}
        assert sandbox.get_organization(second).messages_7_days == {profile.id: 1}
        browser.request_journal("POST", "/office/messenger/unlink")
        assert {title.partition(" · ")[0] for title in person.list_chats()} == {"Вторая"}
        assert sandbox.get_organization(second).members == (profile.id,)


def read_report(administrator: HttpPerson, school: int) -> dict[object, object]:
    """Returns «Связь с ЭЖ» by the user's ID."""
    report = administrator.open("sferum", f"/organizations/{school}/statistics").content
    header, *rows = load_workbook(io.BytesIO(report)).worksheets[0].values
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    return {line["ID пользователя"]: line["Связь с ЭЖ"] for line in lines}
