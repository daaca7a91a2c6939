"""How a validation runs and ends: expected failures, silent journals, real services, mistakes in the target file."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mock_server.client import SandboxClient
from tests.examples.conftest import PROJECT, Stand, StartJournal, ValidationResult

ENDS_WITHIN_S = 60
TODAY = datetime.now().astimezone().date()


def expect_failure(folder: Path, check: str, until: date) -> str:
    """Writes a file that expects this check to fail until this day; returns the option that names it."""
    file = folder / "expected.toml"
    row = f'[[expected]]\nid = "{check}"\nreason = "ждёт релиза"\nowner = "i.petrov"\nexpires = {until}\n'
    file.write_text(row, encoding="utf-8")
    return f"--expected={file}"


def one_line(result: ValidationResult) -> str:
    """Returns the only line that a run prints when it cannot be carried out."""
    assert result.exit_code == 2
    assert result.verdict == {}
    assert "Traceback" not in result.output
    (line,) = {line.strip("! ") for line in result.output.splitlines() if line.startswith(("!", "ERROR", "Ошибка"))}
    return line


def test_expected_failure_does_not_fail_the_run(stand: Stand, start_django_journal: StartJournal) -> None:
    target = start_django_journal(mistakes=["short-state"])
    expected = expect_failure(stand.folder, "P-2", TODAY + timedelta(days=1))
    result = stand.validate(target, expected, "--check=P-1", "--check=P-2")
    assert (result.exit_code, result.checks("expected"), result.checks("passed")) == (0, {"P-2"}, {"P-1"}), (
        result.output
    )


@pytest.mark.parametrize(
    ("check", "until", "complaint"),
    [("P-1", timedelta(days=1), "P-1: отказ ожидался"), ("P-2", timedelta(days=-1), "P-2: срок")],
)
def test_expectation_that_does_not_hold_fails_the_run(
    stand: Stand, start_django_journal: StartJournal, check: str, until: timedelta, complaint: str
) -> None:
    target = start_django_journal(mistakes=["short-state"]) if check == "P-2" else start_django_journal()
    result = stand.validate(target, expect_failure(stand.folder, check, TODAY + until), f"--check={check}")
    assert result.exit_code == 1
    assert complaint in result.output


def test_failed_check_shows_what_decided_and_how_to_repeat_it(stand: Stand, start_django_journal: StartJournal) -> None:
    """Непройденная проверка показывает, какой запрос решил, что в нём изменено и какой командой её повторить."""
    target = start_django_journal(mistakes=["state-prefix", "disconnect-by-link"])
    result = stand.validate(target, "--check=P-3", "--check=P-41")
    rows = {row["id"]: row for row in result.verdict["requirements"] if row["status"] == "failed"}

    assert set(rows) == {"P-3", "P-41"}
    (forged,) = rows["P-3"]["deciding"]
    assert re.fullmatch(r"GET http://\S+/vk/return\?\S*state=\*+", forged["line"])
    assert forged["altered"]["ru"] == "state изменён: первая половина прежняя, вторая другая"
    assert [request["altered"]["ru"] for request in rows["P-41"]["deciding"]][-1] == "отправлен страницей другого сайта"
    target_file = stand.folder / "target.toml"
    command = f"python -m automation validate {target_file} --sandbox={stand.addresses.control} --check P-3"
    assert rows["P-3"]["repeat"] == command
    assert rows["P-3"]["references"][0]["address"] == "https://www.rfc-editor.org/rfc/rfc6749#section-10.12"


def test_dead_journal_ends_the_run_in_one_line(stand: Stand, start_django_journal: StartJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        silent_address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    target = start_django_journal()
    address = target.partition('journal = "')[2].partition('"')[0]
    assert "не отвечает" in one_line(stand.validate(target.replace(address, silent_address)))


def test_hanging_journal_ends_the_run_in_time(stand: Stand, start_django_journal: StartJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # a client that connects waits for ever
        target = start_django_journal()
        address = target.partition('journal = "')[2].partition('"')[0]
        started = time.monotonic()
        result = stand.validate(target.replace(address, f"http://127.0.0.1:{mute.getsockname()[1]}"))
        assert time.monotonic() - started < ENDS_WITHIN_S
    assert "не отвечает" in one_line(result)


def test_check_that_does_not_end_is_stopped_with_a_verdict(stand: Stand, start_django_journal: StartJournal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        target = start_django_journal()
        address = target.partition('journal = "')[2].partition('"')[0]
        stand.env["PYTEST_ADDOPTS"] = "--timeout=2"
        result = stand.validate(target.replace(address, f"http://127.0.0.1:{mute.getsockname()[1]}"))
    assert (result.exit_code, result.verdict["outcome"]) == (2, "incomplete")
    assert len(result.checks("skipped")) == 1
    assert result.checks("failed", "passed") == set()
    assert "не закончилась за 2 с" in result.verdict["broken_off"]["ru"]
    assert "Заключение неполное: " in result.output
    assert "Stack of" not in result.output


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("EXAMPLE_PASSWORD", "NOBODY_SET_THIS"), "NOBODY_SET_THIS не задана"),
        (("connect =", "conect ="), "labels.conect: такого ключа нет; возможно, connect"),
        (("[client]", "[cleint]"), "cleint: такого ключа нет; возможно, client"),
    ],
)
def test_mistake_in_the_target_file_is_named(
    stand: Stand, start_django_journal: StartJournal, change: tuple[str, str], complaint: str
) -> None:
    result = stand.validate(start_django_journal().replace(*change))
    assert result.exit_code == 2
    assert complaint in result.output
    assert "target.toml, строка " in result.output
    assert "Traceback" not in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_stopped_validation_reports_nothing_and_leaves_no_process(
    stand: Stand, number: signal.Signals, code: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as journal:  # it accepts a connection and never answers
        journal.settimeout(50)
        file = stand.folder / "target.toml"
        text = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
        file.write_text(text.replace("http://localhost:8011", f"http://127.0.0.1:{journal.getsockname()[1]}"))
        options = [f"--report-dir={stand.folder}", f"--sandbox={stand.addresses.control}"]
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
                _, errors = process.communicate(timeout=200)
        assert process.returncode == code
        assert "Traceback" not in errors
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)  # no process of the run is left


def test_unknown_check_is_named(stand: Stand, start_django_journal: StartJournal) -> None:
    assert "в validation/catalogue.toml нет проверки P-99" in one_line(
        stand.validate(start_django_journal(), "--check=P-99")
    )


def test_checks_that_need_the_sandbox_are_skipped_with_real_services(
    stand: Stand, start_django_journal: StartJournal
) -> None:
    """За журналом настоящие сервисы (их играет песочница): что видит только она, пропущено с этой причиной."""
    target = start_django_journal()
    callback = target.partition('callback = "')[2].partition('"')[0]
    sandbox = SandboxClient(stand.addresses.control)
    sandbox.create_client(callback, id="52000001", kind="confidential", secret="secret-of-the-test")
    sandbox.create_organization("Гимназия", id=700001, classes=[{"code": code, "title": code} for code in ("6А", "9В")])
    for phone in ("+79005550101", "+79005550102"):
        sandbox.create_account(phone, profiles=[{"last_name": "Белова", "first_name": "Анна"}])
    reader = stand.folder / "read_code.py"
    reader.write_text(
        "import json, sys, urllib.request\n"
        f"url = f'{stand.addresses.control}/people/{{sys.argv[1]}}/codes/take?wait_s=20'\n"
        "print(json.load(urllib.request.urlopen(url, data=b''))['codes'][-1]['code'])\n",
        encoding="utf-8",
    )
    head = f'services = "real"\nvk_id = "{stand.addresses.vk_id}"\ncode_command = "{sys.executable} {reader}"\n'
    read_only = stand.validate(head + target)
    assert {"START-1", "A-1", "A-2", "P-1", "P-2", "P-8", "P-10"} <= read_only.checks("passed"), read_only.output
    assert {"A-3", "A-7", "B-4", "P-3", "J-1"} <= read_only.checks("skipped")
    assert read_only.checks("failed", "warning") == set(), read_only.output
    changing = stand.validate(f"allow_changes = true\n{head}{target}")
    assert {"A-4", "A-5", "A-7"} <= changing.checks("passed"), changing.output
    assert changing.checks("failed", "warning") == set(), changing.output
    head = f'allow_changes = true\n{head.partition("code_command")[0]}code_command = "echo 0"\n'
    broken = stand.validate(head + target, "--check=A-3", "--check=A-4", "--check=A-7", "--check=P-1")
    assert (broken.exit_code, broken.verdict["outcome"]) == (2, "incomplete"), broken.output
    assert (broken.checks("passed"), broken.checks("skipped")) == ({"A-3", "P-1"}, {"A-4", "A-7"}), broken.output
    assert "VK ID не принял код" in broken.verdict["broken_off"]["ru"]
    sandbox.close()


def check_target(stand: Stand, target: str) -> subprocess.CompletedProcess[str]:
    """Runs `automation target check` on a file with this text."""
    file = stand.folder / "target.toml"
    file.write_text(target.replace("# page_s = 10 ", "page_s = 2 "), encoding="utf-8")
    command = [sys.executable, "-m", "automation", "target", "check", str(file), f"--sandbox={stand.addresses.control}"]
    return subprocess.run(command, cwd=PROJECT, env=stand.env, capture_output=True, encoding="utf-8", timeout=200)


def test_target_check_finds_everything(stand: Stand, start_django_journal: StartJournal) -> None:
    target = start_django_journal()
    process = check_target(stand, target)
    assert process.returncode == 0, process.stdout + process.stderr
    assert "✗" not in process.stdout
    teachers = [teacher["login"] for teacher in tomllib.loads(target)["teachers"]]
    assert re.findall(r"(\w+): кнопка подключения", process.stdout) == teachers
    assert all(f"zhukov: другая школа ({way})" in process.stdout for way in ("enter", "leave"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('"Подключить через VK ID"', '"Связать"'), "✗ belova: кнопка подключения (Связать)"),
        (('"Чаты" ', '"Почта" '), "✗ belova: значок мессенджера (Почта)"),
        (('"Имя пользователя"', '"Логин"'), "✗ belova: форма входа"),
    ],
)
def test_target_check_names_what_is_missing(
    stand: Stand, start_django_journal: StartJournal, change: tuple[str, str], complaint: str
) -> None:
    process = check_target(stand, start_django_journal().replace(*change))
    assert process.returncode == 1
    assert complaint in process.stdout
    assert "Traceback" not in process.stdout + process.stderr
