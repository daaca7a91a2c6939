"""What comes between a person and a journal: a banner about cookies, what is new, a question of the browser's."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from playwright.sync_api import BrowserContext, Dialog, Error, Locator, Page

from pages.labels import Label, find_action

_PRESS_TIMEOUT_MS = 3_000
"""How long a thing may take to let itself be pressed, and to go."""
PERMISSIONS = ("notifications",)
"""What journals ask the browser for; a question that is left open may hold a page."""


def dismiss_overlays(context: BrowserContext, labels: Sequence[Label], is_journal: Callable[[str], bool]) -> None:
    """Presses what has these labels wherever it comes, before the next action on a page of the journal.

    Answers the browser's own windows (`alert`, `confirm`, `beforeunload`) by OK. Pages of others, such as VK ID's, are
    left alone. Applies to pages that are opened from now on.
    """
    context.on("dialog", _accept)
    if labels:
        context.on("page", lambda page: _watch(page, labels, is_journal))


def _accept(dialog: Dialog) -> None:
    with suppress(Error):  # it has gone with its page, or somebody else has answered it
        dialog.accept()


def _watch(page: Page, labels: Sequence[Label], is_journal: Callable[[str], bool]) -> None:
    def dismiss(overlay: Locator) -> None:
        if is_journal(page.url):
            with suppress(Error):  # it is under another one, which goes first, or has gone by itself
                overlay.click(timeout=_PRESS_TIMEOUT_MS)
                overlay.wait_for(state="hidden", timeout=_PRESS_TIMEOUT_MS)

    for label in labels:
        with suppress(Error):  # the page has closed
            page.add_locator_handler(find_action(page, label).first, dismiss, no_wait_after=True)
