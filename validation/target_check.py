"""`target check`: tries what a target file says before a validation does: addresses, registration, each sign-in."""

from functools import partial
from pathlib import Path

import click
import httpx
from playwright.sync_api import expect

from automation.exit_codes import EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser
from automation.ready_sessions import read_sessions
from automation.stand import build_network_rules
from automation.target import ClientTable, TargetError, TargetFile, read_target
from mock_server.cli import print_error
from mock_server.client import SandboxClient
from report.masking import mask
from validation.probe import probe_journal, probe_server, probe_stand
from validation.registration import describe_other_callback, has_callback
from validation.run_sandbox import DEFAULT_CONTROL
from validation.sites import describe_one_site
from validation.target_attempts import Attempts
from validation.target_init import init
from validation.target_sign_in import sign_in
from validation.teacher_check import check_teacher

_NO_OTHER_SCHOOL = (
    "учитель двух школ не назван: если школ в журнале несколько, напишите [other_school], "
    "иначе P-53 и P-54 пропускаются"
)


@click.group()
def target() -> None:
    """Файл цели: какой журнал проверяется."""


target.add_command(init)
target.add_command(sign_in)


@target.command()
@click.argument("file", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sandbox", metavar="URL", envvar="SFERUM_SANDBOX", help="Управление запущенной песочницей, иначе из файла."
)
@click.option("--sandbox-token", metavar="ТОКЕН", envvar="SFERUM_SANDBOX_TOKEN", help="Токен управления песочницей.")
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.pass_context
def check(context: click.Context, file: Path, sandbox: str | None, sandbox_token: str | None, headed: bool) -> None:
    """Попробовать всё, что сказано в файле цели, до проверки журнала.

    \b
    Код завершения:
      0  можно проверять
      1  чего-то не хватает
      2  файл негоден или нет браузера
    """
    try:
        target_file = read_target(file)
        if not target_file.teachers or target_file.journal is None:
            raise JobError(f"{file}: в файле нет journal и [[teachers]]: проверять нечего")
        read_sessions(target_file)
        attempts = Attempts(partial(mask, hidden=_list_personal_data(target_file)))
        _try_addresses(attempts, target_file, sandbox, sandbox_token)
        if not attempts.failed:
            with open_browser(
                headed=headed, proxied=target_file.proxied, network=build_network_rules(target_file)
            ) as browser:
                expect.set_options(timeout=target_file.limits.page_s * 1000)
                if target_file.other_school is None:
                    attempts.note(_NO_OTHER_SCHOOL)
                for teacher in target_file.list_teachers().values():
                    check_teacher(attempts, browser, target_file, teacher)
    except (TargetError, JobError) as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    click.echo(f"Не хватает: {attempts.failed}" if attempts.failed else "Всё на месте: можно проверять.")
    context.exit(1 if attempts.failed else 0)


def _list_personal_data(file: TargetFile) -> list[str]:
    """Returns what must not be printed of the teachers: the lines name them by their logins."""
    names = ("password", "phone", "last_name", "first_name", "patronymic")
    values = [str(getattr(teacher, name)) for teacher in file.list_teachers().values() for name in names]
    return [value for value in values if value]


def _try_addresses(attempts: Attempts, file: TargetFile, sandbox: str | None, token: str | None) -> None:
    with attempts.attempt(f"журнал отвечает: {file.resolve_address(file.sign_in_address)}"):
        probe_journal(file, follow_redirects=True).raise_for_status()
    for origin in file.api:
        with attempts.attempt(f"журнал отвечает: {origin}"):
            probe_stand(file, origin)
    if file.services == "real":
        for site in ("vk_id", "messenger", "sferum"):
            if address := getattr(file, site):
                with attempts.attempt(f"{site} отвечает: {address}"):
                    _expect_answer(address, file)
        return
    _try_sandbox(attempts, (sandbox or file.sandbox or DEFAULT_CONTROL).rstrip("/"), file, token)


def _expect_answer(address: str, file: TargetFile) -> httpx.Response:
    return probe_server(address, proxied=file.proxied, follow_redirects=True)


def _try_sandbox(attempts: Attempts, control: str, file: TargetFile, token: str | None) -> None:
    with attempts.attempt(f"песочница отвечает: {control}"):
        probe_server(f"{control}/health", proxied=False).raise_for_status()
    with (
        attempts.attempt("регистрация приложения и организации в песочнице"),
        SandboxClient(control, token) as client,
    ):
        if file.client:
            _check_registration(client, file.client)
        if note := describe_one_site(file, client.addresses["vk_id"]):
            click.echo(f"  ! {note}")


def _check_registration(sandbox: SandboxClient, client: ClientTable) -> None:
    """Reports an application with another callback. One that is missing is no mistake: the validation registers it."""
    registered = sandbox.get_client(client.id)
    if registered and not has_callback(client, registered.redirect_uris):
        raise ValueError(describe_other_callback(client, registered.redirect_uris))
