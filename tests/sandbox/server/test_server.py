"""Opening the ports and leaving nothing behind."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import generate_phone
from mock_server import server
from mock_server.context import Sandbox
from mock_server.errors import SandboxError
from mock_server.http.hosts import is_loopback
from mock_server.server import _listen, run_sandbox
from mock_server.settings import Ports, SandboxSettings


def get(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, trust_env=False, verify=False)


def folder_of(shared: Sandbox) -> Path:
    """Where the sandbox keeps its state while it runs."""
    assert shared.store._folder
    return Path(shared.store._folder.name)


def refusal(settings: SandboxSettings) -> str:
    """Returns the one line that says why no sandbox starts with these settings."""
    with pytest.raises(SandboxError) as refused, run_sandbox(settings):
        pass
    reason = str(refused.value)
    assert "\n" not in reason
    return reason


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[socket.socket]:
    """The sockets that sandboxes have opened since. (A port let go may belong to somebody else a moment later.)"""
    opened: list[socket.socket] = []

    def listen(*arguments: Any) -> socket.socket:
        opened.append(_listen(*arguments))
        return opened[-1]

    monkeypatch.setattr(server, "_listen", listen)
    return opened


def is_closed(listener: socket.socket) -> bool:
    return listener.fileno() == -1


def test_sandbox_leaves_nothing_behind(listening: list[socket.socket]) -> None:
    """Песочница ничего после себя не оставляет."""
    others = set(threading.enumerate())  # of a sandbox that other tests share
    with run_sandbox(SandboxSettings()) as shared:
        addresses = astuple(shared.addresses)
        folder = folder_of(shared)
        assert {get(f"{address}/no-such-page").status_code for address in addresses} == {404}
        assert folder.is_dir()
        serving = {thread for thread in set(threading.enumerate()) - others if thread.name.startswith("sandbox-")}
    assert not folder.exists()
    assert [is_closed(listener) for listener in listening] == [True] * 5
    for thread in serving:
        thread.join(timeout=5)
    assert [thread.name for thread in serving if thread.is_alive()] == []


def test_connection_kept_alive_is_closed_too() -> None:
    """Удержанное соединение тоже закрывается."""
    with run_sandbox(SandboxSettings()) as shared:
        port = urlsplit(shared.addresses.journal).port
        kept = socket.create_connection(("127.0.0.1", port or 0), timeout=10)
        kept.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert kept.recv(12) == b"HTTP/1.1 200"
    with kept:
        while kept.recv(4096):
            pass


def test_sandbox_that_fails_inside_leaves_nothing_behind(listening: list[socket.socket]) -> None:
    """Песочница, которая упала, тоже ничего не оставляет."""
    seen: list[Sandbox] = []

    def fail() -> None:
        with run_sandbox(SandboxSettings()) as shared:
            seen.append(shared)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not folder_of(seen[0]).exists()
    assert [is_closed(listener) for listener in listening] == [True] * 5


@pytest.mark.parametrize("site", ["journal", "vk_id", "control"])
def test_busy_port_is_told_in_one_line_and_the_others_are_let_go(
    taken_port: int, listening: list[socket.socket], site: str
) -> None:
    """О занятом порте сказано одной строкой, остальные отпущены."""
    option = f"--{site.replace('_', '-')}-port"
    assert refusal(SandboxSettings(ports=Ports(**{site: taken_port}))) == (
        f"не открыть 127.0.0.1:{taken_port} для {site}: порт занят; укажите другой {option}"
    )
    assert [is_closed(listener) for listener in listening] == [True] * 4


def test_all_busy_ports_are_told_together(taken_port: int) -> None:
    """Все занятые порты названы сразу."""
    settings = SandboxSettings(ports=Ports(vk_id=taken_port, control=taken_port))
    with pytest.raises(SandboxError) as refused, run_sandbox(settings):
        pass
    lines = str(refused.value).splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["--vk-id-port", "--control-port"]


def test_address_of_another_machine_is_told_in_one_line() -> None:
    """Об адресе чужой машины сказано одной строкой."""
    reason = refusal(SandboxSettings(host="192.0.2.1", control_token="token"))
    assert reason == "не открыть 192.0.2.1:0 для journal: у этой машины нет такого адреса; укажите другой --host"


def test_database_that_cannot_be_opened_lets_the_ports_go(tmp_path: Path, listening: list[socket.socket]) -> None:
    """Если база не открылась, порты отпущены."""
    assert "файл не открыть" in refusal(SandboxSettings(database=str(tmp_path)))
    assert [is_closed(listener) for listener in listening] == [True] * 5


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_host_of_this_machine_only(host: str) -> None:
    """Адрес этой машины известен как её собственный, токен не нужен."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "sandbox.example", "127.0.0.1.example"])
def test_host_that_others_reach_demands_a_token(host: str) -> None:
    """Адрес, доступный другим, требует токена."""
    assert not is_loopback(host)
    for token in (None, ""):
        assert "доступен не только этой машине: задайте токен управления" in refusal(
            SandboxSettings(host=host, control_token=token)
        )


def test_control_answers_to_its_token_only() -> None:
    """Управление отвечает только по своему токену."""
    with run_sandbox(SandboxSettings(control_token="s3cret")) as shared:
        control = shared.addresses.control
        for path in ("/health", "/openapi/openapi.json", "/people/+79001234567/codes", "/no-such-page"):
            for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic czNjcmV0OnMzY3JldA=="}):
                refused = get(control + path, **headers)
                assert (refused.status_code, refused.json()["error"]) == (401, "unauthorized")
                assert refused.headers["WWW-Authenticate"] == "Bearer"
        assert get(f"{control}/health", Authorization="Bearer s3cret").is_success
        assert get(f"{shared.addresses.journal}/sign-in").is_success, "people need no token"


@pytest.mark.parametrize("token", ["тайна", "two words", "line\nbreak"])
def test_token_that_no_header_can_hold_is_refused(token: str) -> None:
    """Токен, который не поместить в заголовок, отклонён."""
    assert "в заголовке" in refusal(SandboxSettings(control_token=token))


def test_waiting_for_a_code_ends_when_the_sandbox_stops() -> None:
    """Ожидание кода кончается, когда песочница остановлена."""

    class Watched(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            waiting.set()
            return super().wait(timeout)

    waiting = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with run_sandbox(SandboxSettings()) as shared:
            shared.code_arrived = Watched()
            url = f"{shared.addresses.control}/people/{generate_phone()}/codes?wait_s=30"
            answer = pool.submit(httpx.get, url, timeout=35, trust_env=False)
            assert waiting.wait(timeout=10)
        if (cut := answer.exception(timeout=10)) is None:
            assert answer.result().json() == {"codes": []}
        else:
            assert isinstance(cut, httpx.TransportError)
