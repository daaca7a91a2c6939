"""The jobs of `python -m automation` that work in a browser: downloading the statistics, checking a roster's links."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Error, Page, expect

from automation.__main__ import main
from automation.codes import ask_for_code
from automation.factories import People, generate_phone
from automation.job_browser import summarize_error
from automation.target import Target
from mock_server.client import SandboxClient
from tests.http_teacher import HttpTeacher

ROOT = Path(__file__).parent.parent.parent
MEMBER = {"last_name": "Хазеев", "first_name": "Рустем", "role": "teacher", "classes": ["5А"]}


class Job(Protocol):
    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]: ...


class QuickJob(Protocol):
    def __call__(self, *arguments: str) -> Result: ...


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Runs a command as a person would, in an empty folder: a process and a browser of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "automation", *arguments]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def quick_job(tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> QuickJob:
    """Runs a command in an empty folder too, but in this process and in the browser that is open here."""

    @contextmanager
    def open_here(*, headed: bool, proxied: bool) -> Iterator[Browser]:
        assert not headed
        try:
            yield browser
        finally:
            for context in browser.contexts:
                context.close()

    monkeypatch.setattr("automation.statistics.download.open_browser", open_here)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.mark.requirement("D-1", "D-2", "D-3")
def test_statistics_are_downloaded_to_a_named_file(
    job: Job, tmp_path: Path, people: People, sandbox: SandboxClient
) -> None:
    """Скачивание статистики: вход с кодом из песочницы, отчёт в названном файле, шаги видны."""
    school = people.create_organization(members=[MEMBER])
    (teacher,) = sandbox.get_organization(school).members
    sandbox.write_activity(school, teacher, "class:5А", messages=3)
    phone = people.create_administrator(school)
    result = job("statistics", "download", "--sandbox", sandbox.control, "--phone", phone, "--out", "week.xlsx")
    assert (result.returncode, result.stdout.strip()) == (0, "week.xlsx"), result.stderr
    assert "Авторизоваться на сайте www.sferum.ru как администратор" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["week.xlsx"]
    assert stat.S_IMODE((tmp_path / "week.xlsx").stat().st_mode) == 0o600
    rows = list(load_workbook(tmp_path / "week.xlsx").worksheets[0].values)
    assert rows[1][2:7] == (teacher, "Хазеев Рустем", "teacher", 0, 3)


@pytest.mark.requirement("D-1", "D-2")
def test_code_comes_from_a_command_and_address_from_the_target(
    quick_job: QuickJob, tmp_path: Path, people: People, sandbox: SandboxClient, target: Target
) -> None:
    """Код даёт команда, адрес — файл target: песочница не нужна, имя файла даёт Сферум."""
    school = people.create_organization()
    phone = people.create_administrator(school)
    (tmp_path / "stand.toml").write_text(f'sferum = "{target.sferum}"', encoding="utf-8")
    script = (
        "import json, sys\n"
        "from urllib.request import ProxyHandler, build_opener\n"
        f"url = f'{sandbox.control}/people/{{sys.argv[1]}}/codes/take?wait_s=20'\n"
        "with build_opener(ProxyHandler({})).open(url, data=b'') as answer:\n"
        "    print(json.load(answer)['codes'][-1]['code'])\n"
    )
    (tmp_path / "code.py").write_text(script, encoding="utf-8")
    command = f"{sys.executable} code.py"
    result = quick_job("statistics", "download", "--target", "stand.toml", "--phone", phone, "--code-command", command)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"Статистика Сферум {school} ")
    assert (tmp_path / result.stdout.strip()).is_file()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--phone", "12"], "VK ID не принял номер: Проверьте номер"),
        (["--phone", "{stranger}"], "нет учебного профиля"),
        (["--phone", "{phone}", "--organization", "{shorter}"], "организации {shorter} среди организаций"),
        (["--phone", "{phone}", "--code-command", "no-such-command"], "команда, которая даёт код, не сработала"),
        (["--phone", "{phone}", "--code-command", "echo"], "VK ID не принял код"),
    ],
    ids=["не телефон", "не администратор", "чужая организация", "нет команды", "неверный код"],
)
@pytest.mark.requirement("D-1")
def test_obstacle_is_reported_in_one_line(
    quick_job: QuickJob,
    tmp_path: Path,
    people: People,
    sandbox: SandboxClient,
    arguments: list[str],
    complaint: str,
) -> None:
    """Помеха названа одной строкой, код завершения не ноль, файлов не осталось."""
    school = people.create_organization()
    values = {"phone": people.create_administrator(school), "stranger": generate_phone(), "shorter": school // 10}
    words = [argument.format(**values) for argument in arguments]
    result = quick_job("statistics", "download", "--sandbox", sandbox.control, *words)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Ошибка: ")
    assert complaint.format(**values) in result.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.requirement("D-1")
def test_nobody_to_ask_for_the_code_is_reported_in_one_line(
    job: Job, tmp_path: Path, people: People, target: Target
) -> None:
    """Код спросить не у кого: сказано, что делать, и больше ничего."""
    phone = people.create_administrator(people.create_organization())
    (tmp_path / "stand.toml").write_text(f'sferum = "{target.sferum}"', encoding="utf-8")
    result = job("statistics", "download", "--target", "stand.toml", "--phone", phone)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "Ошибка: код спросить не у кого: укажите --code-command"
    assert "Warning" not in result.stderr
    assert "Traceback" not in result.stderr


def test_code_may_be_piped_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Без терминала код читается со стандартного ввода."""
    monkeypatch.setattr("sys.stdin", StringIO("1234\n"))
    assert ask_for_code("+79000000000") == "1234"


