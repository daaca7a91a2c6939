"""`validate`: runs the checks on a vendor's journal and writes the verdict; starts a sandbox if none is running."""

import os
import sys
from pathlib import Path

import click

from automation.command_line import join_command
from automation.exit_codes import EXIT_NOT_CHECKED
from automation.job_browser import JobError
from automation.target import TargetError, read_target
from mock_server.cli import EXIT_BROKEN_PIPE, print_error, run_child
from runner.options import SANDBOX_TOKEN_VARIABLE
from validation.catalogue import CHECKS
from validation.run_sandbox import open_run_sandbox

PROJECT = Path(__file__).parent.parent
_VERDICT_EXITS = (0, 1)


@click.command()
@click.argument("target", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sandbox",
    metavar="URL",
    envvar="SFERUM_SANDBOX",
    help="Управление запущенной песочницей, иначе из файла или своя.",
)
@click.option(
    "--expected",
    metavar="ФАЙЛ",
    envvar="SFERUM_EXPECTED",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Файл TOML с ожидаемыми отказами, иначе из файла цели.",
)
@click.option(
    "--report-dir",
    metavar="ПАПКА",
    envvar="SFERUM_REPORT_DIR",
    default="results",
    show_default=True,
    help="Куда писать заключение.",
)
@click.option("--allure", metavar="ПАПКА", help="Писать и результаты для Allure.")
@click.option(
    "--check", "checks", metavar="ID", envvar="SFERUM_CHECK", multiple=True, help="Только эта проверка, например P-7."
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 16), default=1, help="Сколько проверок вести сразу.")
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.pass_context
def validate(
    context: click.Context,
    target: Path,
    sandbox: str | None,
    expected: Path | None,
    report_dir: str,
    allure: str | None,
    checks: tuple[str, ...],
    workers: int,
    headed: bool,
) -> None:
    """Проверить журнал разработчика: шаги методички и протокол.

    ФАЙЛ описывает журнал: образец с пояснениями — docs/target.toml. Заключение: ПАПКА/index.html,
    requirements.json и junit.xml.

    \b
    Код завершения:
      0  обязательные проверки пройдены
      1  что-то не пройдено
      2  проверить не удалось: файл не годится, журнал или песочница молчит, сломалась сама проверка
    """
    options = [
        f"--repeat-command={_format_repeat(context.command_path, target, sandbox, expected)}",
        *([f"--expected={expected.absolute()}"] if expected else []),
        *([f"--alluredir={Path(allure).absolute()}"] if allure else []),
        *(f"--check={check}" for check in checks),
        *(["-n", str(workers), "--dist=loadscope"] if workers > 1 else []),
        *(["--headed"] if headed else []),
    ]
    try:
        code = _run_checks(target, sandbox, Path(report_dir), options)
    except (TargetError, JobError) as error:
        print_error(error)
        code = EXIT_NOT_CHECKED
    context.exit(code if code in (*_VERDICT_EXITS, EXIT_BROKEN_PIPE) else EXIT_NOT_CHECKED)


def _format_repeat(program: str, target: Path, sandbox: str | None, expected: Path | None) -> str:
    """Returns the command as the verdict shows it, for one check to be added."""
    options = [
        *([f"--sandbox={sandbox}"] if sandbox else []),
        *([f"--expected={expected}"] if expected else []),
    ]
    return join_command([*program.split(), str(target), *options])


def _run_checks(target: Path, sandbox: str | None, report_dir: Path, options: list[str]) -> int:
    """Returns the exit code of the run. Raises TargetError, and JobError where there is no verdict of this run."""
    file = read_target(target)
    earlier = _verdict_stamp(report_dir)
    command = [
        *(sys.executable, "-m", "pytest", str(CHECKS), "--rootdir", str(PROJECT), f"--confcutdir={PROJECT}"),
        *(f"--target={target.absolute()}", f"--report-dir={report_dir.absolute()}"),
        *("--quiet", "--no-header", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider"),
        *options,
    ]
    with open_run_sandbox(file, sandbox) as running:
        if running:
            command.append(f"--sandbox={running.control}")
        token = {SANDBOX_TOKEN_VARIABLE: running.token} if running and running.token else {}
        code = run_child(command, PROJECT, os.environ | token)
    if code in _VERDICT_EXITS and _verdict_stamp(report_dir) == earlier:
        raise JobError(f"проверка оборвалась, и заключения о ней нет (то, что есть в {report_dir}, старше её)")
    return code


def _verdict_stamp(report_dir: Path) -> tuple[int, int] | None:
    """Returns what differs between one verdict in the folder and the next: each is a new file."""
    try:
        status = (report_dir / "requirements.json").stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
