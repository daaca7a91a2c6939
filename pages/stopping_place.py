"""Where a window has come to, for one who does not find there what was looked for."""

import re
from collections.abc import Iterable
from http import HTTPStatus

from playwright.sync_api import Error

from pages.shown_names import ShownName, hide_people
from pages.windows import Window

_READ = """() => [
    performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0,
    (document.body?.innerText ?? '').slice(0, 2000),
]"""
_MAX_LENGTH = 120
_TAIL = re.compile(r"[\s\d()+*@.,:;-]+$")
"""What a cut text does not end in: a half of a phone number is not masked any more."""


def describe_stop(window: Window) -> str:
    """Returns where the window is, in one line of Russian: the address, the HTTP status unless 200, the first words.

    The address is whole: who prints it masks it. Nothing where the page is going somewhere.
    """
    try:
        status, text = window.evaluate(_READ)
    except Error:
        return ""
    answered = "" if status in (0, HTTPStatus.OK) else f" (HTTP {status})"  # 0: the browser does not tell
    words = shorten(hide_people(" ".join(text.split())), _MAX_LENGTH)
    return f"остановились на {window.url}{answered}, там {f'написано: «{words}»' if words else 'ничего не написано'}"


def explain_stop(window: Window, names: Iterable[ShownName]) -> str:
    """Returns where the window is, where the page itself is the reason why nothing is found; nothing otherwise.

    It is one that has nothing to press or to fill in, or that was answered with an HTTP error. `names`: what it shows.
    """
    if any(name.is_action or name.is_field for name in names) and not _is_refused(window):
        return ""
    return describe_stop(window)


def shorten(text: str, limit: int) -> str:
    """Returns the text, cut between words where it is long."""
    if len(text) <= limit:
        return text
    words = text[: limit + 1].rsplit(" ", 1)
    cut = words[0] if len(words) > 1 else text[:limit]
    return f"{_TAIL.sub('', cut)}…"


def _is_refused(window: Window) -> bool:
    try:
        status, _ = window.evaluate(_READ)
    except Error:  # the page is going somewhere
        return False
    return bool(status >= HTTPStatus.BAD_REQUEST)
