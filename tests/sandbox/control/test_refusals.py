"""Bad requests to the control API: a 4xx, a reason in JSON, and nothing changed."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from automation.factories import People, generate_phone
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.control import seeding
from mock_server.model.base import Table
from tests.oauth_user import OAuthUser

NAMES = {"last_name": "Орлова", "first_name": "Анна"}
TEACHER = {**NAMES, "login": "someone", "password": "secret"}


@pytest.fixture
def counted(own_sandbox: Sandbox):
    """Returns the number of rows of each table, and the number of ordered faults."""

    def count() -> dict[str, int | None]:
        with own_sandbox.store.read() as session:
            # On PostgreSQL a request itself is a row: the record is there.
            tables = [table for table in Table.metadata.sorted_tables if table.name != "stored_request"]
            rows = {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}
        return {**rows, "faults": len(own_sandbox.faults._pending)}

    return count


def organization(**body: Any) -> tuple[str, str, Any]:
    return "POST", "/organizations", {"title": "Школа", **body}


def account(**body: Any) -> tuple[str, str, Any]:
    return "POST", "/accounts", {"phone": "{phone}", **body}


def roster(*teachers: dict[str, Any], **body: Any) -> tuple[str, str, Any]:
    return "POST", "/rosters", {"organization_id": "{school}", "teachers": list(teachers), **body}


def time(forward_s: Any) -> tuple[str, str, Any]:
    return "POST", "/people/{phone}/time", {"forward_s": forward_s}


def confirmation(**body: Any) -> tuple[str, str, Any]:
    return "PUT", "/people/{phone}/confirmation", body


def fault(**body: Any) -> tuple[str, str, Any]:
    return (
        "POST",
        "/faults",
        {"phone": "{phone}", "site": "vk_id", "operation": "token", "kind": "error", **body},
    )


@pytest.mark.parametrize(
    ("request_", "status", "reason"),
    [
        (organization(title=""), 422, "title"),
        (organization(title="я" * 201), 422, "title"),
        (organization(title=5), 422, "title"),
        (organization(kind="prison"), 422, "kind"),
        (organization(window="tab"), 422, "window"),
        (organization(journal_timeout_s=0), 422, "journal_timeout_s"),
        (organization(principal="Орлова"), 422, "principal"),
        (organization(classes=[{"code": "5А"}]), 422, "classes.0.title"),
        (organization(classes=[{"code": "5А", "title": "5А"}] * 2), 409, "two classes have one code"),
        (organization(members=[{**NAMES, "role": "director"}]), 422, "members.0.role"),
        (organization(members=[{**NAMES, "role": "pupil", "classes": ["5А"]}]), 422, "classes not known: 5А"),
        (("POST", "/organizations", []), 422, "body"),
        (("POST", "/organizations", None), 422, ""),
        (account(phone="112"), 422, "phone"),
        (account(phone=None), 422, "phone"),
        (account(phone="+12025550123"), 422, "phone"),
        (account(email="orlova"), 422, "email"),
        (account(profiles=[{"last_name": "Орлова"}]), 422, "profiles.0.first_name"),
        (account(profiles=[{**NAMES, "birth_date": "31.02.2000"}]), 422, "profiles.0.birth_date"),
        (account(profiles=[{**NAMES, "sex": "other"}]), 422, "profiles.0.sex"),
        (account(confirmation={"code_length": 2}), 422, "confirmation.code_length"),
        (account(phone="{taken_phone}"), 409, "exists"),
        (account(email="{taken_email}"), 409, "exists"),
        (roster(), 422, "teachers"),
        (roster({**TEACHER}), 422, "teachers.0.phone"),
        (roster({**TEACHER, "phone": "{phone}"}, organization_id=1), 404, "organization 1 is not known"),
        (roster({**TEACHER, "phone": "{phone}"}, organization_id=10**30), 422, "organization_id"),
        (roster({**TEACHER, "phone": "{phone}", "classes": ["11Я"]}), 422, "classes not known: 11Я"),
        (roster({**TEACHER, "phone": "{phone}", "login": "{taken_login}"}), 409, "in use"),
        (roster({**TEACHER, "phone": "{phone}"}, {**TEACHER, "phone": "{phone}"}), 409, "in use"),
        (("POST", "/journal-sessions", {"login": "nobody"}), 404, "no such login"),
        (("POST", "/journal-sessions", {}), 422, "login"),
        (("POST", "/people/{phone}/vk-session", None), 404, "no account with phone"),
        (("POST", "/people/112/vk-session", None), 422, "phone"),
        (time(0), 422, "forward_s"),
        (time(-5), 422, "forward_s"),
        (time("soon"), 422, "forward_s"),
        (time(1e12), 422, "forward_s"),
        (time(float("nan")), 422, "forward_s"),
        (time(float("inf")), 422, "forward_s"),
        (("POST", "/people/112/time", {"forward_s": 5}), 422, "phone"),
        (confirmation(method="email"), 422, "method"),
        (confirmation(code_length=10), 422, "code_length"),
        (confirmation(lifetime_s=0), 422, "lifetime_s"),
        (confirmation(lifetime_s=float("nan")), 422, "lifetime_s"),
        (confirmation(resend_s=-1), 422, "resend_s"),
        (confirmation(resend_s=float("nan")), 422, "resend_s"),
        (confirmation(attempts=0), 422, "attempts"),
        (confirmation(colour="red"), 422, "colour"),
        (("GET", "/people/112/codes", None), 422, "phone"),
        (("GET", "/people/{phone}/codes?wait_s=31", None), 422, "wait_s"),
        (("GET", "/people/{phone}/codes?wait_s=-1", None), 422, "wait_s"),
        (("GET", "/people/{phone}/codes?wait_s=nan", None), 422, "wait_s"),
        (("GET", "/people/{phone}/codes?consume=true", None), 422, "consume: is no more"),
        (("GET", "/people/{phone}/codes?consume=false", None), 422, "POST /people/{phone}/codes/take"),
        (("POST", "/people/{phone}/codes/take?consume=true", None), 422, "consume: is no more"),
        (("POST", "/people/112/codes/take", None), 422, "phone"),
        (("POST", "/people/{phone}/codes/take?wait_s=31", None), 422, "wait_s"),
        (("GET", "/people/{phone}/codes?wait=5", None), 422, "wait"),
        (("GET", "/people/nobody", None), 422, "phone"),
        (("GET", "/people/nobody/requests", None), 422, "phone"),
        (("GET", "/organizations/1", None), 404, "organization 1 is not known"),
        (("GET", f"/organizations/{10**30}", None), 422, "organization_id"),
        (("GET", "/organizations/first", None), 404, ""),
        (("PUT", "/organizations/1/administrators/{phone}", None), 404, "organization 1 is not known"),
        (fault(phone=None), 422, "name a phone or an organization_id"),
        (fault(organization_id="{school}"), 422, "name a phone or an organization_id"),
        (fault(site="control"), 422, "site"),
        (fault(operation="redeem"), 422, "operation: vk_id has only"),
        (fault(kind="flood"), 422, "kind"),
        (fault(status=200), 422, "status"),
        (fault(kind="answer"), 422, "status"),
        (fault(kind="answer", status=600), 422, "status"),
        (fault(kind="answer", status=200, headers={"Bad name": "1"}), 422, "headers"),
        (fault(kind="answer", status=200, headers={"Location": "/\n"}), 422, "headers"),
        (fault(kind="drop", body="<p>"), 422, "body"),
        (("GET", "/faults/999999999", None), 404, "fault 999999999 is not known"),
        (fault(kind="delay", delay_s=0), 422, "delay_s"),
        (fault(kind="delay", delay_s=float("nan")), 422, "delay_s"),
        (fault(kind="delay"), 422, "delay_s"),
        (fault(kind="stall"), 422, "delay_s"),
        (fault(times=0), 422, "times"),
        (fault(moment="during"), 422, "moment"),
        (fault(kind="identity-data"), 422, "identity-data belongs to vk_id's submit_phone"),
        (fault(kind="identity-data", operation="submit_phone", moment="after"), 422, "moment"),
        (("DELETE", "/faults/999999999", None), 404, "fault 999999999 is not known"),
        (("DELETE", f"/faults/{10**30}", None), 422, "fault_id"),
        (("GET", "/no-such-page", None), 404, ""),
        (("DELETE", "/accounts", None), 405, ""),
    ],
    ids=str,
)
def test_bad_request_is_refused_with_a_reason(
    control: httpx.Client, people: People, counted: Any, request_: tuple[str, str, Any], status: int, reason: str
) -> None:
    """Негодный запрос управления отклонён, и сказано почему."""
    method, path, body = request_
    places: dict[str, Any] = {"{phone}": generate_phone()}
    if re.search("{school}|{taken_", json.dumps(body)):
        places |= taken_places(people)
    before = counted()
    answer = control.request(
        method,
        path.replace("{phone}", places["{phone}"]),
        content=None if body is None else json.dumps(put(body, places)),
        headers={} if body is None else {"Content-Type": "application/json"},
    )
    assert answer.status_code == status
    body = answer.json()
    assert sorted(body) == ["error", "error_description"]
    assert all(isinstance(text, str) and text for text in body.values())
    assert reason in body["error_description"]
    assert counted() == before


def taken_places(people: People) -> dict[str, Any]:
    """A school, and a teacher with all that nobody else may have."""
    taken = people.create_teacher(profile=False)
    people.give_profile(taken, email=f"{taken.login}@school.example")
    return {
        "{school}": taken.organization_id,
        "{taken_phone}": taken.phone,
        "{taken_email}": f"{taken.login}@school.example",
        "{taken_login}": taken.login,
    }


def put(body: Any, places: dict[str, Any]) -> Any:
    """Returns the body with the values of `places` in their places."""
    if isinstance(body, dict):
        return {name: put(value, places) for name, value in body.items()}
    if isinstance(body, list):
        return [put(item, places) for item in body]
    return places.get(body, body) if isinstance(body, str) else body


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"null", b'"text"', b'{"phone": "\\ud800"}'])
def test_body_that_is_no_json_object_is_refused(control: httpx.Client, counted: Any, content: bytes) -> None:
    """Тело, которое не объект JSON, отклонено."""
    before = counted()
    answer = control.post("/accounts", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["error_description"]
    assert counted() == before


def test_broken_data_file_is_named(control: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Испорченный файл данных назван."""
    broken = tmp_path / "school_51.json"
    monkeypatch.setattr(seeding, "SCHOOL_51", broken)
    for text, reason in ((None, "No such file"), ("{", "Invalid JSON"), ('{"title": ""}', "title: ")):
        if text is not None:
            broken.write_text(text, encoding="utf-8")
        body = control.post("/organizations/school-51").json()
        assert body["error"] == "broken_data_file"
        assert body["error_description"].startswith("school_51.json: ")
        assert reason in body["error_description"]
        assert "\n" not in body["error_description"]


