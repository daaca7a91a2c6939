"""`python -m examples.django_journal`: the journal on a port of localhost."""

import logging
import os
import signal
import socket
import threading
from typing import Any

import click
from waitress.server import create_server

from examples.command_line import Command, StartError, make_streams_readable, open_ports
from examples.django_journal.config import Config
from examples.django_journal.wsgi import create_application

_THREADS = 16


@click.command(cls=Command, context_settings={"show_default": True, "help_option_names": ["-h", "--help"]})
@click.option(
    "--port",
    metavar="ПОРТ",
    type=click.IntRange(0, 65535),
    default=8011,
    help="Порт на localhost; 0 — любой свободный.",
)
@click.option("--address", metavar="URL", help="Адрес, по которому дневник видят; иначе http://localhost и порт.")
@click.option("--vk-id", metavar="URL", default="http://127.0.0.1:5002", help="Адрес VK ID.")
@click.option("--sferum", metavar="URL", default="http://127.0.0.1:5004", help="Адрес Сферума.")
@click.option("--messenger", metavar="URL", default="http://127.0.0.1:5003", help="Адрес мессенджера.")
@click.option(
    "--window",
    type=click.Choice(["popup", "same-tab", "frame"]),
    default="popup",
    help="Где открывается VK ID: в окне, в той же вкладке, во фрейме.",
)
@click.option(
    "--scripted",
    is_flag=True,
    help="Ответ VK ID передают и привязку снимают скрипты страниц, как в одностраничных приложениях.",
)
@click.option("--single-page", is_flag=True, help="Журнал — одна страница: экраны рисует скрипт, сервер даёт ему JSON.")
@click.option("--hash-routes", is_flag=True, help="Адреса экранов одной страницы: /#/chats вместо /chats.")
@click.option(
    "--timeout",
    metavar="СЕКУНДЫ",
    type=click.FloatRange(0, 600, min_open=True),
    default=3,
    help="Сколько секунд ждать VK ID и Сферум при каждом вызове.",
)
def main(**options: Any) -> None:
    """Электронный дневник «Гимназия №7»: привязка к Сферуму через VK ID по OAuth 2.1.

    EXAMPLE_CLIENT_SECRET — его секрет в VK ID, EXAMPLE_PASSWORD — пароль его учителей.
    """
    check_options(options)
    listeners = open_ports(options["port"])
    config = Config(
        address=options["address"] or f"http://{_choose_host(options['window'])}:{listeners[0].getsockname()[1]}",
        vk_id=options["vk_id"].rstrip("/"),
        sferum=options["sferum"].rstrip("/"),
        messenger=options["messenger"].rstrip("/"),
        window=options["window"],
        scripted=options["scripted"],
        single_page=options["single_page"],
        hash_routes=options["hash_routes"],
        timeout_s=options["timeout"],
        client_secret=os.environ.get("EXAMPLE_CLIENT_SECRET", "secret-of-the-gymnasium"),
        password=os.environ.get("EXAMPLE_PASSWORD", "gymnasium-7"),
    )
    serve(config, listeners)


def _choose_host(window: str) -> str:
    """Returns another site than the sandbox at 127.0.0.1, as in life: browsers send SameSite cookies as they do there.

    A frame of another site gets no cookies with SameSite=Lax, and the sandbox's VK ID has no others: there the sites
    are one.
    """
    return "127.0.0.1" if window == "frame" else "localhost"


def check_options(options: dict[str, Any]) -> None:
    """Raises StartError for options that contradict each other."""
    if options["hash_routes"] and not options["single_page"]:
        raise StartError("--hash-routes бывает только с --single-page; добавьте его")
    if options["single_page"] and options["scripted"]:
        raise StartError("--single-page не сочетается с --scripted; уберите одно из двух")
    if options["single_page"] and options["window"] == "frame":
        raise StartError("--single-page открывает VK ID в окне или в той же вкладке: --window popup или same-tab")


def serve(config: Config, listeners: list[socket.socket]) -> None:
    """Serves the journal and prints its address. Returns after SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits for a thread
    server = create_server(create_application(config), sockets=listeners, threads=_THREADS)
    threading.Thread(target=server.run, daemon=True).start()
    click.echo(f"«Гимназия №7»: {config.address}")
    stopped.wait()


if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m examples.django_journal")
