"""`python -m automation statistics download`: the week's report, from the organization's console, in a browser."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from automation.admin_console import download_statistics, enter_admin_console
from automation.atomic_files import open_replacement
from automation.codes import CodeUnavailableError, ask_for_code, create_command_source, create_sandbox_source
from automation.deployment import deployment_options, find_site_address
from automation.job_browser import JobError, open_browser
from automation.vk_id_login import CodeSource
from mock_server.error_texts import describe_os_error


@dataclass(frozen=True)
class Console:
    """Whose report is downloaded, where from and how: the values of the options."""

    target: Path | None
    sandbox: str | None
    sandbox_token: str | None
    phone: str
    organization: int | None
    code_command: str | None
    without_ids: bool
    headed: bool


def console_options(*, phone_required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Returns a decorator that adds the options of `Console`."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--headed", is_flag=True, help="Показать браузер."),
            click.option("--without-ids", is_flag=True, help="Отчёт без идентификаторов, как в октябре 2024."),
            click.option("--code-command", metavar="КОМАНДА", help="Команда, которая напечатает код подтверждения."),
            click.option(
                "--organization",
                metavar="ID",
                type=int,
                help="Чей отчёт, если организаций у администратора несколько.",
            ),
            click.option(
                "--phone",
                metavar="ТЕЛЕФОН",
                envvar="SFERUM_ADMIN_PHONE",
                show_envvar=True,
                required=phone_required,
                help="Номер администратора.",
            ),
            deployment_options,
        ):
            command = option(command)
        return command

    return add


@click.command()
@console_options(phone_required=True)
@click.option(
    "--out",
    metavar="ФАЙЛ",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Куда сохранить; без этого — под именем, которое даёт Сферум, в текущую папку.",
)
def download(out: Path | None, **options: Any) -> None:
    """Скачать недельную статистику организации.

    Входит на сайт Сферума как администратор в настоящем браузере и нажимает «Скачать статистику». Код подтверждения
    берёт у песочницы, у команды или спрашивает.

    \b
    Код завершения:
      0  отчёт сохранён, его имя напечатано
      1  отчёта нет; причина названа
    """
    try:
        path = save_statistics(Console(**options), out)
    except (JobError, CodeUnavailableError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out or 'отчёт'}: сохранить не удалось: {describe_os_error(error)}") from error
    click.echo(path)


def save_statistics(console: Console, out: Path | None) -> Path:
    """Downloads the report and returns where it is: `out`, or a file with Sferum's name for it.

    Raises JobError, CodeUnavailableError, OSError.
    """
    codes: CodeSource = ask_for_code
    if console.code_command:
        codes = create_command_source(console.code_command)
    elif console.sandbox:
        codes = create_sandbox_source(console.sandbox, console.sandbox_token)
    address = find_site_address("sferum", console.target, console.sandbox)
    with open_browser(headed=console.headed, proxied=not console.sandbox) as browser:
        page = browser.new_page(locale="ru-RU", timezone_id="Europe/Moscow")
        office = enter_admin_console(page, address, console.phone, codes, console.organization)
        report = download_statistics(office, ids=not console.without_ids)
        path = out or Path(Path(report.suggested_filename).name)
        with open_replacement(path, private=True) as unfinished:
            shutil.copyfile(report.path(), unfinished)
    return path
