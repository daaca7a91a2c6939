"""`report history`: the last runs, as a page and in the terminal."""

from collections.abc import Iterator
from pathlib import Path

import click

from automation.atomic_files import open_replacement
from automation.exit_codes import EXIT_NOT_CHECKED
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error
from report.history import HISTORY_FILE, HistoryEntry, HistoryError, read_history
from report.html import TEMPLATES, format_duration, format_moment, render_html
from report.trend import Trend, build_trend

_SHOWN_RUNS = 10


@click.command()
@click.argument("folder", metavar="ПАПКА", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    metavar="ФАЙЛ",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Куда писать страницу, иначе ПАПКА/history.html.",
)
@click.pass_context
def history(context: click.Context, folder: Path, out: Path | None) -> None:
    """Показать последние запуски тестов: как они шли, что нестабильно, что нового.

    ПАПКА — та, что названа в --history запусков.

    \b
    Код завершения:
      0  история показана
      2  истории нет, или страницу не записать
    """
    path = out or folder / "history.html"
    try:
        trend = build_trend(read_history(folder))
        with open_replacement(path, private=False) as file:
            file.write_text(render_history(trend), encoding="utf-8")
    except (HistoryError, OSError) as error:
        reason = f"{path}: страницу не записать: {describe_os_error(error)}" if isinstance(error, OSError) else error
        print_error(reason)
        context.exit(EXIT_NOT_CHECKED)
    for line in _format(trend):
        click.echo(line)
    click.echo(f"История: {path}")
    for number in trend.damaged:
        click.echo(f"! {folder / HISTORY_FILE}, строка {number}: это не запись о запуске, она пропущена", err=True)


def render_history(trend: Trend) -> str:
    """Returns the page: in Russian, and at a click in English."""
    return render_html(TEMPLATES / "history.html", {}, trend=trend)


def _format(trend: Trend) -> Iterator[str]:
    entries = [bar.entry for bar in trend.bars]
    yield f"Запусков: {len(entries)}"
    yield from (_format_entry(entry) for entry in entries[-_SHOWN_RUNS:])
    if trend.flaky:
        yield f"Нестабильные тесты: {len(trend.flaky)}"
        for test in trend.flaky:
            yield f"  ~ {test.nodeid}: пройден {test.passed}, не пройден {test.failed}"
    if trend.changes:
        yield from (f"  ✗ стал не пройден: {change.id}" for change in trend.changes.worse if change.after == "failed")
        yield from (f"  ✓ снова пройден: {change.id}" for change in trend.changes.better)


def _format_entry(entry: HistoryEntry) -> str:
    counts = f"пройдено {entry.count('passed')}, не пройдено {entry.count('failed')}"
    time = f"{format_moment(entry.started)}, {format_duration(entry.duration_s)}"
    return f"  {time}, {entry.target}, {entry.code}: {counts}{'; прерван' if entry.broken_off else ''}"
