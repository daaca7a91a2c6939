"""The exit codes of `validate` and of the other jobs, when something goes wrong: those that their help promises."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from automation.__main__ import main
from mock_server.context import Sandbox
from tests.target_files import TARGET
from validation import command as validation

ROOT = Path(__file__).parents[2]
SANDBOXED = TARGET.replace('services = "real"', "").replace('vk_id = "http://127.0.0.1:1"', "") + (
    '[organization]\nid = 700001\ntitle = "Гимназия"\n'
)
WRONG_FILES = {
    "broken": (b"journal = ", "это не TOML"),
    "not UTF-8": ("name = 'Гимназия'".encode("cp1251"), "это не текст в UTF-8"),
    "UTF-16": ("name = 'Гимназия'".encode("utf-16"), "это не текст в UTF-8"),
    "unknown key": (TARGET.replace("[client]", "[cleint]").encode(), "cleint: такого ключа нет; возможно, client"),
    "empty label": (TARGET.encode() + b'\n[labels]\nsign_in = ""\n', "labels.sign_in: текст не может быть пустым"),
    "no variable": (
        TARGET.replace('"PATH"', '"NOT_SET_ANYWHERE"').encode(),
        "переменная окружения NOT_SET_ANYWHERE не задана",
    ),
    "wrong type": (TARGET.replace('"ivanova"', "5").encode(), "teachers.0.login: нужен текст"),
    "wrong value": (TARGET.replace("+79", "89").encode(), "teachers.0.phone: "),
}
COMMANDS = {
    "validate": (["validate"], 2),
    "target check": (["target", "check"], 2),
    "links check": (["links", "check", "roster.xlsx", "--target"], 2),
    "statistics download": (["statistics", "download", "--phone=+79005550101", "--target"], 1),
}
"""The words of a command, and its exit code for a file that is no target; a wrong command line is click's own 2."""


def run(*arguments: str) -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})


def expect_reason(result: Result, code: int, reason: str) -> None:
    """The command ended with this code, and its last line says why."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert reason in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.output


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in, with a roster of one teacher."""
    from openpyxl import Workbook

    monkeypatch.chdir(tmp_path)
    book = Workbook()
    for row in (("Логин", "Пароль"), ("ivanova", "password")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "roster.xlsx")


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("file", WRONG_FILES)
def test_wrong_target_file(tmp_path: Path, command: str, file: str) -> None:
    arguments, code = COMMANDS[command]
    content, reason = WRONG_FILES[file]
    (tmp_path / "wrong.toml").write_bytes(content)
    expect_reason(run(*arguments, "wrong.toml"), code, reason)
    assert not (tmp_path / "results").exists()


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("name", "reason"), [("absent.toml", "такого нет"), (".", "папка, а не файл")])
def test_target_that_is_no_file(command: str, name: str, reason: str) -> None:
    expect_reason(run(*COMMANDS[command][0], name), 2, reason)


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["validate", "--no-such-option", "target.toml"],
        ["validate", "target.toml", "--workers=0"],
        ["validate", "target.toml", "--expected=absent.toml"],
        ["target", "check"],
        ["links", "check", "--no-such-option"],
        ["statistics", "download"],
        ["statistics", "check"],
        ["statistics", "check", "report.xlsx", "--no-such-option"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_wrong_words_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "target.toml").write_text(TARGET, encoding="utf-8")
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("report", ["absent.xlsx", ".", "text.xlsx"])
def test_statistics_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.xlsx").write_text("это не книга", encoding="utf-8")
    result = run("statistics", "check", report)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert report in result.stderr


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Writes a right target file, in the folder that the test works in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "target.toml").write_text(TARGET, encoding="utf-8")
    return "target.toml"


def test_target_as_notepad_saves_it_is_read(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / target).write_text(TARGET, encoding="utf-8-sig")
    monkeypatch.setattr(validation, "run_child", fake_run(4))
    result = run("validate", target)
    assert (result.exit_code, result.stderr) == (2, "")


def fake_run(code: int, outcome: str | None = None) -> Callable[..., int]:
    """Returns a run of pytest that ends with this code, with a verdict or without."""

    def run_child(command: list[str], _folder: Path, _environment: object = None) -> int:
        if outcome:
            (folder,) = [word.partition("=")[2] for word in command if word.startswith("--report-dir=")]
            Path(folder).mkdir(exist_ok=True)
            (Path(folder) / "new").write_text(json.dumps({"outcome": outcome}))
            (Path(folder) / "new").replace(Path(folder) / "requirements.json")
        return code

    return run_child


@pytest.mark.parametrize(
    ("code", "outcome", "exit_code"),
    [
        (0, "passed", 0),
        (1, "failed", 1),
        (2, "incomplete", 2),
        (1, None, 2),  # as pytest-timeout ends a process, and os._exit
        (0, None, 2),
        (3, "incomplete", 2),
        (4, None, 2),
        (5, None, 2),
        (-9, None, 2),
        (137, None, 2),
    ],
)
@pytest.mark.parametrize("before", [False, True])
def test_codes_0_and_1_are_for_verdicts_only(
    target: str, monkeypatch: pytest.MonkeyPatch, code: int, outcome: str | None, exit_code: int, before: bool
) -> None:
    """Вердикта прошлого запуска мало: он старше этого."""
    if before:
        fake_run(0, "passed")(["--report-dir=results"], ROOT)
    monkeypatch.setattr(validation, "run_child", fake_run(code, outcome))
    result = run("validate", target)
    assert result.exit_code == exit_code
    assert ("заключения о ней нет" in result.stderr) is (code in (0, 1) and outcome is None)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--sandbox={closed}"], "✗ песочница отвечает"),
        (["--sandbox={messenger}"], "✗ песочница отвечает"),
        (["--sandbox=http://[::1"], "✗ песочница отвечает"),
    ],
)
def test_target_check_without_its_sandbox(
    tmp_path: Path, own_sandbox: Sandbox, options: list[str], complaint: str
) -> None:
    where = own_sandbox.addresses
    addresses: dict[str, Any] = {"closed": "http://127.0.0.1:9", "messenger": where.messenger}
    file = tmp_path / "target.toml"
    file.write_text(SANDBOXED.replace("http://127.0.0.1:1", where.journal), encoding="utf-8")
    result = run("target", "check", str(file), *(option.format(**addresses) for option in options))
    assert result.exit_code == 1, result.output
    assert complaint in result.output
    assert "Не хватает: " in result.stdout


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("sandbox", ["http://127.0.0.1:9", "http://[::1", "nonsense", "{messenger}"])
def test_jobs_without_their_sandbox(own_sandbox: Sandbox, sandbox: str) -> None:
    address = f"--sandbox={sandbox.format(messenger=own_sandbox.addresses.messenger)}"
    expect_reason(run("links", "check", "roster.xlsx", address), 2, "не отвечает как управление песочницей")
    result = run("statistics", "download", "--phone=+79005550101", address)
    expect_reason(result, 1, "не отвечает как управление песочницей")


@pytest.mark.parametrize(
    ("arguments", "interrupted"),
    [
        (["validate"], "validation.command.run_child"),
        (["target", "check"], "validation.target_check._try_addresses"),
    ],
    ids=["validate", "target check"],
)
def test_interrupt_is_no_answer(
    target: str, monkeypatch: pytest.MonkeyPatch, arguments: list[str], interrupted: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(interrupted, interrupt)
    assert run(*arguments, target).exit_code == 130
