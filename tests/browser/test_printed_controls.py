"""On paper nothing can be pressed: no page that we write prints a control, whatever it has on the screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from automation.links import page as links_page
from automation.links.results import JOURNAL_COLUMNS, LinkResult, LinkReview, LinkStatus
from automation.statistics import page as statistics_page
from automation.statistics.findings import review_people
from automation.statistics.names import person_key
from automation.statistics.rows import Row
from automation.weekly.history import summarize_week
from automation.weekly.page import WeekDocuments, render_index, render_week
from report.history import History, HistoryEntry, TestEnd
from report.history_command import render_history
from report.page import render_page
from report.run_record import RunRecord, TestRecord
from report.trend import build_trend
from tests.verdicts import full_verdict
from validation.verdict import write_verdict

NOW = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)
CONTROLS = "button, input, select, textarea, label, legend, fieldset, [role=button], [role=search], [contenteditable]"
ENTRY = HistoryEntry(NOW, 1, "песочница", "abc", "0.2.0", "", [TestEnd("a.py::b", "Тест", "failed", 1)])
HISTORY = History([ENTRY, replace(ENTRY, tests=[TestEnd("a.py::b", "Тест", "passed", 1)])], [])
ROWS = [
    Row(
        "Иванова Анна",
        person_key("Иванова Анна"),
        "отчёт",
        "Лист",
        2,
        date(2026, 11, 23),
        51,
        1,
        "teacher",
        False,
        0,
        0,
    )
]


def render_run(_: Path) -> str:
    tests = [TestRecord("a.py::b", "Тест", ["A-1"], "failed", 1, "нет"), TestRecord("a.py::c", "Ещё", [], "passed", 1)]
    return render_page(RunRecord("0.2.0", "песочница", NOW, 1, tests), load_requirements(), build_trend(HISTORY))


def render_verdict(folder: Path) -> str:
    write_verdict(full_verdict(), folder / "verdict")
    return (folder / "verdict" / "index.html").read_text(encoding="utf-8")


def render_weekly(_: Path) -> str:
    review = review_people(ROWS)
    weeks = [summarize_week("2026-W48", date(2026, 11, 23), review, 1, None)]
    return render_week(review, weeks, WeekDocuments("letters/all.html"), ["не прочитано"])


def render_weeks(_: Path) -> str:
    return render_index([summarize_week("2026-W48", date(2026, 11, 23), review_people(ROWS), 1, None)], ["нет"])


def render_links(_: Path) -> str:
    result = LinkResult(2, "Иванова Анна", "1", LinkStatus.NOT_LINKED, "нет")
    return links_page.render_page(
        LinkReview("https://x.example", "a.xlsx", (result,), JOURNAL_COLUMNS, []), NOW, "b.xlsx"
    )


def render_statistics(_: Path) -> str:
    return statistics_page.render_page(review_people(ROWS), [], [], NOW)


BILINGUAL = {"прогон": render_run, "история": lambda _: render_history(build_trend(HISTORY)), "вердикт": render_verdict}
JOBS = {"неделя": render_weekly, "недели": render_weeks, "привязки": render_links, "статистика": render_statistics}


@pytest.mark.parametrize("render", [*BILINGUAL.values(), *JOBS.values()], ids=[*BILINGUAL, *JOBS])
def test_no_control_is_printed(render: Callable[[Path], str], page: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render(tmp_path), encoding="utf-8")
    page.goto(path.as_uri())
    controls = page.locator(CONTROLS).filter(visible=True)
    if render in BILINGUAL.values():
        expect(page.get_by_role("radio", name="English")).to_be_visible()
        expect(controls).not_to_have_count(0)

    page.emulate_media(media="print")

    expect(controls).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
