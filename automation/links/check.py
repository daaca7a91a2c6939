"""`python -m automation links check`: for each teacher of a list, is the journal's account linked and to which ID."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from automation.deployment import deployment_options, find_site_address
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser
from automation.links import output
from automation.links.accounts import JournalAccount, read_accounts
from automation.links.answer_log import AnswerLog
from automation.links.asking import MeshJournal
from automation.links.journal import LinkState, read_link_state
from automation.links.mesh import (
    TOKEN_VARIABLE,
    ask_about_people,
    build_results,
    describe_earlier_answers,
    list_reasons,
    parse_journal_address,
    read_token,
)
from automation.links.partners import PARTNERS
from automation.links.people import read_people
from automation.links.results import JOURNAL_COLUMNS, WORDS, LinkResult, LinkReview, LinkStatus, choose_mesh_columns
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error

_T = TypeVar("_T")
_MESH_ONLY = {
    "token_variable": "--token-variable",
    "rate": "--rate",
    "partner": "--partner",
    "fresh": "--fresh",
    "plain_http": "--plain-http",
}
_BROWSER_ONLY = {
    "target": "--target",
    "sandbox": "--sandbox",
    "headed": "--headed",
}


@click.group()
def links() -> None:
    """Привязка учётных записей журнала."""


@links.command("check")
@click.argument("roster", metavar="СПИСОК", type=click.Path(path_type=Path))
@deployment_options
@click.option(
    "--out",
    metavar="ПАПКА",
    type=click.Path(path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Куда записать links-check.html, .xlsx и .json. Имя на .xlsx — так назвать книгу, остальное ляжет рядом.",
)
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.option("--names", is_flag=True, help="Показать и ФИО; без этого на экране только числа.")
@click.option("--mesh", metavar="URL", help="Не входить, а спросить журнал типа МЭШ по этому адресу.")
@click.option(
    "--token-variable",
    metavar="ИМЯ",
    default=TOKEN_VARIABLE,
    show_default=True,
    help="Переменная окружения с токеном для --mesh.",
)
@click.option(
    "--rate",
    metavar="N",
    type=click.FloatRange(0.01, 20),
    default=2,
    show_default=True,
    help="Сколько вопросов в секунду задаёт --mesh.",
)
@click.option(
    "--partner",
    type=click.Choice([*PARTNERS]),
    multiple=True,
    help="О чём спрашивает --mesh; можно повторять. Без этого — и о VK, и о MAX.",
)
@click.option("--fresh", is_flag=True, help="Не продолжать прерванный опрос --mesh, а спросить всех заново.")
@click.option("--plain-http", is_flag=True, help="Разрешить --mesh без HTTPS: токен прочтёт любой по дороге.")
@click.pass_context
def check_links(context: click.Context, /, roster: Path, mesh: str | None, out: Path, **options: Any) -> None:
    """Проверить, привязаны ли учётные записи из списка и к каким ID.

    Читается первый лист списка (.xlsx), который не скрыт.

    Без --mesh входит в журнал за каждого: в списке нужны столбцы «Логин» и «Пароль»; «ФИО» — если есть. Вводится
    то, что показывает ячейка: число — по её формату, текст — до последнего пробела. Где это неизвестно (названия
    месяцев, длинные числа, ошибки, тексты длиннее 500 знаков), запись не проверяется, и в отчёте сказано почему.

    С --mesh спрашивает журнал типа МЭШ (/v2/external-partners) с токеном из переменной окружения: в списке нужен
    столбец «ID», «person_id» или «staff_id». Привязан — кто привязан к VK или к MAX. После 429 ждёт, сколько
    скажет журнал. Прерванный опрос продолжается с того же места в течение суток.

    \b
    Код завершения:
      0  все привязаны
      1  кто-то не привязан
      2  о ком-то узнать не удалось, что-то не прочитано или не записано
    """
    _require_options_of_one_way(context, mesh)
    if any(path.exists() and roster.exists() and path.samefile(roster) for path in output.list_report_paths(out)):
        raise click.UsageError(f"{roster}: этот файл дан для чтения; укажите другую папку: --out")
    try:
        if mesh is not None:
            review = _check_by_mesh(roster, mesh, out, **options)
        else:
            review = _check_by_browser(roster, **options)
            output.write_reports(out, review)
    except JobError as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    except OSError as error:
        print_error(f"{out}: записать не удалось: {describe_os_error(error)}")
        context.exit(EXIT_NOT_CHECKED)
    _print_summary(review, names=options["names"])
    click.echo(f"Отчёт: {output.list_report_paths(out)[0]}")
    context.exit(_choose_exit_code(review))


def _require_options_of_one_way(context: click.Context, mesh: str | None) -> None:
    """Raises UsageError for an option that would have no effect."""
    foreign = _MESH_ONLY if mesh is None else _BROWSER_ONLY
    for name, option in foreign.items():
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option} — {'только для' if mesh is None else 'не для'} --mesh")


def _check_by_browser(
    roster: Path, *, target: Path | None, sandbox: str | None, headed: bool, **_options: Any
) -> LinkReview:
    accounts = read_accounts(roster)
    address = find_site_address("journal", target, sandbox)
    with open_browser(headed=headed, proxied=not sandbox) as browser:
        results = [
            _build_result(account, read_link_state(browser, address, account)) for account in _show_progress(accounts)
        ]
    return LinkReview(address, roster.name, results, JOURNAL_COLUMNS)


def _build_result(account: JournalAccount, state: LinkState) -> LinkResult:
    status = {True: LinkStatus.LINKED, False: LinkStatus.NOT_LINKED, None: LinkStatus.UNKNOWN}[state.linked]
    return LinkResult(
        account.row,
        account.name,
        account.login,
        status,
        profile=state.profile_id,
        remark="; ".join(filter(None, [state.remark, account.remark])),
        complete=state.linked is not None,
    )


def _check_by_mesh(
    roster: Path,
    mesh: str,
    out: Path,
    *,
    token_variable: str,
    rate: float,
    partner: Sequence[str],
    fresh: bool,
    plain_http: bool,
    **_options: Any,
) -> LinkReview:
    """Writes the reports too: the answers are forgotten only when they are in the reports."""
    address = parse_journal_address(mesh, plain_http=plain_http)
    token = read_token(token_variable)
    people = read_people(roster)
    partners = [PARTNERS[name] for name in partner or PARTNERS]
    with (
        MeshJournal(address, token, rate) as journal,
        AnswerLog(output.build_log_path(out), address, datetime.now(UTC), fresh=fresh) as log,
    ):
        earlier = describe_earlier_answers(log.first_at, len(log.answers))
        stopped = ask_about_people(_show_progress(people), partners, journal, log)
        results = build_results(people, partners, log, stopped)
        notes = [note for note in (earlier, stopped and f"опрос остановлен: {stopped}") if note]
        review = LinkReview(address, roster.name, results, choose_mesh_columns([*(partner or PARTNERS)]), notes)
        output.write_reports(out, review)
        if not stopped and not log.has_gaps():
            log.delete()
        else:
            click.echo("Следующий запуск спросит только о тех, о ком узнать не удалось.", err=True)
    return review


def _show_progress(people: Sequence[_T]) -> Iterator[_T]:
    with click.progressbar(people, label="Учётные записи", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def _print_summary(review: LinkReview, *, names: bool) -> None:
    counts = review.count()
    order = (LinkStatus.LINKED, LinkStatus.NOT_LINKED, LinkStatus.UNKNOWN)
    line = ", ".join(f"{WORDS[status].title.lower()}: {counts[status]}" for status in order)
    click.echo(f"{line[:1].upper()}{line[1:]}")
    if names:
        for result in review.results:
            if result.status is not LinkStatus.LINKED:
                click.echo(f"    {result.name or f'строка {result.row}'}: {WORDS[result.status].title.lower()}")
    for reason in list_reasons(review.results):
        click.echo(f"Не проверено: {reason}")
    for note in review.notes:
        click.echo(f"Замечание: {note}")


def _choose_exit_code(review: LinkReview) -> int:
    if not all(result.complete for result in review.results):
        return EXIT_NOT_CHECKED
    return EXIT_FOUND if review.count()[LinkStatus.NOT_LINKED] else 0
