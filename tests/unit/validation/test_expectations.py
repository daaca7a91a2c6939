"""Every `expect_*` of the validation can fail: each has a session in which it holds, and others in which it does not.

The sessions are made up: what a page shows has its rows in tests/browser/test_expectations.py. The table is complete by
itself: a new `expect_*` needs a row.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.validation.expectation_rows import ROWS, undo_link
from tests.unit.validation.made_up_sessions import linked, shown, unlinked
from tests.unit.validation.service_records import record
from validation import expectations, messages
from validation.errors import CheckFailedError, LinkFailedError, NotTestableError

PROJECT = Path(__file__).parents[3]


def list_expectations() -> set[str]:
    """Returns every `expect_*` of the validation, by its module in it."""
    found = set()
    for path in [*PROJECT.glob("validation/*.py"), *PROJECT.glob("validation/checks/*.py")]:
        if "def expect_" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        own = [
            value for value in vars(importlib.import_module(name)).values() if getattr(value, "__module__", "") == name
        ]
        methods = [method for kind in own if inspect.isclass(kind) for method in vars(kind).values()]
        found |= {
            f"{name}.{value.__qualname__}".removeprefix("validation.")
            for value in [*own, *methods]
            if inspect.isfunction(value) and value.__name__.startswith("expect_")
        }
    return found


@contextmanager
def made_up_pages() -> Iterator[None]:
    """Lets a made-up page be a journal's, and a link that failed have no other cause."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "open_journal", lambda file, page, teacher: page if page.error else file)
        patch.setattr("validation.teacher_session.explain_link_failure", lambda session: LinkFailedError("нет", "no"))
        yield


def test_each_expectation_has_a_row() -> None:
    assert list_expectations() == set(ROWS)
    assert [name for name, (good, bad) in ROWS.items() if not (good and bad)] == []


@pytest.mark.parametrize("name", ROWS)
def test_expectation_holds_and_fails(name: str) -> None:
    good, bad = ROWS[name]
    with made_up_pages():
        for hold in good:
            hold()
        assert [number for number, check in enumerate(bad, start=1) if not fails(check)] == [], "it holds there"


@pytest.mark.parametrize(
    ("in_window", "at_card", "earlier", "message"),
    [
        ("в  окне", "на карточке", "раньше", "в окне"),
        ("", "на карточке", "раньше", "на карточке"),
        ("Сохранено", "на карточке", "раньше", "на карточке"),  # which is said though all is well
        ("", "", "раньше", "раньше"),
        ("Сохранено", "Сохранено", "", ""),
        ("", "", "", ""),
    ],
)
def test_message_is_read_wherever_it_is_shown(in_window: str, at_card: str, earlier: str, message: str) -> None:
    seen = [SimpleNamespace(text=earlier)] if earlier else []
    session = unlinked(errors_seen=seen, error=shown(bool(in_window), in_window or "спрятано"))
    session.journal.error = shown(bool(at_card), at_card or "спрятано")
    session.context.pages.insert(0, session.page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "open_journal", lambda file, page, teacher: file)
        assert messages.read_error_message(session) == message


def fail_unlinking(error: Exception) -> Callable[[object], None]:
    def unlink(_: object) -> None:
        raise error

    return unlink


@pytest.mark.parametrize(
    ("error", "ends_with"), [(CheckFailedError("не отвязать", "no"), NotTestableError), (ValueError(), ValueError)]
)
def test_unlinking_that_fails_says_nothing_of_what_comes_after_it(error: Exception, ends_with: type[Exception]) -> None:
    with pytest.raises(ends_with):
        undo_link("", fail_unlinking(error))()


def fails(check: Callable[[], None]) -> bool:
    """Returns whether the check blames the journal."""
    try:
        check()
    except CheckFailedError:
        return True
    return False


def linked_as(*person_ids: str) -> Any:
    """Returns a session whose journal told Sferum of these people, one after another."""
    session = linked()
    session.records = [record("attach", path=f"/api/organizations/1/people/{person_id}") for person_id in person_ids]
    return session


@pytest.mark.parametrize(
    ("persons", "others"),
    [(["T-1"], ["T-2"]), (["T-2", "T-1"], ["T-2"]), ([], ["T-1"]), (["T-1"], []), ([], [])],
)
def test_two_people_are_two_to_sferum(persons: list[str], others: list[str]) -> None:
    expectations.require_two_people(linked_as(*persons), linked_as(*others))


@pytest.mark.parametrize(("persons", "others"), [(["T-1"], ["T-1"]), (["T-1", "T-2"], ["T-2"])])
def test_two_teachers_who_are_one_person_to_sferum_prove_nothing(persons: list[str], others: list[str]) -> None:
    with pytest.raises(NotTestableError, match="P-23"):
        expectations.require_two_people(linked_as(*persons), linked_as(*others))
