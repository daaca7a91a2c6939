"""`report merge`: one report of the shards'."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from automation.errors import AutomationError
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error
from report.carried_files import ShardFolder, carry_traces, clear_carried
from report.durations import update_durations
from report.junit import JUNIT_FILE
from report.junit_merge import JunitError, merge_junit
from report.merge import MergedRun, MergeError, get_shard, merge_runs
from report.run_file import RunFile, RunFileError, read_run_file
from report.run_output import report_run


@click.command()
@click.argument("folders", metavar="ПАПКА…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="ПАПКА",
    type=click.Path(file_okay=False, path_type=Path),
    default="results",
    show_default=True,
    help="Куда писать общий отчёт.",
)
@click.option(
    "--history",
    metavar="ПАПКА",
    type=click.Path(file_okay=False, path_type=Path),
    help="Добавить запуск к истории в этой папке и показать её в отчёте.",
)
@click.option(
    "--save-times",
    metavar="ФАЙЛ",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Записать время каждого теста для следующего деления на шарды.",
)
@click.pass_context
def merge(
    context: click.Context, folders: tuple[Path, ...], out: Path, history: Path | None, save_times: Path | None
) -> None:
    """Сделать один отчёт из отчётов шардов: страницу, requirements.json и junit.xml.

    ПАПКА — то, что шард оставил в своей --report-dir.

    \b
    Код завершения:
      0  шарды все, все тесты пройдены
      1  шарды все, есть непройденные тесты
      2  какого-то шарда нет, он не закончил, или отчёты не объединить
    """
    try:
        files, unreadable = _read_files(folders, out)
        merged = merge_runs(files)
        clear_carried(out, files)
        shards = {ShardFolder(folder, get_shard(file.run).index, out): file.run.tests for folder, file in files.items()}
        lost_traces = carry_traces(shards)
        report_run(merged.file.run, merged.file.catalogue, out, history)
        problems = [*unreadable, *merged.missing, *_merge_junit(shards, out)]
        if save_times:
            update_durations(save_times, {test.nodeid: test.duration_s for test in merged.file.run.tests})
    except (AutomationError, OSError) as error:
        reason = f"отчёт не записать: {describe_os_error(error)}" if isinstance(error, OSError) else str(error)
        for line in reason.splitlines():
            print_error(line)
        context.exit(EXIT_NOT_CHECKED)
    _print_result(merged, len(files), out)
    if lost_traces:
        click.echo(f"Трасс, которых рядом с отчётами шардов нет: {lost_traces}. Ссылок на них в отчёте нет.")
    for problem in problems:
        print_error(problem)
    context.exit(EXIT_NOT_CHECKED if problems else EXIT_FOUND if merged.has_failures else 0)


def _read_files(folders: Sequence[Path], out: Path) -> tuple[dict[Path, RunFile], list[str]]:
    """Returns the results, and why others cannot be read. Raises MergeError where none can, or one is in the way."""
    files, unreadable = {}, []
    for folder in dict.fromkeys(folders):
        if folder.resolve() == out.resolve():
            raise MergeError(f"{out}: общий отчёт стёр бы отчёт шарда; укажите другую папку: --out")
        try:
            files[folder] = read_run_file(folder)
        except RunFileError as error:
            unreadable.append(str(error))
    if not files:
        raise MergeError("\n".join(unreadable))
    return files, unreadable


def _merge_junit(shards: Iterable[ShardFolder], out: Path) -> list[str]:
    """Writes junit.xml; returns why it could not. Raises OSError."""
    try:
        merge_junit(shards, out)
    except JunitError as error:
        (out / JUNIT_FILE).unlink(missing_ok=True)  # of an earlier run: it would be taken for this one's
        return [f"{error}; общего {JUNIT_FILE} нет"]
    return []


def _print_result(merged: MergedRun, count: int, out: Path) -> None:
    outcomes = [test.outcome for test in merged.file.run.tests]
    words = {"passed": "пройдено", "failed": "не пройдено", "skipped": "пропущено"}
    counts = [f"{word} {outcomes.count(outcome)}" for outcome, word in words.items() if outcome in outcomes]
    click.echo(f"Шардов: {count}. Тесты: {', '.join(counts) or 'нет ни одного'}.")
    click.echo(f"Отчёт: {out / 'index.html'}")
