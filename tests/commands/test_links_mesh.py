"""`links check --mesh` as a person starts it, against the sandbox's journal and against strangers."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from faker import Faker
from openpyxl import Workbook, load_workbook

from automation.__main__ import main
from automation.factories import People
from automation.people import Teacher
from mock_server.client import JournalToken, SandboxClient
from tests.automation_command import run_automation
from tests.http_teacher import HttpTeacher

ROOT = Path(__file__).parent.parent.parent
LOG = "links-check.unfinished.jsonl"


@pytest.fixture
def people(sandbox: SandboxClient) -> People:
    return People(sandbox, Faker("ru_RU"))


@pytest.fixture
def admin(sandbox: SandboxClient, people: People) -> JournalToken:
    """A token that may ask about everybody of its owner's school; its owner is linked with nothing."""
    return sandbox.create_journal_token(people.create_teacher().login, scope="organization")


@pytest.fixture
def school(sandbox: SandboxClient, people: People) -> tuple[Teacher, JournalToken]:
    """A teacher who may ask about the school, for tests that need more people of it."""
    teacher = people.create_teacher()
    return teacher, sandbox.create_journal_token(teacher.login, scope="organization")


def save(folder: Path, *rows: tuple[str | int | None, ...]) -> str:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "список.xlsx")
    return str(folder / "список.xlsx")


def run(folder: Path, address: str, token: str, *options: str) -> Result:
    arguments = ["links", "check", str(folder / "список.xlsx"), f"--mesh={address}", f"--out={folder}", "--rate=20"]
    result = run_automation(*arguments, *options, SFERUM_MESH_TOKEN=token)
    assert token not in result.output
    return result


def read_rows(folder: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(folder / "links-check.xlsx")["Привязка"].values)[1:]


