"""Why a file or an address could not be used is Russian, whatever the system's language is."""

import errno
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from automation.deployment import describe_sandbox_error
from mock_server.client import ControlError, SandboxClient, SandboxClientError
from mock_server.error_texts import _OS_REASONS, describe_http_error, describe_os_error
from mock_server.http_client import http_client


def raised_by_asking(address: str) -> Exception:
    with pytest.raises((httpx.HTTPError, httpx.InvalidURL)) as raised, http_client(address) as client:
        client.get(address)
    return raised.value


def test_system_errors_are_told_in_russian(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as absent:
        (tmp_path / "absent").read_bytes()
    assert describe_os_error(absent.value) == "такого файла нет"
    assert describe_os_error(OSError(errno.ENOSPC, "No space left on device")) == "на диске нет места"
    assert describe_os_error(socket.gaierror(-2, "Name or service not known")) == "узла с таким именем нет"
    assert describe_os_error(ssl.SSLError(1, "wrong version number")) == "ошибка TLS (wrong version number)"
    untrusted = ssl.SSLCertVerificationError(1, "self-signed certificate")
    assert describe_os_error(untrusted) == "сертификату нет доверия (self-signed certificate)"


def test_windows_says_that_a_file_is_open_elsewhere() -> None:
    """Excel keeps a workbook from being replaced; its errno is that of a missing right."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    assert describe_os_error(error) == "нет прав"
    for number, reason in ((5, "нет прав, или файл открыт в другой программе"), (32, "файл занят другой программой")):
        error.winerror = number  # type: ignore[attr-defined, unused-ignore]
        assert describe_os_error(error) == reason


def test_number_of_a_name_lookup_is_not_taken_for_another_error() -> None:
    """The numbers of gaierror are its own: 8 is EAI_NONAME on macOS and ENOEXEC elsewhere."""
    assert describe_os_error(socket.gaierror(errno.ENOEXEC, "nodename nor servname provided")).startswith("узла")


def test_unknown_error_keeps_the_words_of_the_system() -> None:
    assert errno.EPROTO not in {getattr(errno, name) for name in _OS_REASONS if hasattr(errno, name)}
    assert describe_os_error(OSError(errno.EPROTO, "Protocol error")) == "Protocol error"
    assert describe_os_error(OSError("text")) == "text"
    assert describe_os_error(OSError()) == "OSError"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:2/", "в соединении отказано"),
        ("127.0.0.1:2", "это не адрес, который начинается с http:// или https://"),
        ("http://a:b:c", "это не адрес, который начинается с http:// или https://"),
        ("http://", "это не адрес, который начинается с http:// или https://"),
    ],
)
def test_address_that_does_not_answer_is_told_in_russian(address: str, reason: str) -> None:
    assert describe_http_error(raised_by_asking(address)) == reason


def test_refusals_and_timeouts_are_told_in_russian() -> None:
    request = httpx.Request("GET", "http://127.0.0.1/secret")
    refusal = httpx.HTTPStatusError("Client error", request=request, response=httpx.Response(404))
    assert describe_http_error(refusal) == "HTTP 404"
    assert describe_http_error(httpx.ReadTimeout("timed out")) == "нет ответа"
    assert describe_http_error(httpx.RemoteProtocolError("Server disconnected")) == "ответа по HTTP нет"
    assert describe_http_error(httpx.TooManyRedirects("Exceeded maximum")) == "перенаправлениям нет конца"


def test_sandbox_that_is_no_sandbox_is_told_in_russian() -> None:
    with pytest.raises(SandboxClientError) as silent:
        SandboxClient("http://127.0.0.1:2")
    assert describe_sandbox_error(silent.value) == "в соединении отказано"
    assert describe_sandbox_error(SandboxClientError("no control API's")) == "это не управление песочницей"
    assert describe_sandbox_error(ControlError("POST /people: HTTP 401", 401)) == "POST /people: HTTP 401"
