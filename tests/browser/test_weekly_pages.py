"""The pages and letters of `statistics weekly`: in a browser, on a phone and on paper."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from automation.__main__ import main
from automation.statistics.findings import FindingKind, review_people
from automation.statistics.names import person_key
from automation.statistics.rows import Row
from automation.weekly.history import summarize_week
from automation.weekly.page import WeekDocuments, render_week
from tests.browser.page_looks import find_violations, show
from tests.unit.statistics.statistics_books import COUNTED, SCHOOL, save

LONG_NAME = "Долгополова-Преображенская Александра Константиновна"
CSP = re.compile(r'<meta http-equiv="Content-Security-Policy".*?>')  # axe is a script


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school's folder of five weeks, made by the command; no test changes it."""
    folder = tmp_path_factory.mktemp("weekly") / "school"
    folder.mkdir()
    save(folder / "roster.xlsx", ["ФИО"], ["Абрамова Анна Львовна"])
    for number in range(5):
        rows = [
            [date(2026, 10, 26) + timedelta(7 * number), SCHOOL, user, f"{LONG_NAME} {user}", "teacher", 0, user % 3, 0]
            for user in range(1, 41 - number)
        ]
        report = save(folder.parent / f"{number}.xlsx", COUNTED, *rows)
        result = CliRunner().invoke(main, ["statistics", "weekly", str(folder), "--report", str(report)])
        assert result.exit_code == 1, result.output
    return folder


def count_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("name", ["index.html", "weeks/2026-W48/week.html", "weeks/2026-W48/letters/001 *.html"])
def test_pages_can_be_read_by_everybody(folder: Path, page: Page, name: str) -> None:
    [path] = folder.glob(name)
    page.set_content(CSP.sub("", path.read_text(encoding="utf-8")))
    landmarks = ("region", "landmark-one-main") if "letters" in name else ()  # a sheet of paper has none
    for scheme in ("light", "dark"):
        assert [show(page, scheme, width) for width in (1280, 360)] == [1280, 360]
        assert [violation["id"] for violation in find_violations(page, without=landmarks)] == [], scheme


def test_links_lead_from_the_weeks_to_a_week_and_to_its_files(folder: Path, page: Page) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="2026-W48").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Сферум за неделю до 23 ноября 2026 г.")
    links = page.get_by_role("link")
    assert set(links.all_inner_texts()) >= {"напечатать все", "подробный отчёт", "то же в Excel", "все недели"}
    for address in links.evaluate_all("links => links.map(link => decodeURIComponent(new URL(link.href).pathname))"):
        assert Path(address).is_file()
    page.get_by_role("link", name="напечатать все").click()
    expect(page.get_by_text(f"Здравствуйте, {LONG_NAME.partition(' ')[2]} 1!")).to_be_visible()


def test_chart_and_numbers_tell_of_the_weeks(folder: Path, page: Page) -> None:
    page.goto((folder / "weeks/2026-W48/week.html").as_uri())
    picture = page.get_by_role("img")
    expect(picture).to_have_accessible_name(re.compile("26.10.2026: привязаны 0 %.*; 23.11.2026: привязаны 0 %"))
    expect(page.locator(".point-linked")).to_have_count(5)
    expect(page.locator(".tiles li").filter(has_text="Не привязаны")).to_contain_text("−1 с 16.11")
    expect(page.locator(".names li")).to_have_count(12)
    expect(page.get_by_text("И ещё 25: все — в подробном отчёте.")).to_be_visible()


def test_each_letter_is_printed_on_one_sheet(folder: Path, page: Page) -> None:
    letters = folder / "weeks/2026-W48/letters"
    page.goto((letters / "000 все письма.html").as_uri())
    assert count_pages(page) == len(list(letters.iterdir())) - 1 == 37


def test_week_is_printed_on_one_sheet_however_much_there_is(page: Page) -> None:
    day = date(2026, 11, 23)
    rows = [
        Row(name, person_key(name), "отчёт недели", "Лист", 2, day, SCHOOL, number, "teacher", False, 0, 0)
        for number in range(1, 200)
        for name in [f"{LONG_NAME} {number}"]
    ]
    review = review_people(rows)
    links = {"linked": 100, "not_linked": 50, "not_checked": 49}
    weeks = [
        summarize_week(f"2026-W{48 - ago:02}", day - timedelta(7 * ago), review, 199, links)
        for ago in range(39, -1, -1)
    ]
    documents = WeekDocuments("letters/all.html", 17, "links-check.html", "", {"подробный отчёт": "x.html"})
    html = render_week(
        review, weeks, documents, [f"отчёт недели, лист «Лист», строка {n}: {'очень ' * 30}" for n in range(9)]
    )
    page.set_content(html)
    assert count_pages(page) == 1
    assert "и ещё: 6" in html
    assert len(FindingKind) == 8, "another kind takes another row of the sheet"
