"""A card without the message of what went wrong before, in whatever window that is."""

from types import SimpleNamespace
from typing import Any

from tests.unit.validation.made_up_sessions import shown, unlinked
from validation.agreement import open_clean_card


def test_window_that_the_journal_left_open_is_closed() -> None:
    session, closed = unlinked(), list[str]()
    session.journal.error = shown(False)
    left: Any = [SimpleNamespace(close=lambda name=name: closed.append(name)) for name in ("first", "second")]
    session.page.close = lambda: closed.append("the card's")
    session.context.pages = [left[0], session.page, left[1]]
    open_clean_card(session)
    assert closed == ["first", "second"]
