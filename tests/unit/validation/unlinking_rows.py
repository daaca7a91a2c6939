"""The rows of what is expected of unlinking: see `expectation_rows`."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tests.unit.validation.made_up_sessions import linked, unlinked
from tests.unit.validation.rows import Row, rows
from validation.checks import test_unlinking


def ask_to_unlink(session: Any, *path: str) -> Callable[[], None]:
    """Returns the check of a question of the journal's, after which this session's link is what it is."""

    def expect_it() -> None:
        session.journal.labels = SimpleNamespace(unlink=[*path])
        session.journal.ask_to_unlink = lambda: None
        test_unlinking.expect_question_to_undo_nothing(session)

    return expect_it


def answer_no(session: Any, *, is_asked: bool = True) -> Callable[[], None]:
    """Returns the check of a browser's question, after which this session's link is what it is."""

    def expect_it() -> None:
        exposed: list[Callable[[], None]] = []
        session.page.expose_function = lambda _, function: exposed.append(function)
        session.page.evaluate = lambda _: None
        session.journal.unlink = lambda: exposed[0]() if is_asked else None
        session.unlink = lambda: None
        test_unlinking.expect_answer_no_to_undo_nothing(session)

    return expect_it


UNLINKING_ROWS: dict[str, Row] = {
    "checks.test_unlinking.expect_question_to_undo_nothing": (
        [ask_to_unlink(linked(), "⋮", "Отвязать"), ask_to_unlink(unlinked(), "Отвязать")],
        [ask_to_unlink(unlinked(), "⋮", "Отвязать"), ask_to_unlink(linked(links=[]), "Отвязать", "Да")],
    ),
    "checks.test_unlinking.expect_answer_no_to_undo_nothing": (
        [answer_no(linked()), answer_no(unlinked(), is_asked=False)],
        [answer_no(unlinked())],
    ),
    "checks.test_unlinking.expect_unlinked_on_both_sides": rows(
        lambda session: test_unlinking.expect_unlinked_on_both_sides(session),
        [unlinked()],
        [linked(), unlinked(links=[1]), linked(links=[])],
    ),
}
