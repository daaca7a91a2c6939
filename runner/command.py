"""`walk` and `test`: scenarios as a person runs them, ours or somebody's own, by pytest in a process of its own."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from automation.invocation import SUITE
from mock_server.cli import run_child

SCENARIOS = SUITE / "tests" / "e2e"
_PYTEST_ARGUMENTS = {"ignore_unknown_options": True, "allow_interspersed_args": False}
VALUE_OPTIONS = {
    # Ours.
    "--browser-endpoint", "--browser-path", "--check", "--expected", "--guide", "--history",
    "--report-dir", "--sandbox", "--sandbox-token", "--shard", "--target", "--target-version", "--times-file",
    # Of pytest and its plugins.
    "-c", "-k", "-m", "-n", "-o", "-p", "-r", "-W", "--alluredir", "--basetemp", "--browser", "--browser-channel",
    "--config-file", "--confcutdir", "--deselect", "--device", "--dist", "--ignore", "--ignore-glob", "--junit-xml",
    "--junitxml", "--log-file", "--output", "--override-ini", "--rootdir",
}  # fmt: skip
"""The next word is their value, not tests to run, even where there is a file or folder of that name."""


@click.command(context_settings=_PYTEST_ARGUMENTS, short_help="Пройти обе привязки и чаты, шаг за шагом.")
@click.argument("arguments", metavar="[ПАРАМЕТРЫ pytest]...", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def walk(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Пройти обе привязки и чаты, шаг за шагом, и записать results/index.html.

    \b
    --headed --slowmo=400  видимый браузер, замедленный для глаз
    --target ФАЙЛ          стенд вместо песочницы
    --report-dir ПАПКА     куда писать отчёт
    """
    shown = ["--walk", "--no-header", "-p", "no:randomly"]
    unlimited = ["--timeout=0"] if "--headed" in arguments else []  # a person watches: it may take its time
    context.exit(_run_scenarios([str(SCENARIOS / "test_guide.py"), *shown, *unlimited, *arguments]))


@click.command(context_settings=_PYTEST_ARGUMENTS, short_help="Выполнить сценарии, наши или свои.")
@click.argument("arguments", metavar="[ПУТЬ | ПАРАМЕТРЫ pytest]...", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Выполнить сценарии: наши или, если назван ПУТЬ, свои — с нашими фикстурами, страницами и отчётом.

    \b
    sferum test                       все наши сценарии
    sferum test test_linking.py -n 2  один файл, два процесса
    sferum test -k "sms" --headed     любые параметры pytest
    sferum test my_tests              свои сценарии; --guide own.toml — свои требования

    \b
    Код завершения — pytest:
      0  пройдено
      1  что-то не пройдено
      2  прервано
      4  неверный параметр
      5  ни одного теста
    """
    if any(_mark_paths(arguments, Path.cwd())):
        context.exit(_run_pytest(["-p", "runner.plugins", "-o", f"{_READABLE_IDS}=true", *arguments]))
    are_ours = _mark_paths(arguments, SCENARIOS)
    named = [str(SCENARIOS / word) if is_ours else word for word, is_ours in zip(arguments, are_ours, strict=True)]
    context.exit(_run_scenarios(named if any(are_ours) else [str(SCENARIOS), *named]))


_READABLE_IDS = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support"


def _mark_paths(arguments: Sequence[str], folder: Path) -> list[bool]:
    """Returns of each argument whether it names a file, a folder or a test there, and is no option or its value."""
    before = ["", *arguments]
    return [
        bool(path := word.partition("::")[0])
        and not word.startswith("-")
        and option not in VALUE_OPTIONS
        and (folder / path).exists()
        for option, word in zip(before, arguments, strict=False)
    ]


def _run_scenarios(arguments: Sequence[str]) -> int:
    """Runs scenarios of ours with the settings of our tests, from wherever the person stands."""
    settings = [f"--rootdir={SUITE}", f"--config-file={SUITE / 'pyproject.toml'}", f"--confcutdir={SUITE}"]
    cache = ["-o", f"cache_dir={Path.cwd() / '.pytest_cache'}"]  # the suite's own folder may be read-only
    return _run_pytest([*settings, *cache, *arguments])


def _run_pytest(arguments: Sequence[str]) -> int:
    # The person's folder stays out of the path: it may have folders named as ours.
    environment = os.environ | {"PYTHONSAFEPATH": "1"}
    return run_child([sys.executable, "-P", "-m", "pytest", *arguments], Path.cwd(), environment)
