"""The example journals: how they start and stop, and what they say when they cannot. No browser, no sandbox."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from examples.django_journal import __main__ as django_command
from examples.django_journal.mistakes import Mistake
from examples.fastapi_journal import __main__ as fastapi_command

DJANGO, FASTAPI = "examples.django_journal", "examples.fastapi_journal"
SDK = Path(fastapi_command.__file__).parents[2] / fastapi_command.SDK


@contextmanager
def started(journal: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running journal and its address, on a free port."""
    if journal == FASTAPI and not SDK.is_file() and not os.environ.get("CI"):
        pytest.skip("superappkit is not there: run `npm ci` in tests/clients")
    process = subprocess.Popen(
        [sys.executable, "-m", journal, "--port=0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "cp866"},
        encoding="cp866",  # as in a window of Windows
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line or process.communicate()[1]
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()


def refusal(command: click.Command, *options: str) -> str:
    """What the journal says when it does not start: one line, and exit code 2."""
    answer = CliRunner().invoke(command, options)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (2, "", 1), answer.output
    return answer.stderr


def expect_entrance(address: str, door: str, button: str, returned: str) -> None:
    """Who has not signed in is shown the entrance, and with the answer of VK ID too: its code goes nowhere then."""
    answer = httpx.get(address, follow_redirects=True, trust_env=False)
    assert (answer.status_code, answer.url.path) == (200, door)
    assert button in answer.text
    answer = httpx.get(f"{address}{returned}", trust_env=False)
    assert answer.is_redirect
    assert "code" not in answer.headers["location"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def session_is_readable(address: str) -> bool:
    """Can the scripts of a page read the session's cookie of a teacher who has signed in?"""
    with httpx.Client(trust_env=False, base_url=address) as browser:
        form = browser.get("/sign-in").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        data = {"username": "belova", "password": "gymnasium-7", "csrfmiddlewaretoken": token[1]}
        cookie = browser.post("/sign-in", data=data).headers["set-cookie"]
        return "HttpOnly" not in cookie.partition("gymnasium_session")[2]


def stop(process: subprocess.Popen[str], how: signal.Signals) -> None:
    """The journal ends well at the signal, and has nothing to add."""
    process.send_signal(how)
    rest, complaints = process.communicate(timeout=10)
    assert (process.returncode, rest, complaints) == (0, "", "")


@pytest.mark.parametrize(
    ("options", "how"), [([], signal.SIGTERM), (["--mistake=readable-cookie"], signal.SIGINT)], ids=["right", "wrong"]
)
def test_gymnasium_starts_stops_and_is_wrong_only_where_told(options: list[str], how: signal.Signals) -> None:
    """Пример на Django: запуск, вход, возврат чужого, остановка; нарочная ошибка видна, без неё всё верно."""
    with started(DJANGO, *options) as (process, address):
        expect_entrance(address, "/sign-in", "Войти в дневник", "/vk/return?code=1&state=2")
        assert session_is_readable(address) is bool(options)
        stop(process, how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_lyceum_starts_and_stops(how: signal.Signals) -> None:
    """Пример на FastAPI: запускается, показывает вход, встречает возврат чужого, останавливается по сигналу."""
    with started(FASTAPI) as (process, address):
        expect_entrance(address, "/enter", "Вход", "/vk/callback?payload=1&state=2")
        stop(process, how)


@pytest.mark.parametrize("command", [django_command.main, fastapi_command.main])
def test_busy_port(command: click.Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Пример журнала: порт занят — одна строка."""
    monkeypatch.setattr(fastapi_command, "SDK", Path(__file__))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(command, f"--port={port}").endswith("; choose another --port\n")


def test_no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Пример журнала: нет superappkit — одна строка."""
    monkeypatch.setattr(fastapi_command, "SDK", Path("nowhere/index-umd.js"))
    told = "Error: nowhere/index-umd.js is not there: run `npm ci --prefix tests/clients`\n"
    assert refusal(fastapi_command.main) == told


def test_unknown_mistake() -> None:
    """Пример журнала: неизвестная ошибка — одна строка."""
    told = "Error: --mistake none-such: there is no such mistake; --list-mistakes tells which there are\n"
    assert refusal(django_command.main, "--mistake=none-such") == told


def test_mistake_of_a_scripted_journal() -> None:
    """Пример журнала: ошибка вместе с --scripted — одна строка."""
    told = "Error: --mistake goes without --scripted; leave one of them out\n"
    assert refusal(django_command.main, "--mistake=state-prefix", "--scripted") == told


def test_list_of_mistakes() -> None:
    """Пример журнала: каждая нарочная ошибка названа и описана."""
    told = CliRunner().invoke(django_command.main, ["--list-mistakes"]).stdout
    listed = dict(line.split(maxsplit=1) for line in told.splitlines())
    assert listed == {each.option: each.value for each in Mistake}
    assert all(" " in sentence for sentence in listed.values())
