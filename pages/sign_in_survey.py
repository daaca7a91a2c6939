"""Finds out which steps lead into a journal whose sign-in the target file does not describe."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from pages.obstacles import quote_label
from pages.windows import open_address

_MAX_SCREENS = 4
_SCREEN_TIMEOUT_MS = 4_000
_SURVEY = """() => {
    const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0
    const clean = text => (text || '').trim().replace(/\\s+/g, ' ').replace(/[\\s*:]+$/, '')
    const nameOf = e =>
        clean(e.ariaLabel || e.labels?.[0]?.innerText || e.placeholder || e.innerText || e.value || e.title)
    const selectorOf = e => e.id ? '#' + CSS.escape(e.id) : e.name ? `[name="${e.name}"]` : e.tagName.toLowerCase()
    const dialogs = [...document.querySelectorAll('dialog[open], [role=dialog], [aria-modal=true]')].filter(shown)
    const root = dialogs.at(-1) ?? document.body
    const list = query => [...root.querySelectorAll(query)].filter(shown)
    const named = elements => elements.map(e => [nameOf(e), selectorOf(e)])
    const passwords = list('input[type=password]')
    const texts = list('input:not([type]), input[type=text], input[type=email], input[type=tel]')
        .filter(e => e.role !== 'combobox' && e.type !== 'search')
    const buttons = list('button, input[type=submit], a, [role=button]')
    const rank = e => (/^(войти|вход|далее|продолжить|log ?in|sign ?in|next|continue|керү)$/i.test(nameOf(e)) ? 0 : 2)
        + (e.form && e.type === 'submit' ? 0 : 1)
    const entries = buttons.filter(e => /войти|вход|авториз|log ?in|sign ?in|керү/i.test(nameOf(e)))
    return {
        lists: list('select, [role=combobox]').filter(e => e.tagName !== 'SELECT' || e.options.length > 1).map(e =>
            [...named([e])[0], clean([...(e.options ?? [])].find(o => o.value && o.index > 0)?.text) || '…']),
        logins: named(texts), passwords: named(passwords),
        submits: named(buttons.filter(e => e.tagName !== 'A').concat(entries).sort((a, b) => rank(a) - rank(b))),
        entries: named(entries),
    }
}"""
"""What is on a screen of a sign-in, of an open dialog if there is one: each by its name and a selector."""


@dataclass
class _Survey:
    """The steps found so far, as the target file has them."""

    steps: list[str] = field(default_factory=list)
    has_login: bool = False

    def add(self, kind: str, name: str, selector: str) -> None:
        self.steps.append(f"{{ {kind} = {quote_label(name, selector)} }}")


def survey_sign_in(page: Page, address: str, login: str) -> str | None:
    """Returns `sign_in_steps = […]` for the sign-in at this address; None where no password field is reached.

    Types the login and goes on from screen to screen, but does not sign in.
    """
    survey = _Survey()
    try:
        open_address(page, address)
        for _ in range(_MAX_SCREENS):
            screen = page.evaluate(_SURVEY)
            if _note_screen(survey, screen):
                return f"sign_in_steps = [{', '.join(survey.steps)}]"
            if not _go_on(page, survey, screen, login):
                break
    except Error:  # what it pressed led nowhere
        pass
    return None


def _note_screen(survey: _Survey, screen: dict[str, Any]) -> bool:
    """Adds what a person fills in on this screen; returns whether it ends the sign-in."""
    for name, selector, option in screen["lists"]:
        list_label, option_label = quote_label(name, selector), quote_label(option, "")
        survey.steps.append(f"{{ choose = {list_label}, option = {option_label} }}")
    if screen["logins"] and not survey.has_login:
        survey.add("login", *screen["logins"][0])
        survey.has_login = True
    if not screen["passwords"] or not survey.has_login:
        return False
    survey.add("password", *screen["passwords"][0])
    for submit in screen["submits"][:1]:
        survey.add("press", *submit)
    return True


def _go_on(page: Page, survey: _Survey, screen: dict[str, Any], login: str) -> bool:
    """Goes to the next screen; returns whether there is a way."""
    ways = screen["submits"] if screen["logins"] else screen["entries"]
    if not ways:
        return False
    if screen["logins"]:
        page.locator(screen["logins"][0][1]).filter(visible=True).first.fill(login)
    name, selector = ways[0]
    survey.add("press", name, selector)
    found = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    (found if name else page.locator(selector)).filter(visible=True).last.click(timeout=_SCREEN_TIMEOUT_MS)
    next_screen = page.locator("input[type=password]" if screen["logins"] else "input").filter(visible=True)
    next_screen.first.wait_for(timeout=_SCREEN_TIMEOUT_MS)
    return True
