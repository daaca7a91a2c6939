"""How a validation runs and ends: expected failures, journals that do not answer, real services, wrong words."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mock_server.client import SandboxClient
from tests.examples.conftest import PROJECT, Said, Stand

pytestmark = pytest.mark.timeout(300)
ENDS_WITHIN_S = 60
TODAY = datetime.now().astimezone().date()


def expecting(folder: Path, check: str, until: date) -> str:
    """An option that names a file in which this check is expected to fail until this day."""
    file = folder / "expected.toml"
    row = f'[[expected]]\nid = "{check}"\nreason = "ждёт релиза"\nowner = "i.petrov"\nexpires = {until}\n'
    file.write_text(row, encoding="utf-8")
    return f"--expected={file}"


def one_line(said: Said) -> str:
    """The one line that a run which could not be done says."""
    assert said.code == 2
    assert said.verdict == {}
    assert "Traceback" not in said.output
    (line,) = {line.strip("! ") for line in said.output.splitlines() if line.startswith(("!", "ERROR", "Ошибка"))}
    return line


def test_expected_failure_does_not_fail_the_run(stand: Stand, gymnasium: Callable[..., str]) -> None:
    target = gymnasium("--mistake", "short-state")
    known = expecting(stand.folder, "P-2", TODAY + timedelta(days=1))
    said = stand.validate(target, known, "--check=P-1", "--check=P-2")
    assert (said.code, said.ended("expected"), said.ended("passed")) == (0, {"P-2"}, {"P-1"}), said.output


@pytest.mark.parametrize(
    ("check", "until", "complaint"),
    [("P-1", timedelta(days=1), "P-1: отказ ожидался"), ("P-2", timedelta(days=-1), "P-2: срок")],
)
def test_expectation_that_does_not_hold_fails_the_run(
    stand: Stand, gymnasium: Callable[..., str], check: str, until: timedelta, complaint: str
) -> None:
    target = gymnasium("--mistake", "short-state") if check == "P-2" else gymnasium()
    said = stand.validate(target, expecting(stand.folder, check, TODAY + until), f"--check={check}")
    assert said.code == 1
    assert complaint in said.output


def test_dead_journal_ends_the_run_in_one_line(stand: Stand, gymnasium: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    target = gymnasium()
    address = target.partition('journal = "')[2].partition('"')[0]
    assert "does not answer" in one_line(stand.validate(target.replace(address, nowhere)))


def test_hanging_journal_ends_the_run_in_time(stand: Stand, gymnasium: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # whoever connects waits for ever
        target = gymnasium()
        address = target.partition('journal = "')[2].partition('"')[0]
        started = time.monotonic()
        said = stand.validate(target.replace(address, f"http://127.0.0.1:{mute.getsockname()[1]}"))
        assert time.monotonic() - started < ENDS_WITHIN_S
    assert "does not answer" in one_line(said)


def test_check_that_does_not_end_is_given_up_with_a_verdict(stand: Stand, gymnasium: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        target = gymnasium()
        address = target.partition('journal = "')[2].partition('"')[0]
        stand.env["PYTEST_ADDOPTS"] = "--timeout=2"
        said = stand.validate(target.replace(address, f"http://127.0.0.1:{mute.getsockname()[1]}"))
    assert (said.code, said.verdict["outcome"]) == (2, "incomplete")
    assert len(said.ended("skipped")) == 1
    assert said.ended("failed", "passed") == set()
    assert "не закончилась за 2 с" in said.verdict["broken_off"]["ru"]
    assert "Заключение неполное: " in said.output
    assert "Stack of" not in said.output


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("EXAMPLE_PASSWORD", "NOBODY_SET_THIS"), "NOBODY_SET_THIS is not set"),
        (("connect =", "conect ="), "labels.conect: there is no such key"),
        (("[client]", "[cleint]"), "cleint: there is no such key"),
    ],
)
def test_wrong_word_in_the_file_is_named(
    stand: Stand, gymnasium: Callable[..., str], change: tuple[str, str], complaint: str
) -> None:
    said = stand.validate(gymnasium().replace(*change))
    assert said.code == 2
    assert complaint in said.output
    assert "target.toml, line " in said.output
    assert "Traceback" not in said.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_validation_that_is_stopped_says_nothing_of_the_journal_and_leaves_nobody(
    stand: Stand, number: signal.Signals, code: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as journal:  # it takes a connection, and says nothing
        journal.settimeout(50)
        file = stand.folder / "target.toml"
        text = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
        file.write_text(text.replace("http://127.0.0.1:8011", f"http://127.0.0.1:{journal.getsockname()[1]}"))
        options = [f"--report-dir={stand.folder}", f"--sandbox={stand.where.control}"]
        command = [sys.executable, "-m", "automation", "validate", str(file), *options]
        with subprocess.Popen(
            command, cwd=PROJECT, env=stand.env, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            connection, _ = journal.accept()  # the run has begun
            with connection:
                if number is signal.SIGINT:
                    os.killpg(process.pid, number)  # as a terminal does
                else:
                    process.send_signal(number)
                _, said = process.communicate(timeout=40)
        assert process.returncode == code
        assert "Traceback" not in said
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)  # nobody of them is left


def test_unknown_check_is_named(stand: Stand, gymnasium: Callable[..., str]) -> None:
    assert "validation/catalogue.toml has no check P-99" in one_line(stand.validate(gymnasium(), "--check=P-99"))


def test_real_services_see_what_the_journal_shows_and_skip_the_rest(
    stand: Stand, gymnasium: Callable[..., str]
) -> None:
    """За журналом настоящие сервисы (их играет песочница): что видит только она, пропущено с этой причиной."""
    target = gymnasium()
    callback = target.partition('callback = "')[2].partition('"')[0]
    sandbox = SandboxClient(stand.where.control)
    sandbox.create_client(callback, id="52000001", kind="confidential", secret="secret-of-the-test")
    sandbox.create_organization("Гимназия", id=700001, classes=[{"code": code, "title": code} for code in ("6А", "9В")])
    for phone in ("+79005550101", "+79005550102"):
        sandbox.create_account(phone, profiles=[{"last_name": "Белова", "first_name": "Анна"}])
    reader = stand.folder / "read_code.py"
    reader.write_text(
        "import json, sys, urllib.request\n"
        f"url = f'{stand.where.control}/people/{{sys.argv[1]}}/codes/take?wait_s=20'\n"
        "print(json.load(urllib.request.urlopen(url, data=b''))['codes'][-1]['code'])\n",
        encoding="utf-8",
    )
    head = f'services = "real"\nvk_id = "{stand.where.vk_id}"\ncode_command = "{sys.executable} {reader}"\n'
    looked = stand.validate(head + target)
    assert {"START-1", "A-1", "A-2", "P-1", "P-2", "P-8", "P-10"} <= looked.ended("passed"), looked.output
    assert {"A-3", "A-7", "B-4", "P-3", "J-1"} <= looked.ended("skipped")
    assert looked.ended("failed", "warning") == set(), looked.output
    linked = stand.validate(f"allow_changes = true\n{head}{target}")
    assert {"A-4", "A-5", "A-7"} <= linked.ended("passed"), linked.output
    assert linked.ended("failed", "warning") == set(), linked.output
    head = f'allow_changes = true\n{head.partition("code_command")[0]}code_command = "echo 0"\n'
    broken = stand.validate(head + target, "--check=A-3", "--check=A-4", "--check=A-7", "--check=P-1")
    assert (broken.code, broken.verdict["outcome"]) == (2, "incomplete"), broken.output
    assert (broken.ended("passed"), broken.ended("skipped")) == ({"A-3", "P-1"}, {"A-4", "A-7"}), broken.output
    assert "VK ID не принял код" in broken.verdict["broken_off"]["ru"]
    sandbox.close()


def target_check(stand: Stand, target: str) -> subprocess.CompletedProcess[str]:
    file = stand.folder / "target.toml"
    file.write_text(target.replace("# page_s = 10 ", "page_s = 2 "), encoding="utf-8")
    command = [sys.executable, "-m", "automation", "target", "check", str(file), f"--sandbox={stand.where.control}"]
    return subprocess.run(command, cwd=PROJECT, env=stand.env, capture_output=True, encoding="utf-8", timeout=200)


def test_target_check_says_that_all_is_there(stand: Stand, gymnasium: Callable[..., str]) -> None:
    done = target_check(stand, gymnasium())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert done.stdout.count("кнопка подключения") == 2, "of each teacher"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('"Подключить через VK ID"', '"Связать"'), "✗ belova: кнопка подключения (Связать)"),
        (('"Чаты" ', '"Почта" '), "✗ belova: значок мессенджера (Почта)"),
        (('"Имя пользователя"', '"Логин"'), "✗ belova: форма входа"),
    ],
)
def test_target_check_says_what_is_missing(
    stand: Stand, gymnasium: Callable[..., str], change: tuple[str, str], complaint: str
) -> None:
    done = target_check(stand, gymnasium().replace(*change))
    assert done.returncode == 1
    assert complaint in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
