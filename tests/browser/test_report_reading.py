"""The report for people, as they read it: search, filter, the slowest tests, folders, requests, print."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from automation.guide import load_requirements
from report.evidence_record import EvidenceRecord, PageRecord, RequestRow, SourceRecord
from report.page import write_report
from report.run_record import RunRecord, TestRecord


@pytest.fixture
def report(page: Page, tmp_path: Path) -> Page:
    """The report of a run of three tests of A-1, C-1 and D-1, and of two without a requirement; one of each failed."""
    requests = [
        RequestRow(
            at="09:05:01", site="sferum", method="PUT", path="/api/people/1", status=503, details=["role=teacher"]
        )
    ]
    pages = [PageRecord(title="Мессенджер", url="http://a.test/", screenshot="AAAA", log=[])]
    failed = EvidenceRecord(steps=[], pages=pages, sources=[SourceRecord(name="Запросы", text="", requests=requests)])
    tests = [
        TestRecord("tests/e2e/a.py::one", "Отвязать ещё раз", ["A-1"], "passed", 9),
        TestRecord("tests/e2e/a.py::two", "Повторный вход Петр", ["A-1"], "passed", 3),
        TestRecord(
            "tests/e2e/c.py::three", "Чаты школы", ["C-1", "D-1"], "failed", 2, "нет чата", "", failed, traces=["t.zip"]
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
    expect(search).to_have_value("")
    for words, requirements, tests in (
        ("отвязать ЕЩЕ", ["A-1"], ["Отвязать ещё раз"]),
        ("a-1", ["A-1", "B-1"], ["Отвязать ещё раз", "Повторный вход Петр"]),  # B-1 is as A-1
        ("a-1 петр", ["A-1"], ["Повторный вход Петр"]),
        ("вход повторный", ["A-1"], ["Повторный вход Петр"]),
        ("a.py::two", ["A-1"], ["Повторный вход Петр"]),
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
    assert list_shown(report) == (["C-1", "D-1"], ["Чаты школы", "Чаты школы"])
    expect(report.get_by_role("heading", name="Что не прошло")).to_be_visible()
    expect(report.get_by_role("heading", name="Самые долгие тесты")).to_be_hidden()

    report.locator("#status-passed").focus()
    report.keyboard.press("Space")
    assert list_shown(report)[0] == ["A-1"]
    expect(report.get_by_role("heading", name="Что не прошло")).to_be_hidden()
    report.get_by_role("searchbox").fill("повторный")
    report.evaluate("scrollTo(0, 0)")
    report.evaluate("location.hash = '#F-3'")
    expect(report.locator("#F-3")).to_be_in_viewport()
    expect(report.locator("#status-all")).to_be_checked()
    expect(report.get_by_role("searchbox")).to_have_value("")


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


def test_search_counts_and_shows_each_test_once_and_leaves_what_fits_alone(report):
    """Поиск считает тест двух требований один раз и прячет разделы и ошибки, в которых ничего не нашлось."""
    found = report.get_by_role("status")
    expect(found).to_have_text("Требований: 28, тестов: 3", use_inner_text=True)
    failures = report.get_by_role("region", name="Что не прошло").get_by_role("article")
    expect(failures).to_have_count(2)
    search = report.get_by_role("searchbox")
    search.fill("чаты школы")
    expect(found).to_have_text("Требований: 2, тестов: 1", use_inner_text=True)
    expect(failures).to_have_text([re.compile("нет чата")])
    expect(report.locator(".section:visible > h2 .letter")).to_have_text(["C", "D"])
    expect(report.locator(".extra").filter(visible=True)).to_have_count(0)
    search.fill("ПОВТОРНЫЙ вхОд ПЁТР")  # the title has it without ё
    assert list_shown(report) == (["A-1"], ["Повторный вход Петр"])


def test_keys_of_the_search_do_what_they_do_elsewhere(report):
    """Косая черта в поле поиска — просто знак, Enter страницу не перезагружает."""
    search = report.get_by_role("searchbox")
    report.evaluate("window.isSamePage = true")
    search.fill("a")
    search.press("/")
    expect(search).to_have_value("a/")
    search.fill("отвязать")
    search.press("Enter")
    expect(search).to_have_value("отвязать")
    assert report.evaluate("window.isSamePage") is True
    assert "?" not in report.url


def test_page_opened_by_a_link_to_a_test_shows_it_open(report):
    """Ссылка на тест открывает страницу сразу на нём, раскрытым."""
    address = f"{report.url}#test-2"
    report.goto("about:blank")
    report.goto(address)
    expect(report.get_by_text("tests/e2e/a.py::two")).to_be_visible()
    expect(report.get_by_text("tests/e2e/a.py::one")).to_be_hidden()


def test_all_is_unfolded_and_folded_by_one_button_but_the_pictures(report):
    """Одна кнопка раскрывает всё и сворачивает обратно; снимков не трогает."""
    button = report.get_by_role("button", name="Раскрыть всё")
    where = report.locator(".requirement .test .where")
    quotes = report.locator("blockquote")
    picture = report.locator(".shot")
    expect(picture).to_have_count(1)
    for is_open in (True, False):
        button.click()
        expect(button).to_have_attribute("aria-pressed", str(is_open).lower())
        expect(where.filter(visible=is_open)).to_have_count(where.count())
        expect(quotes.filter(visible=is_open)).to_have_count(quotes.count())
        expect(picture).not_to_have_attribute("open", "")


def test_what_was_open_before_printing_stays_open(report):
    """Что было раскрыто до печати, раскрыто и после неё."""
    report.get_by_text("Отвязать ещё раз").first.click()
    opened = report.locator(".requirement details[open]")
    expect(opened).to_have_count(1)
    report.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(report.locator(".shot[open]")).to_have_count(0)
    report.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(opened).to_have_count(1)


def test_search_is_not_offered_where_no_script_runs(report, browser):
    """Без скриптов поиска, который ничего бы не искал, на странице нет."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.url)
    expect(page.get_by_role("heading", name="Что не прошло")).to_be_visible()
    expect(page.locator(".filter")).to_be_hidden()
    context.close()


def test_every_requirement_and_section_has_an_english_title():
    rows = load_requirements().values()
    assert [row.id for row in rows if not row.title_en or not row.section.title_en] == []
    assert {row.section.id for row in rows if bool(row.section.note) != bool(row.section.note_en)} == set()
