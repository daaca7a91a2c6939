"""The outline of a page: its elements with their attributes and texts, without what differs from run to run.

What differs is numbered: one number on a screen for one value, so that a link to another chat, or another person's ID,
is seen. A time is told by how many hours it is from the answer.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

import httpx

from tests.html_page import draw_elements, read_page

_MOSCOW = timezone(timedelta(hours=3))
_NUMBERED = [
    re.compile(r"(/login/|\blogin=)([\w-]+(?:\.\d+)?)"),
    re.compile(r"(/invitations(?:/|%2F))([\w-]{20,})"),
    re.compile(r"(/(?:chats|applications)/)(\d+)"),
]
"""What precedes a value, and the value."""
_NUMBER = re.compile(r"((?<![\w.])\+?)(\d{6,})(?!\w)")
_HIDDEN = [
    (re.compile(r"\*\*-\d\d"), "**-…"),
    (re.compile(r"\btint-\d"), "tint-…"),
    (re.compile(r"teacher-[0-9a-f]{12}"), "login"),
    (re.compile(r"(?<![\w.-])[\w.-]{30,}"), "…"),
    (re.compile(r"[0-9a-f]{16}"), "…"),
]
_MOMENT = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d)(?::\d\d)?")
_COUNTDOWN_TIME = re.compile(r"\d\d:\d\d")
_COUNTDOWN = re.compile(r'data-countdown="\d+"')


def draw_outline(response: httpx.Response, addresses: dict[str, str]) -> str:
    """Returns the address of a page, and one line for each element and text of it, indented.

    `addresses` are those of the sites.
    """
    answered_at = parsedate_to_datetime(response.headers["Date"])
    lines = "\n".join(
        [
            f"{response.request.method} {unquote(str(response.url))}",
            *draw_elements(read_page(response.text), closed=("svg",)),
        ]
    )
    for site, address in addresses.items():
        lines = lines.replace(address, f"{{{site}}}")
    # A failure must show it: `action` is the name of a secret of the silent-token flow, and is masked.
    lines = lines.replace(' action="', ' leads-to="')
    lines = _COUNTDOWN.sub('data-countdown="…"', lines)
    lines = _MOMENT.sub(lambda match: _tell_hours(match[1], answered_at), lines)
    lines = _COUNTDOWN_TIME.sub("time", lines)
    for pattern in _NUMBERED:
        lines = pattern.sub(_number_values(), lines)
    for pattern, replacement in _HIDDEN:
        lines = pattern.sub(replacement, lines)
    return _NUMBER.sub(_number_values(), lines)


def _tell_hours(moment: str, answered_at: datetime) -> str:
    """Returns how far a moment of Moscow's time is: a zone that is wrong, or another moment, is some hours off."""
    passed = datetime.strptime(moment, "%d.%m.%Y %H:%M").replace(tzinfo=_MOSCOW) - answered_at
    return f"{round(passed / timedelta(hours=1)):+} h"


def _number_values() -> Callable[[re.Match[str]], str]:
    """Returns what puts the number of a value, in the order in which the screen has them, in the value's place."""
    values: dict[str, int] = {}
    return lambda match: f"{match[1]}…{values.setdefault(match[2], len(values) + 1)}"
