"""`python -m examples.fastapi_journal`: the journal on a port of 127.0.0.1."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import click
import uvicorn

from examples.fastapi_journal.app import create_app
from examples.fastapi_journal.settings import Settings

SDK = Path("tests/clients/node_modules/@vkontakte/superappkit/dist/index-umd.js")


class StartError(click.ClickException):
    """What is wrong and what to do, in one line."""

    exit_code = 2


@click.command(context_settings={"show_default": True, "help_option_names": ["-h", "--help"]})
@click.option("--port", type=click.IntRange(0, 65535), default=8012, help="Port of 127.0.0.1; 0 takes a free one.")
@click.option("--api", metavar="URL", default="http://127.0.0.1:5002", help="Address of VK's API: the sandbox's VK ID.")
@click.option("--sferum", metavar="URL", default="http://127.0.0.1:5004", help="Address of Sferum.")
@click.option("--messenger", metavar="URL", default="http://127.0.0.1:5003", help="Address of the messenger.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0, 600, min_open=True),
    default=3,
    help="How long each call to VK and to Sferum may take.",
)
def main(**given: Any) -> None:
    """The e-journal of «Лицей №3», linked with Sferum by @vkontakte/superappkit and VK's silent tokens.

    EXAMPLE_SERVICE_TOKEN and EXAMPLE_CLIENT_SECRET are its keys at VK, EXAMPLE_JOURNAL_KEY signs its own tokens,
    EXAMPLE_PASSWORD is the password of its teachers, EXAMPLE_STAND_KEY the key of POST /stand/unlink.
    """
    sdk = Path(__file__).parents[2] / SDK
    if not sdk.is_file():
        raise StartError(f"{SDK} is not there: run `npm ci --prefix tests/clients`")
    try:
        listening = socket.create_server(("127.0.0.1", given["port"]))
    except OSError as error:
        raise StartError(f"cannot open port {given['port']}: {error.strerror}; choose another --port") from error
    settings = Settings(
        address=f"http://127.0.0.1:{listening.getsockname()[1]}",
        api=given["api"].rstrip("/"),
        sferum=given["sferum"].rstrip("/"),
        messenger=given["messenger"].rstrip("/"),
        timeout_s=given["timeout"],
        service_token=os.environ.get("EXAMPLE_SERVICE_TOKEN", "service-token-of-the-lyceum"),
        client_secret=os.environ.get("EXAMPLE_CLIENT_SECRET", "secret-of-the-lyceum"),
        journal_key=os.environ.get("EXAMPLE_JOURNAL_KEY", "key-of-the-lyceum"),
        password=os.environ.get("EXAMPLE_PASSWORD", "lyceum-3"),
        stand_key=os.environ.get("EXAMPLE_STAND_KEY", "stand-of-the-lyceum"),
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server = uvicorn.Server(uvicorn.Config(create_app(settings, sdk), log_level="error", lifespan="off"))
    # Off the main thread uvicorn leaves signals alone.
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    click.echo(f"«Лицей №3»: {settings.address}")
    stop.wait()


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # cp866 of a console of Windows has no «
    main(prog_name="python -m examples.fastapi_journal")
