"""What the journal answers about links to a program with a person's token: `/v2/external-partners/…`."""

from collections.abc import Iterator

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import ControlError, SandboxClient
from mock_server.context import Sandbox
from tests.http_teacher import HttpTeacher

VK, MAX = "check-for-vk-user", "check-for-max-user"


@pytest.fixture
def journal(own_sandbox: Sandbox) -> Iterator[httpx.Client]:
    address = f"{own_sandbox.addresses.journal}/v2/external-partners"
    with httpx.Client(base_url=address, trust_env=False, verify=False) as client:
        yield client


def ask(journal: httpx.Client, path: str, token: str | None, **params: str) -> httpx.Response:
    return journal.get(path, params=params, headers={"Authorization": f"Bearer {token}"} if token else {})


@pytest.mark.parametrize("field", ["person_id", "staff_id"])
def test_vk_user_is_told_after_linking_and_no_longer_after_unlinking(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, http_teacher: HttpTeacher, field: str
) -> None:
    token = sandbox.create_journal_token(teacher.login)
    params = {field: str(getattr(token, field))}
    before = ask(journal, VK, token.token, **params)
    assert (before.status_code, before.content) == (204, b"")
    http_teacher.link(remembered=True)
    (profile,) = sandbox.get_person(teacher.phone).profiles
    linked = ask(journal, VK, token.token, **params)
    assert (linked.status_code, linked.json()) == (200, {"vk_edu_id": profile.id})
    assert ask(journal, MAX, token.token, **params).status_code == 204, "MAX is another account"
    http_teacher.request_journal("POST", "/office/messenger/unlink")
    assert ask(journal, VK, token.token, **params).status_code == 204


@pytest.mark.parametrize("field", ["person_id", "staff_id"])
def test_max_user_is_told_while_an_account_is_linked(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, field: str
) -> None:
    token = sandbox.create_journal_token(teacher.login)
    params = {field: str(getattr(token, field))}
    assert ask(journal, MAX, token.token, **params).status_code == 204
    account = sandbox.set_max_account(teacher.phone, max_id=1234567, max_link="https://max.ru/u/abc")
    answer = ask(journal, MAX, token.token, **params)
    assert (answer.status_code, answer.json()) == (200, {"max_id": 1234567, "max_link": "https://max.ru/u/abc"})
    assert (account.max_id, account.max_link) == (1234567, "https://max.ru/u/abc")
    assert ask(journal, VK, token.token, **params).status_code == 204
    sandbox.delete_max_account(teacher.phone)
    assert ask(journal, MAX, token.token, **params).status_code == 204


def test_account_of_max_is_made_up_where_it_is_not_given(sandbox: SandboxClient, people: People) -> None:
    first, second = (sandbox.set_max_account(people.create_teacher().phone) for _ in range(2))
    assert first.max_id != second.max_id
    assert first.max_link != second.max_link
    assert first.max_link.startswith("https://max.ru/")


def test_list_has_user_data_where_the_owner_has_linked(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, http_teacher: HttpTeacher
) -> None:
    token = sandbox.create_journal_token(teacher.login).token
    answer = ask(journal, "list", token)
    assert answer.status_code == 200
    assert [(item["id"], item["userData"]) for item in answer.json()] == [("vk", None), ("max", None)]
    http_teacher.link(remembered=True)
    account = sandbox.set_max_account(teacher.phone)
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert [item["userData"] for item in ask(journal, "list", token).json()] == [
        {"vk_edu_id": profile.id},
        {"max_id": account.max_id, "max_link": account.max_link},
    ]


