"""`python -m examples.fastapi_journal`: the journal on a port of localhost."""

import os
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import click
import uvicorn

from examples.command_line import Command, StartError, make_streams_readable, open_ports
from examples.fastapi_journal.app import create_app
from examples.fastapi_journal.settings import Settings

SDK = Path("tests/clients/node_modules/@vkontakte/superappkit/dist/index-umd.js")


@click.command(cls=Command, context_settings={"show_default": True, "help_option_names": ["-h", "--help"]})
@click.option(
    "--port",
    metavar="ПОРТ",
    type=click.IntRange(0, 65535),
    default=8012,
    help="Порт на localhost; 0 — любой свободный.",
)
@click.option("--api", metavar="URL", default="http://127.0.0.1:5002", help="Адрес API VK: VK ID песочницы.")
@click.option("--sferum", metavar="URL", default="http://127.0.0.1:5004", help="Адрес Сферума.")
@click.option("--messenger", metavar="URL", default="http://127.0.0.1:5003", help="Адрес мессенджера.")
@click.option(
    "--timeout",
    metavar="СЕКУНДЫ",
    type=click.FloatRange(0, 600, min_open=True),
    default=3,
    help="Сколько секунд ждать VK и Сферум при каждом вызове.",
)
def main(**options: Any) -> None:
    """Электронный дневник «Лицей №3»: привязка к Сферуму через @vkontakte/superappkit и silent-токены VK.

    EXAMPLE_SERVICE_TOKEN и EXAMPLE_CLIENT_SECRET — его ключи в VK, EXAMPLE_JOURNAL_KEY подписывает его токены,
    EXAMPLE_PASSWORD — пароль его учителей, EXAMPLE_STAND_KEY — ключ к POST /stand/unlink.
    """
    sdk = Path(__file__).parents[2] / SDK
    if not sdk.is_file():
        raise StartError(f"{SDK}: такого файла нет; выполните `npm ci --prefix tests/clients`")
    listeners = open_ports(options["port"])
    settings = Settings(
        address=f"http://localhost:{listeners[0].getsockname()[1]}",
        api=options["api"].rstrip("/"),
        sferum=options["sferum"].rstrip("/"),
        messenger=options["messenger"].rstrip("/"),
        timeout_s=options["timeout"],
        service_token=os.environ.get("EXAMPLE_SERVICE_TOKEN", "service-token-of-the-lyceum"),
        client_secret=os.environ.get("EXAMPLE_CLIENT_SECRET", "secret-of-the-lyceum"),
        journal_key=os.environ.get("EXAMPLE_JOURNAL_KEY", "key-of-the-lyceum"),
        password=os.environ.get("EXAMPLE_PASSWORD", "lyceum-3"),
        stand_key=os.environ.get("EXAMPLE_STAND_KEY", "stand-of-the-lyceum"),
    )
    serve(settings, sdk, listeners)


def serve(settings: Settings, sdk: Path, listeners: list[socket.socket]) -> None:
    """Serves the journal and prints its address. Returns after SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    server = uvicorn.Server(uvicorn.Config(create_app(settings, sdk), log_level="error", lifespan="off"))
    # Outside the main thread uvicorn leaves signals alone.
    threading.Thread(target=server.run, kwargs={"sockets": listeners}, daemon=True).start()
    click.echo(f"«Лицей №3»: {settings.address}")
    stopped.wait()


if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m examples.fastapi_journal")
