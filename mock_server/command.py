"""The sandbox as a program of its own, for people and for vendors."""

import gc
import re
import signal
import threading
from typing import Any

import click

from mock_server.cli import Program
from mock_server.context import Sandbox
from mock_server.errors import SandboxError
from mock_server.http.client_addresses import is_origin
from mock_server.processes import run_processes
from mock_server.server import SITES, run_sandbox
from mock_server.settings import Confirmation, Ports, SandboxSettings
from mock_server.terminal import ReachableSandbox, print_codes, render_banner, seed_demo_teachers

_HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE | re.ASCII)
_PORT = click.IntRange(0, 65535)
_SECONDS = "СЕКУНДЫ"
_DAY_S = 86_400


def _host_names(_context: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise click.BadParameter(f"{name!r} — не имя узла. Нужно имя без схемы и порта: host.docker.internal")
    return names


def _public_addresses(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    addresses = []
    for value in values:
        name, _, origin = value.partition("=")
        site = name.replace("-", "_")
        if site not in SITES or not is_origin(origin):
            sites = ", ".join(site.replace("_", "-") for site in SITES)
            raise click.BadParameter(f"{value!r}. Нужно САЙТ=АДРЕС: vk-id=https://id.school.example; сайты: {sites}")
        addresses.append((site, origin.lower()))
    return tuple(addresses)


@click.command(
    cls=Program,
    variables="SFERUM_SANDBOX",
    context_settings={"show_default": True, "help_option_names": ["-h", "--help"]},
    short_help="Журнал, VK ID, мессенджер и Сферум на этой машине.",
)
@click.option(
    "--host",
    metavar="АДРЕС",
    default="127.0.0.1",
    help="Адрес, на котором слушать. Кроме своей машины — только с токеном.",
)
@click.option(
    "--allow-host",
    metavar="ИМЯ",
    multiple=True,
    callback=_host_names,
    envvar="SANDBOX_ALLOW_HOST",
    show_envvar=True,
    help="Ещё одно имя, по которому обращаются к песочнице: host.docker.internal, *.school.example. Можно повторять.",
)
@click.option(
    "--address",
    metavar="САЙТ=АДРЕС",
    multiple=True,
    callback=_public_addresses,
    help="По какому адресу сайт виден снаружи, если перед песочницей стоит прокси: "
    "vk-id=https://id.school.example. Можно повторять.",
)
@click.option(
    "--journal-port", metavar="ПОРТ", type=_PORT, default=5001, help="Порт электронного журнала; 0 — любой свободный."
)
@click.option("--vk-id-port", metavar="ПОРТ", type=_PORT, default=5002, help="Порт VK ID.")
@click.option("--messenger-port", metavar="ПОРТ", type=_PORT, default=5003, help="Порт VK Мессенджера.")
@click.option("--sferum-port", metavar="ПОРТ", type=_PORT, default=5004, help="Порт Сферума.")
@click.option("--control-port", metavar="ПОРТ", type=_PORT, default=5005, help="Порт управления песочницей.")
@click.option(
    "--database",
    metavar="ФАЙЛ|URL",
    help="Где хранить состояние между запусками: файл SQLite (новый прочтёт только владелец) или URL для SQLAlchemy. "
    "Без этого оно живёт до остановки.",
)
@click.option(
    "--join",
    is_flag=True,
    help="Работать в базе PostgreSQL вместе с другими песочницами, доступными по тем же адресам.",
)
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(1, 64),
    default=1,
    help="Сколько процессов отвечают на одних и тех же портах; больше одного — только с PostgreSQL.",
)
@click.option(
    "--control-token",
    metavar="ТОКЕН",
    envvar="SANDBOX_CONTROL_TOKEN",
    show_envvar=True,
    help="Токен, без которого управление не отвечает.",
)
@click.option(
    "--window",
    type=click.Choice(["popup", "same-tab"]),
    default="popup",
    help="Как журнал открывает VK ID: в отдельном окне или в той же вкладке.",
)
@click.option(
    "--code-method", type=click.Choice(["call", "sms"]), default="call", help="Как приходит код: звонком или по SMS."
)
@click.option("--code-length", metavar="N", type=click.IntRange(3, 9), default=4, help="Сколько цифр в коде.")
@click.option(
    "--code-lifetime", metavar=_SECONDS, type=click.IntRange(1, _DAY_S), default=300, help="Сколько код действует."
)
@click.option(
    "--resend", metavar=_SECONDS, type=click.IntRange(0, _DAY_S), default=60, help="Через сколько дают новый код."
)
@click.option("--attempts", metavar="N", type=click.IntRange(1, 100), default=3, help="Сколько попыток ввести код.")
@click.option(
    "--journal-timeout",
    metavar=_SECONDS,
    type=click.IntRange(1, 600),
    default=10,
    help="Сколько журнал ждёт VK ID и Сферум.",
)
@click.option(
    "--clients",
    metavar="ФАЙЛ",
    help="Приложения, которые VK ID знает с самого начала: TOML или JSON с полями, как у управления (POST /clients).",
)
@click.option(
    "--tls",
    metavar="ПАПКА",
    help="Отвечать по HTTPS. Сертификаты создаются в этой папке; клиенту нужно доверять ca.pem из неё.",
)
@click.option("--strict", is_flag=True, help="VK ID требует от приложений всего, что написано в его документации.")
def main(**options: Any) -> None:
    """Песочница: электронный журнал, VK ID, VK Мессенджер и Сферум на этой машине.

    Печатает адреса, двух учителей школы №51, которыми можно войти в журнал, и коды подтверждения по мере отправки.
    """
    try:
        if options["processes"] > 1:
            with run_processes(_settings(options), options["processes"], _attend) as group:
                _welcome(group)
                group.watch()
            return
        stop = stop_on_signal()
        with run_sandbox(_settings(options), stop) as sandbox:
            _welcome(sandbox)
            _keep_what_the_start_made()
            print_codes(sandbox, stop, click.echo)
    except SandboxError as error:
        raise click.ClickException(str(error)) from error


def _welcome(sandbox: ReachableSandbox) -> None:
    seed_demo_teachers(sandbox)
    click.echo(render_banner(sandbox))


def _keep_what_the_start_made() -> None:
    """Takes what is there to stay out of the garbage collection, and has it look at the rest more rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _attend(sandbox: Sandbox, number: int, stop: threading.Event) -> None:
    """Waits for the end of one of several processes; the first prints the codes that all of them send."""
    _keep_what_the_start_made()
    if number == 0:
        print_codes(sandbox, stop, click.echo)
    stop.wait()


def stop_on_signal() -> threading.Event:
    """Returns an event that a signal to stop sets.

    A hang-up that was ignored stays ignored: that is what `nohup` is for. An interrupt does not: a shell makes
    whatever a script starts with `&` ignore it, and Ctrl-C would end the script and leave the sandbox behind.
    """
    stop = threading.Event()
    for name in {"SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"} & set(dir(signal)):
        number = getattr(signal, name)
        if name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())
    return stop


def _settings(options: dict[str, Any]) -> SandboxSettings:
    return SandboxSettings(
        host=options["host"],
        allowed_hosts=options["allow_host"],
        ports=Ports(**{site: options[f"{site}_port"] for site in SITES}),
        public_addresses=options["address"],
        database=options["database"],
        join=options["join"],
        control_token=options["control_token"] or None,
        window=options["window"],
        journal_timeout_s=options["journal_timeout"],
        clients=options["clients"],
        strict=options["strict"],
        tls=options["tls"],
        confirmation=Confirmation(
            method=options["code_method"],
            code_length=options["code_length"],
            lifetime_s=options["code_lifetime"],
            resend_s=options["resend"],
            attempts=options["attempts"],
        ),
    )
