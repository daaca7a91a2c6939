"""How a check ends that does not pass: what is broken, or why nothing can be said."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from playwright.sync_api import Error

from validation.catalogue import BilingualText

_BROKEN_OFF = (
    *("Target crashed", "Page crashed", "Target closed", "has been closed", "Connection closed", "Browser closed"),
    *("Frame was detached", "frame got detached", "Execution context was destroyed"),
)
"""What Playwright says where a window or the browser went away under a call of ours."""
_PROJECT = Path(__file__).parent.parent
_PACKAGES = "site-packages"


class CheckError(Exception):
    """Something ended a check before it passed; `text` says what, in two languages."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(ru)
        self.text = BilingualText(ru, en)


class CheckFailedError(CheckError, AssertionError):
    """The check found something else than it proves."""

    def __init__(self, ru: str, en: str, *, screenshot: str | None = None) -> None:
        super().__init__(ru, en)
        self.screenshot = screenshot
        """A JPEG in base64, of the moment when it was found; None: the pages still open show it."""


class LinkFailedError(CheckFailedError):
    """The link was not made.

    Where `because` names a check, that check is about the cause: it fails, and others cannot be tested.
    """

    because: str | None = None


class NotTestableError(CheckError):
    """Nothing can be said of this check here: it is skipped, never passed."""


class NotCheckedError(NotTestableError):
    """The check was not carried out, and the journal did not cause that: the run is incomplete."""

    is_broken_off = False
    """Whether an error that nobody foresaw ended the check: it may do better once more."""
    stopped_part: BilingualText | None = None
    """What no check can do without and no longer answers: no other check can be carried out either."""


class InterruptedCheckError(NotCheckedError):
    """A window or the browser went away under the check: nothing is known of what it is about."""


@contextmanager
def naming_earlier_step(ru: str, en: str) -> Iterator[None]:
    """Turns a failure of the block, which comes before what a check is about, into a NotCheckedError that names it."""
    try:
        yield
    except Exception as error:
        if not is_about_journal(error):
            raise
        line = read_first_line(error) or type(error).__name__
        reason = NotCheckedError(f"не проверено: {ru} не удались: {line}", f"not checked: {en} failed: {line}")
        reason.is_broken_off = True
        raise reason from error


def link_failed_because(check: str, ru: str, en: str) -> LinkFailedError:
    """Returns the error of a link that failed for a reason that the check `check` is about."""
    error = LinkFailedError(ru, en)
    error.because = check
    return error


def is_about_journal(error: BaseException) -> bool:
    """Returns whether an error that ended a check is about the journal; no other error is a failed check.

    It does where the check found something, and where Playwright waited in vain for a page or for what is on it. What
    breaks in the suite itself, in the sandbox's control API, in a source of codes, or with the browser does not.
    """
    if isinstance(error, CheckFailedError):
        return True
    return _is_raised_by_playwright(error) and not _has_gone_away(error)


def build_not_checked_error(error: BaseException) -> NotCheckedError:
    """Returns how a check ends that was broken off by an error which says nothing about the journal."""
    if isinstance(error, NotCheckedError):
        return error
    if isinstance(error, CheckError):
        ru, en = error.text.ru, error.text.en
    else:
        ru = en = read_first_line(error)
    name, source = type(error).__name__, _find_source(error)
    ru, en = (f"{name}: {line}" if line else name for line in (ru, en))
    ru, en = (f"{what} ({source})" if source else what for what in (ru, en))
    reason = _build_reason(error, ru, en)
    reason.is_broken_off = True
    reason.__cause__ = error
    return reason


def _build_reason(error: BaseException, ru: str, en: str) -> NotCheckedError:
    if not (_is_raised_by_playwright(error) and _has_gone_away(error)):
        return NotCheckedError(
            f"не проверено, журнал здесь ни при чём: {ru}", f"not checked, not the journal's doing: {en}"
        )
    if locator := _read_awaited_locator(error):
        ru, en = f"{ru}; ждали {locator}", f"{en}; waiting for {locator}"
    return InterruptedCheckError(f"не проверено, прервана дважды: {ru}", f"not checked, broken off twice: {en}")


def read_first_line(error: BaseException) -> str:
    """Returns the first line of the error's message; it is empty where the message is."""
    return next(iter(str(error).strip().splitlines()), "")


def _has_gone_away(error: BaseException) -> bool:
    """Returns whether the page, its frame or the browser was gone before Playwright could do what it was asked."""
    return any(sign in str(error) for sign in _BROKEN_OFF)


def _read_awaited_locator(error: BaseException) -> str | None:
    """Returns the locator that Playwright was waiting for when it was broken off, by its log of the call."""
    found = re.search(r"waiting for ((?:get_by|locator|frame|internal:)[^\n]+)", str(error))
    return found[1].removesuffix(" to be visible").strip() if found else None


def _is_raised_by_playwright(error: BaseException) -> bool:
    """Returns whether it is Playwright's error, or one of its `expect`, which has no class of errors of its own."""
    if not isinstance(error, AssertionError):
        return isinstance(error, Error)
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return bool(frames) and str(frames[-1].f_globals.get("__name__")).partition(".")[0] == "playwright"


def _find_source(error: BaseException) -> str | None:
    """Returns the file and line of ours at which the error came up."""
    places = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    # The virtual environment may be in the project's folder.
    ours = [(path, line) for path, line in places if path.is_relative_to(_PROJECT) and _PACKAGES not in path.parts]
    return f"{ours[-1][0].relative_to(_PROJECT)}:{ours[-1][1]}" if ours else None
