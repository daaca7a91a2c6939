"""The example journals are correct: no check is red, in whatever window VK ID opens."""

from collections.abc import Collection

import pytest

from tests.examples.conftest import Stand, StartJournal, ValidationResult
from tests.examples.styles import NAMES_NOBODY, NOT_APPLICABLE, SILENT_TOKEN, SINGLE_PAGE
from tests.proxy import run_logging_proxy

pytestmark = pytest.mark.timeout(900)
MEASURED, NIGHTLY = pytest.mark.measured, pytest.mark.nightly

WITHOUT_MESSAGES = NAMES_NOBODY | {"P-34"}
"""What is skipped where VK ID opens in the card's own tab, too: its windows have nothing to tell one another."""


def expect_all_green(result: ValidationResult, skipped: Collection[str]) -> None:
    """Expects that all checks passed except these, which cannot be carried out."""
    assert result.checks("failed", "warning", "expected", "not-run") == set(), result.output
    assert result.checks("skipped") == set(skipped), result.output
    assert (result.exit_code, result.verdict["outcome"]) == (0, "passed")


@pytest.mark.parametrize(
    "window",
    [pytest.param("popup", marks=MEASURED), *(pytest.param(window, marks=NIGHTLY) for window in ("same-tab", "frame"))],
)
def test_django_journal_is_all_green(stand: Stand, start_django_journal: StartJournal, window: str) -> None:
    """Журнал на Django проходит все проверки, и прокси из окружения о них не узнаёт."""
    target = start_django_journal("--window", window)
    with run_logging_proxy() as proxy:
        stand.env |= proxy.variables
        result = stand.validate(target)
    expect_all_green(result, WITHOUT_MESSAGES if window == "same-tab" else NAMES_NOBODY)
    assert result.verdict["window"] == window
    assert proxy.seen == []


@pytest.mark.parametrize("window", [pytest.param("popup", marks=NIGHTLY), "same-tab"])
def test_journal_whose_pages_are_scripted_is_all_green(
    stand: Stand, start_django_journal: StartJournal, window: str
) -> None:
    """Журнал, страницы которого сами передают ответ VK ID и отвязывают, проходит все проверки."""
    result = stand.validate(start_django_journal("--scripted", "--window", window))
    expect_all_green(result, WITHOUT_MESSAGES if window == "same-tab" else NAMES_NOBODY)


@pytest.mark.parametrize(
    "option",
    [*(pytest.param(f"--window={window}", marks=NIGHTLY) for window in ("popup", "same-tab")), "--hash-routes"],
)
def test_single_page_journal_is_all_green(stand: Stand, start_django_journal: StartJournal, option: str) -> None:
    """Журнал из одной страницы, скрипт которой вызывает JSON API, проходит все проверки, где бы ни были его экраны."""
    skipped = NOT_APPLICABLE[SINGLE_PAGE] | (WITHOUT_MESSAGES if option == "--window=same-tab" else set())
    expect_all_green(stand.validate(start_django_journal("--single-page", option)), skipped)


@MEASURED
def test_fastapi_journal_is_all_green(stand: Stand, start_fastapi_journal: StartJournal) -> None:
    """Журнал на FastAPI с SuperAppKit проходит все проверки своего протокола."""
    result = stand.validate(start_fastapi_journal())
    expect_all_green(result, NOT_APPLICABLE[SILENT_TOKEN])
    assert result.verdict["protocol"] == "silent-token"
