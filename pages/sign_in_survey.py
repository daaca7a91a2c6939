"""Finds out which steps lead into a journal whose sign-in the target file does not describe."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from pages.element_scripts import ELEMENTS
from pages.labels import Label, Selector, describe_label, find_action, find_field, list_preferred_actions, quote_label
from pages.page_names import quote_names
from pages.sign_in_form import SignInStep
from pages.windows import Window, open_address

_MAX_SCREENS = 4
_SCREEN_TIMEOUT_MS = 4_000
_SURVEY = (
    "() => {"
    + ELEMENTS
    + """
    all.forEach(e => e.removeAttribute('data-surveyed'))
    const labelOf = e => nameOf(e).replace(/[\\s*:]+$/, '')
    let marks = 0
    const named = elements => elements.map(e => {
        e.dataset.surveyed ??= ++marks
        return [labelOf(e), selectorOf(e), e.dataset.surveyed]
    })
    const inside = (root, e) =>
        root === document || root.contains(e) || (e.getRootNode().host && inside(root, e.getRootNode().host))
    const dialogs = all.filter(e => e.matches('dialog[open], [role=dialog], [aria-modal=true]') && shown(e)
        && (e.querySelector('input:not([type=hidden])') || e.matches('dialog:modal, [aria-modal=true]')))
    const root = dialogs.at(-1) ?? document
    const list = query => all.filter(e => e.matches(query) && inside(root, e) && shown(e))
    const entering = /^(войти|вход|далее|продолжить|log ?in|sign ?in|next|continue|керү|алга)$/i
    const isEntry = e => /войти|вход|авториз|log ?in|sign ?in|керү/i.test(nameOf(e))
    const hasField = e => !!e.querySelector('input:not([type=hidden])')
    const secrets = list('input[type=password]').filter(e => e.autocomplete !== 'new-password')
    const formOf = e => e.form ?? (e.tagName === 'A' ? undefined : e.closest('form'))
    const inForm = (e, others) => others.filter(o => formOf(o) === formOf(e))
    const texts = list('input:not([type]), input[type=text], input[type=email], input[type=tel]')
        .filter(e => e.role !== 'combobox' && e.type !== 'search' && !/search|query|поиск/i.test(e.name + nameOf(e)))
    const buttons = list('*').filter(e => isPressed(e) && !hasField(e))
    const entersByForm = e => inForm(e, buttons).some(isEntry) ? 0 : 1
    const passwords = secrets.filter(e => inForm(e, secrets).length === 1 || secrets.length < 2)
        .sort((a, b) => entersByForm(a) - entersByForm(b))
    const before = (e, others) => others.filter(o => o.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)
    const password = passwords[0]
    const near = password ? before(password, inForm(password, texts)) : []
    const isLoginStep = e => inForm(e, buttons).some(b => isEntry(b) || entering.test(nameOf(b)))
        || texts.length === 1 && !buttons.some(isEntry)
        && inForm(e, buttons.filter(b => b.tagName !== 'A')).length === 1
    const fields = password ? texts : texts.filter(isLoginStep)
    const logins = near.length ? [near.at(-1), ...fields.filter(e => e !== near.at(-1))] : fields
    const field = password ?? logins[0]
    const rank = e => (entering.test(nameOf(e)) ? 0 : 2)
        + (e.form && /^(submit|image)$/.test(e.type) ? 0 : 1)
        + (field && field.form && formOf(e) !== field.form ? 4 : 0)
        + (/забыли|восстанов|регистр|forgot|register|sign ?up|через|with|by /i.test(nameOf(e)) ? 3 : 0)
    const entries = buttons.filter(isEntry).sort((a, b) => rank(a) - rank(b))
    const isOfForm = e => !password || !password.form || !e.form || e.form === password.form
    const isAsked = e => (e.tagName !== 'SELECT' || e.options.length > 1) && isOfForm(e)
        && !/^(ru|en|tt|язык|language|тел)$/i.test(nameOf(e))
    const isOption = o => o.value.trim() && !o.hidden && !o.matches(':disabled') && /[\\p{L}\\p{N}]/u.test(o.text)
        && !/^[^\\p{L}\\p{N}]*(выберите|выбрать|не выбран|укажите|select |choose |сайла)/iu.test(o.text)
    const optionsOf = e => [...(e.options ?? [])].filter(isOption)
    const chosenOf = e => clean((optionsOf(e).find(o => o.selected) ?? optionsOf(e)[0])?.text)
    return {
        lists: list('select, [role=combobox]').filter(isAsked).map(e => [...named([e])[0],
            chosenOf(e) || '…', optionsOf(e).map(o => clean(o.text))]),
        logins: named(logins), passwords: named(passwords),
        submits: named(buttons.filter(e => e.tagName !== 'A').concat(entries).sort((a, b) => rank(a) - rank(b))),
        entries: named(entries), forms: passwords.length,
    }
}"""
)
"""What is on a screen of a sign-in, of an open dialog if there is one: each by its name, a selector, and a mark."""


@dataclass(frozen=True)
class SignInList:
    """A list of a sign-in, such as that of schools."""

    label: Label
    chosen: str
    """What the page has chosen itself; the first option where it has chosen none."""
    others: tuple[str, ...]

    def __str__(self) -> str:
        return f"в списке {describe_label(self.label)} выбрано «{self.chosen}», есть ещё {quote_names(self.others)}"


@dataclass
class SignInSurvey:
    """The steps found so far, as the target file has them."""

    steps: list[SignInStep] = field(default_factory=list)
    is_complete: bool = False
    """Whether they lead up to the button that signs in."""
    lists: list[SignInList] = field(default_factory=list)
    """Those in which something else might be chosen."""
    forms: int = 0
    """How many forms with a password the last screen has."""

    @property
    def has_login(self) -> bool:
        """Returns whether there is a field for the login already."""
        return any(step.login is not None for step in self.steps)


def survey_sign_in(page: Page, address: str, login: str) -> SignInSurvey:
    """Returns the steps of the sign-in at this address; they are incomplete where no password field is reached.

    Types the login and goes on from screen to screen, but does not sign in.
    """
    survey = SignInSurvey()
    with suppress(Error):  # what it pressed led nowhere
        open_address(page, address)
        survey_screens(page, survey, login)
    return survey


def survey_screens(page: Page, survey: SignInSurvey, login: str) -> None:
    """Adds the steps of the page's screens. Raises Playwright's error where what it pressed led nowhere."""
    for _ in range(_MAX_SCREENS):
        window, screen = _read_screen(page)
        survey.is_complete = _note_screen(window, survey, screen)
        if survey.is_complete or not _go_on(page, window, survey, screen, login):
            return


def format_sign_in_steps(steps: list[SignInStep]) -> str:
    """Returns the steps as the target file has them: `sign_in_steps = […]`."""
    return f"sign_in_steps = [{', '.join(map(_format_step, steps))}]"


def explain_lists(lists: Sequence[SignInList]) -> str:
    """Returns in one line of Russian what was chosen of what, and how the target file chooses something else."""
    ways = ", ".join(f'{{ choose = {quote_label(offered.label)}, option = "…" }}' for offered in lists)
    listed = "; ".join(map(str, lists))
    return f"{listed}: если нужно другое, напишите в файле цели, в sign_in_steps, {ways}" if lists else ""


def _format_step(step: SignInStep) -> str:
    option = "" if step.option is None else f", option = {quote_label(step.option)}"
    return f"{{ {step.kind} = {quote_label(step.label)}{option} }}"


def _read_screen(page: Page) -> tuple[Window, dict[str, Any]]:
    """Returns the screen of the page, or of a frame that has fields while the page has none."""
    page.locator("input, button, a, iframe").filter(visible=True).first.wait_for(timeout=_SCREEN_TIMEOUT_MS)
    screen: dict[str, Any] = page.evaluate(_SURVEY)
    if not screen["logins"] and not screen["passwords"]:
        for frame in page.frames[1:]:
            with suppress(Error):  # it has gone meanwhile
                if _is_sign_in(in_frame := frame.evaluate(_SURVEY), frame):
                    return frame, in_frame
    return page, screen


def _is_sign_in(screen: dict[str, Any], frame: Frame) -> bool:
    return bool(screen["passwords"] or screen["logins"]) and frame.frame_element().is_visible()


def _note_screen(window: Window, survey: SignInSurvey, screen: dict[str, Any]) -> bool:
    """Adds what a person fills in on this screen; returns whether it ends the sign-in."""
    for name, selector, mark, option, options in screen["lists"]:
        label = _choose_label(find_field, window, name, selector, mark)
        survey.steps.append(SignInStep(choose=label, option=option))
        if others := tuple(other for other in dict.fromkeys(options) if other != option):
            survey.lists.append(SignInList(label, option, others))
    if screen["logins"] and not survey.has_login:
        survey.steps.append(SignInStep(login=_choose_label(find_field, window, *screen["logins"][0])))
    survey.forms = screen["forms"]
    if not screen["passwords"] or not survey.has_login:
        return False
    survey.steps.append(SignInStep(password=_choose_label(find_field, window, *screen["passwords"][0])))
    for submit in screen["submits"][:1]:
        survey.steps.append(SignInStep(press=_choose_label(_find_pressed, window, *submit)))
    return True


def _choose_label(find: Any, window: Window, name: str, selector: str, mark: str) -> Label:
    """Returns the name where it finds this very element, and the selector otherwise."""
    marked = window.locator(f"[data-surveyed='{mark}']").first
    if name and _is_same(find(window, name), marked):
        return name
    return Selector(selector)


def _is_same(found: Locator, marked: Locator) -> bool:
    return bool(found.count()) and found.get_attribute("data-surveyed") == marked.get_attribute("data-surveyed")


def _find_pressed(window: Window, name: str) -> Locator:
    """Returns what a step of this name presses: that of an open dialog before the page's."""
    preferred = (found for found in list_preferred_actions(window, name) if found.count())
    return next(preferred, find_action(window, name)).first


def _go_on(page: Page, window: Window, survey: SignInSurvey, screen: dict[str, Any], login: str) -> bool:
    """Goes to the next screen; returns whether there is a way."""
    ways = screen["submits"] if screen["logins"] else screen["entries"]
    if not ways:
        return False
    if screen["logins"]:
        window.locator(f"[data-surveyed='{screen['logins'][0][2]}']").fill(login)
    survey.steps.append(SignInStep(press=_choose_label(_find_pressed, window, *ways[0])))
    window.locator(f"[data-surveyed='{ways[0][2]}']").click(timeout=_SCREEN_TIMEOUT_MS)
    fields = "input[type=password]" if screen["logins"] else "input:not([type=hidden]), iframe"
    (window if screen["logins"] else page).locator(fields).filter(visible=True).first.wait_for(
        timeout=_SCREEN_TIMEOUT_MS
    )
    return True
