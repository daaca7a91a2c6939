"""`target sign-in`: a person signs in to the journal themselves, and the session is kept in a file."""

from pathlib import Path

import click
from playwright.sync_api import Page, TimeoutError

from automation.exit_codes import EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser
from automation.journal_pages import open_journal
from automation.people import Teacher
from automation.ready_sessions import write_session
from automation.target import TargetError, TargetFile, read_target
from mock_server.cli import print_error
from mock_server.error_texts import describe_os_error
from pages.windows import open_address

_PERSON_TIMEOUT_S = 600
"""How long a person may take to sign in."""


@click.command("sign-in")
@click.argument("file", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--teacher", "login", metavar="ЛОГИН", required=True, help="Кто входит: его login в файле цели.")
@click.pass_context
def sign_in(context: click.Context, file: Path, login: str) -> None:
    """Войти в журнал самому и сохранить вход для проверок.

    Для журнала, в который не войти с логином и паролем: например, только через Госуслуги. Откроется браузер; когда
    покажется кабинет учителя или мессенджер, вход запишется в файл, который назван у учителя в session.

    \b
    Код завершения:
      0  вход записан
      2  записать не удалось
    """
    try:
        target_file = read_target(file)
        teacher = _find_teacher(target_file, login)
        with (
            open_browser(headed=True, proxied=target_file.proxied) as browser,
            browser.new_context() as browser_context,
        ):
            path = record_session(browser_context.new_page(), target_file, teacher, timeout_s=_PERSON_TIMEOUT_S)
    except (TargetError, JobError) as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    click.echo(f"Вход записан: {path}. Это секрет: кто прочтёт файл, войдёт в журнал.")


def record_session(page: Page, file: TargetFile, teacher: Teacher, *, timeout_s: float) -> Path:
    """Opens the journal, waits until the teacher is in, and writes the session; returns where.

    Raises JobError where nobody signs in in that time, or the file cannot be written.
    """
    path = teacher.session_file
    if path is None or file.journal is None:
        raise JobError(f'у учителя {teacher.login} в файле цели нет session = "….json": записывать некуда')
    open_address(page, file.sign_in_address)
    journal = open_journal(file, page, teacher)
    entrance = journal.messenger if "office" in file.missing else journal.office.or_(journal.messenger).first
    try:
        entrance.wait_for(timeout=timeout_s * 1000)
    except TimeoutError as error:
        raise JobError(f"за {timeout_s:g} с ни кабинета учителя, ни мессенджера не видно: вход не записан") from error
    try:
        write_session(page.context, path)
    except OSError as error:
        raise JobError(f"{path}: вход не записать: {describe_os_error(error)}") from error
    return path


def _find_teacher(file: TargetFile, login: str) -> Teacher:
    teachers = file.list_teachers()
    if login not in teachers:
        raise JobError(f"учителя {login} в файле цели нет; есть {', '.join(teachers) or 'только пустой список'}")
    return teachers[login]
