"""The pages of a history and of a run with one: they load nothing, hide nothing, and can be read by everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from report.history import read_history
from report.history_command import render_history
from report.run_output import report_run
from report.run_record import RunRecord, TestRecord
from report.trend import build_trend

HOSTILE = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>"


def write_runs(folder: Path) -> None:
    """Writes a history in which every kind of thing happened, and the pages of it and of its last run."""
    outcomes: list[dict[str, Any]] = [
        {"a": "passed", "b": "failed", "c": "passed", "old": "skipped"},
        {"a": "failed", "b": "passed", "c": "failed", "new": "passed"},
        {"a": "passed", "b": "failed", "c": "skipped", "new": "passed", HOSTILE: "failed"},
    ]
    for day, outcome in enumerate(outcomes):
        tests = [TestRecord(f"tests/a.py::{name}", f"Тест {name}", [], ends, 1) for name, ends in outcome.items()]
        started = datetime(2026, 11, 3 + day, 9, 5, tzinfo=UTC)
        run = RunRecord("0.2.0", HOSTILE, started, 60 * (day + 1), tests, HOSTILE if day == 1 else "", "abc")
        report_run(run, load_requirements(), folder / "run", folder)
        with (folder / "history.jsonl").open("ab") as file:
            file.write(b"damaged\n" if day == 1 else b"")
    html = render_history(build_trend(read_history(folder)))
    (folder / "index.html").write_text(html, encoding="utf-8")


@pytest.fixture(params=["index.html", "run/index.html"], ids=["история", "запуск с историей"])
def shown(page: Page, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with a trend; it may load nothing."""
    requested: list[str] = []
    page.on("request", lambda sent: requested.append(sent.url))
    write_runs(tmp_path)
    page.goto((tmp_path / request.param).as_uri())
    yield page
    assert [url for url in requested if not url.startswith("data:")] == [page.url]


def test_trend_shows_runs_flips_and_news(shown: Page) -> None:
    """Показаны запуски, нестабильные тесты и то, что изменилось."""
    trend = shown.locator(".trend")

    expect(trend.get_by_role("img").first).to_be_visible()
    expect(trend.locator("svg rect.passed")).to_have_count(3)
    expect(trend.get_by_text("history.jsonl, строка 3")).to_be_visible()
    headings = trend.get_by_role("heading", level=3)
    expect(headings).to_have_text(
        [
            *("Нестабильные тесты: 3", "Стало хуже: 1", "Стало лучше: 1"),
            *("Больше не проверяется, хотя не было пройдено: 1", "Новые тесты: 1"),
        ],
        use_inner_text=True,
    )
    expect(trend.get_by_text("tests/a.py::b").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["светлая", "тёмная, телефон"])
def test_trend_is_accessible_and_fits(shown: Page, scheme: Any, width: int) -> None:
    """Страница доступна и помещается на экран телефона."""
    shown.set_viewport_size({"width": width, "height": 800})
    shown.emulate_media(color_scheme=scheme)
    result = Axe().run(shown)

    assert result.violations_count == 0, result.generate_report()
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
