"""`target check`: tries what a target file says before a validation does: addresses, registration, each sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
from playwright.sync_api import Browser, Error, Locator, Page, expect

from automation.bridge import DEAD_PROXY, Bridge
from automation.deployment import describe_sandbox_error
from automation.exit_codes import EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser, summarize_error
from automation.people import Teacher
from automation.stand import build_context_options, build_network_rules
from automation.target import ClientTable, TargetError, TargetFile, read_target
from mock_server.cli import print_error
from mock_server.client import SandboxClient, SandboxClientError
from mock_server.error_texts import describe_http_error
from pages.vendor_journal import VendorJournal
from validation.command import DEFAULT_CONTROL
from validation.probe import StandError, probe_journal, probe_server, probe_stand
from validation.registration import describe_other_callback, has_callback
from validation.sites import describe_one_site


@click.group()
def target() -> None:
    """Файл цели: какой журнал проверяется."""


@target.command()
@click.argument("file", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sandbox", metavar="URL", help="Управление запущенной песочницей, иначе из файла.")
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
        attempts = _Attempts()
        _try_addresses(attempts, target_file, sandbox, sandbox_token)
        if not attempts.failed:
            with open_browser(
                headed=headed, proxied=target_file.proxied, network=build_network_rules(target_file)
            ) as browser:
                expect.set_options(timeout=target_file.limits.page_s * 1000)
                for teacher in target_file.list_teachers().values():
                    _try_teacher(attempts, browser, target_file, teacher)
    except (TargetError, JobError) as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    click.echo(f"Не хватает: {attempts.failed}" if attempts.failed else "Всё на месте: можно проверять.")
    context.exit(1 if attempts.failed else 0)


class _Attempts:
    """Prints a line about each thing tried, and counts the failures."""

    def __init__(self) -> None:
        self.failed = 0

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """Prints whether the block ended without an error."""
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, SandboxClientError, Error, AssertionError, ValueError) as error:
            self.failed += 1
            click.echo(f"  ✗ {name}: {_describe(error)}")
        else:
            click.echo(f"  ✓ {name}")


def _describe(error: Exception) -> str:
    if isinstance(error, (Error, AssertionError)):
        return summarize_error(error)
    if isinstance(error, SandboxClientError):
        return describe_sandbox_error(error)
    if isinstance(error, StandError):
        return error.text.ru
    return describe_http_error(error)


def _try_addresses(attempts: _Attempts, file: TargetFile, sandbox: str | None, token: str | None) -> None:
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


def _try_sandbox(attempts: _Attempts, control: str, file: TargetFile, token: str | None) -> None:
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


def _try_teacher(attempts: _Attempts, browser: Browser, file: TargetFile, teacher: Teacher) -> None:
    labels, login = file.labels, teacher.login
    with _journal_page(browser, file) as page:
        journal = VendorJournal(page, labels)
        page.set_default_timeout(file.limits.page_s * 1000)
        with attempts.attempt(f"{login}: форма входа ({labels.login}, {labels.password}, {labels.sign_in})"):
            page.goto(file.sign_in_address)
            for field in (journal.login, journal.password, journal.sign_in_button):
                expect(field).to_be_visible()
            journal.sign_in(page.url, login, teacher.password)
        if "office" not in file.missing:
            _try_to_see(attempts, f"{login}: кабинет учителя ({labels.office})", journal.office)
        if not _try_to_see(attempts, f"{login}: значок мессенджера ({labels.messenger})", journal.messenger):
            return
        journal.open_messenger()
        card = journal.not_connected.or_(journal.connected).first
        is_open = _try_to_see(attempts, f"{login}: карточка ({labels.not_connected} или {labels.connected})", card)
        if is_open and journal.not_connected.is_visible():
            _try_to_see(attempts, f"{login}: кнопка подключения ({labels.connect})", journal.connect_button)


def _try_to_see(attempts: _Attempts, name: str, element: Locator) -> bool:
    """Returns whether the element is on the screen."""
    failed_before = attempts.failed
    with attempts.attempt(name):
        expect(element).to_be_visible()
    return attempts.failed == failed_before


@contextmanager
def _journal_page(browser: Browser, file: TargetFile) -> Iterator[Page]:
    options = build_context_options(file)
    with browser.new_context(**options) as context:
        if file.bridge is None:
            yield context.new_page()
            return
        bridge = Bridge(context, DEAD_PROXY["server"], options["http_credentials"])  # the way does not lead to VK ID
        for origin, address in file.bridge.items():
            bridge.serve(origin, address)
        yield context.new_page()
        bridge.close()
