"""Sferum's API over HTTP: what a journal's back end may attach and detach."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from automation.factories import People
from automation.people import Teacher
from mock_server.client import Link, SandboxClient
from mock_server.context import Sandbox
from mock_server.model.vk_id import Account, Client
from mock_server.oauth_client import JOURNAL_ID
from mock_server.rules import tokens
from tests.db_factories import add_client, add_login

BODY = {"role": "teacher", "classes": ["5А", "10Б"]}


@pytest.fixture
def sferum(own_sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{own_sandbox.addresses.sferum}/api", trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def token_of(own_sandbox: Sandbox) -> Any:
    """An access token for the teacher's only profile, as the journal gets at the end of a login."""

    def issue(teacher: Teacher) -> str:
        with own_sandbox.store.write() as session:
            account = session.scalars(select(Account).where(Account.phone == teacher.phone)).one()
            login = add_login(session, session.get_one(Client, JOURNAL_ID), teacher.phone)
            login.profile_id = account.profiles[0].id
            return tokens.issue_access_token(session, login, own_sandbox.settings, time.time()).token

    return issue


@pytest.fixture
def journal(own_sandbox: Sandbox) -> tuple[str, str]:
    """Returns the credentials of the sandbox's journal."""
    with own_sandbox.store.read() as session:
        return JOURNAL_ID, session.get_one(Client, JOURNAL_ID).secret


def test_token_of_a_forgotten_person_attaches_nobody(
    sferum: httpx.Client, sandbox: SandboxClient, people: People, teacher: Teacher, token_of: Any
) -> None:
    """Токен забытого человека никого не привязывает."""
    token = token_of(teacher)
    sandbox.forget_person(teacher.phone)
    answer = put(sferum, teacher.organization_id, "17", token)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert sandbox.get_organization(teacher.organization_id).links == {}


def put(sferum: httpx.Client, school: int, person_id: str, token: str, body: Any = BODY) -> httpx.Response:
    url = f"/organizations/{school}/people/{person_id}"
    return sferum.put(url, json=body, headers={"Authorization": f"Bearer {token}"} if token else {})


def delete(sferum: httpx.Client, school: int, person_id: str, auth: Any) -> httpx.Response:
    return sferum.delete(f"/organizations/{school}/people/{person_id}", auth=auth)


@pytest.mark.requirement("C-1")
def test_attaching_answers_201_once_and_200_ever_after(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any
) -> None:
    """Привязка отвечает 201 один раз, дальше 200."""
    school, token = teacher.organization_id, token_of(teacher)
    answers = [put(sferum, school, "17", token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert answers[0].json() == {"organization_id": school, "person_id": "17", "profile_id": profile.id}
    assert (profile.link, profile.chats) == (Link(school, "17"), 5)


@pytest.mark.parametrize("token", ["", "other", "vk2.a.other"])
def test_token_that_is_not_good_is_refused(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token: str
) -> None:
    """Негодный токен отклонён."""
    answer = put(sferum, teacher.organization_id, "17", token)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert sandbox.get_person(teacher.phone).profiles[0].link is None


def test_token_that_has_expired_is_refused(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any
) -> None:
    """Истёкший токен отклонён."""
    token = token_of(teacher)
    sandbox.move_time(teacher.phone, 3600)
    assert put(sferum, teacher.organization_id, "17", token).status_code == 401


def test_request_with_a_token_that_has_expired_is_in_the_record_of_the_person(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any
) -> None:
    """Запрос с истёкшим токеном есть в записи запросов того, чей был токен, и его касаются заказанные ошибки."""
    token = token_of(teacher)
    sandbox.move_time(teacher.phone, 3600)
    put(sferum, teacher.organization_id, "17", token)
    recorded = [request for request in sandbox.list_requests(teacher.phone) if request["operation"] == "attach"]
    assert [request["answer"]["error"] for request in recorded] == ["invalid_token"]
    sandbox.create_fault("sferum", "attach", "error", phone=teacher.phone, status=503)
    assert put(sferum, teacher.organization_id, "17", token).status_code == 503


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"role": "director"}, 422, "unknown_role"),
        ({"role": "teacher", "classes": ["5А", "11Я"]}, 422, "unknown_class"),
        ({}, 422, "invalid_request"),
        ({"role": 5}, 422, "invalid_request"),
        ({**BODY, "classes": "5А"}, 422, "invalid_request"),
        ({**BODY, "colour": "red"}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
def test_bad_request_is_refused_and_nothing_changes(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any, body: Any, status: int, error: str
) -> None:
    """Негодный запрос на привязку отклонён, ничего не изменилось."""
    answer = put(sferum, teacher.organization_id, "17", token_of(teacher), body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert (profile.link, profile.organizations, profile.chats) == (None, (), 0)


def test_organization_nobody_knows_is_refused(sferum: httpx.Client, teacher: Teacher, token_of: Any) -> None:
    """Неизвестной организации отказано."""
    token = token_of(teacher)
    for school, refusal in (
        (1, (404, "unknown_organization")),
        (0, (422, "invalid_request")),
        (10**30, (422, "invalid_request")),
    ):
        answer = put(sferum, school, "17", token)
        assert (answer.status_code, answer.json()["error"]) == refusal


def test_second_link_is_refused_from_either_side(
    sferum: httpx.Client, sandbox: SandboxClient, people: People, teacher: Teacher, token_of: Any
) -> None:
    """Вторая привязка отклонена с любой стороны."""
    school, token = teacher.organization_id, token_of(teacher)
    put(sferum, school, "17", token)
    colleague = people.create_teacher(school)
    again = put(sferum, school, "18", token)
    assert (again.status_code, again.json()["error"]) == (409, "profile_linked")
    taken = put(sferum, school, "17", token_of(colleague))
    assert (taken.status_code, taken.json()["error"]) == (409, "person_linked")
    assert list(sandbox.get_organization(school).links) == ["17"]
    (other,) = sandbox.get_person(colleague.phone).profiles
    assert (other.link, other.organizations, other.chats) == (None, (), 0)


def test_refusal_names_the_profile_where_both_are_linked_otherwise(
    sferum: httpx.Client, people: People, teacher: Teacher, token_of: Any
) -> None:
    """Когда привязаны и профиль, и учётная запись, но не друг к другу, причиной назван профиль."""
    school, token = teacher.organization_id, token_of(teacher)
    put(sferum, school, "17", token)
    put(sferum, school, "18", token_of(people.create_teacher(school)))
    answer = put(sferum, school, "18", token)
    assert (answer.status_code, answer.json()["error"]) == (409, "profile_linked")


def test_one_profile_asked_for_by_many_at_once_is_linked_once(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any
) -> None:
    """Профиль, который просят многие сразу, привязан один раз."""
    school, token = teacher.organization_id, token_of(teacher)
    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lambda number: put(sferum, school, str(number), token).status_code, range(8)))
    assert statuses == {201: 1, 409: 7}
    assert len(sandbox.get_organization(school).links) == 1
    assert sandbox.get_person(teacher.phone).profiles[0].chats == 5


