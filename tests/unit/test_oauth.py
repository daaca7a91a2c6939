"""VK ID as its clients see it: the authorize address, what comes back, tokens and the person's data."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from automation.people import Teacher
from fixtures.people import People
from fixtures.sandbox import SandboxClient
from mock_server.context import Sandbox
from mock_server.rules.protocol import challenge_of
from tests.unit.inhabitants import REDIRECT_URI, VERIFIER, add_client
from tests.unit.visitor import Visitor


@pytest.fixture(scope="session")
def client_id(own_sandbox: Sandbox) -> str:
    """A vendor's client of VK ID."""
    with own_sandbox.store.write() as session:
        return add_client(session).id


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.teacher()


@pytest.fixture
def visitor(sandbox: SandboxClient, teacher: Teacher) -> Iterator[Visitor]:
    with Visitor(sandbox, teacher) as opened:
        opened.remember()
        yield opened


@pytest.fixture
def vk_id(own_sandbox: Sandbox) -> Iterator[httpx.Client]:
    """VK ID for a client's back end: it has no cookies."""
    with httpx.Client(base_url=own_sandbox.addresses.vk_id, trust_env=False, verify=False) as client:
        yield client


def authorize_url(sandbox: SandboxClient, client_id: str, /, **change: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "state": "the-state",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **change,
    }
    return f"{sandbox.addresses['vk_id']}/authorize?{urlencode(asked)}"


@pytest.fixture
def returned(visitor: Visitor, sandbox: SandboxClient, client_id: str) -> dict[str, str]:
    """What VK ID sends back when the person has agreed."""
    consent = visitor.reach_consent(visitor.http.get(authorize_url(sandbox, client_id)))
    answer = visitor.http.post(consent.url, follow_redirects=False)
    back = httpx.URL(answer.headers["location"])
    assert str(back.copy_with(query=None)) == REDIRECT_URI
    return dict(back.params)


def token_request(client_id: str, returned: dict[str, str], /, **change: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "code": returned["code"],
        "device_id": returned["device_id"],
        "code_verifier": VERIFIER,
        "state": "of-this-request",
        **change,
    }


def test_what_comes_back_is_what_vk_id_sends(returned: dict[str, str]) -> None:
    assert set(returned) == {"code", "device_id", "expires_in", "ext_id", "state", "type"}
    assert (returned["state"], returned["type"], returned["expires_in"]) == ("the-state", "code_v2", "600")
    assert returned["code"].startswith("vk2.a.")


def test_code_becomes_a_token(
    vk_id: httpx.Client, sandbox: SandboxClient, teacher: Teacher, client_id: str, returned: dict[str, str]
) -> None:
    answer = vk_id.post("/oauth2/auth", data=token_request(client_id, returned))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store", "RFC 6749 §5.1"
    token = answer.json()
    (profile,) = sandbox.person(teacher.phone).profiles
    assert (token["token_type"], token["expires_in"], token["user_id"]) == ("Bearer", 3600, profile.id)
    assert token["state"] == "of-this-request", "VK's SDK compares it with the state of this very request"
    assert token["access_token"] not in str(sandbox.requests(teacher.phone))


def as_form(asked: dict[str, str]) -> dict[str, Any]:
    return {"data": asked}


def as_query_and_form(asked: dict[str, str]) -> dict[str, Any]:
    return {"params": {name: value for name, value in asked.items() if name != "code"}, "data": {"code": asked["code"]}}


def as_json(asked: dict[str, str]) -> dict[str, Any]:
    return {"json": asked}


