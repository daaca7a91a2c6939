"""The installed command: what it says of itself and of the machine, and scenarios, ours and a person's own."""

import re
import shutil

import pytest

from automation import __version__
from tests.installed.conftest import PROJECT, Installed

pytestmark = pytest.mark.timeout(900)

COMMANDS = (
    "statistics", "sandbox", "walk", "test", "report", "validate", "target", "links", "setup", "doctor", "completion",
)  # fmt: skip
DISTURBED = "a folder of the person's own was imported"


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


def test_setup_leaves_a_browser_that_is_there_alone(installed: Installed) -> None:
    """`sferum setup` находит браузер, называет его и ничего не ставит."""
    ended = installed.sferum("setup")
    assert ended.returncode == 0, ended.stdout
    assert re.fullmatch(r"Браузер: .+\n", ended.stdout)
    missing = installed.sferum("setup", "--browser-path=/nowhere/chromium")
    assert (missing.returncode, missing.stdout.startswith("Ошибка: ")) == (1, True), missing.stdout


@pytest.mark.parametrize("module", ["automation", "mock_server"])
def test_modules_are_programs_of_the_environment_too(installed: Installed, module: str) -> None:
    """`python -m automation` и `python -m mock_server` — из окружения, куда поставлен пакет."""
    ended = installed.run([installed.programs / "python", "-P", "-m", module, "--help"])
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.startswith(f"Использование: python -m {module}")


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
    statuses = installed.read_statuses("results")
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
    own = Installed(installed.environment, installed.folder / "own")
    shutil.copytree(
        PROJECT / "examples" / "own_suite", own.folder, ignore=shutil.ignore_patterns("results", "__pycache__")
    )
    ended = own.sferum("test", "school", "--guide", "school.toml")
    assert ended.returncode == 0, ended.stdout
    statuses = own.read_statuses("results")
    assert (statuses["S-1"], statuses["A-9"], statuses["D-1"]) == ("passed", "passed", "not-run")
    page = (own.folder / "results" / "index.html").read_text(encoding="utf-8")
    assert "Правила школы" in page
