"""What a journal of МЭШ's kind answers of one person: reads the answer, whatever it is.

Public knowledge: 200 with `vk_edu_id`, or with `max_id` and `max_link`, where the person has linked; 204 where not.
All else is ours to judge: it says neither, so the person counts as one who could not be asked about.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from automation.addresses import parse_origin
from automation.errors import AutomationError
from automation.links.results import LinkStatus

MAX_BODY_BYTES = 64 * 1024
"""Of an answer: far more than its fields take."""
_MAX_DIGITS = 18
_LINK = re.compile(r"https://[!-~]{1,300}")


@dataclass(frozen=True)
class Partner:
    """A service that an account may be linked with: where it is asked about, and the field with the ID."""

    key: str
    title: str
    path: str
    id_field: str
    link_field: str = ""


PARTNERS = {
    "vk": Partner("vk", "VK", "/v2/external-partners/check-for-vk-user", "vk_edu_id"),
    "max": Partner("max", "MAX", "/v2/external-partners/check-for-max-user", "max_id", "max_link"),
}


@dataclass(frozen=True)
class Answer:
    """What is known of one person and one service; `remark` says why it is not known."""

    status: LinkStatus
    id: int | None = None
    link: str = ""
    remark: str = ""


class StopAskingError(AutomationError):
    """The next questions would be answered no better; the message says why, and what to do."""


def read_answer(partner: Partner, url: str, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """Returns what the answer says. Raises StopAskingError where it says that the token is not accepted."""
    if status == 200:
        return _read_linked(partner, body)
    if status == 204:
        return Answer(LinkStatus.NOT_LINKED)
    if status == 401:
        raise StopAskingError("журнал не принял токен (401): он неверен или истёк, получите новый")
    if 300 <= status < 400:
        place = _find_host(url, headers.get("location", "")) or "неизвестный адрес"
        return _build_unknown(f"журнал перенаправил ({status}) на {place}: токен не принят или адрес не тот")
    reasons = {
        400: "журнал не принял этот ID (400)",
        403: "с этим токеном о человеке спрашивать нельзя (403)",
        404: "журнал не знает этого ID или такого адреса (404)",
        422: "журнал не принял этот ID (422)",
    }
    return _build_unknown(reasons.get(status) or f"журнал ответил {status}, а нужно 200 или 204")


def _find_host(url: str, location: str) -> str:
    """Returns the origin that a redirect leads to, without its path and query: they may hold secrets."""
    try:
        return parse_origin(urljoin(url, location))
    except ValueError:
        return ""


def _read_linked(partner: Partner, body: bytes) -> Answer:
    if len(body) > MAX_BODY_BYTES:
        return _build_unknown("ответ журнала слишком длинный")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        kind = "страница, а не JSON" if body.lstrip()[:1] == b"<" else "не JSON" if body.strip() else "пусто"
        return _build_unknown(f"в ответе журнала {kind}")
    if not isinstance(fields, dict):
        return _build_unknown(f"в ответе журнала нет {partner.id_field}")
    number = _parse_id(fields.get(partner.id_field))
    if number is None:
        found = "нет" if fields.get(partner.id_field) in (None, "") else "вместо числа что-то другое в"
        return _build_unknown(f"в ответе журнала {found} {partner.id_field}")
    return Answer(LinkStatus.LINKED, number, _parse_link(fields.get(partner.link_field)))


def _parse_id(value: object) -> int | None:
    """Returns an ID from a number, or from its digits in a text, as some write it."""
    text = str(value) if type(value) is int else value.strip() if isinstance(value, str) else ""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) or None if is_number else None


def _parse_link(link: object) -> str:
    """Returns the link where it is one that a page may have; an empty text where not."""
    return link if isinstance(link, str) and _LINK.fullmatch(link) else ""


def _build_unknown(remark: str) -> Answer:
    return Answer(LinkStatus.UNKNOWN, remark=remark)
