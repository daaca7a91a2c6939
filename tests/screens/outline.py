"""The outline of a page: its elements with their attributes and texts, without what differs from run to run."""

import re

from tests.html_page import Element, read_page

_VARYING = [
    (re.compile(r"/login/[\w-]+(\.\d+)?"), "/login/…"),
    (re.compile(r"\blogin=[\w-]+"), "login=…"),
    (re.compile(r"/invitations/[\w-]{20,}"), "/invitations/…"),
    (re.compile(r"/invitations%2F[\w-]{20,}"), "/invitations%2F…"),
    (re.compile(r"(/chats|/applications)/\d+"), r"\1/…"),
    (re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d(:\d\d)?"), "date"),
    (re.compile(r"\d\d:\d\d"), "time"),
    (re.compile(r"\*\*-\d\d"), "**-…"),
    (re.compile(r"\btint-\d"), "tint-…"),
    (re.compile(r"teacher-[0-9a-f]{12}"), "login"),
    (re.compile(r"\b[\w.-]{30,}"), "…"),
    (re.compile(r"[0-9a-f]{16}"), "…"),
    (re.compile(r"(?<![\d.])\+?\d{6,}"), "…"),
]
_COUNTDOWN = {"data-countdown"}
_DRAWN = {"svg"}


def draw_outline(html: str, addresses: dict[str, str]) -> str:
    """Returns one line for each element and text of the page, indented; `addresses` are those of the sites."""
    lines = "\n".join(_draw(read_page(html), 0))
    for site, address in addresses.items():
        lines = lines.replace(address, f"{{{site}}}")
    for pattern, replacement in _VARYING:
        lines = pattern.sub(replacement, lines)
    return lines


def _draw(element: Element, depth: int) -> list[str]:
    lines = []
    for child in element.children:
        if isinstance(child, str):
            lines += [f"{'  ' * depth}{' '.join(child.split())}"] if child.strip() else []
            continue
        attributes = "".join(
            f' {name}="{"…" if name in _COUNTDOWN else value}"' for name, value in child.attributes.items()
        )
        lines.append(f"{'  ' * depth}<{child.tag}{'' if child.tag in _DRAWN else attributes}>")
        if child.tag not in _DRAWN:
            lines += _draw(child, depth + 1)
    return lines
