"""What the things on a journal's screens are called: the guide's words, unless a deployment has others."""

from dataclasses import dataclass
from typing import Annotated, Any

from playwright.sync_api import Locator
from pydantic import AfterValidator, Discriminator, Tag

from pages.windows import Window


def _check_text(text: str) -> str:
    if not text.strip():
        raise ValueError("текст не может быть пустым")
    return text


NonBlankText = Annotated[str, AfterValidator(_check_text)]
"""A text that is not blank: a blank name would fit anything."""


@dataclass(frozen=True)
class Selector:
    """For a thing without an accessible name or text of its own."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  read by the check of a file of labels

    selector: NonBlankText
    """As Playwright has them: `#chats`, `css=.card >> text=Чаты`."""


def _label_tag(value: Any) -> str | None:
    if isinstance(value, dict | Selector):
        return "[selector]"
    return "[text]" if isinstance(value, str) else None


Label = Annotated[
    Annotated[NonBlankText, Tag("[text]")] | Annotated[Selector, Tag("[selector]")], Discriminator(_label_tag)
]
"""An accessible name or a text, to the letter, or a selector."""


@dataclass(frozen=True)
class JournalLabels:
    """What the steps of the guide look for in a journal."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    login: Label = "Логин"
    password: Label = "Пароль"  # noqa: S105  the name of a field
    sign_in: Label = "Войти"
    sign_out: Label = "Выйти"
    office: Label = "Кабинет учителя"
    messenger: Label = "Мессенджер"
    """The icon of A-1."""
    not_connected: Label = "Мессенджер не подключен"
    connect: Label = "Перейти к подключению"
    connected: Label = "Мессенджер подключен"
    open_messenger: Label = "Перейти в мессенджер"
    unlink: Label = "Отвязать"
    error: Label = Selector("[role=alert]")
    """Where the journal says what went wrong."""


def find_field(window: Window, label: Label) -> Locator:
    """Returns a field by its label."""
    return _by_selector(window, label) or window.get_by_label(str(label), exact=True)


def find_action(window: Window, label: Label) -> Locator:
    """Returns a button or a link by its name: journals differ in which of them they use."""
    selected = _by_selector(window, label)
    if selected is not None:
        return selected
    button = window.get_by_role("button", name=str(label), exact=True)
    return button.or_(window.get_by_role("link", name=str(label), exact=True))


def find_text(window: Window, label: Label) -> Locator:
    """Returns a text that is shown, alone or among others."""
    return (_by_selector(window, label) or window.get_by_text(str(label))).first


def _by_selector(window: Window, label: Label) -> Locator | None:
    return window.locator(label.selector) if isinstance(label, Selector) else None
