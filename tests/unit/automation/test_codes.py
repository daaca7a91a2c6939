"""Confirmation codes from a sandbox that gives none: the message says why, and names no phone."""

from typing import NoReturn

import httpx
import pytest

from automation import codes
from mock_server.client import ControlError, SandboxClientError

PHONE = "+79005550101"
REQUEST = f"POST /people/{PHONE}/codes/take"


def refused_connection() -> NoReturn:
    raise SandboxClientError(f"{REQUEST}: Connection refused") from httpx.ConnectError("Connection refused")


def refused_token() -> NoReturn:
    raise ControlError(f"{REQUEST}: HTTP 401", 401)


def other_program() -> NoReturn:
    raise SandboxClientError(f"{REQUEST}: the answer is no control API's")


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (refused_connection, "ConnectError"),
        (refused_token, "HTTP 401"),
        (other_program, "это не управление песочницей"),
    ],
)
def test_failed_call_is_reported_without_the_phone(fail, reason: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(codes, "SandboxClient", lambda _control, _token: fail())
    with pytest.raises(codes.CodeUnavailableError) as raised:
        codes.create_sandbox_source("http://127.0.0.1:1", None)(PHONE)
    assert str(raised.value) == f"песочница http://127.0.0.1:1 не отдала код: {reason}"
