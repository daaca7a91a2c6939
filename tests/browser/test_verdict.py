"""The page of a verdict, in a browser: what it says in both languages, and what it must never do."""

import re
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_looks import find_violations, show
from tests.verdicts import HOSTILE, full_verdict
from validation.verdict import write_verdict

AXE_COMBINATIONS = [  # every two of language, colour scheme and width together once
    *(("Русский", "light", 1280), ("Русский", "dark", 390)),
    *(("English", "dark", 1280), ("English", "light", 390)),
]


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Page:
    """The full verdict, written and opened from its file."""
    write_verdict(full_verdict(), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    return page


def test_page_is_russian_until_english_is_chosen_from_the_keyboard(opened: Page):
    opened.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    expect(opened.get_by_label("Русский")).to_be_checked()
    expect(opened.locator("#A-2 h3")).to_have_text("Заголовок A-2", use_inner_text=True)
    expect(opened.locator(".verdict strong")).to_have_text("Не пройдено обязательных проверок: 1", use_inner_text=True)
    expect(opened.get_by_text("3 ноября 2026 г., 09:05 UTC+00:00")).to_be_visible()
    expect(opened.get_by_text("1\N{NO-BREAK SPACE}мин 42\N{NO-BREAK SPACE}с")).to_be_visible()
    expect(opened.locator("span[lang=en]").filter(visible=True)).to_have_count(0)

    opened.keyboard.press("Tab")
    opened.keyboard.press("ArrowRight")

    expect(opened.get_by_label("English")).to_be_checked()
    expect(opened.get_by_role("heading", name="Title A-2").first).to_be_visible()
    expect(opened.locator("#A-2 h3")).to_have_text("Title A-2", use_inner_text=True)
    expect(opened.locator(".verdict strong")).to_have_text("Mandatory checks that failed: 1", use_inner_text=True)
    expect(opened.get_by_text("3 November 2026, 09:05 UTC+00:00")).to_be_visible()
    expect(opened.get_by_text("1\N{NO-BREAK SPACE}min 42\N{NO-BREAK SPACE}s")).to_be_visible()
    expect(opened.locator("span[lang=ru]").filter(visible=True)).to_have_count(0)
    words = set(re.findall(r"[А-Яа-яё]+", opened.locator("body").inner_text()))
    assert words == {"Русский", "Язык", "текст"}  # the choice of languages, and the texts from outside


def test_hostile_texts_are_shown_as_texts_and_all_is_accessible_and_fits(page: Page, tmp_path: Path):
    requested_urls: list[str] = []
    page.on("request", lambda request: requested_urls.append(request.url))
    write_verdict(full_verdict(HOSTILE), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")

    assert page.locator("script, img[src^=http]").count() == 0
    assert page.console_messages() == []
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert HOSTILE not in page.content()

    for language, scheme, width in product(("Русский", "English"), ("light", "dark"), (1280, 390)):
        page.get_by_label(language).check()
        assert show(page, scheme, width) == width
        if (language, scheme, width) in AXE_COMBINATIONS:
            assert find_violations(page) == [], (language, scheme, width)

    assert [url for url in requested_urls if not url.startswith("data:")] == [page.url]


def test_what_failed_comes_first_then_every_check_with_its_status_and_why_the_run_broke_off(opened: Page):
    troubles = opened.locator("main > section").filter(has=opened.locator(".trouble"))
    expect(troubles.get_by_role("heading", level=2)).to_have_text(
        ["Не пройдено", "Предупреждения", "Ожидаемые отказы"], use_inner_text=True
    )

    failed = troubles.first.get_by_role("article")
    for text in (
        *("A-2", "Заголовок A-2", "обязательная · методичка, A-1", "Доказывает A-2"),
        *("ожидали текст", "увидели текст", "GET /authorize → 302"),
    ):
        expect(failed).to_contain_text(text, use_inner_text=True)
    expect(failed.locator("img")).to_be_visible()
    expect(troubles.last).to_contain_text("причина P-3 текст", use_inner_text=True)

    sections = opened.locator("main > section").filter(has=opened.locator(".checks"))
    expect(sections.get_by_role("heading", level=2)).to_have_text(["Шаги", "Протокол"], use_inner_text=True)
    expect(sections.locator(".status")).to_have_text(
        ["пройдена", "не пройдена", "предупреждение", "пропущена", "ожидаемый отказ", "не проводилась", "прервана"],
        use_inner_text=True,
    )
    expect(opened.locator("#P-2")).to_contain_text("причина P-2 текст", use_inner_text=True)
    expect(opened.locator("#P-4")).to_contain_text("для сведения · RFC 9700, раздел 4.7", use_inner_text=True)

    expect(opened.get_by_text("прервано текст")).to_be_visible()
    expect(opened.get_by_text("жалоба текст")).to_be_visible()


def test_what_failed_is_printed_unfolded_on_paper_that_is_white_even_in_the_dark(opened: Page):
    details = opened.locator("#trouble-A-2 details").filter(has_text="Технические подробности").locator("pre")
    expect(details).to_be_hidden()

    opened.emulate_media(media="print", color_scheme="dark")

    expect(details).to_be_visible()
    expect(opened.get_by_role("group", name="Язык · Language")).to_be_hidden()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
