"""How a teacher of a vendor's journal is put back into the unlinked state, in the way its target file tells."""

import os
import shlex
import subprocess

import httpx

from automation.people import Teacher
from automation.target import Unlinking
from mock_server.http_client import http_client
from pages.vendor_journal import VendorJournal

_PATIENCE_S = 30


class UnlinkError(Exception):
    """The teacher could not be put back; the message is one line that says why."""


def reset_link(journal: VendorJournal, teacher: Teacher, unlinking: Unlinking, *, proxied: bool = False) -> None:
    """Unlink; the journal's page is that of the card and shows the connected state. Raises UnlinkError.

    `proxied`: a proxy of the environment may stand before the address that unlinks.
    """
    if unlinking.way == "button":
        journal.unlink()
        journal.expect_not_connected()
    elif unlinking.way == "http":
        _ask(teacher, unlinking, proxied)
    else:
        _run(teacher, unlinking)


def _ask(teacher: Teacher, unlinking: Unlinking, proxied: bool) -> None:
    headers = {name: _value(each) for name, each in unlinking.headers.items()}
    form = {name: _of(teacher, each) for name, each in unlinking.form.items()}
    url = _of(teacher, unlinking.url or "")
    try:
        with http_client(url, proxied=proxied, timeout=_PATIENCE_S) as http:
            http.post(url, data=form, headers=headers).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise UnlinkError(f"unlinking.url: {' '.join(str(error).split())}") from error


def _run(teacher: Teacher, unlinking: Unlinking) -> None:
    command = [_of(teacher, word) for word in shlex.split(unlinking.command or "")]
    try:
        subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UnlinkError(f"unlinking.command: {error}") from error


def _of(teacher: Teacher, text: str) -> str:
    return text.replace("{login}", teacher.login)


def _value(text: str) -> str:
    return os.environ[text[1:]] if text.startswith("$") else text
