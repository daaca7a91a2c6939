"""A teacher's sign-in to the journal: no oftener than the journal allows, and once more where it says to wait."""

import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import BrowserContext, Error, Locator, Response, TimeoutError

from validation.vendor import Vendor

_TOO_MANY = 429
_MINUTE_S = 60.0
_DEFAULT_RETRY_S = 20.0
_MAX_RETRY_S = 120.0
_POLL_INTERVAL_MS = 250


def sign_in_when_allowed(
    vendor: Vendor, context: BrowserContext, fill_in: Callable[[], None], entrance: Locator
) -> None:
    """Signs in by `fill_in`, and once more if the entrance does not come because the journal allows no more sign-ins.

    Waits first where the target file says so.
    """
    _wait_for_turn(vendor, context)
    refusals: list[Response] = []

    def note(response: Response) -> None:
        if response.status == _TOO_MANY:
            refusals.append(response)

    context.on("response", note)
    try:
        fill_in()
        if _is_shown_unless(entrance, lambda: bool(refusals), context, vendor.file.limits.page_s):
            return
    finally:
        context.remove_listener("response", note)
    if refusals:
        vendor.pace.is_throttled = True
        _wait(context, read_retry_after(refusals[-1].headers.get("retry-after", "")))
        fill_in()


def read_retry_after(text: str) -> float:
    """Returns how many seconds to wait by a header `Retry-After`; a date, or none, is taken for a short while."""
    return min(float(text), _MAX_RETRY_S) if text.strip().isdigit() else _DEFAULT_RETRY_S


def find_wait_s(earlier: list[float], now: float, per_minute: int) -> float:
    """Returns how long the next sign-in must wait, after those at these moments; 0 where it may begin."""
    recent = sorted(moment for moment in earlier if now - _MINUTE_S < moment <= now)
    return 0.0 if len(recent) < per_minute else recent[-per_minute] + _MINUTE_S - now


def _is_shown_unless(entrance: Locator, refused: Callable[[], bool], context: BrowserContext, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and not refused():
        with suppress(Error):  # the page is on its way
            if entrance.is_visible():
                return True
        with suppress(TimeoutError):
            context.wait_for_event("response", timeout=_POLL_INTERVAL_MS)
    return False


def _wait_for_turn(vendor: Vendor, context: BrowserContext) -> None:
    """Waits until another sign-in keeps to limits.sign_ins_per_minute, of all processes of this machine together."""
    per_minute = vendor.file.limits.sign_ins_per_minute
    if per_minute is None:
        return
    name = hashlib.sha256(vendor.journal.encode()).hexdigest()[:16]
    file = Path(tempfile.gettempdir()) / f"sferum-sign-ins-{name}.json"
    with FileLock(file.with_suffix(".lock"), mode=0o600):
        try:
            earlier = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            earlier = []
        _wait(context, find_wait_s(earlier, time.time(), per_minute))
        file.write_text(json.dumps([*earlier[-per_minute:], time.time()]), encoding="utf-8")


def _wait(context: BrowserContext, seconds: float) -> None:
    """Waits, while the browser's events come in."""
    if seconds > 0:
        with suppress(TimeoutError):
            context.wait_for_event("close", timeout=seconds * 1000)
