"""How a check ends, whatever error has ended it: only what the journal did makes it fail."""

import json
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from playwright.sync_api import Browser, Error, TimeoutError

from automation.codes import CodeUnavailableError
from mock_server.client import ControlError
from validation.catalogue import BilingualText, load_checks
from validation.errors import (
    CheckFailedError,
    InterruptedCheckError,
    NotCheckedError,
    NotTestableError,
    build_not_checked_error,
    is_about_journal,
    link_failed_because,
    naming_earlier_step,
    read_first_line,
)
from validation.link_reset import UnlinkError
from validation.outcome import describe_end, find_skip_reason, skip_unless_journal_failed
from validation.teacher_pool import PoolExhaustedError
from validation.vendor import Vendor

PROJECT = Path(__file__).parents[3]
CHECKS = load_checks().checks
FAILURE = CheckFailedError("не так", "not so", screenshot="jpeg")
CLOSED = Error("Locator.click: Target page, context or browser has been closed")
SILENCE = BilingualText("песочница не отвечает", "the sandbox does not answer")


class StubBrowser(Browser):
    """A browser that still runs, or has ended."""

    def __init__(self, *, has_ended: bool = False) -> None:
        self.has_ended = has_ended

    def new_context(self, **_: Any) -> Any:
        if self.has_ended:
            raise Error("Browser.new_context: Browser closed\nand so on")
        return self

    def close(self, **_: Any) -> None:
        pass


@pytest.mark.parametrize(
    "error",
    [
        CheckFailedError("не так", "not so"),
        link_failed_because("P-8", "отказ", "refused"),
        TimeoutError("Page.goto: Timeout 10000ms exceeded."),
        Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://127.0.0.1:1/"),
    ],
    ids=repr,
)
def test_what_the_journal_did_or_did_not_show_is_its_failure(error: Exception) -> None:
    assert is_about_journal(error)


@pytest.mark.parametrize(
    "error",
    [
        AssertionError("a bug of ours"),
        KeyError("code"),
        AttributeError("'NoneType' object has no attribute 'id'"),
        TypeError("unsupported operand"),
        ValueError("not enough values to unpack"),
        ControlError("GET /people/+79005550101: HTTP 500", 500),
        CodeUnavailableError("команда, которая даёт код, не сработала"),
        UnlinkError("отвязать не удалось", "unlinking.url: Connection refused"),
        PoolExhaustedError("никто не освободился", "no teacher of the pool became free"),
        httpx.ConnectError("Connection refused"),
        OSError(28, "No space left on device"),
        Error("Locator.click: Target page, context or browser has been closed"),
        Error("Page.goto: Page crashed"),
        Error("Locator.click: Target crashed"),
    ],
    ids=repr,
)
def test_what_breaks_in_the_suite_is_no_failure_of_the_journal(error: Exception) -> None:
    assert not is_about_journal(error)
    reason = build_not_checked_error(error)
    assert reason.text.ru.startswith("не проверено")
    assert reason.text.en.startswith("not checked")
    assert type(error).__name__ in reason.text.ru
    assert "\n" not in reason.text.ru


def test_reason_says_where_the_suite_broke() -> None:
    with pytest.raises(TypeError) as broken:
        is_about_journal()  # type: ignore[call-arg]
    assert "TypeError: " in build_not_checked_error(broken.value).text.en
    assert "(tests/unit/validation/test_outcome.py:" in build_not_checked_error(broken.value).text.en
    with pytest.raises(ValueError, match="property name") as deep:
        json.loads("{")
    assert "(tests/unit/validation/test_outcome.py:" in build_not_checked_error(deep.value).text.en
    package = compile("{}['x']", str(PROJECT / ".venv/lib/python3/site-packages/httpx/client.py"), "exec")
    with pytest.raises(KeyError) as deeper:
        exec(package)
    assert "(tests/unit/validation/test_outcome.py:" in build_not_checked_error(deeper.value).text.en


