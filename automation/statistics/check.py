"""`python -m automation statistics check`: who is not linked, silent or under two IDs."""

from collections.abc import Sequence
from pathlib import Path

import click

from automation.exit_codes import EXIT_NOT_CHECKED
from automation.statistics import output
from automation.statistics.reviewing import NothingToCheckError, review_files
from automation.statistics.terminal import print_summary, show_progress
from automation.statistics.user_types import TypeChoice, parse_types
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error

_FILE = click.Path(path_type=Path)

types_option = click.option(
    "--types",
    metavar="ТИПЫ",
    multiple=True,
    help="Кого проверять: педагоги, сотрудники, администраторы, родители, ученики — через запятую, или «все». "
    "Без этого — все, кроме учеников и родителей. Можно и так, как в файле: teacher.",
)


@click.command("check")
@click.argument("reports", metavar="ОТЧЁТ...", nargs=-1, required=True, type=_FILE)
@click.option("--roster", metavar="ФАЙЛ", type=_FILE, help="Список тех, кто должен быть в отчёте (.xlsx).")
@types_option
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
    types: Sequence[str],
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
      2  что-то не прочитано, не сравнено (прошлый отчёт новее) или не записано, остальное проверено; либо проверять
         нечего, или прошлый отчёт — тот же или за тот же день, и тогда не записано ничего
    """
    _require_other_folder(out, [*reports, *previous, *([roster] if roster else [])])
    context.exit(_check_files(reports, roster, previous, parse_types(types), out, names))


def _check_files(
    reports: Sequence[Path], roster: Path | None, previous: Sequence[Path], choice: TypeChoice, out: Path, names: bool
) -> int:
    """Returns the exit code."""
    try:
        files = review_files(reports, previous, roster, choice, show_progress)
    except NothingToCheckError as error:
        for problem in error.problems:
            print_error(problem)
        print_error(error)
        return EXIT_NOT_CHECKED
    for problem in files.problems:
        print_error(problem)
    try:
        output.write_reports(out, files.review, files.reports, files.problems)
    except OSError as error:
        print_error(f"{out}: записать не удалось: {describe_os_error(error)}")
        return EXIT_NOT_CHECKED
    print_summary(files.review, names=names)
    click.echo(f"Отчёт: {output.list_report_paths(out)[0]}")
    return files.exit_code


def _require_other_folder(out: Path, inputs: Sequence[Path]) -> None:
    """Raises UsageError where the command would replace a file that it reads."""
    for path in output.list_report_paths(out):
        if path.exists() and any(input_path.exists() and path.samefile(input_path) for input_path in inputs):
            raise click.UsageError(f"{path}: этот файл дан для чтения; укажите другую папку: --out")
