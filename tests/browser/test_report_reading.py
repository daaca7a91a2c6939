"""The report for people, as they read it: search, filter, the slowest tests, folders, requests, print, English."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from report.evidence_record import EvidenceRecord, RequestRow, SourceRecord
from report.page import write_report
from report.run_record import RunRecord, TestRecord


@pytest.fixture
def report(page: Page, tmp_path: Path) -> Page:
    """The report of a run of three tests of A-1 and C-1, and of two without a requirement; one of each failed."""
    requests = [
        RequestRow(
            at="09:05:01", site="sferum", method="PUT", path="/api/people/1", status=503, details=["role=teacher"]
        )
    ]
    failed = EvidenceRecord(steps=[], pages=[], sources=[SourceRecord(name="Запросы", text="", requests=requests)])
    tests = [
        TestRecord("tests/e2e/a.py::one", "Отвязать ещё раз", ["A-1"], "passed", 9),
        TestRecord("tests/e2e/a.py::two", "Повторный вход", ["A-1"], "passed", 3),
        TestRecord(
            "tests/e2e/c.py::three", "Чаты школы", ["C-1"], "failed", 2, "нет чата", "", failed, traces=["t.zip"]
        ),
        TestRecord("tests/unit/a.py::four", "Счёт", [], "passed", 1),
        TestRecord("tests/unit/a.py::five", "Порядок", [], "failed", 1, "не тот"),
    ]
    run = RunRecord("0.2.0", "песочница", datetime(2026, 11, 3, tzinfo=UTC), 16, tests)
    write_report(run, load_requirements(), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    return page


def list_shown(page: Page) -> tuple[list[str], list[str]]:
    """Returns the requirements and the tests that are shown."""
    requirements = page.locator(".requirement:visible").evaluate_all("all => all.map(article => article.id)")
    return requirements, page.locator(".test:visible .test-title").evaluate_all(
        "all => all.map(title => title.firstChild.textContent)"
    )


def test_search_finds_requirements_and_tests_by_all_the_words(report):
    search = report.get_by_role("searchbox", name="Поиск по требованиям и тестам")
    report.keyboard.press("/")
    expect(search).to_be_focused()
    for words, requirements, tests in (
        ("отвязать ЕЩЕ", ["A-1"], ["Отвязать ещё раз"]),
        ("a-1", ["A-1", "B-1"], ["Отвязать ещё раз", "Повторный вход"]),  # B-1 is as A-1
        ("вход повторный", ["A-1"], ["Повторный вход"]),
        ("a.py::two", ["A-1"], ["Повторный вход"]),
        ("downloaded statistics", ["D-3"], []),
        ("такого нет", [], []),
    ):
        search.fill(words)
        assert list_shown(report) == (requirements, tests), words
        counts = f"Требований: {len(requirements)}, тестов: {len(tests)}"
        assert " ".join(report.get_by_role("status").inner_text().split()) == counts

    search.press("Escape")
    assert len(list_shown(report)[0]) == 28
    expect(search).to_have_value("")


def test_filter_shows_requirements_of_one_status_and_links_lead_out_of_it(report):
    expect(report.get_by_role("heading", name="Самые долгие тесты")).to_be_visible()
    report.locator("#status-failed").focus()
    report.keyboard.press("Space")
    assert list_shown(report) == (["C-1"], ["Чаты школы"])
    expect(report.get_by_role("heading", name="Что не прошло")).to_be_visible()
    expect(report.get_by_role("heading", name="Самые долгие тесты")).to_be_hidden()

    report.locator("#status-passed").focus()
    report.keyboard.press("Space")
    assert list_shown(report)[0] == ["A-1"]
    expect(report.get_by_role("heading", name="Что не прошло")).to_be_hidden()
    report.evaluate("location.hash = '#C-1'")
    expect(report.locator("#C-1")).to_be_in_viewport()
    expect(report.locator("#status-all")).to_be_checked()


def test_slowest_test_is_first_and_opens_at_a_click(report):
    rows = report.locator(".slowest li")
    expect(rows).to_have_text([re.compile(name) for name in ("Отвязать", "Повторный", "Чаты", "Счёт", "Порядок")])
    rows.first.get_by_role("link").click()
    expect(report.get_by_text("tests/e2e/a.py::one")).to_be_visible()


def test_tests_of_no_requirement_are_a_row_for_each_folder_with_its_failures(report):
    row = report.get_by_role("row", name="tests/unit")
    expect(row.get_by_role("cell")).to_have_text(["1", "1", "", re.compile("2,00")])
    row.get_by_role("link", name="Порядок").click()
    expect(report.get_by_role("article").filter(has_text="не тот")).to_be_in_viewport()


def test_failure_has_a_table_of_requests_and_a_link_to_its_trace(report):
    failure = report.get_by_role("article").filter(has_text="нет чата")
    expect(failure.get_by_role("cell")).to_have_text(
        ["09:05:01", "Сферум", re.compile("PUT /api/people/1"), "503"], use_inner_text=True
    )
    expect(failure.get_by_role("link", name="Трасса Playwright")).to_have_attribute("href", "t.zip")


def test_folded_things_are_printed(report):
    steps = report.get_by_text("tests/e2e/a.py::two")
    expect(steps).to_be_hidden()
    report.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(steps).to_be_visible()
    report.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(steps).to_be_hidden()
    report.get_by_role("button", name="Раскрыть всё").click()
    expect(steps).to_be_visible()
    report.emulate_media(media="print")
    expect(report.get_by_role("searchbox", include_hidden=True)).to_be_hidden()


def test_page_is_in_english_on_request(report):
    report.get_by_label("English").check(force=True)

    expect(report.get_by_role("heading", level=1)).to_have_text(
        "Linking an educational profile of Sferum", use_inner_text=True
    )
    expect(report.locator("#C-1 h3")).to_have_text(re.compile("^Once the profile is attached"), use_inner_text=True)
    shown = report.locator("body").inner_text()
    summary = shown.partition("What failed")[0]
    russian = set(re.findall("[А-Яа-я]+", summary)) - {"Язык", "Русский", "песочница"}
    assert russian == set()
    assert not re.search(
        "[А-Яа-я]",
        shown.partition("What failed")[0].replace("Русский", "").replace("песочница", "").replace("Язык", ""),
    )
    assert set(re.findall("(?:весь тест|не выполнено|Папка|Ответ)", shown)) == set()


def test_every_requirement_and_section_has_an_english_title():
    rows = load_requirements().values()
    assert [row.id for row in rows if not row.title_en or not row.section.title_en] == []
    assert {row.section.id for row in rows if bool(row.section.note) != bool(row.section.note_en)} == set()
