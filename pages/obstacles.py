"""What keeps a thing on a page from being pressed, and where it is hidden, for one who describes the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Locator, Page

from pages.labels import Label, Selector, find_action, quote_label

_OPENER_WORDS = "меню|ещё|еще|больше|профиль|аккаунт|menu|more|profile|account"
_MAX_OPENERS = 8
_OPEN_TIMEOUT_MS = 1_000

_NAME = """const nameOf = e => (e.ariaLabel || e.innerText || e.value || e.title || e.querySelector('img')?.alt || '')
    .trim().replace(/\\s+/g, ' ')
const selectorOf = e => e.id ? '#' + CSS.escape(e.id)
    : e.tagName.toLowerCase() + [...e.classList].map(c => '.' + CSS.escape(c)).join('')
"""
_FIND_COVER = f"""target => {{
    {_NAME}
    target.scrollIntoView({{block: 'center'}})
    const box = target.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    if (!top || target.contains(top) || top.contains(target)) return null
    let cover = top
    for (let e = top; e && e !== document.body && !e.contains(target); e = e.parentElement) cover = e
    const pressed = [...cover.querySelectorAll('button, a, input[type=button], input[type=submit], [role=button]')]
    return {{
        title: nameOf(cover.querySelector('h1, h2, h3, h4, [role=heading]') || cover).slice(0, 60),
        ways: pressed.filter(e => e.checkVisibility()).map(e => [nameOf(e), selectorOf(e)]),
    }}
}}"""
_LIST_OPENERS = f"""([words, person]) => {{
    {_NAME}
    const isOpener = e => e.matches('[aria-haspopup]:not([aria-haspopup=false]), [aria-expanded=false], summary')
        || !/[\\p{{L}}\\p{{N}}]/u.test(nameOf(e)) || new RegExp(`^(${{words}})$`, 'i').test(nameOf(e))
        || (person && nameOf(e).includes(person))
    return [...document.querySelectorAll('button, summary, a, [role=button], [aria-haspopup], [aria-expanded]')]
        .filter(e => e.checkVisibility() && !/^[^#]/.test(e.getAttribute('href') ?? '') && isOpener(e))
        .map((e, index) => {{ e.dataset.opener = index; return [nameOf(e), selectorOf(e)] }})
}}"""


@dataclass(frozen=True)
class Cover:
    """What lies over a thing, and the names and selectors of what can be pressed on it."""

    title: str
    ways: list[tuple[str, str]]


def find_cover(target: Locator) -> Cover | None:
    """Returns what lies over the middle of the thing; None where nothing does, or it cannot be told."""
    try:
        found: dict[str, Any] | None = target.evaluate(_FIND_COVER, timeout=_OPEN_TIMEOUT_MS)
    except Error:
        return None
    return None if found is None else Cover(found["title"], [(name, selector) for name, selector in found["ways"]])


def find_menu_of(page: Page, label: Label, person: Mapping[str, str]) -> str | None:
    """Returns the TOML of what is pressed before the label is shown, where that is one menu; None where it is not.

    `person`: what the teacher is called; a menu behind their name is named by placeholders. The page is loaded anew.
    """
    address = page.url
    for index in range(_MAX_OPENERS):
        openers = _list_openers(page, person.get("last_name", ""))
        if index >= len(openers):
            return None
        is_shown = _shows(page, page.locator(f"[data-opener='{index}']"), label)
        page.goto(address, wait_until="domcontentloaded")
        page.reload(wait_until="domcontentloaded")  # an address that differs by its fragment alone loads nothing
        if is_shown:
            name, selector = openers[index]
            return quote_label(hide_person(name, person) or Selector(selector))
    return None


def _shows(page: Page, opener: Locator, label: Label) -> bool:
    """Returns whether a thing can be pressed after its opener."""
    try:
        opener.click(timeout=_OPEN_TIMEOUT_MS)
        find_action(page, label).first.click(trial=True, timeout=_OPEN_TIMEOUT_MS)
    except Error:
        return False
    return True


def _list_openers(page: Page, person: str) -> list[list[str]]:
    try:
        openers: list[list[str]] = page.evaluate(_LIST_OPENERS, [_OPENER_WORDS, person])
    except Error:  # the page is going somewhere
        return []
    return openers


def hide_person(name: str, person: Mapping[str, str]) -> str:
    """Returns the name with placeholders for what the teacher is called."""
    for placeholder, value in person.items():
        if value and (placeholder == "last_name" or "{last_name}" in name):
            name = name.replace(value, f"{{{placeholder}}}")
    return name
