"""`validate`: runs the checks on a vendor's journal and writes the verdict; starts a sandbox if none is running."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx

from automation.job_browser import JobError
from automation.target import TargetError, TargetFile, read_target
from mock_server.cli import EXIT_BROKEN_PIPE, end_child, run_child
from mock_server.http_client import http_client

DEFAULT_CONTROL = "http://127.0.0.1:5005"
PROJECT = Path(__file__).parent.parent
CHECKS = PROJECT / "validation" / "checks"
_VERDICTS = (0, 1)
_CANNOT = 2
_ANSWER_S = 2
_TRIES = 5


@click.command()
@click.argument("target", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sandbox", metavar="URL", help="Управление запущенной песочницей, иначе из файла или своя.")
@click.option(
    "--expected",
    metavar="ФАЙЛ",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Файл TOML с ожидаемыми отказами, иначе из файла цели.",
)
@click.option("--report-dir", metavar="ПАПКА", default="results", show_default=True, help="Куда писать заключение.")
@click.option("--allure", metavar="ПАПКА", help="Писать и результаты для Allure.")
@click.option("--check", "checks", metavar="ID", multiple=True, help="Только эта проверка, например P-7.")
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
    report = Path(report_dir).absolute()
    earlier = _stamp(report)
    try:
        file = read_target(target)
        command = [
            *(sys.executable, "-m", "pytest", str(CHECKS), "--rootdir", str(PROJECT), f"--confcutdir={PROJECT}"),
            *(f"--target={target.absolute()}", f"--report-dir={report}"),
            *("--quiet", "--no-header", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider"),
            *([f"--expected={expected.absolute()}"] if expected else []),
            *([f"--alluredir={Path(allure).absolute()}"] if allure else []),
            *(f"--check={check}" for check in checks),
            *(["-n", str(workers)] if workers > 1 else []),
            *(["--headed"] if headed else []),
        ]
        with _sandbox(file, sandbox) as address:
            code = run_child([*command, *([f"--sandbox={address}"] if address else [])], PROJECT)
        if code in _VERDICTS and _stamp(report) == earlier:
            raise JobError(f"проверка оборвалась, и заключения о ней нет (то, что есть в {report_dir}, старше её)")
    except (TargetError, JobError) as error:
        click.echo(f"Ошибка: {error}", err=True)
        code = _CANNOT
    context.exit(code if code in (*_VERDICTS, EXIT_BROKEN_PIPE) else _CANNOT)


def _stamp(report: Path) -> tuple[int, int] | None:
    """What tells one verdict in the folder from the next: each is a new file."""
    try:
        found = (report / "requirements.json").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


@contextmanager
def _sandbox(file: TargetFile, named: str | None) -> Iterator[str | None]:
    """The sandbox's control API: the one that is named, the one that runs, or one that runs until the block ends."""
    if file.services == "real":
        yield None
        return
    address = named or file.sandbox or DEFAULT_CONTROL
    if named or file.sandbox or _answers(address):
        yield address
        return
    with subprocess.Popen([sys.executable, "-m", "mock_server"], cwd=PROJECT, stdout=subprocess.DEVNULL) as own:
        try:
            if not _answers(address, tries=_TRIES):
                raise JobError("песочница не запустилась; python -m mock_server скажет почему")
            click.echo("Песочница запущена на время проверки.", err=True)
            yield address
        finally:
            end_child(own)


def _answers(address: str, tries: int = 0) -> bool:
    # A connection refused is tried again, each time after twice as long.
    with http_client(address, transport=httpx.HTTPTransport(retries=tries), timeout=_ANSWER_S) as http:
        try:
            return http.get(f"{address}/health").is_success
        except httpx.HTTPError:
            return False
