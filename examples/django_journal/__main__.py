"""`python -m examples.django_journal`: the journal on a port of 127.0.0.1."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Collection
from typing import Any

import click
from waitress.server import create_server

from examples.django_journal.config import Config
from examples.django_journal.mistakes import Mistake
from examples.django_journal.site import application


class StartError(click.ClickException):
    """What is wrong and what to do, in one line."""

    exit_code = 2


@click.command(context_settings={"show_default": True, "help_option_names": ["-h", "--help"]})
@click.option("--port", type=click.IntRange(0, 65535), default=8011, help="Port of 127.0.0.1; 0 takes a free one.")
@click.option("--vk-id", metavar="URL", default="http://127.0.0.1:5002", help="Address of VK ID.")
@click.option("--sferum", metavar="URL", default="http://127.0.0.1:5004", help="Address of Sferum.")
@click.option("--messenger", metavar="URL", default="http://127.0.0.1:5003", help="Address of the messenger.")
@click.option(
    "--window", type=click.Choice(["popup", "same-tab", "frame"]), default="popup", help="Where VK ID is opened."
)
@click.option(
    "--scripted",
    is_flag=True,
    help="Pages hand on what VK ID answers, and ask to unlink, by scripts, as single-page applications do.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0, 600, min_open=True),
    default=3,
    help="How long VK ID and Sferum are waited for, each call.",
)
@click.option(
    "--mistake",
    "mistakes",
    metavar="NAME",
    multiple=True,
    callback=lambda *given: _mistakes(given[2]),
    help="What to do wrong on purpose; may be given several times.",
)
@click.option("--list-mistakes", is_flag=True, help="Tell what can be done wrong, and stop.")
def main(mistakes: Collection[Mistake], list_mistakes: bool, **given: Any) -> None:
    """The e-journal of «Гимназия №7», linked with Sferum through VK ID's OAuth 2.1.

    EXAMPLE_CLIENT_SECRET is its secret at VK ID, EXAMPLE_PASSWORD the password of its teachers.
    """
    if list_mistakes:
        for each in Mistake:
            click.echo(f"{each.option:20} {each.value}")
        return
    if mistakes and given["scripted"]:
        raise StartError("--mistake goes without --scripted; leave one of them out")
    try:
        listening = socket.create_server(("127.0.0.1", given["port"]))
    except OSError as error:
        raise StartError(f"cannot open port {given['port']}: {error.strerror}; choose another --port") from error
    journal = Config(
        address=f"http://127.0.0.1:{listening.getsockname()[1]}",
        vk_id=given["vk_id"].rstrip("/"),
        sferum=given["sferum"].rstrip("/"),
        messenger=given["messenger"].rstrip("/"),
        window=given["window"],
        scripted=given["scripted"],
        timeout_s=given["timeout"],
        client_secret=os.environ.get("EXAMPLE_CLIENT_SECRET", "secret-of-the-gymnasium"),
        password=os.environ.get("EXAMPLE_PASSWORD", "gymnasium-7"),
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is no trouble
    server = create_server(application(journal, mistakes), sockets=[listening], threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    click.echo(f"«Гимназия №7»: {journal.address}")
    stop.wait()


def _mistakes(names: Collection[str]) -> Collection[Mistake]:
    known = {mistake.option: mistake for mistake in Mistake}
    for name in names:
        if name not in known:
            raise StartError(f"--mistake {name}: there is no such mistake; --list-mistakes tells which there are")
    return [known[name] for name in names]


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # cp866 of a console of Windows has no «
    main(prog_name="python -m examples.django_journal")
