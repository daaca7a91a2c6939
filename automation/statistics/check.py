"""`python -m automation statistics check`: who is not linked, silent or under two IDs."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from automation.excel.parts import NumberedRow
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.statistics import output
from automation.statistics.findings import Finding, StatisticsReview, count_people, review_people
from automation.statistics.merging import drop_repeated_sheets
from automation.statistics.previous import select_comparable
from automation.statistics.reading import read_report, read_roster
from automation.statistics.rows import Reading
from automation.statistics.wording import WORDS
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error

_FILE = click.Path(path_type=Path)


@click.command("check")
@click.argument("reports", metavar="ОТЧЁТ...", nargs=-1, required=True, type=_FILE)
@click.option("--roster", metavar="ФАЙЛ", type=_FILE, help="Список тех, кто должен быть в отчёте (.xlsx).")
@click.option("--previous", metavar="ОТЧЁТ", type=_FILE, multiple=True, help="Прошлый отчёт; можно несколько раз.")
@click.option(
    "--out",
    metavar="ПАПКА",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results/statistics"),
    show_default=True,
    help="Куда записать statistics-check.html, .xlsx и .json.",
)
@click.option("--names", is_flag=True, help="Показать и ФИО; без этого на экране только числа.")
@click.pass_context
def check_statistics(
    context: click.Context,
    reports: Sequence[Path],
    roster: Path | None,
    previous: Sequence[Path],
    out: Path,
    names: bool,
) -> None:
    """Проверить недельную статистику Сферума.

    Показывает, кто не привязан к журналу, привязан, но молчит, замолчал с прошлого отчёта или пропал из нового,
    записан под двумя ID или, возможно, под двумя (похожая буква другого алфавита, нет отчества, инициалы), о ком
    строки противоречат друг другу, кто есть в списке, но не в отчёте. Понимает отчёты обоих видов, по заголовкам:
    «Дата», «ФИО», «Связь с ЭЖ» и, если есть, «ID организации», «ID пользователя», «Тип пользователя», «Кол-во
    сообщений за 7 дней», «Кол-во звонков за 7 дней». В списке нужен столбец «ФИО» или столбцы «Фамилия», «Имя»,
    «Отчество».

    Файлы — .xlsx и .xlsm, до 1 048 576 строк на листе.

    Человек, который есть в нескольких отчётах, судится по самому новому. Порядок файлов, листов и строк ничего не
    меняет. Строки одного ID за один день (роли, два отчёта) соединяются: «Связь с ЭЖ» — 0, если он есть хоть в
    одной, числа — наибольшие. Они противоречат друг другу, когда по ним человек и привязан, и нет, в одной роли и
    активен, и молчит, или под одним ID разные люди. Скрытый лист не считается, если есть видимый; скрытые и
    отфильтрованные строки считаются. Обо всём, что не посчитано, говорят строки «Замечание».

    \b
    Код завершения:
      0  ничего не найдено
      1  что-то найдено, хотя бы и «возможно», или строки противоречат друг другу
      2  что-то не прочитано, не сравнено (прошлый отчёт новее или тот же) или не записано; остальное проверено
    """
    _require_other_folder(out, [*reports, *previous, *([roster] if roster else [])])
    context.exit(_check_files(reports, roster, previous, out, names))


def _check_files(reports: Sequence[Path], roster: Path | None, previous: Sequence[Path], out: Path, names: bool) -> int:
    """Returns the exit code."""
    readings = [read_report(path, _show_progress) for path in reports]
    earlier, incomparable = select_comparable(readings, [read_report(path, _show_progress) for path in previous])
    expected = read_roster(roster, _show_progress) if roster else Reading("")
    problems = [problem for reading in [*readings, *earlier, expected] for problem in reading.problems] + incomparable
    for problem in problems:
        print_error(problem)
    if not any(reading.rows for reading in readings):
        print_error("проверять нечего: ни одной строки отчётов прочитать не удалось")
        return EXIT_NOT_CHECKED
    result = _review(readings, earlier, expected)
    try:
        output.write_reports(out, result, readings, problems)
    except OSError as error:
        print_error(f"{out}: записать не удалось: {describe_os_error(error)}")
        return EXIT_NOT_CHECKED
    _print_summary(result, names)
    click.echo(f"Отчёт: {output.list_report_paths(out)[0]}")
    return EXIT_NOT_CHECKED if problems else EXIT_FOUND if result.has_findings else 0


def _require_other_folder(out: Path, inputs: Sequence[Path]) -> None:
    """Raises UsageError where the command would replace a file that it reads."""
    for path in output.list_report_paths(out):
        if path.exists() and any(input_path.exists() and path.samefile(input_path) for input_path in inputs):
            raise click.UsageError(f"{path}: этот файл дан для чтения; укажите другую папку: --out")


def _review(readings: Sequence[Reading], earlier: Sequence[Reading], expected: Reading) -> StatisticsReview:
    rows, repeated = drop_repeated_sheets(readings)
    previous, previous_repeated = drop_repeated_sheets(earlier)
    result = review_people(rows, previous, expected.rows)
    notes = {note for reading in [*readings, *earlier, expected] for note in reading.notes}
    return replace(result, notes=[*sorted(notes), *repeated, *previous_repeated, *result.notes])


def _show_progress(rows: Iterable[NumberedRow], file: str, total: int | None) -> Iterator[NumberedRow]:
    with click.progressbar(
        rows, total, file, hidden=not sys.stderr.isatty(), file=sys.stderr, update_min_steps=1000
    ) as bar:
        yield from bar


def _print_summary(result: StatisticsReview, names: bool) -> None:
    click.echo(f"Всего людей: {len(result.people)}")
    for kind, findings in result.findings.items():
        words = WORDS[kind]
        if findings is None:
            click.echo(f"{words.title}: не проверено, {words.unchecked}")
            continue
        click.echo(f"{words.title}: {count_people(findings)}")
        for person in dict.fromkeys(map(_format_person_name, findings)) if names else ():
            click.echo(f"    {person}")
    for note in result.notes:
        click.echo(f"Замечание: {note}")


def _format_person_name(finding: Finding) -> str:
    identity = f" (ID {finding.row.user_id})" if finding.row.user_id is not None else ""
    return f"{finding.row.name}{identity}"
