"""How a check's test ends, whatever error has ended it: only what the journal did makes it fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from validation.catalogue import BilingualText, Check
from validation.errors import (
    CheckFailedError,
    InterruptedCheckError,
    LinkFailedError,
    NotCheckedError,
    NotTestableError,
    build_not_checked_error,
    is_about_journal,
    read_first_line,
)
from validation.vendor import Vendor


@contextmanager
def skip_unless_journal_failed(check: Check | None, item: pytest.Item) -> Iterator[None]:
    """Skips the check where an error in the block says nothing about the journal: see `is_about_journal`."""
    try:
        yield
    except pytest.exit.Exception:
        raise
    except (Exception, pytest.fail.Exception) as error:
        reason = find_skip_reason(error, check, getattr(item, "funcargs", {})) if check else None
        if reason is None:
            raise
        raise pytest.skip.Exception(reason.text.ru) from reason


def find_skip_reason(error: BaseException, check: Check, fixtures: dict[str, Any]) -> NotTestableError | None:
    """Returns why the error says nothing about the journal; None where the check has failed."""
    if isinstance(error, NotTestableError) and not isinstance(error, NotCheckedError):
        return error
    if stopped := _find_stopped_part(fixtures):
        reason = NotCheckedError(f"не проверено: {stopped.ru}", f"not checked: {stopped.en}")
        reason.stopped_part = stopped
        return reason
    if isinstance(error, LinkFailedError) and error.because and error.because != check.id:
        return NotTestableError(f"{error.text.ru} (см. {error.because})", f"{error.text.en} (see {error.because})")
    return None if is_about_journal(error) else build_not_checked_error(error)


def describe_end(error: BaseException | None, mask: Callable[[str], str]) -> dict[str, Any]:
    """Returns what the verdict must know of the error that ended a check, if one did."""
    if isinstance(error, CheckFailedError):
        return {"seen": _mask_pair(error.text, mask), "screenshot": error.screenshot}
    reason = error.__cause__ if isinstance(error, pytest.skip.Exception) else None
    if isinstance(reason, NotTestableError):
        details: dict[str, Any] = {"reason": _mask_pair(reason.text, mask)}
        if isinstance(reason, NotCheckedError):
            details["not_checked"] = True
            # The timer of a check that did not end in time runs once.
            details["retry"] = reason.is_broken_off and not isinstance(reason.__cause__, pytest.fail.Exception)
            details["interrupted"] = isinstance(reason, InterruptedCheckError)
            if reason.stopped_part:
                details["run_ends"] = _mask_pair(reason.stopped_part, mask)
        return details
    if error is None or isinstance(error, pytest.skip.Exception):
        return {}
    line = mask(read_first_line(error) or type(error).__name__)
    return {"seen": [f"проверка прервана: {line}", f"the check broke off: {line}"]}


def _mask_pair(text: BilingualText, mask: Callable[[str], str]) -> list[str]:
    return [mask(text.ru), mask(text.en)]


def _find_stopped_part(fixtures: dict[str, Any]) -> BilingualText | None:
    """Returns which thing that every check needs has stopped: the sandbox or the browser."""
    vendor, browser = fixtures.get("vendor"), fixtures.get("browser")
    if isinstance(vendor, Vendor) and (reason := vendor.probe_sandbox()):
        return reason
    if isinstance(browser, Browser):
        try:
            browser.new_context().close()
        except Error as error:
            line = read_first_line(error)
            return BilingualText(f"браузер завершился: {line}", f"the browser has ended: {line}")
    return None
