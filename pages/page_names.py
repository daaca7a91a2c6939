"""What the things on a page are called, for one whose label finds nothing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from typing import Literal

from playwright.sync_api import Error, Locator, TimeoutError

from pages.click_paths import ClickPath
from pages.labels import Label, Selector, describe_label, find_action, find_card, find_field
from pages.name_patterns import compile_name, compile_part
from pages.shown_names import FIELD_ROLES, LIST_ROLES, ShownName, hide_people, list_hidden_names, list_shown_names
from pages.stopping_place import explain_stop, shorten
from pages.windows import Window

Kind = Literal["action", "field", "text"]
"""What a label names: what is pressed, what is filled in, what is read."""
_ACTIONS = {
    "кнопки": ("button",),
    "ссылки": ("link",),
    "пункты меню": ("menuitem",),
    "вкладки": ("tab",),
    "переключатели": ("checkbox", "radio", "switch"),
    "варианты": ("option",),
}
_FIELDS = {"поля": FIELD_ROLES, "списки": LIST_ROLES}
_HEADINGS = {"заголовки": ("heading",)}
_CONTROLS = tuple(role for roles in (*_ACTIONS.values(), *_FIELDS.values(), *_HEADINGS.values()) for role in roles)
_GROUPS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "action": _ACTIONS | _FIELDS | _HEADINGS,
    "field": _FIELDS | _ACTIONS | _HEADINGS,
    "text": _HEADINGS | {"тексты": ()} | _ACTIONS | _FIELDS,
}
"""The names of a page by their roles, those first that are most like what was looked for; texts are all other roles."""
_IN_VAIN = {
    "element is not enabled": "не нажимается: отключено",
    "intercepts pointer events": "не нажимается: закрыто другим элементом страницы",
    "while waiting for event": "нажато, но ничего не открылось",
}
"""Why a press has led to nothing, by what Playwright says of it."""
_NEAR = 0.6
"""From which likeness on two names are called similar."""
_MAX_NAMES = 10
_MAX_SIMILAR = 3
_MAX_LENGTH = 60


class LabelNotFoundError(TimeoutError):
    """The page shows nothing of a name that the target file gives; the message says what it shows."""


def explain_absence(window: Window, *labels: Label, kind: Kind = "action") -> str:
    """Returns why the page shows nothing of these labels, and what it shows instead, in one line of Russian.

    The nearest names come first; what is in a dialog, in a frame or behind a menu is told apart. Where the page is none
    that could show them, it is said which one it is.
    """
    names = list_shown_names(window)
    hidden = list_hidden_names(window)
    reasons = [reason for label in labels for reason in _explain(window, label, names, hidden) if reason]
    wanted = [label for label in labels if isinstance(label, str)]
    shown = describe_names(names, wanted, kind)
    return "; ".join(filter(None, [*dict.fromkeys(reasons), shown, explain_stop(window, names)]))


@contextmanager
def naming_label(
    window: Window, key: str, label: Label | ClickPath, *, kind: Kind = "action", card: Label | None = None
) -> Iterator[None]:
    """Raises LabelNotFoundError where the block waits in vain for what the file calls so under `key`.

    Raises TimeoutError with the reason in Russian where it is there and cannot be pressed, or opens nothing.
    """
    try:
        yield
    except LabelNotFoundError:
        raise
    except TimeoutError as error:
        awaited = label.awaited if isinstance(label, ClickPath) else label
        in_card = card if isinstance(label, ClickPath) and label.is_in_card else None
        try:
            reason = _explain_in_card(window, awaited, in_card) or _explain_if_absent(window, awaited, in_card, kind)
        except Error:  # the page has gone meanwhile
            raise error from None
        if not reason:
            if in_vain := next((said for sign, said in _IN_VAIN.items() if sign in error.message), None):
                raise TimeoutError(f"{describe_label(awaited)} ({key}): {in_vain}") from error
            raise
        raise LabelNotFoundError(f"на экране нет {describe_label(awaited)} ({key}): {reason}") from error


def explain_card(window: Window, card: Label) -> str:
    """Returns that the page has no such card, and what it has; nothing where it has one."""
    if find_card(window, card).is_visible():
        return ""
    return f"карточки {describe_label(card)} (labels.card) нет: {explain_absence(window, card, kind='text')}"


def quote_names(names: Iterable[str], limit: int = _MAX_NAMES) -> str:
    """Returns some of the names for a message: «Войти», «Забыли пароль?» и ещё 3."""
    listed = list(dict.fromkeys(map(hide_people, names)))
    rest = f" и ещё {len(listed) - limit}" if len(listed) > limit else ""
    return ", ".join(f"«{shorten(name, _MAX_LENGTH)}»" for name in listed[:limit]) + rest


def describe_names(
    names: Iterable[ShownName], wanted: Sequence[str] = (), kind: Kind = "action", *, limit: int = _MAX_NAMES
) -> str:
    """Returns the names by place and role, those first that are nearest to what was looked for."""
    places: dict[str, list[ShownName]] = {"": []}
    for name in names:
        places.setdefault(name.place, []).append(name)
    described = {place: _describe_place(listed, wanted, kind, limit) for place, listed in places.items()}
    if not any(described.values()):
        return "кнопок, ссылок и полей на странице нет"
    return "; ".join(f"{place or 'на странице'} {text}" for place, text in described.items() if text)


def sort_by_nearness(names: Iterable[str], wanted: Sequence[str]) -> list[str]:
    """Returns the names, those like a wanted one first, the others in their order."""
    nearness = {name: max((_measure_likeness(name, text) for text in wanted), default=0.0) for name in names}
    return sorted(nearness, key=lambda name: -nearness[name] if nearness[name] >= _NEAR else 0.0)


def _describe_place(names: list[ShownName], wanted: Sequence[str], kind: Kind, limit: int) -> str:
    groups = {
        group: [name.name for name in names if (name.role in roles if roles else name.role not in _CONTROLS)]
        for group, roles in _GROUPS[kind].items()
    }
    sorted_groups = {group: sort_by_nearness(listed, wanted) for group, listed in groups.items() if listed}
    return "; ".join(f"{group}: {quote_names(listed, limit)}" for group, listed in sorted_groups.items())


def _explain_in_card(window: Window, label: Label, card: Label | None) -> str:
    """Returns what is wrong where the thing is looked for in a card; nothing where that is not about the card."""
    if card is None:
        return ""
    if reason := explain_card(window, card):
        return reason
    if find_action(window, label, find_card(window, card)).count() or not find_action(window, label).count():
        return ""
    return f"такое есть на странице, но вне карточки {describe_label(card)} (labels.card)"


def _explain_if_absent(window: Window, label: Label, card: Label | None, kind: Kind) -> str:
    scope = find_card(window, card) if card else None
    is_shown = bool(find_action(window, label, scope).count()) or find_field(window, label).is_visible()
    return "" if is_shown else explain_absence(window, label, kind=kind)


def _explain(window: Window, label: Label, names: list[ShownName], hidden: list[str]) -> list[str]:
    try:
        if isinstance(label, Selector):
            found: Locator = window.locator(label.selector)
            return ["такое на странице есть, но спрятано"] if found.count() else []
        return _explain_name(label, [name.name for name in names], hidden)
    except Error as error:  # the page is going somewhere, or the selector is none
        is_wrong = "selector" in error.message and "arsing" in error.message
        return ["это не селектор: Playwright его не понимает"] if is_wrong else []


def _explain_name(name: str, shown: list[str], hidden: list[str]) -> list[str]:
    part, whole = compile_part(name), compile_name(name)
    inside = [text for text in shown if part.search(text) and not whole.search(text)]
    if inside:
        return [f"найдено только внутри {quote_names(sort_by_nearness(inside, [name]), _MAX_SIMILAR)}"]
    is_hidden = any(whole.search(text) for text in hidden) and not any(whole.search(text) for text in shown)
    near, near_hidden = _find_near(name, shown), _find_near(name, hidden)
    return [
        "такое на странице есть, но спрятано: если за меню, назовите и его, путём нажатий" if is_hidden else "",
        f"похожее: {quote_names(near, _MAX_SIMILAR)}" if near else "",
        f"похожее спрятано: {quote_names(near_hidden, _MAX_SIMILAR)}" if near_hidden and not is_hidden else "",
    ]


def _find_near(name: str, texts: Iterable[str]) -> list[str]:
    near = [text for text in dict.fromkeys(texts) if _measure_likeness(text, name) >= _NEAR]
    return sort_by_nearness(near, [name])


def _measure_likeness(name: str, wanted: str) -> float:
    return SequenceMatcher(None, name.casefold(), wanted.casefold()).ratio()