def test_linked_unlinked_and_unknown_people_are_told_apart(
    tmp_path: Path, sandbox: SandboxClient, people: People, school: tuple[Teacher, JournalToken]
) -> None:
    first, token = school
    with HttpTeacher(sandbox, first) as http_teacher:
        http_teacher.link(remembered=True)
    (profile,) = sandbox.get_person(first.phone).profiles
    second, third = (people.create_teacher(first.organization_id) for _ in range(2))
    second_ids, third_ids = (sandbox.create_journal_token(teacher.login) for teacher in (second, third))
    account = sandbox.set_max_account(second.phone)
    address = sandbox.addresses["journal"]
    save(
        tmp_path,
        ("person_id", "ФИО", "staff_id"),
        (token.person_id, first.full_name),
        (None, second.full_name, second_ids.staff_id),
        (int(third_ids.person_id), third.full_name),
        (999_999_999, "Незнакомый Иван"),
    )
    result = run(tmp_path, address, token.token)
    assert result.exit_code == 2, result.output
    assert "Привязаны: 2, не привязаны: 1, не проверены: 1" in result.stdout
    assert "журнал не знает этого ID или такого адреса (404)" in result.stdout
    assert first.last_name not in result.output
    assert [row[3:7] for row in read_rows(tmp_path)] == [
        (1, profile.id, "нет", None),
        (1, "нет", account.max_id, account.max_link),
        (0, "нет", "нет", None),
        (None, "не проверен", "не проверен", None),
    ]
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {"список.xlsx", "links-check.html", "links-check.xlsx", "links-check.json", LOG}
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in files - {"список.xlsx"}}
    assert modes == {0o600}
    assert not any(token.token.encode() in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(("linked", "code"), [(True, 0), (False, 1)])
def test_exit_code_says_whether_all_are_linked(
    tmp_path: Path, sandbox: SandboxClient, school: tuple[Teacher, JournalToken], linked: bool, code: int
) -> None:
    teacher, token = school
    if linked:
        sandbox.set_max_account(teacher.phone)
    save(tmp_path, ("ID",), (token.person_id,))
    result = run(tmp_path, sandbox.addresses["journal"], token.token)
    assert result.exit_code == code, result.output
    assert not (tmp_path / LOG).exists(), "the next check asks everybody"
    assert run(tmp_path, sandbox.addresses["journal"], token.token, "--partner=vk").exit_code == 1
    assert "MAX" not in str(next(iter(load_workbook(tmp_path / "links-check.xlsx")["Привязка"].values)))


def test_names_are_shown_on_request(tmp_path: Path, sandbox: SandboxClient, admin: JournalToken) -> None:
    save(tmp_path, ("ID", "ФИО"), (admin.person_id, "Орлова Анна"))
    address = sandbox.addresses["journal"]
    assert "Орлова" not in run(tmp_path, address, admin.token).output
    assert "    Орлова Анна: не привязаны" in run(tmp_path, address, admin.token, "--names").stdout


def test_limit_of_requests_is_obeyed(
    tmp_path: Path, sandbox: SandboxClient, school: tuple[Teacher, JournalToken]
) -> None:
    teacher, token = school
    for operation, moment in (("check_for_vk_user", "1"), ("check_for_max_user", "0")):
        headers = {"Retry-After": moment}
        sandbox.create_fault("journal", operation, "answer", phone=teacher.phone, status=429, headers=headers)
    save(tmp_path, ("ID",), (token.person_id,))
    result = run(tmp_path, sandbox.addresses["journal"], token.token)
    assert result.exit_code == 1, result.output
    statuses = [
        (record["operation"], record["status"])
        for record in sandbox.list_requests(teacher.phone)
        if record["operation"].startswith("check_for")
    ]
    assert statuses == [
        ("check_for_vk_user", 429),
        ("check_for_vk_user", 204),
        ("check_for_max_user", 429),
        ("check_for_max_user", 204),
    ]


def test_token_that_has_ended_is_replaced_and_the_run_goes_on(
    tmp_path: Path, sandbox: SandboxClient, people: People, school: tuple[Teacher, JournalToken]
) -> None:
    first, good = school
    short = sandbox.create_journal_token(first.login, scope="organization", lifetime_s=600)
    colleague = sandbox.create_journal_token(people.create_teacher(first.organization_id).login)
    save(tmp_path, ("ID",), (good.person_id,), (colleague.person_id,))
    address = sandbox.addresses["journal"]
    sandbox.create_fault("journal", "check_for_max_user", "error", phone=first.phone, status=401)
    stopped = run(tmp_path, address, short.token)
    assert stopped.exit_code == 2
    assert "Замечание: опрос остановлен: журнал не принял токен (401)" in stopped.stdout
    assert [row[3] for row in read_rows(tmp_path)] == [None, None]
    before = sandbox.count_requests(first.phone)
    finished = run(tmp_path, address, good.token)
    assert finished.exit_code == 1, finished.output
    assert "взято ответов: 1; спросить всех заново: --fresh" in finished.stdout
    assert sandbox.count_requests(first.phone) - before == 3


@pytest.mark.parametrize(("kill", "code"), [("SIGKILL", -9), ("SIGTERM", 143), ("SIGINT", 130)])
def test_ended_run_goes_on_where_it_was(
    tmp_path: Path,
    sandbox: SandboxClient,
    people: People,
    school: tuple[Teacher, JournalToken],
    kill: str,
    code: int,
) -> None:
    """A process that is ended at its fourth question: the next run asks what was not answered, and nothing else."""
    first, token = school
    colleague = sandbox.create_journal_token(people.create_teacher(first.organization_id).login)
    roster = save(tmp_path, ("ID",), (token.person_id,), (colleague.person_id,))
    address = sandbox.addresses["journal"]
    # The second question about MAX hangs until the process is killed.
    ids = [
        sandbox.create_fault("journal", "check_for_max_user", "delay", phone=first.phone, delay_s=1e-3),
        sandbox.create_fault("journal", "check_for_max_user", "delay", phone=first.phone, delay_s=60),
    ]
    command = [sys.executable, "-m", "automation", "links", "check", roster, f"--mesh={address}", f"--out={tmp_path}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SFERUM_MESH_TOKEN": token.token}
    with subprocess.Popen([*command, "--rate=20"], env=environment, cwd=tmp_path) as process:
        wait_for_question(sandbox, ids[1], process)
        process.send_signal(getattr(signal, kill))
    assert process.returncode == code
    sandbox.remove_fault(ids[1])
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOG, "список.xlsx"]
    assert len((tmp_path / LOG).read_text(encoding="utf-8").splitlines()) == 3
    before = sandbox.count_requests(first.phone)
    result = run(tmp_path, address, token.token)
    assert result.exit_code == 1, result.output
    assert "взято ответов: 3" in result.stdout
    assert sandbox.count_requests(first.phone) - before == 1
    assert [row[3] for row in read_rows(tmp_path)] == [0, 0]
    assert not (tmp_path / LOG).exists()