def test_same_link_asked_for_many_times_at_once_is_made_once(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any
) -> None:
    """Одна привязка, запрошенная много раз сразу, создана однажды."""
    school, token = teacher.organization_id, token_of(teacher)
    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lambda _: put(sferum, school, "17", token).status_code, range(8)))
    assert statuses == {201: 1, 200: 7}


def test_colleagues_at_once_share_the_chats_they_make(
    sferum: httpx.Client, sandbox: SandboxClient, people: People, token_of: Any
) -> None:
    """Коллеги, привязанные одновременно, попадают в одни чаты."""
    school = people.create_organization()
    colleagues = [people.create_teacher(school) for _ in range(6)]
    tokens = [token_of(colleague) for colleague in colleagues]
    with ThreadPoolExecutor(6) as pool:
        statuses = pool.map(lambda number: put(sferum, school, str(number), tokens[number]).status_code, range(6))
    assert list(statuses) == [201] * 6
    assert {sandbox.get_person(colleague.phone).profiles[0].chats for colleague in colleagues} == {5}


def test_detaching_takes_the_person_out_and_may_be_asked_twice(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any, journal: tuple[str, str]
) -> None:
    """Отвязка выводит человека из организации, повторить её можно."""
    school = teacher.organization_id
    put(sferum, school, "17", token_of(teacher))
    assert [delete(sferum, school, "17", journal).status_code for _ in range(2)] == [204, 204]
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert (profile.link, profile.organizations, profile.chats) == (None, (), 0)


def test_detaching_demands_the_journals_own_secret(
    sferum: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token_of: Any, journal: tuple[str, str]
) -> None:
    """Отвязка требует секрета самого журнала."""
    school, token = teacher.organization_id, token_of(teacher)
    put(sferum, school, "17", token)
    for auth in (None, (JOURNAL_ID, ""), (JOURNAL_ID, "other"), ("nobody", journal[1]), ("", "")):
        answer = delete(sferum, school, "17", auth)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["WWW-Authenticate"] == "Basic"
    bearer = {"Authorization": f"Bearer {token}"}
    assert sferum.delete(f"/organizations/{school}/people/17", headers=bearer).status_code == 401
    assert sandbox.get_person(teacher.phone).profiles[0].link


def test_another_journal_cannot_undo_the_link(
    sferum: httpx.Client, sandbox: SandboxClient, own_sandbox: Sandbox, teacher: Teacher, token_of: Any
) -> None:
    """Другой журнал привязку не отменит."""
    put(sferum, teacher.organization_id, "17", token_of(teacher))
    with own_sandbox.store.write() as session:
        stranger = add_client(session)
    assert delete(sferum, teacher.organization_id, "17", (stranger.id, stranger.secret)).status_code == 204
    assert sandbox.get_person(teacher.phone).profiles[0].link


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/", 404),
        ("GET", "", 404),
        ("PUT", "/organizations/1/people/17/", 404),
        ("PUT", "/organizations/school/people/17", 404),
        ("POST", "/organizations/1/people/17", 405),
        ("GET", "/organizations/1/people/17", 405),
    ],
)
def test_other_requests_are_refused_in_json(
    own_sandbox: Sandbox, sferum: httpx.Client, method: str, path: str, status: int
) -> None:
    """Прочим запросам отказано в JSON."""
    answer = sferum.request(method, f"{own_sandbox.addresses.sferum}/api{path}")
    assert answer.status_code == status
    assert answer.json()["error_description"]
    allowed = {"DELETE", "OPTIONS", "PUT"} if status == 405 else {""}
    assert set(answer.headers.get("allow", "").split(", ")) == allowed
