"""`python -m automation links check`: for each teacher of a roster, is the journal's account linked and to which ID."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from automation.deployment import deployment_options, find_site_address
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser
from automation.links.accounts import JournalAccount, read_accounts
from automation.links.journal import read_link_state
from automation.links.report import write_report
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error


@click.group()
def links() -> None:
    """Привязка учётных записей журнала."""


@links.command("check")
@click.argument("roster", metavar="СПИСОК", type=click.Path(path_type=Path))
@deployment_options
@click.option(
    "--out",
    metavar="ФАЙЛ",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("results/links-check.xlsx"),
    show_default=True,
    help="Куда записать отчёт.",
)
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.pass_context
def check_links(
    context: click.Context,
    roster: Path,
    target: Path | None,
    sandbox: str | None,
    sandbox_token: str | None,
    out: Path,
    headed: bool,
) -> None:
    """Проверить, привязаны ли учётные записи из списка и к каким ID.

    В списке (.xlsx) нужны столбцы «Логин» и «Пароль»; «ФИО» — если есть. Читается первый лист, который не скрыт.
    Вводится то, что показывает ячейка: число — по её формату, текст — до последнего пробела. Где это неизвестно
    (названия месяцев, длинные числа, ошибки, тексты длиннее 500 знаков), запись не проверяется, и в отчёте
    сказано почему.

    \b
    Код завершения:
      0  все привязаны
      1  кто-то не привязан
      2  что-то не проверено или не записано
    """
    if out.exists() and roster.exists() and out.samefile(roster):
        raise click.UsageError(f"{out}: этот файл дан для чтения; укажите другой: --out")
    try:
        accounts = read_accounts(roster)
        address = find_site_address("journal", target, sandbox)
        with open_browser(headed=headed, proxied=not sandbox) as browser:
            states = [(account, read_link_state(browser, address, account)) for account in _show_progress(accounts)]
        write_report(out, states)
    except JobError as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    except OSError as error:
        print_error(f"{out}: записать не удалось: {describe_os_error(error)}")
        context.exit(EXIT_NOT_CHECKED)
    counts = {linked: sum(state.linked is linked for _, state in states) for linked in (True, False, None)}
    click.echo(f"Привязаны: {counts[True]}, не привязаны: {counts[False]}, не проверены: {counts[None]}")
    click.echo(f"Отчёт: {out}")
    context.exit(EXIT_NOT_CHECKED if counts[None] else EXIT_FOUND if counts[False] else 0)


def _show_progress(accounts: list[JournalAccount]) -> Iterator[JournalAccount]:
    with click.progressbar(accounts, label="Учётные записи", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar
