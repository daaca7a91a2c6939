"""The pages of a run and of a history in English: nothing of their own is left in Russian, and all is accessible.

All that comes from outside is in Latin letters here, so each Russian word is one that the page says itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from report.evidence_record import EvidenceRecord, PageRecord, RequestRow, SourceRecord, StepRecord
from report.history import read_history
from report.history_command import render_history
from report.run_output import report_run
from report.run_record import Outcome, RunRecord, ShardRecord, TestRecord
from report.trend import build_trend
from tests.browser.page_looks import find_violations, show
from tests.page_language import list_russian

PICTURE = "AAAA"
SITES = ("journal", "vk_id", "messenger", "sferum", "control", "other")
BROKEN_OFF = "Запуск прерван: здесь то, что успело выполниться."


def build_run(
    outcomes: Mapping[str, Outcome], number: int = 0, code: str = "abc", requirement: str = "A-1"
) -> RunRecord:
    tests = [TestRecord(f"tests/a.py::{name}", f"title {name}", [requirement], ends) for name, ends in outcomes.items()]
    started = datetime(2026, 11, 3, 9, 5, tzinfo=UTC) + timedelta(days=number)
    return RunRecord("0.2.0", "песочница", started, 60 + number, tests, code=code)


def build_full_run() -> RunRecord:
    """A run in which every kind of thing happened."""
    steps = [
        StepRecord(title="first", requirement="A-1", depth=0, seconds=0.2, error=None, screenshot=PICTURE),
        StepRecord(title="second", requirement="A-2", depth=0, seconds=70, error="not found", screenshot=PICTURE),
    ]
    requests = [
        RequestRow(at="09:05:01", site=site, method="GET", path="/", status=503, details=["a=b"]) for site in SITES
    ]
    sources = [
        *(SourceRecord(name=name, text="text") for name in ("Непрочитанные коды", "Обмен")),
        SourceRecord(name="Запросы", text="", requests=requests),
    ]
    pages = [PageRecord(title=title, url="http://a.test/", screenshot=PICTURE, log=["log"]) for title in ("", "title")]
    failed = EvidenceRecord(steps=steps, pages=pages, sources=sources)
    outcomes: dict[str, Outcome] = {
        "flips": "passed",
        "better": "passed",
        "worse": "failed",
        "other": "skipped",
        "skipped": "skipped",
        **{f"new-{number}": "passed" for number in range(25)},
    }
    return replace(
        build_run(outcomes, number=2),
        tests=[
            *build_run(outcomes).tests,
            TestRecord(
                *("tests/b.py::fails", "fails", ["A-1", "A-2", "A-3"], "failed", 2, "message", "traceback", failed),
                traces=["one.zip", "two.zip"],
            ),
            TestRecord("tests/b.py::early", "early", ["B-1"], "failed", 2, "set-up", failed_in_call=False),
            TestRecord("tests/c.py::free", "free", [], "failed", 2, "message"),
        ],
        broken_off=BROKEN_OFF,
        target_version="4.2",
        shard=ShardRecord(1, 2),
    )


def write_all(folder: Path) -> None:
    """Writes the report of a run after two others, one of them damaged since."""
    outcomes: dict[str, Outcome] = {"flips": "passed", "better": "failed", "worse": "passed", "gone": "passed"}
    report_run(build_run({**outcomes, "other": "failed"}), load_requirements(), folder, folder)
    with (folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write("damaged\n")
    flipped: dict[str, Outcome] = {**outcomes, "flips": "failed", "other": "failed"}
    report_run(replace(build_run(flipped, 1), broken_off=BROKEN_OFF), load_requirements(), folder, folder)
    report_run(build_full_run(), load_requirements(), folder, folder)


def write_calm(folder: Path) -> None:
    """Writes the report of a run in which all passed, as in the one before, of other code."""
    for number, code in enumerate(("abc", "def")):
        report_run(build_run({"one": "passed", "two": "passed"}, number, code), load_requirements(), folder, folder)


def write_failed_elsewhere(folder: Path) -> None:
    """Writes the report of a run whose only failure is of no requirement."""
    run = build_run({"one": "passed"})
    run.tests.append(TestRecord("tests/c.py::free", "free", [], "failed", 2, "message"))
    report_run(run, load_requirements(), folder, None)


def write_first(folder: Path) -> None:
    """Writes the report of the first run of a history, which checked nothing."""
    report_run(build_run({}), load_requirements(), folder, folder)


def write_history(folder: Path) -> None:
    """Writes the page of the history of `write_all`."""
    write_all(folder)
    (folder / "index.html").write_text(render_history(build_trend(read_history(folder))), encoding="utf-8")


@pytest.mark.parametrize(
    "write",
    [write_all, write_calm, write_failed_elsewhere, write_first, write_history],
    ids=["всё случилось", "без изменений", "ошибка вне требований", "первый запуск", "история"],
)
def test_nothing_is_in_russian_when_english_is_chosen(page: Page, tmp_path: Path, write: Any) -> None:
    """По-английски на странице нет ни одного русского слова, кроме слов методички."""
    write(tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    assert len(list_russian(page)) > 20
    page.get_by_label("English").check(force=True)

    assert list_russian(page) == []
    expect(page.locator(":is(span, g)[lang=ru]").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("write", [write_all, write_history], ids=["запуск", "история"])
def test_english_page_is_accessible_and_fits(page: Page, tmp_path: Path, write: Any) -> None:
    """По-английски страница доступна и помещается на экран."""
    write(tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    page.get_by_label("English").check(force=True)
    for scheme, width in [("dark", 1280), ("light", 390)]:  # in Russian: the other two
        assert show(page, scheme, width) == width
        assert find_violations(page) == [], (scheme, width)


def test_tip_of_a_run_is_in_the_chosen_language(page: Page, tmp_path: Path) -> None:
    """Подсказка столбца графика — на выбранном языке."""
    write_history(tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    bar = page.locator(".trend svg").first
    tip = bar.locator(".tip:visible title").first
    expect(tip).to_have_text("3 ноября 2026 г., 09:05 UTC+00:00: пройдено 3, не пройдено 2, пропущено 0, 1 мин 0 с")
    page.get_by_label("English").check(force=True)
    expect(tip).to_have_text("3 November 2026, 09:05 UTC+00:00: 3 passed, 2 failed, 0 skipped, 1 min 0 s")
    expect(bar).to_have_accessible_name("Tests of the last runs: passed failed skipped")
