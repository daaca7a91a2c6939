"""Asks a journal of МЭШ's kind about one person after the other: slowly, and again where it says later."""

import re
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event
from types import TracebackType
from typing import Self

import httpx

from automation.job_browser import JobError
from automation.links.partners import MAX_BODY_BYTES, Answer, Partner, StopAskingError, read_answer
from automation.links.results import LinkStatus
from mock_server.error_texts import describe_http_error
from mock_server.http_client import http_client

_TIMEOUT_S = 10
_MAX_WAIT_S = 120
"""For longer than this nobody is kept waiting: the next run goes on."""
_MAX_TRIES = 5
_MAX_SILENT = 5
"""After so many questions in a row without any answer the journal counts as down."""
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


def _wait(seconds: float) -> None:
    Event().wait(seconds)


class MeshJournal(AbstractContextManager["MeshJournal"]):
    """One journal, asked with one token at most `rate` times a second. `wait` and `clock` are those of real time.

    The constructor raises JobError.
    """

    def __init__(
        self,
        address: str,
        token: str,
        rate: float,
        *,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], object] = _wait,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address
        self._interval_s = 1 / rate
        self._wait, self._clock = wait, clock
        self._next_at = clock()
        self._silent = 0
        try:
            self._http = http_client(address, token=token, proxied=True, timeout=_TIMEOUT_S, transport=transport)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
            # A file of certificates, or a proxy, that the environment names and nobody can use.
            raise JobError(f"--mesh: журнал не спросить: {describe_http_error(error)}") from error
        self._http.headers.update(_HEADERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, partner: Partner, id_field: str, person_id: str) -> Answer:
        """Returns whether the person is linked with the partner.

        Asks again after 429, and after 503 with Retry-After (RFC 9110 §10.2.3, RFC 6585 §4). Raises StopAskingError
        where the token is not accepted, the journal is down, or it wants to be left alone for long.
        """
        url = self.address + partner.path
        for attempt in range(_MAX_TRIES):
            try:
                status, headers, body = self._send(url, {id_field: person_id})
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return self._note_silence(describe_http_error(error))
            self._silent = 0
            if not _wants_later(status, headers):
                return read_answer(partner, url, status, headers, body)
            self._postpone(parse_retry_after(headers, datetime.now(UTC)), attempt)
        raise StopAskingError(f"журнал и на {_MAX_TRIES}-й раз просит подождать ({status}): уменьшите --rate")

    def _send(self, url: str, params: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        """Returns the answer, of whose body the start is enough. Raises httpx.HTTPError, for a slow body too."""
        now = self._clock()
        if self._next_at > now:
            self._wait(self._next_at - now)
        started = self._clock()
        self._next_at = started + self._interval_s
        body = b""
        with self._http.stream("GET", url, params=params) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    break
                if self._clock() - started > 2 * _TIMEOUT_S:
                    raise httpx.ReadTimeout("the body does not end")
        return response.status_code, response.headers, body

    def _note_silence(self, reason: str) -> Answer:
        self._silent += 1
        if self._silent >= _MAX_SILENT:
            raise StopAskingError(f"журнал не отвечает ({reason})")
        return Answer(LinkStatus.UNKNOWN, remark=f"журнал не ответил: {reason}")

    def _postpone(self, retry_after_s: float | None, attempt: int) -> None:
        """Puts the next question off, for as long as the journal says or for twice as long as the last time."""
        wait_s = 2.0**attempt if retry_after_s is None else retry_after_s
        if wait_s > _MAX_WAIT_S:
            raise StopAskingError(f"журнал просит подождать {_format_wait(wait_s)}")
        self._next_at = max(self._next_at, self._clock() + wait_s)


def _wants_later(status: int, headers: Mapping[str, str]) -> bool:
    return status == 429 or (status == 503 and "retry-after" in headers)


def parse_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Returns the seconds to wait, from a number or a date; None where the header is neither, or absent.

    A date is compared with the server's own Date, where there is one: the clocks may differ.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text) if _SECONDS.fullmatch(text) else float("inf")
    moment = _parse_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - (_parse_date(headers.get("date", "")) or now)).total_seconds())


def _parse_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _format_wait(seconds: float) -> str:
    return f"{seconds / 60:.0f} мин." if seconds < 24 * 3600 else "больше суток"
