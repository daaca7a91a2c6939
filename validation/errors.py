"""How a check ends that does not pass: what is broken, or why nothing can be said."""

from pathlib import Path
from traceback import walk_tb

from playwright.sync_api import Error

from validation.catalogue import Text

_CRASHES = ("Target crashed", "Page crashed")
_PROJECT = Path(__file__).parent.parent
_PACKAGES = "site-packages"


class CheckFailedError(AssertionError):
    """What the check found instead of what it is to prove."""

    def __init__(self, ru: str, en: str, *, screenshot: str | None = None) -> None:
        super().__init__(ru)
        self.seen = Text(ru, en)
        self.screenshot = screenshot
        """A JPEG in base64, of when it was found; None: the pages still open show it."""


class LinkFailedError(CheckFailedError):
    """The link did not come about.

    Where `because` is given, that check tells of the cause: it fails, and others cannot be tested.
    """

    because: str | None = None


class NotTestableError(Exception):
    """Nothing can be said of this check here: it is skipped, never passed."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(ru)
        self.text = Text(ru, en)


class NotCheckedError(NotTestableError):
    """The check was not carried out, and that is no fault of the journal's: the run is incomplete."""

    gone: str | None = None
    """What no check can do without and is there no more: no other can be carried out either."""


def link_failed_because(check: str, ru: str, en: str) -> LinkFailedError:
    """A link that did not come about for a reason that the check `check` tells of."""
    found = LinkFailedError(ru, en)
    found.because = check
    return found


def tells_of_journal(error: BaseException) -> bool:
    """Whether an error that ended a check says something about the journal; no other error is a failed check.

    It does where the check found something, and where Playwright waited in vain for a page or for what is on it. What
    breaks in the suite itself, in the sandbox's control API, in a source of codes, or with the browser does not.
    """
    if isinstance(error, CheckFailedError):
        return True
    waited = isinstance(error, Error) or (isinstance(error, AssertionError) and _is_playwrights(error))
    return waited and not any(sign in str(error) for sign in _CRASHES)


def not_checked(error: BaseException) -> NotCheckedError:
    """How a check ends that was broken off by an error which says nothing about the journal."""
    if isinstance(error, NotCheckedError):
        return error
    line = next(iter(str(error).strip().splitlines()), "")
    what = f"{type(error).__name__}: {line}" if line else type(error).__name__
    if where := _source(error):
        what = f"{what} ({where})"
    found = NotCheckedError(
        f"не проверено, журнал здесь ни при чём: {what}", f"not checked, not the journal's doing: {what}"
    )
    found.__cause__ = error
    return found


def _is_playwrights(error: AssertionError) -> bool:
    """Whether Playwright's `expect` has raised it, which has no class of errors of its own."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return bool(frames) and str(frames[-1].f_globals.get("__name__")).partition(".")[0] == "playwright"


def _source(error: BaseException) -> str | None:
    """The file and line of ours at which the error came up."""
    places = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    # The virtual environment may be in the project's folder.
    ours = [(path, line) for path, line in places if path.is_relative_to(_PROJECT) and _PACKAGES not in path.parts]
    return f"{ours[-1][0].relative_to(_PROJECT)}:{ours[-1][1]}" if ours else None