@pytest.mark.parametrize("spelling", [as_form, as_query_and_form, as_json])
def test_clients_may_put_parameters_where_theirs_do(
    vk_id: httpx.Client, client_id: str, returned: dict[str, str], spelling: Any
) -> None:
    assert vk_id.post("/oauth2/auth", **spelling(token_request(client_id, returned))).status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": "vk2.a.other"}, "invalid_grant"),
        ({"client_id": "51000001"}, "invalid_grant"),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "invalid_request"),
        ({"device_id": "other"}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_request"),
    ],
)
def test_refused_code_says_why(
    vk_id: httpx.Client, client_id: str, returned: dict[str, str], change: dict[str, str], error: str
) -> None:
    answer = vk_id.post("/oauth2/auth", data=token_request(client_id, returned, **change))
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]
    assert "access_token" not in answer.json()


@pytest.mark.parametrize("name", ["grant_type", "client_id", "redirect_uri", "code", "device_id", "code_verifier"])
def test_every_parameter_is_demanded(vk_id: httpx.Client, client_id: str, returned: dict[str, str], name: str) -> None:
    asked = token_request(client_id, returned)
    del asked[name]
    answer = vk_id.post("/oauth2/auth", data=asked)
    assert answer.status_code == (401 if name == "client_id" else 400)
    assert "error" in answer.json()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', json.dumps({"code": {"a": 1}, "grant_type": None}).encode(), b"\xff"]
)
def test_nonsense_is_a_refusal(vk_id: httpx.Client, body: bytes) -> None:
    for path in ("/oauth2/auth", "/oauth2/user_info", "/oauth2/logout"):
        answer = vk_id.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 401)
        assert answer.json()["error"]


def test_code_sent_twice_ends_the_token_too(vk_id: httpx.Client, client_id: str, returned: dict[str, str]) -> None:
    """RFC 6749 §4.1.2."""
    asked = token_request(client_id, returned)
    token = vk_id.post("/oauth2/auth", data=asked).json()["access_token"]
    assert vk_id.post("/oauth2/auth", data=asked).json()["error"] == "invalid_grant"
    assert vk_id.post("/oauth2/user_info", data={"access_token": token}).status_code == 401


def test_code_sent_by_many_at_once_gives_one_token(
    vk_id: httpx.Client, client_id: str, returned: dict[str, str]
) -> None:
    asked = token_request(client_id, returned)
    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lambda _: vk_id.post("/oauth2/auth", data=asked).status_code, range(8)))
    assert statuses == {200: 1, 400: 7}


def test_code_expires(
    vk_id: httpx.Client, sandbox: SandboxClient, teacher: Teacher, client_id: str, returned: dict[str, str]
) -> None:
    sandbox.move_time(teacher.phone, 600)
    answer = vk_id.post("/oauth2/auth", data=token_request(client_id, returned))
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "code is expired",
        "state": "of-this-request",
    }


@pytest.fixture
def token(vk_id: httpx.Client, client_id: str, returned: dict[str, str]) -> str:
    return str(vk_id.post("/oauth2/auth", data=token_request(client_id, returned)).json()["access_token"])


def test_person_is_described_as_vk_id_does(
    vk_id: httpx.Client, sandbox: SandboxClient, teacher: Teacher, client_id: str, token: str
) -> None:
    answer = vk_id.post("/oauth2/user_info", data={"client_id": client_id, "access_token": token})
    (profile,) = sandbox.person(teacher.phone).profiles
    assert answer.json() == {
        "user": {
            "user_id": str(profile.id),
            "first_name": teacher.first_name,
            "last_name": teacher.last_name,
            "avatar": "",
            "sex": 1 if teacher.sex == "female" else 2,
            "verified": False,
            "birthday": teacher.birth_date.strftime("%d.%m.%Y"),
        }
    }


