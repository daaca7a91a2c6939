"""`target check`: tries what a target file says before a validation does: addresses, registration, each sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
from playwright.sync_api import Browser, Error, Locator, Page, expect

from automation.bridge import NOWHERE, Bridge
from automation.job_browser import JobError, browser_open
from automation.people import Teacher
from automation.target import Client, TargetError, TargetFile, read_target
from mock_server.http_client import http_client
from pages.vendor_journal import VendorJournal
from validation.command import DEFAULT_CONTROL

_CANNOT = 2
_KNOCK_S = 15


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
        found = read_target(file)
        if not found.teachers or found.journal is None:
            raise JobError(f"{file}: в файле нет journal и [[teachers]]: проверять нечего")
        tried = _Tried()
        _try_addresses(tried, found, sandbox, sandbox_token)
        if not tried.missing:
            with browser_open(headed=headed, proxied=found.proxied) as browser:
                expect.set_options(timeout=found.limits.page_s * 1000)
                for teacher in found.people().values():
                    _try_teacher(tried, browser, found, teacher)
    except (TargetError, JobError) as error:
        click.echo(f"Ошибка: {error}", err=True)
        context.exit(_CANNOT)
    click.echo(f"Не хватает: {tried.missing}" if tried.missing else "Всё на месте: можно проверять.")
    context.exit(1 if tried.missing else 0)


class _Tried:
    """Tells each thing tried, and counts what is missing."""

    def __init__(self) -> None:
        self.missing = 0

    @contextmanager
    def thing(self, name: str) -> Iterator[None]:
        """Tell whether the block did without an error."""
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, Error, AssertionError, JobError, ValueError) as error:
            self.missing += 1
            reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
            click.echo(f"  ✗ {name}: {reason}")
        else:
            click.echo(f"  ✓ {name}")


def _try_addresses(tried: _Tried, file: TargetFile, sandbox: str | None, token: str | None) -> None:
    there = f"{file.served_at(file.journal or '')}{file.sign_in_path}"
    with tried.thing(f"журнал отвечает: {there}"):
        _knock(there, file).raise_for_status()
    if file.services == "real":
        for name in ("vk_id", "messenger", "sferum"):
            if address := getattr(file, name):
                with tried.thing(f"{name} отвечает: {address}"):
                    _knock(address, file)
        return
    control = (sandbox or file.sandbox or DEFAULT_CONTROL).rstrip("/")
    with tried.thing(f"песочница отвечает: {control}"), http_client(control, token=token, timeout=_KNOCK_S) as http:
        http.get(f"{control}/health").raise_for_status()
    with (
        tried.thing("регистрация приложения и организации в песочнице"),
        http_client(control, token=token, timeout=_KNOCK_S) as http,
    ):
        if file.client:
            _look_at_registration(http, control, file.client)


def _knock(address: str, file: TargetFile) -> httpx.Response:
    # Certificates are no matter here: nothing is told to it.
    with http_client(address, proxied=file.proxied, verify=False, timeout=_KNOCK_S, follow_redirects=True) as http:
        return http.get(address)


def _look_at_registration(http: httpx.Client, control: str, client: Client) -> None:
    """What is not registered yet will be at validation; what is registered otherwise is a mistake."""
    known = http.get(f"{control}/clients/{client.id}")
    if known.status_code == httpx.codes.NOT_FOUND:
        return
    try:
        uris = list(known.raise_for_status().json()["redirect_uris"])
    except (KeyError, TypeError) as error:
        raise JobError("так управление песочницей не отвечает") from error
    if client.callback not in uris:
        raise JobError(f"приложение {client.id} зарегистрировано с адресом возврата {', '.join(uris)}")


def _try_teacher(tried: _Tried, browser: Browser, file: TargetFile, teacher: Teacher) -> None:
    labels, login = file.labels, teacher.login
    with _journal_page(browser, file) as page:
        journal = VendorJournal(page, labels)
        page.set_default_timeout(file.limits.page_s * 1000)
        with tried.thing(f"{login}: форма входа ({labels.login}, {labels.password}, {labels.sign_in})"):
            page.goto(f"{file.journal}{file.sign_in_path}")
            for field in (journal.login, journal.password, journal.sign_in_button):
                expect(field).to_be_visible()
            journal.sign_in(page.url, login, teacher.password)
        if "office" not in file.missing:
            _see(tried, f"{login}: кабинет учителя ({labels.office})", journal.office)
        if not _see(tried, f"{login}: значок мессенджера ({labels.messenger})", journal.messenger):
            return
        journal.open_messenger()
        card = journal.not_connected.or_(journal.connected).first
        found = _see(tried, f"{login}: карточка ({labels.not_connected} или {labels.connected})", card)
        if found and journal.not_connected.is_visible():
            _see(tried, f"{login}: кнопка подключения ({labels.connect})", journal.connect_button)


def _see(tried: _Tried, name: str, thing: Locator) -> bool:
    before = tried.missing
    with tried.thing(name):
        expect(thing).to_be_visible()
    return tried.missing == before


@contextmanager
def _journal_page(browser: Browser, file: TargetFile) -> Iterator[Page]:
    with browser.new_context(proxy=None if file.bridge is None else NOWHERE) as context:
        if file.bridge is None:
            yield context.new_page()
            return
        bridge = Bridge(context, NOWHERE["server"])  # the way does not lead to VK ID
        for origin, address in file.bridge.items():
            bridge.serve(origin, address)
        yield context.new_page()
        bridge.close()
