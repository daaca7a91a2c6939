"""A journal's sign-in, of one screen or several: on a page, in a dialog, or in a frame of the page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Error, Locator, Page, TimeoutError
from pydantic import model_validator
from pydantic.dataclasses import dataclass as checked_dataclass

from pages.click_paths import ClickPath, press_step
from pages.labels import JournalLabels, Label, Selector, describe_label, find_action, find_field
from pages.name_patterns import compile_whole_name
from pages.page_names import Kind, LabelNotFoundError, naming_label, quote_names
from pages.windows import Window

_FRAME_TIMEOUT_MS = 3_000
"""How long a frame may take to show the form; there may be frames of other things."""
_LIST_TIMEOUT_MS = 1_000
"""How long a list may take to open by itself, before a part of the option is typed."""
_OWN_OPTIONS = "[role=option], li"
"""What a list that the journal draws itself is made of."""
STEPS = ("press", "login", "password", "choose")
"""What a step of a sign-in may do."""


@checked_dataclass(frozen=True, config={"extra": "forbid"})
class SignInStep:
    """One thing that a person does on the screens of a sign-in: exactly one of `STEPS`."""

    press: Label | None = None
    login: Label | None = None
    """The field that takes the login."""
    password: Label | None = None
    choose: Label | None = None
    """The list in which `option` is chosen."""
    option: Label | None = None

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        kinds = [name for name in STEPS if getattr(self, name) is not None]
        if len(kinds) != 1:
            raise ValueError(f"нужно ровно одно из: {', '.join(STEPS)}")
        if (self.option is None) is (kinds == ["choose"]):
            raise ValueError("option нужен шагу choose, и только ему")
        return self

    @property
    def kind(self) -> str:
        """Returns which of `STEPS` it is."""
        return next(name for name in STEPS if getattr(self, name) is not None)

    @property
    def label(self) -> Label:
        """Returns what the step looks for."""
        label: Label = getattr(self, self.kind)
        return label


@dataclass(frozen=True)
class Credentials:
    """What a teacher types to sign in."""

    login: str
    password: str


def list_sign_in_steps(labels: JournalLabels) -> tuple[SignInStep, ...]:
    """Returns the steps of a form of one screen."""
    return SignInStep(login=labels.login), SignInStep(password=labels.password), SignInStep(press=labels.sign_in)


def sign_in_by_steps(page: Page, steps: Sequence[SignInStep], credentials: Credentials, *, name: str = "вход") -> None:
    """Takes the steps one after another; each waits for its screen. `name` is what a missing label is said to be of."""
    for step in steps:
        kind: Kind = "action" if step.press is not None else "field"
        with naming_label(page, f"{name}: {step.kind}", step.label, kind=kind):
            take_sign_in_step(find_window(page, step), step, credentials)


def find_step(window: Window, step: SignInStep) -> Locator:
    """Returns what the step is about: a field, a list, or what is pressed."""
    if step.press is not None:
        return ClickPath(window, step.press).entrance
    field = find_field(window, step.label)
    return field.or_(ClickPath(window, step.label).entrance).first if step.choose is not None else field


def take_sign_in_step(window: Window, step: SignInStep, credentials: Credentials) -> None:
    """Does what the step says."""
    found = find_step(window, step)
    if step.press is not None:
        found.wait_for()
        press_step(ClickPath(window, step.press).reach())
    elif step.choose is not None and step.option is not None:
        with _expect_option(window, found, step.choose, step.option):
            _choose_option(window, found, step.option)
    else:
        found.fill(credentials.login if step.login is not None else credentials.password)


def find_window(page: Page, step: SignInStep) -> Window:
    """Returns where the step's screen is: the page, or a frame of it that shows it while the page does not."""
    found, frames = find_step(page, step), page.locator("iframe").filter(visible=True)
    found.or_(frames).first.wait_for()
    if found.is_visible():
        return page
    for frame in page.frames[1:]:
        with suppress(Error):  # it has gone meanwhile, or has no form
            find_step(frame, step).wait_for(timeout=_FRAME_TIMEOUT_MS)
            return frame
    return page


@contextmanager
def _expect_option(window: Window, field: Locator, field_label: Label, option: Label) -> Iterator[None]:
    """Raises LabelNotFoundError, with what the list has, where the block waits in vain for the option of a list."""
    try:
        yield
    except TimeoutError as error:
        if not field.is_visible():
            raise
        own_list = window.locator(_OWN_OPTIONS).filter(visible=True)
        texts = field.locator("option").all_inner_texts() or own_list.all_inner_texts()
        names = quote_names(text.strip() for text in texts if text.strip())
        reason = f"в списке {names}" if names else "список пуст или не открылся"
        raise LabelNotFoundError(
            f"в {describe_label(field_label)} нет {describe_label(option)} (вход: option): {reason}"
        ) from error


def _choose_option(window: Window, field: Locator, option: Label) -> None:
    """Chooses in a list of the browser's, or in one that the journal draws itself."""
    field.wait_for()
    if field.evaluate("e => e.tagName") == "SELECT":
        choice = _find_among(field.locator("option"), field, option)
        choice.wait_for(state="attached")
        field.select_option(index=choice.evaluate("e => e.index"))
        return
    field.click()
    choice = find_action(window, option).or_(_find_among(window.locator("li"), window, option)).last
    try:
        choice.wait_for(timeout=_LIST_TIMEOUT_MS)
    except TimeoutError:  # the list opens when something is typed
        if isinstance(option, str) and field.evaluate("e => e.matches('input, [contenteditable]')"):
            field.press_sequentially(option)
    choice.click()


def _find_among(items: Locator, scope: Window | Locator, option: Label) -> Locator:
    if isinstance(option, Selector):
        return scope.locator(option.selector).first
    return items.filter(has_text=compile_whole_name(option)).first
