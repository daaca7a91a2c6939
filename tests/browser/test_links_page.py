"""The page of a check of links, in a browser: readable by everybody, on a phone, on paper, and with odd texts."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from automation.links.page import render_page
from automation.links.results import JOURNAL_COLUMNS, LinkResult, LinkReview, LinkStatus, choose_mesh_columns
from tests.browser.page_looks import find_violations, show

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
TAGS = "<script>document.title = 'взломано'</script><img src=x onerror=alert(1)>"
LONG = "Оченьдлиннаяфамилия" * 12
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy".*?>')
AXE_LOOKS = [("light", 1280), ("dark", 360)]


def render(*results: LinkResult, mesh: bool = True) -> str:
    columns = choose_mesh_columns(["vk", "max"]) if mesh else JOURNAL_COLUMNS
    review = LinkReview("https://journal.example", f"{TAGS}.xlsx", results, columns, [f"замечание {TAGS}"])
    return render_page(review, NOW, "links-check.xlsx")


@pytest.fixture(scope="module")
def html() -> str:
    link = "https://max.ru/u/aXb9caXb9caXb9c"
    return render(
        LinkResult(2, "Хазеев Рустем", "person_id 1", LinkStatus.LINKED, 7, max_account=8, max_link=link),
        LinkResult(3, "Орлова Анна", "person_id 2", LinkStatus.NOT_LINKED, "нет", max_account="нет"),
        LinkResult(4, TAGS, "person_id 3", LinkStatus.UNKNOWN, "не проверен", TAGS, "не проверен", complete=False),
        LinkResult(5, LONG, "person_id 4", LinkStatus.NOT_LINKED, "нет", LONG, "нет"),
    )


def test_page_can_be_read_by_everybody(html: str, page: Page) -> None:
    page.set_content(POLICY.sub("", html))  # axe is a script
    for scheme, width in product(("light", "dark"), (1280, 360)):
        assert show(page, scheme, width) == width
        if (scheme, width) in AXE_LOOKS:
            assert find_violations(page) == [], (scheme, width)


def test_texts_of_strangers_stay_texts(html: str, page: Page) -> None:
    page.set_content(html)
    expect(page).to_have_title("Привязка к Сферуму: кто не привязан")
    expect(page.locator("img")).to_have_count(0)
    expect(page.get_by_role("rowheader", name=TAGS)).to_be_visible()


def test_number_of_each_status_leads_to_its_people(html: str, page: Page) -> None:
    page.set_content(html)
    for title, people in (("Не привязаны", "2"), ("Не проверены", "1"), ("Привязаны", "1")):
        tile = page.get_by_role("navigation").get_by_role("listitem").filter(has=page.get_by_text(title, exact=True))
        expect(tile.locator("strong")).to_have_text(people)
        tile.get_by_role("link").click()
        expect(page.get_by_role("heading", name=f"{title} {people}")).to_be_in_viewport()
    expect(page.get_by_role("link", name="https://max.ru/u/")).to_have_attribute("rel", "noreferrer")


@pytest.mark.parametrize("mesh", [True, False], ids=["mesh", "journal"])
def test_charts_are_those_that_were_asked_about(page: Page, mesh: bool) -> None:
    page.set_content(render(LinkResult(2, "Хазеев", "1", LinkStatus.LINKED, 7, max_account="нет"), mesh=mesh))
    titles = ["Связь с журналом", "VK Мессенджер", "MAX"] if mesh else ["Связь с журналом"]
    expect(page.get_by_role("heading", level=3)).to_have_text(titles)
    assert page.get_by_role("img").first.get_attribute("aria-label") == (
        "Связь с журналом: привязаны 1, не привязаны 0, не проверены 0"
    )
    expect(page.get_by_text("Привязаны все, кто есть в списке.")).to_be_visible()


def test_long_list_points_to_the_workbook(page: Page) -> None:
    people = [LinkResult(row, f"Учитель {row}", str(row), LinkStatus.NOT_LINKED) for row in range(2, 207)]
    page.set_content(render(*people, mesh=False))
    expect(page.get_by_role("rowheader")).to_have_count(200)
    expect(page.get_by_text("Показаны первые 200 человек из 205; все — в файле links-check.xlsx.")).to_be_visible()


def test_print_cuts_nothing_off(html: str, page: Page) -> None:
    """On paper nobody scrolls: no table is wider than its page, whatever is in it."""
    page.set_content(html)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 without its margins
    cut = page.locator(".wide").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length")
    assert cut == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 703
