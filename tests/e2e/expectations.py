"""What scenarios expect of a page, whatever they are about. `tests/browser/test_expectations.py` sees each one fail."""

import re

from playwright.sync_api import Locator, Page, expect

from automation.people import Teacher
from pages.vk_id import AccountScreen, LeftColumn

FOREIGN = "Этот ответ не относится к вашей привязке. Учётная запись не привязана."
_THICK = re.compile(r"^([2-9]|\d\d+)(\.\d+)?px$")
_LEFT_COLUMN = """
- complementary:
  - /children: equal
  - paragraph: VK ID
  - paragraph: С сервисом «МЭШ ВКС» можно связать свой учебный профиль
  - list:
    - /children: equal
    - listitem: Вход в учебный профиль в VK Мессенджере по VK ID
    - listitem: Общение в защищенном от посторонних лиц пространстве
    - listitem: Регистрации ВКонтакте не нужна, а если аккаунт уже есть, его никто не увидит
"""
_CUT_OFF = """
() => {
  const width = document.documentElement.clientWidth;
  const seen = "a[href], button, input:not([type=hidden]), select, textarea, summary, h1, h2, h3, p, label, li, dt, dd";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true })
    && getComputedStyle(element).position !== "fixed";
  const isForEars = (box) => box.width <= 1 || box.height <= 1;  // text for screen readers only
  const cut = (element) => {
    const box = element.getBoundingClientRect();
    if (isForEars(box)) return null;
    let [left, right] = [0, width];
    for (let around = element.parentElement; around; around = around.parentElement) {
      const overflow = getComputedStyle(around).overflowX;
      if (overflow === "auto" || overflow === "scroll") return null;  // one scrolls to it
      if (overflow !== "hidden" && overflow !== "clip") continue;
      if (getComputedStyle(around).textOverflow === "ellipsis") return null;  // shortened for all to see
      if (around === document.body || around === document.documentElement) continue;
      const clip = around.getBoundingClientRect();
      if (isForEars(clip)) return null;
      [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
    }
    if (box.right <= right + 1 && box.left >= left - 1) return null;
    const name = (element.innerText || element.getAttribute("aria-label") || element.name || "").trim().slice(0, 40);
    return `<${element.localName}> «${name}»: ${Math.round(box.left)}…${Math.round(box.right)} px, `
      + `видно ${Math.round(left)}…${Math.round(right)}`;
  };
  const wide = document.documentElement.scrollWidth;
  return [
    ...(wide > width ? [`страница шириной ${wide} px на экране ${width} px`] : []),
    ...[...document.querySelectorAll(seen)].filter(isShown).map(cut).filter(Boolean),
  ];
}
"""


def expect_fits(page: Page) -> None:
    """Checks that no part of the page ends beyond the screen, or beyond the box that hides what is outside it."""
    page.wait_for_load_state()  # a screen that has no styles yet is another screen
    cut_off: list[str] = page.evaluate(_CUT_OFF)
    assert not cut_off, f"{page.url}: не помещается: {'; '.join(cut_off)}"


def expect_focus_seen(control: Locator) -> None:
    """Checks that the focused control is outlined."""
    expect(control).to_have_css("outline-width", _THICK)  # waits for the styles, which come after the control
    expect(control).not_to_have_css("outline-style", "none")


def expect_browser_error(window: Page) -> None:
    """Checks that the browser shows its own error in place of a page."""
    expect(window).to_have_url("chrome-error://chromewebdata/")


def expect_foreign(page: Page) -> None:
    """Checks that the journal refuses an answer that was given to another person."""
    expect(page.get_by_role("heading", name="Ответ VK ID не принят")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text(FOREIGN)


def expect_account(page: Page, teacher: Teacher) -> None:
    """Checks that VK ID let the teacher in, and shows the teacher's own profile."""
    AccountScreen(page).expect_open()
    expect(AccountScreen(page).profiles).to_contain_text(teacher.full_name)


def expect_screen(window: Page, main: str) -> None:
    """Checks that VK ID shows this screen, and beside it the left column, which is the same on all of them."""
    expect(window.locator("main")).to_match_aria_snapshot(main)
    expect(LeftColumn(window).column).to_match_aria_snapshot(_LEFT_COLUMN)


def expect_only_text(page: Page, text: str) -> None:
    """Checks that the page shows a text of markup as it is, and makes nothing of it."""
    expect(page.get_by_text(text).first).to_be_visible()
    expect(page.locator("img, [onmouseover], [onerror], body script")).to_have_count(0)
