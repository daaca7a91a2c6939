"""Who and what there is: lists of people, organizations, members, chats and clients, page by page."""

from typing import Any

import httpx
import pytest
from sqlalchemy import event

from automation.factories import People, generate_phone
from mock_server.client import ControlError, SandboxClient
from mock_server.context import Sandbox
from tests.http_teacher import HttpTeacher
from tests.oauth_user import OAuthUser


def list_pages(control: httpx.Client, path: str, name: str, **query: Any) -> list[list[dict[str, Any]]]:
    """Returns all pages of a list."""
    pages = []
    while True:
        answer = control.get(path, params=query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        pages.append(body[name])
        if body["next"] is None:
            return pages
        query["after"] = body["next"]


def make_surname() -> str:
    """Returns a surname that nobody else has: a search for it finds this test's people only."""
    return "Я" + "".join(chr(ord("а") + int(digit)) for digit in generate_phone()[1:])


def test_people_are_found_by_phone_login_and_name(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Людей находят по телефону, логину и имени."""
    surname = make_surname()
    teacher = sandbox.create_teacher(last_name=surname, first_name="Анна", profile=False)
    other = sandbox.create_teacher(last_name=surname, first_name="Вера", organization_id=teacher.organization_id)
    searches = {
        surname: {teacher.phone, other.phone},
        surname.lower(): {teacher.phone, other.phone},
        f"{surname.upper()} анна": {teacher.phone},
        f"Вера {surname}": {other.phone},
        teacher.login: {teacher.phone},
        other.phone[2:]: {other.phone},
        f"{surname} Ольга": set(),
        f"{surname}%": set(),
        f"{teacher.phone[:-1]}_": set(),
    }
    for text, phones in searches.items():
        pages = list_pages(control, "/people", "people", search=text)
        assert {person["phone"] for page in pages for person in page} == phones, text


def test_person_of_vk_id_is_found_by_email(control: httpx.Client, oauth_user: OAuthUser) -> None:
    """Человека, которого знает только VK ID, находят и по почте."""
    (found,) = control.get("/people", params={"search": oauth_user.email}).json()["people"]
    assert found["phone"] == oauth_user.phone


def test_person_of_the_list_is_the_person_of_the_page(
    people: People, sandbox: SandboxClient, control: httpx.Client
) -> None:
    """Человек в списке тот же, что и сам по себе."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    sandbox.move_time(teacher.phone, 90)
    (listed,) = control.get("/people", params={"search": teacher.phone}).json()["people"]
    assert listed == control.get(f"/people/{teacher.phone}").json()
    assert listed["time_shift_s"] == 90
    assert listed["profiles"][0]["link"]["organization_id"] == teacher.organization_id
    assert listed["profiles"][0]["chats"] == 5
    assert listed["journal"][0]["login"] == teacher.login


def test_pages_of_people_have_everybody_once(sandbox: SandboxClient, control: httpx.Client) -> None:
    """На страницах списка каждый человек стоит один раз."""
    surname = make_surname()
    school = sandbox.create_organization("Школа")
    made = [sandbox.create_teacher(last_name=surname, organization_id=school).phone for _ in range(5)]
    pages = list_pages(control, "/people", "people", search=surname, limit=2)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [person["phone"] for page in pages for person in page] == sorted(made)
    phones, following = sandbox.list_people(surname, limit=4)
    assert sandbox.list_people(surname, after=following or "") == ([max(made)], None)
    assert phones == sorted(made)[:4]


def test_list_takes_as_many_statements_for_many_people_as_for_two(
    own_sandbox: Sandbox, sandbox: SandboxClient, control: httpx.Client
) -> None:
    """Список читает базу столько же раз для многих людей, сколько для двух."""
    surname, school, statements = make_surname(), sandbox.create_organization("Школа"), []
    for _ in range(8):
        sandbox.create_teacher(last_name=surname, organization_id=school)

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    counts = []
    event.listen(own_sandbox.store._reading, "before_cursor_execute", count)
    for limit in (2, 8):
        statements.clear()
        assert len(control.get("/people", params={"search": surname, "limit": limit}).json()["people"]) == limit
        counts.append(len(statements))
    event.remove(own_sandbox.store._reading, "before_cursor_execute", count)
    assert 0 < counts[0] == counts[1] < 12, statements


def test_organizations_are_listed_with_their_numbers(
    people: People, sandbox: SandboxClient, control: httpx.Client
) -> None:
    """Организации перечислены со своими числами."""
    title = f"Гимназия {make_surname()}"
    school = people.create_organization(title=title)
    teacher, other = people.create_teacher(school), people.create_teacher(school)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    for text in (title, str(school), title.upper()):
        (found,) = control.get("/organizations", params={"search": text}).json()["organizations"]
        counts = {"members": 1, "linked": 1, "chats": 5, "journal_users": 2}
        assert found == {"id": school, "title": title, "kind": "school", **counts}
    assert sandbox.list_organizations(title) == ([school], None)
    assert sandbox.list_organizations(title, after=school) == ([], None)
    (member,) = control.get(f"/organizations/{school}/members").json()["members"]
    assert (member["phone"], member["role"]) == (teacher.phone, "teacher")
    assert list(sandbox.get_organization(school).links) == [member["person_id"]]
    chats = control.get(f"/organizations/{school}/chats").json()["chats"]
    assert [(chat["kind"], chat["members"]) for chat in chats] == [
        ("channel", 1),
        ("channel", 1),
        ("chat", 1),
        ("chat", 1),
        ("chat", 1),
    ]
    assert other.phone != teacher.phone


def test_members_come_in_pages(control: httpx.Client) -> None:
    """Участники организации приходят страницами."""
    school = control.post("/organizations/school-51").json()["id"]
    pages = list_pages(control, f"/organizations/{school}/members", "members", limit=200)
    members = [member["profile_id"] for page in pages for member in page]
    assert len(set(members)) == len(members) > 200
    assert sorted(members) == members
    assert len(control.get(f"/organizations/{school}/chats").json()["chats"]) == 28


@pytest.mark.parametrize("path", ["members", "chats"])
def test_lists_of_an_unknown_organization_are_refused(control: httpx.Client, path: str) -> None:
    """Списков неизвестной организации нет."""
    answer = control.get(f"/organizations/999/{path}")
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_organization")


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 201}, {"after": "я" * 41}, {"search": "я" * 201}, {"order": "name"}],
    ids=["ни одного", "больше двухсот", "длинное начало", "длинный поиск", "незнакомое имя"],
)
def test_bad_query_of_a_list_is_refused(control: httpx.Client, query: dict[str, Any]) -> None:
    """Негодный запрос списка отклонён."""
    for path in ("/people", "/organizations", "/clients"):
        assert control.get(path, params=query).status_code == 422, path