@pytest.mark.parametrize("path", [f"{VK}?person_id=1", f"{MAX}?person_id=1", "list", VK])
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer other", "Basic b3RoZXI6b3RoZXI=", "Bearer {token}x", "{token}"]
)
def test_request_without_a_good_token_is_refused(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, path: str, header: str | None
) -> None:
    token = sandbox.create_journal_token(teacher.login).token
    headers = {} if header is None else {"Authorization": header.format(token=token)}
    answer = journal.get(path, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_session_of_a_browser_is_no_token(http_teacher: HttpTeacher) -> None:
    assert http_teacher.request_journal("GET", "/v2/external-partners/list").status_code == 401


def test_token_ends_by_the_clock_of_its_owner(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, people: People
) -> None:
    token = sandbox.create_journal_token(teacher.login, lifetime_s=600)
    other = sandbox.create_journal_token(people.create_teacher().login, lifetime_s=600)
    sandbox.move_time(teacher.phone, 599)
    assert ask(journal, "list", token.token).status_code == 200
    sandbox.move_time(teacher.phone, 2)
    assert ask(journal, "list", token.token).status_code == 401
    assert ask(journal, "list", other.token).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?person_id=", "?person_id={person}&staff_id={staff}", "?person={person}", "?person_id={person}&x=1"]
)
@pytest.mark.parametrize("path", [VK, MAX])
def test_question_about_nobody_or_about_two_is_refused(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, path: str, query: str
) -> None:
    token = sandbox.create_journal_token(teacher.login)
    asked = path + query.format(person=token.person_id, staff=token.staff_id)
    answer = (
        ask(journal, asked, token.token)
        if "?" not in asked
        else journal.get(asked, headers={"Authorization": f"Bearer {token.token}"})
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_token_of_a_person_tells_nothing_about_others(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, people: People
) -> None:
    """Токен одного ничего не говорит о других: о постороннем, о коллеге и о том, кого нет, ответ один."""
    token = sandbox.create_journal_token(teacher.login)
    colleague = sandbox.create_journal_token(people.create_teacher(teacher.organization_id).login)
    stranger = sandbox.create_journal_token(people.create_teacher().login)
    answers = [
        ask(journal, VK, token.token, **params)
        for params in (
            {"person_id": colleague.person_id},
            {"staff_id": str(colleague.staff_id)},
            {"person_id": stranger.person_id},
            {"person_id": "999999999"},
            {"person_id": "Петров"},
            {"staff_id": token.person_id},
            {"person_id": str(token.staff_id)},
        )
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}
    assert answers[0].json()["error"] == "forbidden"


@pytest.mark.parametrize("field", ["person_id", "staff_id"])
def test_token_of_an_organization_may_ask_about_all_of_it_and_about_nobody_else(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, people: People, field: str
) -> None:
    token = sandbox.create_journal_token(teacher.login, scope="organization")
    colleague = sandbox.create_journal_token(people.create_teacher(teacher.organization_id).login)
    stranger = sandbox.create_journal_token(people.create_teacher().login)
    assert ask(journal, VK, token.token, **{field: str(getattr(token, field))}).status_code == 204
    assert ask(journal, VK, token.token, **{field: str(getattr(colleague, field))}).status_code == 204
    for unknown in (str(getattr(stranger, field)), "999999999", "0", "-1", "Петров", "1" * 99, "٣"):
        answer = ask(journal, VK, token.token, **{field: unknown})
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown_person"), unknown


@pytest.mark.parametrize(("role", "scope"), [("teacher", "person"), ("admin", "organization"), ("pupil", "person")])
def test_scope_follows_from_the_role_unless_it_is_given(
    sandbox: SandboxClient, people: People, role: str, scope: str
) -> None:
    user = people.build_teacher(people.create_organization())
    fields = ("login", "password", "last_name", "first_name", "phone")
    row = {name: getattr(user, name) for name in fields} | {"role": role}
    (person_id,) = sandbox.create_roster(user.organization_id, [row])
    token = sandbox.create_journal_token(user.login)
    assert (token.scope, token.person_id) == (scope, person_id)
    assert (token.staff_id is None) == (role == "pupil")
    assert sandbox.create_journal_token(user.login, scope="person").scope == "person"


def test_token_for_an_unknown_login_is_refused(sandbox: SandboxClient) -> None:
    with pytest.raises(ControlError, match="no such login") as refused:
        sandbox.create_journal_token("nobody")
    assert refused.value.status == 404


def test_limited_token_is_told_how_long_to_wait(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher
) -> None:
    token = sandbox.create_journal_token(teacher.login, requests_per_minute=3).token
    unlimited = sandbox.create_journal_token(teacher.login).token
    assert [ask(journal, "list", token).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = ask(journal, VK, token)
    assert (refused.status_code, refused.json()["error"]) == (429, "too_many_requests")
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    assert ask(journal, "list", unlimited).status_code == 200
    sandbox.move_time(teacher.phone, 60)
    assert [ask(journal, "list", token).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_limited_token_that_has_waited_as_told_is_good_again(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Кто выждал столько, сколько назвал Retry-After, тому отвечают снова."""
    token = sandbox.create_journal_token(teacher.login, requests_per_minute=1).token
    first, refused = (ask(journal, "list", token) for _ in range(2))
    assert (first.status_code, refused.status_code) == (200, 429)
    sandbox.move_time(teacher.phone, int(refused.headers["Retry-After"]))
    assert ask(journal, "list", token).status_code == 200


def test_faults_strike_the_owner_of_the_token(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher, people: People
) -> None:
    token, other = (sandbox.create_journal_token(person.login) for person in (teacher, people.create_teacher()))
    when = "Fri, 27 Nov 2026 03:30:00 GMT"
    sandbox.create_fault(
        "journal", "check_for_vk_user", "answer", phone=teacher.phone, status=429, headers={"Retry-After": when}
    )
    sandbox.create_fault("journal", "check_for_max_user", "error", phone=teacher.phone, status=502)
    assert ask(journal, VK, other.token, person_id=other.person_id).status_code == 204
    answer = ask(journal, VK, token.token, person_id=token.person_id)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, when)
    broken = ask(journal, MAX, token.token, person_id=token.person_id)
    assert (broken.status_code, broken.headers["Content-Type"]) == (502, "application/json")
    assert ask(journal, VK, token.token, person_id=token.person_id).status_code == 204


def test_requests_are_recorded_for_the_owner_without_the_token(
    journal: httpx.Client, sandbox: SandboxClient, teacher: Teacher
) -> None:
    token = sandbox.create_journal_token(teacher.login)
    ask(journal, VK, token.token, person_id=token.person_id)
    (record,) = [each for each in sandbox.list_requests(teacher.phone) if each["operation"] == "check_for_vk_user"]
    assert (record["status"], record["query"]) == (204, {"person_id": token.person_id})
    assert token.token not in str(record)


def test_pages_of_the_journal_keep_their_errors_for_people(own_sandbox: Sandbox) -> None:
    with httpx.Client(base_url=own_sandbox.addresses.journal, trust_env=False, verify=False) as client:
        assert "Такой страницы нет" in client.get("/nowhere").text
        assert client.get("/v2/nowhere").json()["error"] == "not_found"
        assert client.post("/v2/external-partners/list").status_code == 405