def test_refused_roster_leaves_no_one_of_it(people: People, sandbox: SandboxClient, control: httpx.Client) -> None:
    """От отклонённого списка никого не осталось."""
    taken, newcomer = people.create_teacher(profile=False), generate_phone()
    rows = [
        {**TEACHER, "login": f"new-{newcomer}", "phone": newcomer},
        {**TEACHER, "login": taken.login, "phone": generate_phone()},
    ]
    answer = control.post("/rosters", json={"organization_id": taken.organization_id, "teachers": rows})
    assert answer.status_code == 409
    assert sandbox.get_person(newcomer).journal == {}


def test_time_moved_by_more_than_100_years_in_all_is_refused(oauth_user: OAuthUser, control: httpx.Client) -> None:
    """Сдвиг времени больше чем на 100 лет в сумме отклонён."""
    app, moves = oauth_user.create_app(), [315_360_000] * 10
    for seconds in moves:
        oauth_user.sandbox.move_time(oauth_user.phone, seconds)
    for _ in range(2):
        answer = control.post(f"/people/{oauth_user.phone}/time", json={"forward_s": 315_360_000})
        assert (answer.status_code, answer.json()["error"]) == (422, "too_far")
        assert "100 years" in answer.json()["error_description"]
    oauth_user.sandbox.move_time(oauth_user.phone, 86_400)
    assert oauth_user.get_tokens(app)["user_id"] == oauth_user.profile_id