@pytest.mark.parametrize("profile", [True, False], ids=["с профилем", "без профиля"])
def test_teacher_who_was_made_up_signs_in_and_links(
    sandbox: SandboxClient, control: httpx.Client, profile: bool
) -> None:
    """Придуманный учитель входит в журнал и привязывается."""
    made = sandbox.create_teacher(profile=profile)
    sign_in = f"{sandbox.addresses['journal']}/sign-in"
    form = {"login": made.login, "password": made.password}
    with httpx.Client(trust_env=False, follow_redirects=True, verify=False) as http:
        assert made.last_name in http.post(sign_in, data=form).text
    person = sandbox.get_person(made.phone)
    assert person.journal == {made.login: None}
    assert [owned.id for owned in person.profiles] == ([made.profile_id] if profile else [])
    assert control.get(f"/organizations/{made.organization_id}").json()["title"].count("Школа №51") == 1


def test_teacher_is_made_up_for_a_known_organization_only(sandbox: SandboxClient) -> None:
    """Учителя придумывают только для известной организации."""
    school = sandbox.create_organization("Школа", classes=[{"code": "5А", "title": "5А"}])
    assert sandbox.create_teacher(organization_id=school).organization_id == school
    with pytest.raises(ControlError) as refused:
        sandbox.create_teacher(organization_id=999)
    assert refused.value.status == 404


def test_unlinked_person_is_unlinked_on_both_sides(people: People, sandbox: SandboxClient) -> None:
    """Отвязанный человек отвязан с обеих сторон и привязывается снова."""
    teacher, other = people.create_teacher(), people.create_teacher()
    for person in (teacher, other):
        with HttpTeacher(sandbox, person) as http_teacher:
            http_teacher.link(remembered=True)
    sandbox.unlink_person(teacher.phone)
    unlinked = sandbox.get_person(teacher.phone)
    assert (unlinked.profiles[0].link, unlinked.profiles[0].chats) == (None, 0)
    assert unlinked.journal == {teacher.login: None}
    assert sandbox.get_organization(teacher.organization_id).members == ()
    assert sandbox.get_person(other.phone).profiles[0].link is not None
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    assert sandbox.get_person(teacher.phone).profiles[0].link is not None
    sandbox.unlink_person(generate_phone())  # nobody has it: nothing happens


def test_clients_are_listed_without_their_secrets(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Приложения перечислены без своих секретов."""
    name = make_surname()
    first, second = (sandbox.create_client("https://a.example/back", name=name) for _ in range(2))
    pages = list_pages(control, "/clients", "clients", search=name, limit=1)
    listed = [client for page in pages for client in page]
    assert [client["id"] for client in listed] == sorted((first.id, second.id))
    assert sandbox.list_clients(name, limit=1) == ([listed[0]["id"]], listed[0]["id"])
    assert sandbox.list_clients(name, after=listed[0]["id"]) == ([listed[1]["id"]], None)
    assert listed[0]["own"] is False
    assert not {"secret", "service_token", "journal_key"} & set(listed[0])
    own = list_pages(control, "/clients", "clients", search="5100000")
    assert [client["own"] for page in own for client in page] == [True] * 3
