"""The answers of VK ID and Sferum that a journal must cope with, as faults of the sandbox."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from validation.errors import CheckFailedError, is_about_journal, read_first_line
from validation.vendor import Vendor

_TRIES = 2
"""A journal that has had no answer may ask once more."""
_LONGER_S = 3
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_JSON = {"Content-Type": "application/json"}
_PAGE = "<!doctype html><title>Сервис</title><p>Ведутся работы"


@dataclass(frozen=True)
class ServiceAnswer:
    """One answer; `fault` is how the sandbox is told to give it. The names are for people."""

    ru: str
    en: str
    fault: Mapping[str, Any]
    told_within_s: float | None = None
    """When the journal must have told of it at the latest; None: within limits.page_s."""

    @property
    def is_outage(self) -> bool:
        """Returns whether the service does not work, rather than refuses."""
        return not 300 <= self.fault.get("status", 0) < 500

    @contextmanager
    def named(self) -> Iterator[None]:
        """Puts the answer's name before what a check finds with it."""
        try:
            yield
        except CheckFailedError as error:
            raise CheckFailedError(f"{self.ru}: {error.text.ru}", f"{self.en}: {error.text.en}") from error
        except Exception as error:
            if not is_about_journal(error):
                raise
            line = read_first_line(error)
            raise CheckFailedError(
                f"{self.ru}: проверка прервана: {line}", f"{self.en}: the check broke off: {line}"
            ) from error


def _answer(ru: str, en: str, status: int, body: str = "", **headers: str) -> ServiceAnswer:
    return ServiceAnswer(
        ru, en, {"kind": "answer", "status": status, "body": body, "headers": {**_HTML, **headers}, "times": None}
    )


def _error(status: int, error: str, **headers: str) -> ServiceAnswer:
    body = json.dumps({"error": error, "error_description": "ordered by the validation"})
    return _answer(f"ответ {status} {error}", f"answer {status} {error}", status, body, **_JSON | headers)


FORBIDDEN = _error(403, "forbidden")
PROFILE_LINKED = _error(409, "profile_linked")
TOO_MANY = _error(429, "too_many_requests", **{"Retry-After": "120"})
BAD_GATEWAY = _answer("ответ 502 страницей HTML", "answer 502 with a page of HTML", 502, _PAGE)
EMPTY_500 = _answer("пустой ответ 500", "an empty answer 500", 500)
UNAVAILABLE = ServiceAnswer("ответ 503", "answer 503", {"kind": "error", "status": 503, "times": None})
LOST = ServiceAnswer("ответ потерян", "the answer is lost", {"kind": "drop", "times": None})

_UNAUTHORIZED = _error(401, "invalid_token")
"""The token has ended."""

_ATTACH_FAILURES = (
    _UNAUTHORIZED,
    FORBIDDEN,
    _error(404, "not_found"),
    PROFILE_LINKED,
    _error(422, "invalid_request"),
    TOO_MANY,
    EMPTY_500,
    BAD_GATEWAY,
)
_PAGE_200 = _answer("страница HTML с кодом 200", "a page of HTML with status 200", 200, _PAGE)
NO_ANSWERS = (
    _PAGE_200,
    _answer("перенаправление на страницу", "a redirect to a page", 303, Location="/"),
)
"""Sferum's at linking: they look like success, and nothing is attached."""
_DETACH_FAILURES = (_UNAUTHORIZED, FORBIDDEN, _error(409, "conflict"), TOO_MANY, EMPTY_500, BAD_GATEWAY, LOST)
_TOKEN_FAILURES = (
    _error(400, "invalid_grant"),
    _error(401, "invalid_client"),
    TOO_MANY,
    BAD_GATEWAY,
    _PAGE_200,
    _answer("ответ 200 без токена", "answer 200 without a token", 200, "{}", **_JSON),
)
_EXCHANGE_FAILURES = (
    _answer(
        "ошибка 104 VK API", "error 104 of VK's API", 200, '{"error": {"error_code": 104, "error_msg": ""}}', **_JSON
    ),
    _answer("ошибка 6 VK API", "error 6 of VK's API", 200, '{"error": {"error_code": 6, "error_msg": ""}}', **_JSON),
    TOO_MANY,
    BAD_GATEWAY,
    _answer("ответ 200 без токена", "answer 200 without a token", 200, "{}", **_JSON),
)


def list_token_failures(vendor: Vendor) -> tuple[ServiceAnswer, ...]:
    """Returns VK ID's answers to a code or a silent token that give no token."""
    failures = _TOKEN_FAILURES if vendor.file.protocol == "oauth" else _EXCHANGE_FAILURES
    return (*failures, *_make_silences(vendor))


def list_person_failures(vendor: Vendor) -> tuple[ServiceAnswer, ...]:
    """Returns VK ID's answers that tell nothing of whose token it is."""
    return (UNAVAILABLE, _PAGE_200, _make_silences(vendor)[0])


def list_attach_failures(vendor: Vendor) -> tuple[ServiceAnswer, ...]:
    """Returns Sferum's answers at linking with which nothing is attached."""
    return (*_ATTACH_FAILURES, *_make_silences(vendor))


def list_detach_failures(vendor: Vendor) -> tuple[ServiceAnswer, ...]:
    """Returns Sferum's answers at unlinking with which the link stays."""
    return (*_DETACH_FAILURES, _make_silences(vendor)[0])  # whose answer has no body


def _make_silences(vendor: Vendor) -> tuple[ServiceAnswer, ServiceAnswer]:
    """Returns no answer, and the beginning of one, for longer than a journal may wait, even if it asks once more.

    Nothing is done.
    """
    told_within_s = vendor.file.limits.answer_s * _TRIES
    fault = {"delay_s": told_within_s + _LONGER_S, "times": None}
    return (
        ServiceAnswer("молчание", "silence", {"kind": "drop", **fault}, told_within_s),
        ServiceAnswer("молчание на полуслове", "silence in mid-answer", {"kind": "stall", **fault}, told_within_s),
    )
