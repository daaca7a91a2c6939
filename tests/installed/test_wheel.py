"""Each command of the installed suite does its main work outside the checkout."""

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from automation import __version__
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.examples.conftest import Stand
from tests.installed.conftest import PROJECT, Installed

pytestmark = pytest.mark.timeout(900)

COMMANDS = ("statistics", "sandbox", "walk", "test", "validate", "target", "links", "setup", "doctor", "completion")
ADMINISTRATOR = "+79000510001"
"""Of the school that a sandbox shows to people."""
DISTURBED = "a folder of the person's own was imported"


def read_statuses(folder: Path) -> dict[str, str]:
    """Returns each requirement's status in the report."""
    document = json.loads((folder / "requirements.json").read_text(encoding="utf-8"))
    return {row["id"]: row["status"] for row in document["requirements"]}


def test_version_and_help_name_the_command(installed: Installed) -> None:
    """Установленная команда называет свою версию и все свои команды."""
    assert installed.sferum("--version").stdout == f"sferum {__version__}\n"
    shown = installed.sferum("--help").stdout
    assert all(re.search(rf"^  {command}\b", shown, re.MULTILINE) for command in COMMANDS)
    for command in COMMANDS:
        ended = installed.sferum(command, "--help")
        assert (ended.returncode, "Traceback" in ended.stdout, DISTURBED in ended.stdout) == (0, False, False)
        assert ended.stdout.startswith(f"Использование: sferum {command}")


def test_doctor_finds_what_is_needed(installed: Installed) -> None:
    """`sferum doctor` находит пакеты и браузер."""
    ended = installed.sferum("doctor")
    assert ended.returncode == 0, ended.stdout
    assert "✓ браузер запускается" in ended.stdout
    without = installed.sferum("doctor", "--browser-path=/nowhere/chromium")
    assert without.returncode == 1
    assert "✗ браузера нет" in without.stdout


def test_completion_is_a_script_of_the_shell(installed: Installed) -> None:
    """`sferum completion` печатает дополнение, которое оболочка принимает."""
    ended = installed.sferum("completion", "bash")
    assert "_SFERUM_COMPLETE=bash_complete" in ended.stdout
    completed = installed.sferum(_SFERUM_COMPLETE="bash_complete", COMP_WORDS="sferum stat", COMP_CWORD="1")
    assert completed.stdout.split() == ["plain,statistics"]


def test_walk_takes_both_ways_of_the_guide(installed: Installed) -> None:
    """`sferum walk` проходит обе привязки."""
    ended = installed.sferum("walk")
    assert ended.returncode == 0, ended.stdout
    statuses = read_statuses(installed.folder / "results")
    assert (statuses["A-7"], statuses["B-8"], statuses["C-2"]) == ("passed", "passed", "passed")


def test_one_scenario_runs_by_its_file(installed: Installed) -> None:
    """`sferum test ФАЙЛ -k …` выполняет один сценарий."""
    ended = installed.sferum("test", "test_refusal.py", "-k", "refusal", "--maxfail=1", "-n", "2")
    assert ended.returncode == 0, ended.stdout
    assert DISTURBED not in ended.stdout


def test_no_test_and_a_wrong_option_are_told_by_the_code(installed: Installed) -> None:
    """Ни одного теста — код 5, неверный параметр — код 4."""
    assert installed.sferum("test", "-k", "no_such_test").returncode == 5
    wrong = installed.sferum("test", "--no-such-option")
    assert (wrong.returncode, "Traceback" in wrong.stdout) == (4, False)


def test_own_suite_uses_ours_beside_its_own_folders(installed: Installed) -> None:
    """Свои сценарии, со своими `pages` и своими требованиями, — с нашими фикстурами и отчётом."""
    own = installed.folder / "own"
    shutil.copytree(PROJECT / "examples" / "own_suite", own, ignore=shutil.ignore_patterns("results", "__pycache__"))
    ended = Installed(installed.environment, own).sferum("test", "school", "--guide", "school.toml")
    assert ended.returncode == 0, ended.stdout
    statuses = read_statuses(own / "results")
    assert (statuses["S-1"], statuses["A-9"], statuses["D-1"]) == ("passed", "passed", "not-run")
    page = (own / "results" / "index.html").read_text(encoding="utf-8")
    assert "Правила школы" in page


def test_journal_is_validated(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`sferum validate` пишет заключение."""
    with run_sandbox(SandboxSettings()) as sandbox:
        stand = Stand(sandbox.addresses, tmp_path_factory.mktemp("stand"))
        with stand.start("examples.django_journal", (), f"--vk-id={sandbox.addresses.vk_id}") as address:
            target = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
            (installed.folder / "vendor.toml").write_text(target.replace("http://localhost:8011", address), "utf-8")
            secrets = {name: value for name, value in stand.env.items() if name.startswith("EXAMPLE_")}
            options = ("--check=P-1", "--check=A-7", f"--sandbox={sandbox.addresses.control}")
            ended = installed.sferum("validate", "vendor.toml", *options, **secrets)
    assert ended.returncode == 0, ended.stdout
    statuses = read_statuses(installed.folder / "results")
    assert (statuses["P-1"], statuses["A-7"]) == ("passed", "passed")


def test_sandbox_runs_and_its_statistics_are_downloaded_and_checked(installed: Installed) -> None:
    """`sferum statistics download` и `check` — на песочнице, которую запустила `sferum sandbox`."""
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    with installed.start("sandbox", *ports) as output:
        control = find_address(output, "Управление")
        downloaded = installed.sferum(
            "statistics", "download", f"--sandbox={control}", f"--phone={ADMINISTRATOR}", "--out=week.xlsx"
        )
        assert downloaded.returncode == 0, downloaded.stdout
    checked = installed.sferum("statistics", "check", "week.xlsx", "--out=checked")
    assert checked.returncode in (0, 1), checked.stdout
    assert {path.suffix for path in (installed.folder / "checked").iterdir()} >= {".html", ".xlsx", ".json"}


def find_address(output: Iterable[str], name: str) -> str:
    """Returns the address that stands behind the name in what the sandbox prints at its start."""
    found = (re.match(rf"\s*{name}\s+(http://\S+)", line) for line in output)
    return next(match[1] for match in found if match)
