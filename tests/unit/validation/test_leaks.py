"""Secrets are found in a text, whatever encodes them there."""

import base64
import json
import zlib
from urllib.parse import quote

import pytest

from mock_server.recording.redaction import hash_secret
from tests.unit.validation.service_records import record
from validation.leaks import Secrets

# Fixed, for they are in the names of the tests, which all workers must agree on.
LETTERS = "Qx7-kW_v9ZpR3tLmY2cJ8bNfD5hGsA1eU6oI4yTrEwXqVzCuMjPiHlKaSdFgBn0O"
TOKEN = f"vk2.a.{LETTERS}{LETTERS[:22]}"
VERIFIER = LETTERS[::-1]


@pytest.fixture
def secrets() -> Secrets:
    records = [
        record("token", form={"code_verifier": hash_secret(VERIFIER)}, answer={"access_token": hash_secret(TOKEN)}),
        record("user_info"),
    ]
    return Secrets.from_requests(records, {"secret": "client-secret"})


@pytest.mark.parametrize(
    ("secret", "name"), [(TOKEN, "access_token"), (VERIFIER, "code_verifier"), ("client-secret", "secret")]
)
@pytest.mark.parametrize(
    "hidden",
    [
        "{}",
        "http://127.0.0.1/chats?token={}&tab=1",
        '<input type="hidden" name="token" value="{}">',
        'const cached = {{"token": "{}"}};',
        "session={}",
        "This is it: {}.",
    ],
)
def test_secret_is_found_in_a_text(secrets: Secrets, secret: str, name: str, hidden: str) -> None:
    assert secrets.find_in(hidden.format(secret)) == name


@pytest.mark.parametrize(
    "coded",
    [
        quote(f"/chats?token={TOKEN}", safe=""),
        base64.urlsafe_b64encode(f'{{"token": "{TOKEN}"}}'.encode()).decode(),
        base64.b64encode(f'{{"token": "{TOKEN}"}}'.encode()).decode().rstrip("="),
        TOKEN.encode().hex(),
        f"verifier={TOKEN.encode().hex().upper()};",
        json.dumps({"data": json.dumps({"token": TOKEN})}).replace("vk2", "v\\u006b2"),
        "".join(f"&#{ord(letter)};" for letter in TOKEN),
        quote(base64.b64encode(json.dumps({"token": TOKEN}).encode()).decode(), safe=""),
        f"session=.{base64.urlsafe_b64encode(zlib.compress(TOKEN.encode())).decode()}.sig.nature",
    ],
)
def test_secret_is_found_in_a_code_that_hides_nothing(secrets: Secrets, coded: str) -> None:
    assert secrets.find_in(coded) == "access_token"


def test_verifier_may_be_left_out() -> None:
    call = record("token", form={"code_verifier": hash_secret(VERIFIER)}, answer={"access_token": hash_secret(TOKEN)})
    secrets = Secrets.from_requests([call], {}, verifiers=False)
    assert (secrets.find_in(VERIFIER), secrets.find_in(TOKEN)) == (None, "access_token")


@pytest.mark.parametrize("other", ["", LETTERS, f"vk2.a.{LETTERS}", TOKEN[:-4]])
def test_what_is_no_secret_is_not_found(secrets: Secrets, other: str) -> None:
    assert secrets.find_in(f"<p>{other}</p>") is None