def test_token_may_come_in_the_header(vk_id: httpx.Client, token: str) -> None:
    assert vk_id.post("/oauth2/user_info", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_token_ends_with_its_hour_or_with_logout(
    vk_id: httpx.Client, sandbox: SandboxClient, teacher: Teacher, token: str
) -> None:
    asked = {"access_token": token}
    assert vk_id.post("/oauth2/logout", data=asked).json() == {"response": 1}
    for path in ("/oauth2/user_info", "/oauth2/logout"):
        refused = vk_id.post(path, data=asked)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize("change", [{"client_id": "nobody"}, {"redirect_uri": "http://127.0.0.1:1/evil"}])
def test_stranger_is_told_to_the_person_and_never_sent_back(
    visitor: Visitor, sandbox: SandboxClient, client_id: str, change: dict[str, str]
) -> None:
    answer = visitor.http.get(authorize_url(sandbox, client_id, **change))
    assert answer.status_code == 400
    assert answer.history == []
    assert answer.url.path == "/authorize"


@pytest.mark.parametrize(
    "change",
    [
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
        {"state": ""},
    ],
)
def test_request_that_may_not_go_on_is_sent_back_with_the_reason(
    visitor: Visitor, sandbox: SandboxClient, client_id: str, change: dict[str, str]
) -> None:
    answer = visitor.http.get(authorize_url(sandbox, client_id, **change), follow_redirects=False)
    back = httpx.URL(answer.headers["location"])
    assert str(back).startswith(REDIRECT_URI + "?")
    assert back.params["error"] == "invalid_request"
    assert back.params.get("state", "") == change.get("state", "the-state")


def test_refusal_is_sent_back_the_same_however_often_it_is_clicked(
    visitor: Visitor, sandbox: SandboxClient, client_id: str
) -> None:
    consent = visitor.reach_consent(visitor.http.get(authorize_url(sandbox, client_id)))
    refusal = str(consent.url).replace("/consent", "/refusal")
    first, second = (visitor.http.post(refusal, follow_redirects=False).headers["location"] for _ in range(2))
    assert first == second
    assert httpx.URL(first).params["error"] == "access_denied"
    agreed = visitor.http.post(consent.url, follow_redirects=False).headers["location"]
    assert httpx.URL(agreed).params["error"] == "access_denied", "who has refused cannot agree after all"


def test_two_clicks_on_link_give_one_code(visitor: Visitor, sandbox: SandboxClient, client_id: str) -> None:
    consent = visitor.reach_consent(visitor.http.get(authorize_url(sandbox, client_id)))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: visitor.http.post(consent.url, follow_redirects=False), range(4)))
    assert len({httpx.URL(answer.headers["location"]).params["code"] for answer in answers}) == 1


def test_login_of_another_browser_is_not_found(
    visitor: Visitor, sandbox: SandboxClient, client_id: str, people: People
) -> None:
    consent = visitor.reach_consent(visitor.http.get(authorize_url(sandbox, client_id)))
    with Visitor(sandbox, people.teacher()) as stranger:
        for method in ("GET", "POST"):
            assert stranger.http.request(method, consent.url).status_code == 404


def test_profile_of_another_account_cannot_be_chosen(
    visitor: Visitor, sandbox: SandboxClient, client_id: str, people: People
) -> None:
    other = people.teacher()
    (theirs,) = sandbox.person(other.phone).profiles
    account = visitor.http.get(authorize_url(sandbox, client_id))
    for wanted in (str(theirs.id), "", "0", "-1", "nine", "9" * 40):
        assert visitor.submit(account, profile_id=wanted).url.path.endswith("/account")


@pytest.mark.parametrize("screen", ["account", "profile", "consent"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_screen_is_open_before_the_code_is_confirmed(
    sandbox: SandboxClient, teacher: Teacher, client_id: str, screen: str, method: str
) -> None:
    with Visitor(sandbox, teacher) as visitor:
        phone = visitor.http.get(authorize_url(sandbox, client_id))
        visitor.submit(phone, login=teacher.phone)
        answer = visitor.http.request(method, str(phone.url).replace("/phone", f"/{screen}"))
    assert answer.url.path.rpartition("/")[2] in ("phone", "code")
    assert REDIRECT_URI not in {str(each.url.copy_with(query=None)) for each in (*answer.history, answer)}
