"""How a teacher of a vendor's journal is unlinked between checks, in the way that its target file names."""

import os
import subprocess

import httpx

from automation.command_line import split_command
from automation.people import Teacher
from automation.stand import open_stand_client
from automation.target import TargetFile, UnlinkingTable
from pages.vendor_journal import VendorJournal
from validation.errors import CheckError

_UNLINK_TIMEOUT_S = 30


class UnlinkError(CheckError):
    """The teacher could not be unlinked; the text is one line that says why."""


def reset_link(journal: VendorJournal, teacher: Teacher, file: TargetFile) -> None:
    """Unlinks the teacher; the journal's page shows the card in the connected state. Raises UnlinkError."""
    unlinking = file.unlinking
    if unlinking.way == "button":
        journal.unlink()
        journal.expect_not_connected()
    elif unlinking.way == "http":
        _post_form(teacher, file)
    else:
        _run_command(teacher, unlinking)


def _post_form(teacher: Teacher, file: TargetFile) -> None:
    unlinking = file.unlinking
    headers = {name: _expand_variable(value) for name, value in unlinking.headers.items()}
    form = {name: _insert_login(teacher, value) for name, value in unlinking.form.items()}
    url = _insert_login(teacher, unlinking.url or "")
    try:
        with open_stand_client(file, url, timeout_s=_UNLINK_TIMEOUT_S) as http:
            http.post(url, data=form, headers=headers).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UnlinkError(
            f"отвязать учителя не удалось (unlinking.url): {reason}", f"unlinking.url did not unlink: {reason}"
        ) from error


def _run_command(teacher: Teacher, unlinking: UnlinkingTable) -> None:
    command = [_insert_login(teacher, word) for word in split_command(unlinking.command or "")]
    try:
        subprocess.run(command, capture_output=True, timeout=_UNLINK_TIMEOUT_S, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UnlinkError(
            f"отвязать учителя не удалось (unlinking.command): {error}", f"unlinking.command did not unlink: {error}"
        ) from error


def _insert_login(teacher: Teacher, text: str) -> str:
    return text.replace("{login}", teacher.login)


def _expand_variable(text: str) -> str:
    return os.environ[text[1:]] if text.startswith("$") else text