def vendor(silence: BilingualText | None) -> Vendor:
    """A vendor whose sandbox does not answer for this reason."""

    class Stub(Vendor):
        def probe_sandbox(self) -> BilingualText | None:
            return silence

    return Stub(**dict.fromkeys(("file", "target", "journal", "client", "sandbox", "code_for")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error", [CheckFailedError("не так", "not so"), TimeoutError("10000ms"), ControlError("HTTP 500", 500)]
)
def test_nothing_is_the_journals_failure_once_the_sandbox_is_silent(error: Exception) -> None:
    silence = BilingualText("песочница не отвечает", "the sandbox does not answer")
    reason = find_skip_reason(error, CHECKS["P-1"], {"vendor": vendor(silence)})
    assert isinstance(reason, NotCheckedError)
    assert reason.stopped_part == silence
    assert silence.ru in reason.text.ru
    assert silence.en in reason.text.en


def test_failure_that_another_check_is_about_is_skipped() -> None:
    refused = link_failed_because("P-8", "VK ID отказал", "refused")
    reason = find_skip_reason(refused, CHECKS["P-1"], {})
    assert type(reason) is NotTestableError
    assert reason.text.ru == "VK ID отказал (см. P-8)"
    assert find_skip_reason(refused, CHECKS["P-8"], {}) is None


@pytest.mark.parametrize(
    ("error", "fixtures", "reason"),
    [
        (FAILURE, {}, ""),
        (FAILURE, {"browser": StubBrowser()}, ""),
        (FAILURE, {"vendor": vendor(None), "browser": StubBrowser()}, ""),
        (TimeoutError("10000ms"), {}, ""),
        (FAILURE, {"browser": StubBrowser(has_ended=True)}, "не проверено: браузер завершился: Browser.new_context"),
        (FAILURE, {"vendor": vendor(SILENCE)}, "не проверено: песочница не отвечает"),
        (NotTestableError("нечего", "nothing"), {"vendor": vendor(SILENCE)}, "нечего"),
        (NotCheckedError("не дошло", "not reached"), {"vendor": vendor(SILENCE)}, "не проверено: песочница"),
        (NotCheckedError("не дошло", "not reached"), {}, "не дошло"),
        (KeyError("code"), {}, "не проверено, журнал здесь ни при чём: KeyError: 'code'"),
        (CLOSED, {}, "не проверено, прервана дважды: Error: Locator.click"),
        (link_failed_because("P-8", "отказ", "refused"), {}, "отказ (см. P-8)"),
        (link_failed_because("P-1", "отказ", "refused"), {}, ""),
        (link_failed_because("", "отказ", "refused"), {}, ""),
    ],
)
def test_check_is_skipped_unless_the_journal_failed_it(error: Exception, fixtures: dict[str, Any], reason: str) -> None:
    found = find_skip_reason(error, CHECKS["P-1"], fixtures)
    assert (found is not None) == bool(reason)
    assert (found.text.ru if found else "").startswith(reason)
    assert isinstance(found, InterruptedCheckError) == ("прервана" in reason)


class Item:
    """A test without fixtures."""


@pytest.mark.parametrize(
    ("error", "is_check", "ends_with"),
    [
        (FAILURE, True, CheckFailedError),
        (FAILURE, False, CheckFailedError),
        (KeyError("x"), True, pytest.skip.Exception),
        (KeyError("x"), False, KeyError),
        (pytest.fail.Exception("Timeout"), True, pytest.skip.Exception),
        (pytest.exit.Exception("stop"), True, pytest.exit.Exception),
    ],
)
def test_error_ends_the_test_as_it_should(error: Exception, is_check: bool, ends_with: type[Exception]) -> None:
    block = skip_unless_journal_failed(CHECKS["P-1"] if is_check else None, cast(pytest.Item, Item()))
    with pytest.raises(ends_with), block:
        raise error


def skipped(reason: BaseException) -> BaseException:
    error = pytest.skip.Exception("x")
    error.__cause__ = reason
    return error


def broken_off(cause: BaseException | None = None, *, stopped: bool = False) -> NotCheckedError:
    reason = NotCheckedError("нет pw", "no pw")
    reason.is_broken_off, reason.__cause__ = True, cause
    reason.stopped_part = SILENCE if stopped else None
    return reason


NOT_CHECKED = {"reason": ["нет **", "no **"], "not_checked": True, "interrupted": False}


@pytest.mark.parametrize(
    ("error", "details"),
    [
        (None, {}),
        (pytest.skip.Exception("x"), {}),
        (CheckFailedError("не pw", "not pw"), {"seen": ["не **", "not **"], "screenshot": None}),
        (FAILURE, {"seen": ["не так", "not so"], "screenshot": "jpeg"}),
        (skipped(NotTestableError("нет pw", "no pw")), {"reason": ["нет **", "no **"]}),
        (skipped(NotCheckedError("нет pw", "no pw")), {**NOT_CHECKED, "retry": False}),
        (skipped(broken_off(KeyError())), {**NOT_CHECKED, "retry": True}),
        (skipped(broken_off(pytest.fail.Exception("Timeout"))), {**NOT_CHECKED, "retry": False}),
        (
            skipped(broken_off(stopped=True)),
            {**NOT_CHECKED, "retry": True, "run_ends": ["песочница не отвечает", "the sandbox does not answer"]},
        ),
        (
            skipped(InterruptedCheckError("нет pw", "no pw")),
            {**NOT_CHECKED, "interrupted": True, "retry": False},
        ),
        (TimeoutError("5 pw\nlog"), {"seen": ["проверка прервана: 5 **", "the check broke off: 5 **"]}),
        (KeyError(), {"seen": ["проверка прервана: KeyError", "the check broke off: KeyError"]}),
    ],
)
def test_verdict_is_told_how_it_ended(error: BaseException | None, details: dict[str, Any]) -> None:
    assert describe_end(error, lambda text: text.replace("pw", "**")) == details


def raised_in(module: str) -> AssertionError:
    with pytest.raises(AssertionError) as raised:
        exec("raise AssertionError('нет')", {"__name__": module})
    return raised.value


@pytest.mark.parametrize(
    ("error", "is_journals"),
    [
        (raised_in("playwright.sync_api"), True),
        (raised_in("validation.checks.test_x"), False),
        (AssertionError(), False),
        (CLOSED, False),
        *((Error(f"Frame.click: {words}"), False) for words in ("Frame was detached", "frame got detached")),
        *((Error(f"Page.x: {words}"), False) for words in ("Target closed", "Connection closed", "Browser closed")),
        (Error("Page.evaluate: Execution context was destroyed"), False),
        (Error("Page.goto: Page crashed"), False),
        (CheckFailedError("has been closed", "x"), True),
    ],
)
def test_error_is_about_the_journal_where_it_showed_something(error: Exception, is_journals: bool) -> None:
    assert is_about_journal(error) == is_journals


AWAITED = '\nCall log:\n  - waiting for get_by_role("button", name="x") to be visible\n'


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyError(), "не проверено, журнал здесь ни при чём: KeyError"),
        (ValueError("раз\nдва"), "не проверено, журнал здесь ни при чём: ValueError: раз"),
        (UnlinkError("не вышло", "failed"), "не проверено, журнал здесь ни при чём: UnlinkError: не вышло"),
        (
            Error(f"Target closed{AWAITED}"),
            'не проверено, прервана дважды: Error: Target closed; ждали get_by_role("button", name="x")',
        ),
        (Error("Target closed"), "не проверено, прервана дважды: Error: Target closed"),
        (Error("net::ERR"), "не проверено, журнал здесь ни при чём: Error: net::ERR"),
        (KeyError("Target closed"), "не проверено, журнал здесь ни при чём: KeyError: 'Target closed'"),
    ],
)
def test_reason_says_what_broke(error: Exception, reason: str) -> None:
    built = build_not_checked_error(error)
    assert (built.text.ru, built.is_broken_off, built.__cause__) == (reason, True, error)


def test_reason_that_is_one_already_stays() -> None:
    reason = NotCheckedError("нет", "no")
    assert build_not_checked_error(UnlinkError("не вышло", "failed")).text.en.endswith("UnlinkError: failed")
    assert build_not_checked_error(reason) is reason
    assert read_first_line(KeyError()) == ""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FAILURE, "не проверено: вход не удались: не так"),
        (TimeoutError(""), "не проверено: вход не удались: TimeoutError"),
        (KeyError("code"), ""),
    ],
)
def test_earlier_step_is_named(error: Exception, reason: str) -> None:
    with pytest.raises((NotCheckedError, KeyError)) as ended, naming_earlier_step("вход", "sign-in"):
        raise error
    assert isinstance(ended.value, NotCheckedError) == bool(reason)
    assert not reason or str(ended.value) == reason
