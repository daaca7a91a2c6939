"""`python -m automation statistics weekly`: all that an administrator does with a week, by one command."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from automation.codes import CodeUnavailableError
from automation.exit_codes import EXIT_NOT_CHECKED
from automation.job_browser import JobError
from automation.statistics.check import types_option
from automation.statistics.download import Console, console_options, save_statistics
from automation.statistics.findings import StatisticsReview
from automation.statistics.reviewing import NothingToCheckError
from automation.statistics.terminal import print_summary
from automation.statistics.user_types import parse_types
from automation.weekly.folder import REPORT, WeekFolderError, open_week_folder
from automation.weekly.letters import LetterTemplateError, load_template
from automation.weekly.links import check_accounts
from automation.weekly.week import INDEX, PAGE, FinishedWeek, ReviewedWeek, WeekInputs, finish_week, review_week
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ERRORS = (JobError, CodeUnavailableError, NothingToCheckError, WeekFolderError, LetterTemplateError)


@click.command("weekly")
@click.argument("folder", metavar="ПАПКА", type=click.Path(file_okay=False, path_type=Path))
@click.option("--report", metavar="ФАЙЛ", type=_FILE, help="Отчёт, который уже скачан; тогда скачивать не нужно.")
@console_options(phone_required=False)
@click.option("--roster", metavar="ФАЙЛ", type=_FILE, help="Список учителей; без этого — roster.xlsx из папки.")
@click.option(
    "--accounts",
    metavar="ФАЙЛ",
    type=_FILE,
    help="Учётные записи журнала для links check; без этого — accounts.xlsx из папки.",
)
@types_option
@click.option(
    "--letter-template",
    metavar="ФАЙЛ",
    type=_FILE,
    help="Шаблон письма, .docx или .html; без этого — letter.docx или letter.html из папки, а нет их — наш.",
)
@click.option("--names", is_flag=True, help="Показать и ФИО; без этого на экране только числа.")
@click.pass_context
def weekly(context: click.Context, /, folder: Path, names: bool, **options: Any) -> None:
    """Провести неделю: отчёт, проверка, привязка, письма, история.

    Скачивает отчёт (или берёт --report), сравнивает его с прошлой неделей из ПАПКИ и со списком учителей, проверяет
    учётные записи журнала, если их список есть, и складывает всё в ПАПКУ/weeks/2026-W48 (год и неделя отчёта по
    ISO 8601): страница week.html на один лист, подробная проверка statistics-check, письма тем, кто не привязан, в
    letters. ПАПКА/index.html показывает все недели с графиком, history.json — их числа.

    Неделя, которая в папке уже есть, заменяется целиком. Если команду прервать, в папке останется то, что было.

    В шаблоне письма метки: {{ФИО}}, {{имя}} (имя и отчество), {{ID}}, {{дата}} (отчёта),
    {{раздел}} (методички), {{профиль}} (есть ли он), {{сверка}} (как сверить ID), {{шаги}}.
    Кто есть в отчёте, у того профиль есть: шаги раздела A методички; кто есть только в списке — раздела B.

    \b
    Код завершения:
      0  ничего не найдено
      1  кто-то найден, хотя бы и «возможно», или какая-то учётная запись не привязана
      2  отчёта нет, и тогда неделя не записана; или что-то не прочитано, не проверено, а остальное записано
    """
    if not options["report"] and not options["phone"]:
        raise click.UsageError("нужен --phone, чтобы скачать отчёт, или --report, если он скачан")
    try:
        reviewed, finished = _make_week(context, folder, **options)
    except _ERRORS as error:
        for problem in error.problems if isinstance(error, NothingToCheckError) else ():
            print_error(problem)
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    except OSError as error:
        print_error(f"{folder}: записать не удалось: {describe_os_error(error)}")
        context.exit(EXIT_NOT_CHECKED)
    _print_result(folder, finished, reviewed.files.review, names=names)
    context.exit(finished.exit_code)


def _make_week(
    context: click.Context,
    folder: Path,
    *,
    report: Path | None,
    roster: Path | None,
    accounts: Path | None,
    types: Sequence[str],
    letter_template: Path | None,
    **options: Any,
) -> tuple[ReviewedWeek, FinishedWeek]:
    """Puts the week into the folder. Raises OSError, and one of `_ERRORS`; then the folder is as it was."""
    with open_week_folder(folder) as week_folder:
        inputs = WeekInputs(
            week_folder.find_input(roster, "roster.xlsx"),
            load_template(week_folder.find_input(letter_template, "letter.docx", "letter.html")),
            parse_types(types),
        )
        accounts = week_folder.find_input(accounts, "accounts.xlsx")
        with week_folder.open_unfinished_week() as unfinished:
            _get_report(report, unfinished / REPORT, options)
            reviewed = review_week(week_folder, unfinished, inputs)
            deployment = {name: options[name] for name in ("target", "sandbox", "sandbox_token", "headed")}
            links = check_accounts(context, accounts, unfinished, deployment) if accounts else None
            return reviewed, finish_week(week_folder, reviewed, links, inputs)


def _get_report(report: Path | None, path: Path, options: dict[str, Any]) -> None:
    """Puts the report into its place: the one that was given, or a new one from Sferum."""
    if report:
        shutil.copyfile(report, path)
    else:
        save_statistics(Console(**options), path)


def _print_result(folder: Path, finished: FinishedWeek, review: StatisticsReview, *, names: bool) -> None:
    for problem in finished.problems:
        print_error(problem)
    summary = finished.summary
    click.echo(f"Неделя: {summary.week}, отчёт от {summary.date:%d.%m.%Y}")
    print_summary(review, names=names)
    if summary.links:
        click.echo(
            f"Учётные записи: привязаны {summary.links['linked']}, не привязаны {summary.links['not_linked']}, "
            f"не проверены {summary.links['not_checked']}"
        )
    click.echo(f"Писем: {summary.letters}")
    click.echo(f"Страница недели: {finished.place / PAGE}")
    click.echo(f"Все недели: {folder / INDEX}")
