"""A check that had nothing to look at never passes: a walkthrough in which nothing was seen proves nothing."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import BrowserContext

from automation.target import ClientTable, OrganizationTable, TargetFile
from validation import checks
from validation.catalogue import BilingualText
from validation.checks import test_setbacks
from validation.errors import CheckError, CheckFailedError, NotTestableError
from validation.return_watch import ReturnWatch
from validation.setbacks import Setbacks
from validation.subjects import require_subjects
from validation.traffic import AuthorizationRequest, TrafficLog
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

ORIGIN = "http://localhost:8011"
SESSIONS = "teacher_sessions"
WALKTHROUGHS = {"linked", "walkthrough_a", "walkthrough_b"}
DEMANDED = {"P-2", "P-8", "P-10", "P-14", "P-15", "P-16", "P-22", "P-23", "P-24", "P-25"}
"""These demand something: where it is not there, the journal has failed."""
BEGINNERS = {"P-1", "P-2"}
"""These begin an attempt of their own where the walkthrough has no second one."""
NOTHING_IS_RIGHT = {"P-32"}
"""A request without `scope` asks for no more than VK ID's default."""


def read_walkthrough_checks() -> Iterator[tuple[str, Callable[..., None]]]:
    """Yields the checks that only read walkthroughs, by id."""
    for file in sorted(Path(checks.__path__[0]).glob("test_*.py")):
        module = importlib.import_module(f"validation.checks.{file.stem}")
        for name, check in inspect.getmembers(module, inspect.isfunction):
            params = set(inspect.signature(check).parameters)
            marks = [mark for mark in getattr(check, "pytestmark", []) if mark.name == "requirement"]
            if name.startswith("test_") and params & WALKTHROUGHS:
                read = WALKTHROUGHS | {"vendor", "request"}
                ids = [mark.args[0] for mark in marks]
                yield from ((id, check) for id in ids if params - read <= ({SESSIONS} if id in BEGINNERS else set()))


def make_vendor() -> Vendor:
    file = TargetFile(
        journal=ORIGIN,
        client=ClientTable(id="1", callback=f"{ORIGIN}/return"),
        organization=OrganizationTable(id=1, title="Школа"),
    )
    return cast(Vendor, SimpleNamespace(file=file, client=file.client, journal=ORIGIN, is_return=lambda url: False))


def make_walkthrough() -> Walkthrough:
    """Returns a walkthrough that came to its end though nothing of it was seen but an empty request to VK ID."""
    context = cast(BrowserContext, SimpleNamespace(on=lambda *_: None))
    traffic = TrafficLog(context, (ORIGIN,), "http://127.0.0.1:5002")
    attempt = AuthorizationRequest("http://127.0.0.1:5002/authorize")
    traffic.authorizations.append(attempt)
    return Walkthrough(traffic, "ivanova", second=attempt)


CHECKS = dict(read_walkthrough_checks())


def test_checks_are_found() -> None:
    assert {"P-1", "P-12", "P-13", "P-18", "P-19", "P-20", "P-21"} <= CHECKS.keys()


@pytest.mark.parametrize("check", sorted(CHECKS.keys() - NOTHING_IS_RIGHT))
def test_nothing_seen_is_no_pass(check: str) -> None:
    given: dict[str, Any] = dict.fromkeys(WALKTHROUGHS, make_walkthrough())
    given |= {"vendor": make_vendor(), "request": None, SESSIONS: None}
    arguments = {name: given[name] for name in inspect.signature(CHECKS[check]).parameters}
    with pytest.raises(CheckError) as ended:
        CHECKS[check](**arguments)
    assert isinstance(ended.value, CheckFailedError if check in DEMANDED else NotTestableError)


@pytest.mark.parametrize("name", [name for name in vars(test_setbacks.TestSetbacks) if name.startswith("test_")])
def test_no_setback_seen_is_no_pass(name: str) -> None:
    check = getattr(test_setbacks.TestSetbacks(), name)
    watch = cast(ReturnWatch, SimpleNamespace(urls=[], cached=[], strangers=[]))
    given = {"vendor": make_vendor(), "setbacks": Setbacks(make_walkthrough(), watch)}
    (mark,) = check.pytestmark
    with pytest.raises(CheckFailedError if mark.args == ("P-10",) else NotTestableError):
        check(**{name: given[name] for name in inspect.signature(check).parameters})


def test_subjects_are_given_back() -> None:
    assert require_subjects(iter("ab"), "буквы", "letters") == ["a", "b"]


def test_no_subject_is_skipped_with_what_was_missing() -> None:
    with pytest.raises(NotTestableError) as skipped:
        require_subjects(filter(None, [""]), "буквы", "letters")
    assert skipped.value.text == BilingualText(
        "не на что было смотреть: буквы", "there was nothing to look at: letters"
    )
