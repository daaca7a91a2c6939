"""What the things on a journal's screens are called: the guide's words, unless a deployment has others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Annotated, Any, Literal, get_args

from playwright.sync_api import Locator
from pydantic import AfterValidator, Discriminator, Tag

from pages.name_patterns import build_denial_xpath, build_text_xpath, compile_name, compile_whole_name
from pages.windows import Window

PLACEHOLDERS = ("login", "last_name", "first_name", "patronymic", "initials", "initial")
"""What a label may have in braces: what is the teacher's, such as the name behind which the sign-out is."""

ActionRole = Literal["button", "link", "menuitem", "tab", "option", "checkbox", "radio", "switch"]
ACTION_ROLES: tuple[ActionRole, ...] = get_args(ActionRole)
"""Roles of what is pressed: journals differ in which of them they use."""
_PRESSED_BY_TEXT = "label, summary, [onclick], [tabindex='0']"
"""What is pressed and has no role of its own: the label of a checkbox that is drawn anew, a list that opens."""
_FIELDS = "input, textarea, select, [contenteditable], [role=combobox], [role=textbox], [role=listbox], [role=button]"
_DIALOGS = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]"
_RegionRole = Literal["region", "group", "article", "dialog", "tabpanel"]
_REGION_ROLES: tuple[_RegionRole, ...] = get_args(_RegionRole)
_AROUND = "xpath=ancestor::*[.//button or .//a[@href] or .//input or .//*[@role='button']][1]"
"""The smallest part of a page around a heading in which something can be pressed."""


def _check_text(text: str) -> str:
    if not text.strip():
        raise ValueError("текст не может быть пустым")
    return text


def _check_placeholders(text: str) -> str:
    for name in re.findall(r"\{(\w+)\}", text):
        if name not in PLACEHOLDERS:
            raise ValueError(f"подстановки {{{name}}} нет; есть {', '.join(f'{{{known}}}' for known in PLACEHOLDERS)}")
    return text


NonBlankText = Annotated[str, AfterValidator(_check_text)]
"""A text that is not blank: a blank name would fit anything."""


@dataclass(frozen=True)
class Selector:
    """For a thing without an accessible name or text of its own."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  read by the check of a file of labels

    selector: NonBlankText
    """As Playwright has them: `#chats`, `css=.card >> text=Чаты`."""

    def __str__(self) -> str:
        return self.selector


def _label_tag(value: Any) -> str | None:
    if isinstance(value, dict | Selector):
        return "[selector]"
    return "[text]" if isinstance(value, str) else None


def _action_tag(value: Any) -> str | None:
    return "[path]" if isinstance(value, list) else _label_tag(value)


_Text = Annotated[NonBlankText, AfterValidator(_check_placeholders), Tag("[text]")]
Label = Annotated[_Text | Annotated[Selector, Tag("[selector]")], Discriminator(_label_tag)]
"""An accessible name or a text, whole, or a selector."""


def _check_path(path: list[Any]) -> list[Any]:
    if not path:
        raise ValueError("путь нажатий не может быть пустым")
    return path


ActionLabel = Annotated[
    _Text | Annotated[Selector, Tag("[selector]")] | Annotated[list[Label], AfterValidator(_check_path), Tag("[path]")],
    Discriminator(_action_tag),
]
"""A label, or a list of them: what is pressed one after another."""


@dataclass(frozen=True)
class JournalLabels:
    """What the steps of the guide look for in a journal."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    login: Label = "Логин"
    password: Label = "Пароль"  # noqa: S105  the name of a field
    sign_in: Label = "Войти"
    sign_out: ActionLabel = "Выйти"
    office: ActionLabel = "Кабинет учителя"
    messenger: ActionLabel = "Мессенджер"
    """The icon of A-1."""
    card: Label | None = None
    """Where the state of the link is, and what connects and unlinks; the whole page where the file does not say."""
    not_connected: Label = "Мессенджер не подключен"
    connect: ActionLabel = "Перейти к подключению"
    connected: Label = "Мессенджер подключен"
    open_messenger: ActionLabel = "Перейти в мессенджер"
    unlink: ActionLabel = "Отвязать"
    error: Label = Selector("[role=alert]")
    """Where the journal says what went wrong."""

    def fill_in(self, values: Mapping[str, str]) -> "JournalLabels":
        """Returns the labels with `{login}` and the like replaced by the values."""
        return replace(self, **{field.name: _fill_in(getattr(self, field.name), values) for field in fields(self)})


