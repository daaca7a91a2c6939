"""What the record keeps of requests: no form of a secret, and nothing of any length."""

import json

import httpx
import pytest

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.recording.redaction import MAX_REQUEST_CHARS
from tests.oauth_user import OAuthUser
from tests.secret_text import ADDRESS, SECRET, in_base64


@pytest.fixture
def kept(own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The records that the log would keep, of any person."""
    records: list[str] = []
    monkeypatch.setattr(own_sandbox.requests, "add", lambda record: records.append(str(record)))
    return records


def test_no_form_of_a_secret_is_kept_of_a_request(sandbox: SandboxClient, kept: list[str]) -> None:
    """Секрет не сохраняется ни в каком виде."""
    vk_id, sferum = sandbox.addresses["vk_id"], sandbox.addresses["sferum"]
    with httpx.Client(trust_env=False) as http:
        http.post(f"{vk_id}/oauth2/auth", params={"Access_Token": SECRET}, data={"client_assertion": SECRET})
        http.post(f"{vk_id}/oauth2/auth", json={"a": {"access_token": SECRET}, "b": [{"code": SECRET}]})
        http.post(f"{vk_id}/oauth2/auth", content=json.dumps({"access_token": SECRET}), headers=URLENCODED)
        http.post(f"{vk_id}/oauth2/auth", data={"code": ["1", SECRET], "return_to": ADDRESS})
        http.post(f"{vk_id}/oauth2/auth", data={"token": SECRET}, files={"file": (SECRET, SECRET)})
        http.post(f"{vk_id}/stat_events_vkid_sdk", data={"events": json.dumps([{"url": ADDRESS, "id": 1}])})
        http.get(f"{vk_id}/auth", params={"action": in_base64(json.dumps({"name": "x", "token": SECRET}))})
        http.post(f"{vk_id}/method/users.get", data={"api_key": SECRET, "x": ADDRESS})  # its answer repeats it
        http.get(f"{vk_id}/oauth2/auth", headers={"Authorization": SECRET, "Cookie": f"sferum_session={SECRET}"})
        http.put(f"{sferum}/api/organizations/5/people/1", auth=(SECRET, ""), json={"role": {"token": SECRET}})
        http.get(f"{sferum}/invitations/{SECRET}")
        http.post(f"{sferum}/nowhere/invitations/{SECRET}/")
        http.get(f"{sferum}/sign-in", params={"then": f"/invitations/{SECRET}"})
    assert len(kept) == 13
    assert [record for record in kept if SECRET in record or in_base64(SECRET)[:-4] in record] == []


URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


def test_large_bodies_are_not_kept(sandbox: SandboxClient, kept: list[str]) -> None:
    """Большие тела запросов не хранятся."""
    body = {f"name{number}": "x" * 20_000 for number in range(20)}
    httpx.post(f"{sandbox.addresses['vk_id']}/oauth2/auth", json=body, trust_env=False)
    assert kept[0].count("cut: 20000 characters") == 20
    assert len(kept[0]) < MAX_REQUEST_CHARS


def test_notes_of_one_request_are_bounded(oauth_user: OAuthUser) -> None:
    """Число заметок об одном запросе ограничено."""
    app = oauth_user.create_app()
    attempt, returned = oauth_user.sign_in(app)
    more = {f"name{number}": "x" for number in range(150)}
    attempt.redeem(oauth_user.http, returned, **more)
    assert len(oauth_user.read_last_notes()) == 101
    assert oauth_user.read_last_notes()[-1] == "cut: more notes"


def test_form_of_too_many_fields_is_refused_and_no_failure(sandbox: SandboxClient) -> None:
    """Форма, у которой слишком много полей, — отказ, а не сбой."""
    parts = {f"name{number}": (None, "x") for number in range(1_100)}
    answer = httpx.post(f"{sandbox.addresses['vk_id']}/oauth2/auth", files=parts, trust_env=False)
    assert answer.status_code == 413