@pytest.mark.requirement("D-3")
def test_report_that_cannot_be_saved_leaves_nothing(
    quick_job: QuickJob, tmp_path: Path, people: People, sandbox: SandboxClient
) -> None:
    """Сохранить некуда: одна строка с именем файла."""
    phone = people.create_administrator(people.create_organization())
    (tmp_path / "week").write_text("это файл", encoding="utf-8")
    result = quick_job(
        "statistics", "download", "--sandbox", sandbox.control, "--phone", phone, "--out", "week/report.xlsx"
    )
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Ошибка: week/report.xlsx: сохранить не удалось: ")
    assert [path.name for path in tmp_path.iterdir()] == ["week"]


def test_screen_that_does_not_come_is_named_in_one_line(page: Page) -> None:
    """Сайт не показал ожидаемого: в одной строке сказано, чего именно."""
    with pytest.raises(AssertionError) as missing:
        expect(page.get_by_role("heading", name="Вход в VK ID")).to_be_visible(timeout=1)
    assert summarize_error(missing.value) == 'этого нет на экране: get_by_role("heading", name="Вход в VK ID")'
    with pytest.raises(Error) as lost:
        page.goto("http://127.0.0.1:2/")
    assert summarize_error(lost.value) == "адрес http://127.0.0.1:2/ не открылся (net::ERR_CONNECTION_REFUSED)"


@pytest.mark.requirement("E-2")
def test_links_of_a_roster_are_checked(job: Job, tmp_path: Path, people: People, sandbox: SandboxClient) -> None:
    """Проверка привязки по списку: привязан и к какому ID, не привязан, войти не удалось."""
    linked = people.create_teacher()
    with HttpTeacher(sandbox, linked) as http_teacher:
        http_teacher.link(remembered=True)
    (profile,) = sandbox.get_person(linked.phone).profiles
    free = people.create_teacher(linked.organization_id, profile=False)
    save_roster(
        tmp_path / "roster.xlsx",
        [
            ("ФИО", "Логин", "Пароль"),
            (linked.full_name, linked.login, linked.password),
            (free.full_name, free.login, free.password),
            ("Забывчивый", free.login, "другой пароль"),
            ("Без логина", None, "пароль"),
            ("Без пароля", free.login, None),
        ],
    )
    result = job("links", "check", "roster.xlsx", "--sandbox", sandbox.control, "--out", "links.xlsx")
    assert result.returncode == 2, result.stderr
    assert "Привязаны: 1, не привязаны: 1, не проверены: 3" in result.stdout
    assert linked.password not in result.stdout + result.stderr
    rows = list(load_workbook(tmp_path / "links.xlsx").worksheets[0].values)
    assert [row[3:] for row in rows[1:]] == [
        (1, profile.id, None),
        (0, None, None),
        (None, None, "войти не удалось: Неверный логин или пароль"),
        (None, None, "в списке нет логина или пароля"),
        (None, None, "в списке нет логина или пароля"),
    ]


@pytest.mark.requirement("D-1", "D-2", "D-3")
def test_week_is_downloaded_checked_and_written_to(
    job: Job, tmp_path: Path, people: People, sandbox: SandboxClient
) -> None:
    """Неделя одной командой: отчёт скачан, учётные записи проверены, письма — только тем, кто не привязан."""
    linked = people.create_teacher()
    with HttpTeacher(sandbox, linked) as http_teacher:
        http_teacher.link(remembered=True)
    free = people.create_teacher(linked.organization_id, profile=False)
    (tmp_path / "school").mkdir()
    save_roster(
        tmp_path / "school" / "accounts.xlsx",
        [("ФИО", "Логин", "Пароль"), *((person.full_name, person.login, person.password) for person in (linked, free))],
    )
    phone = people.create_administrator(linked.organization_id)
    result = job("statistics", "weekly", "school", "--sandbox", sandbox.control, "--phone", phone)
    assert result.returncode == 1, result.stderr
    assert "Учётные записи: привязаны 1, не привязаны 1, не проверены 0" in result.stdout
    assert free.last_name not in result.stdout + result.stderr
    [week] = (tmp_path / "school" / "weeks").iterdir()
    assert sorted(path.name for path in (week / "letters").iterdir()) == [
        "000 все письма.html",
        f"001 {free.full_name}.html",
    ]
    assert "Создать учебный профиль" in (week / "letters" / f"001 {free.full_name}.html").read_text(encoding="utf-8")
    assert (week / "links-check.xlsx").is_file()


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([("ФИО", "Логин")], "нет заголовков «Пароль»"),
        ([("Логин", "Пароль")], "нет ни одной учётной записи"),
        (None, "такого файла нет"),
    ],
    ids=["без паролей", "никого", "нет файла"],
)
def test_roster_that_cannot_be_used_is_named(
    quick_job: QuickJob,
    tmp_path: Path,
    sandbox: SandboxClient,
    rows: list[tuple[str | None, ...]] | None,
    complaint: str,
) -> None:
    """Негодный список назван одной строкой."""
    if rows is not None:
        save_roster(tmp_path / "roster.xlsx", rows)
    result = quick_job("links", "check", "roster.xlsx", "--sandbox", sandbox.control)
    assert result.exit_code == 2
    assert result.stderr.startswith("Ошибка: roster.xlsx: ")
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1


def save_roster(path: Path, rows: list[tuple[str | None, ...]]) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