def _fill_in(label: Any, values: Mapping[str, str]) -> Any:
    if isinstance(label, list):
        return [_fill_in(step, values) for step in label]
    if isinstance(label, Selector):
        return Selector(_fill_in(label.selector, values))
    if not isinstance(label, str):
        return label
    return reduce(lambda text, name: text.replace(f"{{{name}}}", values[name]), values, label)


def list_steps(label: ActionLabel) -> list[Label]:
    """Returns what is pressed one after another; most often one thing."""
    return label if isinstance(label, list) else [label]


def describe_label(label: ActionLabel) -> str:
    """Returns a label as messages have it: «⋮» → «Отвязать»."""
    return " → ".join(step.selector if isinstance(step, Selector) else f"«{step}»" for step in list_steps(label))


def quote_label(label: ActionLabel) -> str:
    """Returns a label as the target file has it: `"Войти"`, `{ selector = "#chats" }`, `["⋮", "Отвязать"]`."""
    if isinstance(label, list):
        return f"[{', '.join(map(quote_label, label))}]"
    if isinstance(label, Selector):
        return f"{{ selector = {quote_text(label.selector)} }}"
    return quote_text(label)


def quote_text(text: str) -> str:
    """Returns the text as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def find_field(scope: Window | Locator, label: Label) -> Locator:
    """Returns a field that is shown, by its label, or by what it shows while it is empty."""
    if isinstance(label, Selector):
        return scope.locator(label.selector)
    name = compile_name(label)
    named = scope.get_by_label(name).or_(scope.get_by_placeholder(name)).or_(scope.get_by_role("combobox", name=name))
    return named.and_(scope.locator(_FIELDS)).filter(visible=True).first


def find_action(window: Window, label: Label, card: Locator | None = None) -> Locator:
    """Returns all that is shown, is pressed and has that name; in the card, if there is one."""
    scope = card or window
    if isinstance(label, Selector):
        return scope.locator(label.selector).filter(visible=True)
    by_text = scope.locator(_PRESSED_BY_TEXT).filter(has_text=compile_whole_name(label))
    return _find_by_role(scope, compile_name(label)).or_(by_text).filter(visible=True)


def find_dialog(window: Window) -> Locator:
    """Returns what is open over the page."""
    return window.locator(_DIALOGS).filter(visible=True)


def list_preferred_actions(
    window: Window, label: Label, card: Locator | None = None, *, in_dialog: bool = True
) -> list[Locator]:
    """Returns what to press of all that `find_action` finds: the first of these that is there.

    An open dialog, where there may be one (`in_dialog`), comes before the page under it, and a name that is the label
    alone before one that has more between marks: «Войти» before «Войти (ЕСИА)».
    """
    if isinstance(label, Selector):
        return []
    scopes = [card] if card else [*([find_dialog(window)] if in_dialog else []), window]
    names = (compile_whole_name(label), compile_name(label))
    return [_find_by_role(scope, name).filter(visible=True) for scope in scopes for name in names]


def find_text(scope: Window | Locator, label: Label) -> Locator:
    """Returns a text that is shown, alone or between marks; or a picture of that name."""
    if isinstance(label, Selector):
        return scope.locator(label.selector).filter(visible=True).first
    name = compile_name(label)
    named = scope.get_by_alt_text(name).or_(scope.get_by_title(name)).or_(scope.get_by_label(name))
    found = (
        scope.get_by_text(name)
        .locator(f"xpath=self::*[{build_denial_xpath()}]")
        .or_(named)
        .or_(scope.get_by_role("img", name=name))
    )
    if own_text := build_text_xpath(label):
        found = found.or_(scope.locator(own_text))
    return found.filter(visible=True).first


def find_card(window: Window, label: Label) -> Locator:
    """Returns the part of the page with that name: a region, or what is around a heading with its buttons."""
    if isinstance(label, Selector):
        return window.locator(label.selector).filter(visible=True).first
    name = compile_name(label)
    regions = reduce(Locator.or_, [window.get_by_role(role, name=name) for role in _REGION_ROLES])
    heading = window.get_by_text(name).filter(visible=True).first
    return regions.or_(heading.locator(_AROUND)).filter(visible=True).first


def _find_by_role(scope: Window | Locator, name: re.Pattern[str]) -> Locator:
    return reduce(Locator.or_, [scope.get_by_role(role, name=name) for role in ACTION_ROLES])
