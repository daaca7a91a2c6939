"""How the example journals start and stop, and what they print when they cannot start. No browser, no sandbox."""

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
from examples.fastapi_journal import __main__ as fastapi_command
from tests.examples import mistaken_fastapi_journal, mistaken_journal, silent_token
from tests.examples.mistakes import MISTAKES
from tests.examples.patching import Mistake

DJANGO, MISTAKEN = "examples.django_journal", "tests.examples.mistaken_journal"
FASTAPI = "examples.fastapi_journal"
SDK = Path(fastapi_command.__file__).parents[2] / fastapi_command.SDK


@contextmanager
def started(journal: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Runs the journal on a free port; gives its process and address."""
    if journal == FASTAPI and not SDK.is_file() and not os.environ.get("CI"):
        pytest.skip("нет @vkontakte/superappkit; выполните `npm ci --prefix tests/clients`")
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
        address = re.search(r"http://localhost:\d+", line)
        assert address, line or process.communicate()[1]
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()


def refusal(command: click.Command, *options: str) -> str:
    """Returns the one line that the journal prints when it does not start; its exit code is 2."""
    result = CliRunner().invoke(command, options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.output
    return result.stderr


def expect_sign_in_form(address: str, path: str, button: str, return_path: str) -> None:
    """Expects that a person who has not signed in sees the form, and that a code of VK ID is sent to no other page."""
    response = httpx.get(address, follow_redirects=True, trust_env=False)
    assert (response.status_code, response.url.path) == (200, path)
    assert button in response.text
    response = httpx.get(f"{address}{return_path}", trust_env=False)
    assert response.is_redirect
    assert "code" not in response.headers["location"]
    assert response.headers["referrer-policy"] == "no-referrer"


def session_is_readable(address: str) -> bool:
    """Returns whether scripts can read the session cookie of a teacher who has signed in."""
    with httpx.Client(trust_env=False, base_url=address) as browser:
        form = browser.get("/sign-in").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        data = {"username": "belova", "password": "gymnasium-7", "csrfmiddlewaretoken": token[1]}
        cookie = browser.post("/sign-in", data=data).headers["set-cookie"]
        return "HttpOnly" not in cookie.partition("gymnasium_session")[2]


def stop(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Stops the journal by a signal: it exits with 0 and prints nothing more."""
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.parametrize(
    ("journal", "options", "number"),
    [(DJANGO, [], signal.SIGTERM), (MISTAKEN, [], signal.SIGTERM), (MISTAKEN, ["readable-cookie"], signal.SIGINT)],
    ids=["correct", "no-mistakes", "mistaken"],
)
def test_django_journal_starts_and_stops(journal: str, options: list[str], number: signal.Signals) -> None:
    """Пример на Django: запуск, вход, возврат чужого, остановка; нарочная ошибка видна, без неё всё верно."""
    with started(journal, *(f"--mistake={name}" for name in options)) as (process, address):
        expect_sign_in_form(address, "/sign-in", "Войти в дневник", "/vk/return?code=1&state=2")
        assert session_is_readable(address) is bool(options)
        stop(process, number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_fastapi_journal_starts_and_stops(number: signal.Signals) -> None:
    """Пример на FastAPI: запускается, показывает вход, встречает возврат чужого, останавливается по сигналу."""
    with started(FASTAPI) as (process, address):
        expect_sign_in_form(address, "/enter", "Вход", "/vk/callback?payload=1&state=2")
        stop(process, number)


@pytest.mark.parametrize("command", [django_command.main, mistaken_journal.main, fastapi_command.main])
def test_busy_port(command: click.Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Пример журнала: порт занят — одна строка."""
    monkeypatch.setattr(fastapi_command, "SDK", Path(__file__))
    monkeypatch.setattr(mistaken_journal, "make_mistakes", lambda _names: None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        message = refusal(command, f"--port={port}")
    assert message.startswith(f"Ошибка: порт {port} открыть не удалось: он занят; ")
    assert message.endswith("; выберите другой: --port\n")


def test_no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Пример журнала: нет superappkit — одна строка."""
    monkeypatch.setattr(fastapi_command, "SDK", Path("nowhere/index-umd.js"))
    message = "Ошибка: nowhere/index-umd.js: такого файла нет; выполните `npm ci --prefix tests/clients`\n"
    assert refusal(fastapi_command.main) == message


def test_unknown_mistake() -> None:
    """Пример журнала: неизвестные ошибки — одна строка."""
    options = ("--mistake=none-such", "--mistake=short-state", "--mistake=nor-such")
    message = "Ошибка: --mistake none-such, nor-such: такой ошибки нет; список: --list-mistakes\n"
    assert refusal(mistaken_journal.main, *options) == message


def test_mistake_of_a_scripted_journal() -> None:
    """Пример журнала: ошибка вместе с --scripted — одна строка."""
    message = "Ошибка: --mistake не сочетается с --scripted; уберите одно из двух\n"
    assert refusal(mistaken_journal.main, "--mistake=state-prefix", "--scripted") == message


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (
            ["--mistake=strict-cookie", "--single-page"],
            "--mistake strict-cookie: с --single-page такой ошибки не бывает: ",
        ),
        (["--mistake=token-in-json"], "--mistake token-in-json: без --single-page такой ошибки не бывает: "),
        (["--single-page", "--scripted"], "--single-page не сочетается с --scripted; "),
        (["--single-page", "--window=frame"], "--single-page открывает VK ID в окне или в той же вкладке: "),
        (["--hash-routes"], "--hash-routes бывает только с --single-page; "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_contradict_each_other(options: list[str], reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Пример журнала: параметры, которые не сочетаются, — одна строка."""
    monkeypatch.setattr(mistaken_journal, "make_mistakes", lambda _names: None)
    assert refusal(mistaken_journal.main, *options).startswith(f"Ошибка: {reason}")


def test_single_page_journal_starts() -> None:
    """Пример из одной страницы: все адреса — одна страница, API никому чужому не отвечает, токены CSRF проверяются."""
    with started(DJANGO, "--single-page") as (_, address), httpx.Client(base_url=address, trust_env=False) as browser:
        for path in ("/", "/sign-in", "/chats", "/vk/return?code=1&state=2"):
            page = browser.get(path)
            assert (page.status_code, "/static/app/main.js" in page.text) == (200, True)
        assert page.headers["referrer-policy"] == "no-referrer"
        token = browser.get("/api/session").json()["csrf_token"]
        credentials = {"username": "belova", "password": "gymnasium-7"}
        assert browser.post("/api/sign-in", data=credentials).status_code == httpx.codes.FORBIDDEN
        assert browser.get("/api/chats").status_code == httpx.codes.UNAUTHORIZED
        headers = {"X-CSRFToken": token}
        assert browser.post("/api/sign-in", data=credentials, headers=headers).json()["teacher"]
        assert browser.get("/api/chats").json() == {"profile": None, "notice": None}
        assert browser.post("/api/vk-answers?code=1&state=2", headers=headers).json() == {"error": "answer_rejected"}


def test_correct_journal_makes_no_mistakes() -> None:
    """Верный пример журнала об ошибках не знает."""
    assert CliRunner().invoke(django_command.main, ["--mistake=state-prefix"]).exit_code == 2


@pytest.mark.parametrize(
    ("command", "mistakes"),
    [(mistaken_journal.main, MISTAKES), (mistaken_fastapi_journal.main, silent_token.MISTAKES)],
)
def test_list_of_mistakes(command: click.Command, mistakes: dict[str, Mistake]) -> None:
    """Пример журнала: каждая нарочная ошибка названа и описана."""
    output = CliRunner().invoke(command, ["--list-mistakes"]).stdout
    descriptions = dict(line.split(maxsplit=1) for line in output.splitlines())
    assert descriptions == {name: mistake.description for name, mistake in mistakes.items()}
    assert all(" " in description for description in descriptions.values())
    help_text = CliRunner().invoke(command, ["--help"]).stdout
    assert all(name in re.sub(r"-\s+", "-", help_text) for name in mistakes)


@pytest.mark.parametrize("command", [django_command.main, fastapi_command.main, mistaken_journal.main])
@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (["--port=x"], "неверное значение '--port': 'x' — не число."),
        (["--port=70000"], "неверное значение '--port': 70000 — вне границ 0<=x<=65535."),
        (["--timeout=0"], "неверное значение '--timeout': 0.0 — вне границ 0<x<=600."),
        (["--prot=1"], "нет параметра '--prot'. Может быть, '--port'?"),
        (["--port"], "параметру '--port' нужно значение."),
        (["--help=1"], "у параметра '--help' не бывает значения."),
        (["x"], "лишний аргумент (x)"),
        (["x", "y"], "лишние аргументы (x y)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_command_line_is_russian(command: click.Command, options: list[str], mistake: str) -> None:
    result = CliRunner().invoke(command, options, prog_name="journal")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Ошибка: {mistake}"
    assert not {"Error", "Usage", "Try", "OPTIONS"} & set(re.findall(r"\w+", result.stderr))


@pytest.mark.parametrize("command", [django_command.main, fastapi_command.main, mistaken_journal.main])
def test_help_is_russian(command: click.Command) -> None:
    page = CliRunner().invoke(command, ["--help"], prog_name="journal").stdout
    assert page.startswith("Использование: journal [ПАРАМЕТРЫ]\n")
    assert "Показать эту справку и выйти." in " ".join(page.split())
    assert not re.findall(r"Usage|Options|default|INTEGER|SECONDS|NAME\b", page)