def wait_for_question(sandbox: SandboxClient, fault_id: int, process: subprocess.Popen[bytes]) -> None:
    while not sandbox.count_active_requests(fault_id):
        assert process.poll() is None, "the process ended before its fourth question"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--sandbox=http://127.0.0.1:1"], "--sandbox — не для --mesh"),
        (["--headed"], "--headed — не для --mesh"),
        (["--rate=0"], "--rate"),
        (["--partner=ok"], "--partner"),
        (["--mesh=http://journal.example"], "--plain-http"),
        (["--mesh=journal.example"], "https://"),
        (["--mesh="], "https://"),
        (["--token-variable=NO_SUCH_VARIABLE"], "переменная окружения из --token-variable не задана"),
    ],
)
def test_options_that_make_no_sense_are_named(tmp_path: Path, options: list[str], complaint: str) -> None:
    save(tmp_path, ("ID",), (1,))
    result = run(tmp_path, "http://127.0.0.1:1", "t0ken", *options)
    assert result.exit_code == 2
    assert complaint in result.stderr.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["список.xlsx"]


@pytest.mark.parametrize("option", ["--fresh", "--rate=1", "--token-variable=X", "--partner=vk", "--plain-http"])
def test_options_of_mesh_need_it(tmp_path: Path, option: str) -> None:
    result = CliRunner().invoke(main, ["links", "check", "list.xlsx", option])
    assert result.exit_code == 2
    assert "только для --mesh" in result.stderr.splitlines()[-1]


def test_list_is_not_overwritten(tmp_path: Path) -> None:
    roster = save(tmp_path, ("ID",), (1,))
    before = Path(roster).read_bytes()
    result = run(tmp_path, "http://127.0.0.1:1", "t0ken", f"--out={roster}")
    assert (result.exit_code, Path(roster).read_bytes()) == (2, before)
    assert "дан для чтения" in result.stderr


def test_folder_that_cannot_be_written_is_named_before_anybody_is_asked(tmp_path: Path) -> None:
    save(tmp_path, ("ID",), (1,))
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run(tmp_path, "http://127.0.0.1:1", "t0ken", f"--out={tmp_path / 'file'}")
    assert result.exit_code == 2
    assert "записать не удалось" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("variable", "value"), [("SSL_CERT_FILE", "/no/such/file.pem"), ("HTTPS_PROXY", "nonsense://127.0.0.1:1")]
)
def test_surroundings_that_will_not_do_are_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    save(tmp_path, ("ID",), (1,))
    result = run(tmp_path, "https://journal.example", "t0ken")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("Ошибка: --mesh: журнал не спросить: ")
    assert not (tmp_path / LOG).exists()


def test_journal_that_is_not_there_is_told_from_people_who_are_not_linked(tmp_path: Path) -> None:
    save(tmp_path, ("ID",), *((number,) for number in range(1, 9)))
    result = run(tmp_path, "http://127.0.0.1:1", "t0ken")
    assert result.exit_code == 2
    assert "Привязаны: 0, не привязаны: 0, не проверены: 8" in result.stdout
    assert "опрос остановлен: журнал не отвечает (в соединении отказано)" in result.stdout


@contextmanager
def serve(status: int, headers: dict[str, str], body: bytes) -> Iterator[str]:
    """Serves one answer to every question, as a stranger's journal might."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (200, {"Content-Type": "text/html"}, b"<!doctype html><title>...", "страница, а не JSON"),
        (200, {}, b"", "пусто"),
        (200, {}, b" " * 70_000, "ответ журнала слишком длинный"),
        (200, {"Content-Encoding": "gzip"}, b'{"vk_edu_id": 1}', "сжат не так"),
        (200, {}, b'{"vk_edu_id": null, "max_id": null}', "нет vk_edu_id"),
        (404, {}, b"", "(404)"),
        (403, {}, b"", "(403)"),
        (500, {}, b"", "ответил 500"),
        (302, {"Location": "https://login.example/?next=%2F"}, b"", "перенаправил (302) на https://login.example"),
    ],
)
def test_odd_answers_of_strangers_say_nothing_about_people(
    tmp_path: Path, status: int, headers: dict[str, str], body: bytes, reason: str
) -> None:
    save(tmp_path, ("ID", "ФИО"), (1, "Орлова"), (2, "Хазеев"))
    with serve(status, headers, body) as address:
        result = run(tmp_path, address, "t0ken")
    assert result.exit_code == 2
    assert "Привязаны: 0, не привязаны: 0, не проверены: 2" in result.stdout
    assert reason in result.stdout
    data = json.loads((tmp_path / "links-check.json").read_text(encoding="utf-8"))
    assert data["counts"] == {"linked": 0, "not_linked": 0, "unknown": 2}


def test_numbers_as_texts_are_ids_too(tmp_path: Path) -> None:
    save(tmp_path, ("ID",), (1,))
    with serve(200, {}, b'{"vk_edu_id": "77", "max_id": "88"}') as address:
        assert run(tmp_path, address, "t0ken").exit_code == 0
    assert read_rows(tmp_path)[0][3:7] == (1, 77, 88, None)
