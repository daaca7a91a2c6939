"""What a run learns of a journal's pace, and how a page itself finds its errors."""

from typing import Any

import pytest

from pages.labels import Selector
from tests.unit.validation.service_records import record
from validation.pace import JournalPace
from validation.page_watch import split_label


def link(attached_after_s: float) -> list[dict[str, Any]]:
    """Returns the record of a link whose profile was attached so late after the consent."""
    consent = record("submit_consent", at=100.0, seconds=1.0)
    return [consent, record("attach", at=101.0 + attached_after_s)]


def test_slowest_link_counts() -> None:
    pace = JournalPace()
    for delay_s in (0.1, 4.0, 2.0):
        pace.learn(link(delay_s), way_back_s=0)
    assert pace.attach_delay_s == pytest.approx(4.0)
    assert pace.settled_after_s == pytest.approx(6.5)


def test_quick_journal_is_not_waited_for() -> None:
    pace = JournalPace()
    pace.learn(link(0.1), way_back_s=0)
    pace.learn([record("token")], way_back_s=0)
    assert pace.settled_after_s == 0


def test_what_the_browser_took_is_no_time_of_the_journals() -> None:
    pace = JournalPace()
    pace.learn(link(4.0), way_back_s=3.9)
    assert pace.attach_delay_s == pytest.approx(0.1)


def test_link_that_a_fault_slowed_says_nothing() -> None:
    pace = JournalPace()
    slowed = record("token", at=101.0, notes=["fault 1: delay before"])
    pace.learn([*link(4.0), slowed], way_back_s=0)
    assert pace.attach_delay_s == 0


@pytest.mark.parametrize(
    ("label", "found"),
    [
        (Selector("[role=alert]"), (["[role=alert]"], [])),
        (Selector("css=.toast"), ([".toast"], [])),
        (Selector("text='Не вышло'"), ([], ["Не вышло"])),
        ("Не вышло", ([], ["Не вышло"])),
    ],
    ids=["selector", "css", "text engine", "text"],
)
def test_label_of_errors_is_split_for_a_page(label: Selector | str, found: tuple[list[str], list[str]]) -> None:
    assert split_label(label) == found


def test_quiet_is_as_long_as_the_journals_pauses_ask() -> None:
    pace = JournalPace()
    unknown = pace.quiet_s
    pace.learn_pause(0.01)
    quick = pace.quiet_s
    pace.learn_pause(10.0)
    slow = pace.quiet_s
    pace.learn_pause(0.01)
    assert quick < unknown == slow == pace.quiet_s
