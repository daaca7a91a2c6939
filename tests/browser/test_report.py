"""The report for people: what it says, and what it must never do."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from report.evidence_record import EvidenceRecord, PageRecord, SourceRecord, StepRecord
from report.page import build_json, render_page, write_report
from report.run_record import RunRecord, TestRecord
from tests.browser.page_looks import find_violations, show
from tests.page_language import keep_language

HOSTILE = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>"
AXE_LOOKS = [("light", 1280), ("dark", 390)]  # no colour depends on the width: each scheme and each width once
PIXEL = (  # a JPEG of one pixel
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


def step_record(title: str, requirement: str | None = None, depth: int = 0, error: str | None = None) -> StepRecord:
    screenshot = PIXEL if requirement else None
    return StepRecord(
        title=title, requirement=requirement, depth=depth, seconds=0.214, error=error, screenshot=screenshot
    )


def full_run(text: str = "текст") -> RunRecord:
    """A run in which every kind of thing happened; `text` stands wherever a text from outside can."""
    steps = [
        step_record(text, "A-1"),
        step_record("внутри A-1", depth=1),
        step_record("между"),
        step_record(text, "A-2", error=""),
        step_record("внутри A-2", depth=1, error=text),
    ]
    pages = [PageRecord(title=text, url=text, screenshot=PIXEL, log=[text])]
    failed = EvidenceRecord(steps=steps, pages=pages, sources=[SourceRecord(name=text, text=text)])
    return RunRecord(
        suite_version="0.2.0",
        target=text,
        started=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        duration_s=102.4,
        tests=[
            TestRecord(
                "tests/a.py::one",
                text,
                ["A-1"],
                "passed",
                1.5,
                evidence=EvidenceRecord(steps=steps, pages=[], sources=[]),
            ),
            TestRecord("tests/a.py::two", text, ["A-1", "A-2"], "failed", 2, text, text, failed),
            TestRecord(f"tests/a.py::three[{text}]", "", ["A-3"], "skipped", 0, text),
            TestRecord("tests/b.py::four", "четвёртый", [], "passed", 0),
        ],
        broken_off=text,
    )


@pytest.fixture
def shown(page: Page, tmp_path: Path) -> Iterator[Page]:
    """The full run's report with hostile texts, all of it unfolded; the page may load nothing."""
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    write_report(full_run(HOSTILE), load_requirements(), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    yield page
    assert [url for url in requested if not url.startswith("data:")] == [page.url]


def test_page_names_no_address_to_load():
    html = render_page(full_run(), load_requirements())

    assert re.findall(r"""(?:src|href|action|data)=["'](?!data:|#)[^"']*""", html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert "@import" not in html


def test_hostile_texts_are_shown_as_texts_and_all_is_accessible_and_fits(shown):
    assert shown.locator("script").count() == 1, "the page's own"
    assert shown.locator("img[src^=http]").count() == 0
    assert shown.console_messages() == []
    expect(shown.get_by_role("heading", name=HOSTILE).first).to_be_visible()
    assert HOSTILE not in shown.content()

    for scheme, width in product(("light", "dark"), (1280, 390)):
        assert show(shown, scheme, width) == width
        if (scheme, width) in AXE_LOOKS:
            assert find_violations(shown) == [], (scheme, width)


def test_summary_is_in_russian():
    html = keep_language(render_page(full_run(), load_requirements()))

    assert "Есть невыполненные требования: 1" in html
    assert "Проверено 2 из 28 требований методички" in html
    assert "3 ноября 2026 г., 09:05 UTC+00:00" in html
    assert "1\N{NO-BREAK SPACE}мин 42\N{NO-BREAK SPACE}с" in html
    assert "0,21\N{NO-BREAK SPACE}с" in html
    assert "Тесты без требования" in html


def test_verdict_of_a_good_run():
    run = RunRecord(
        "0.2.0", "песочница", datetime(2026, 11, 3, tzinfo=UTC), 1, [TestRecord("a", "а", ["A-1"], "passed")]
    )

    assert "Все проверенные требования выполнены" in keep_language(render_page(run, load_requirements()))


def test_verdict_of_a_run_that_checked_nothing():
    run = RunRecord("0.2.0", "песочница", datetime(2026, 11, 3, tzinfo=UTC), 1, [])

    html = keep_language(render_page(run, load_requirements()))
    assert "Требования не проверялись" in html
    assert "Не проверялось: в этом запуске не было тестов этого требования." in html


def test_failure_outside_the_requirements_spoils_the_verdict():
    run = RunRecord("0.2.0", "песочница", datetime(2026, 11, 3, tzinfo=UTC), 1, [TestRecord("a", "а", [], "failed")])

    html = keep_language(render_page(run, load_requirements()))
    assert "Требования выполнены, но есть ошибки в других тестах: 1" in html


def test_requirements_not_covered_yet_say_why():
    catalogue = load_requirements()
    change = {"covered": False, "why": "заявок пока нет в песочнице"}
    catalogue["F-2"] = catalogue["F-2"].model_copy(update=change)

    assert "Не проверялось: заявок пока нет в песочнице." in keep_language(render_page(full_run(), catalogue))


def test_requirements_stand_under_their_sections_with_quotes_and_screenshots_that_enlarge(shown):
    for title, requirements in groupby(load_requirements().values(), lambda requirement: requirement.section.title):
        articles = shown.get_by_role("region", name=title).get_by_role("article")
        headings = articles.evaluate_all(
            "all => all.map(article => [article.id, article.querySelector('h3').innerText])"
        )
        assert headings == [[requirement.id, requirement.title] for requirement in requirements]

    expect(shown.locator("#A-3 blockquote li")).to_have_count(3)
    expect(shown.locator("#C-2 blockquote tbody tr")).to_have_count(6)
    expect(shown.locator("#B-1 h3 [lang=ru] a")).to_have_attribute("href", "#A-1")

    expect(shown.locator("#A-1 img")).to_have_count(2)
    picture = shown.locator("#A-1 .shot").first
    wide = picture.bounding_box()["width"]
    picture.locator("summary").click()
    assert picture.bounding_box()["width"] < wide


def test_steps_of_a_requirement_are_its_own_and_those_inside():
    _, test, *_ = full_run().tests

    assert [step["title"] for step in test.find_steps("A-2")] == ["текст", "внутри A-2"]
    assert [step["title"] for step in test.find_steps("A-1")] == ["текст", "внутри A-1"]
    assert len(test.find_steps("C-1")) == 5


def test_status_is_the_worst_that_happened():
    def status(*outcomes):
        tests = [TestRecord(f"{n}", "", ["A-1"], outcome) for n, outcome in enumerate(outcomes)]
        return RunRecord("", "", datetime.now(UTC), 0, tests).compute_status("A-1")

    assert status("passed", "failed", "skipped") == "failed"
    assert status("skipped", "passed") == "passed"
    assert status("skipped", "skipped") == "skipped"
    assert status() == "not-run"


def test_data_are_rounded_to_milliseconds():
    run = RunRecord(
        "", "", datetime(2026, 11, 3, tzinfo=UTC), 1.23456, [TestRecord("a", "", ["A-1"], "passed", 0.98765)]
    )

    data = build_json(run, load_requirements())
    assert (data["started"], data["duration_s"]) == ("2026-11-03T00:00:00+00:00", 1.235)
    a_1 = next(row for row in data["requirements"] if row["id"] == "A-1")
    (row,) = a_1["tests"]
    assert (row["nodeid"], row["outcome"], row["duration_s"], row["own_steps_s"]) == ("a", "passed", 0.988, None)


def test_report_that_cannot_be_written_leaves_the_earlier_one(tmp_path, monkeypatch):
    write_report(full_run(), load_requirements(), tmp_path)
    earlier = (tmp_path / "requirements.json").read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_report(full_run(HOSTILE), load_requirements(), tmp_path)

    assert (tmp_path / "requirements.json").read_bytes() == earlier
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "requirements.json"]
