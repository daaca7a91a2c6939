"""What the things on a page are called, for one whose label finds nothing."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

from playwright.sync_api import Error, TimeoutError

from pages.click_paths import ClickPath
from pages.labels import ACTION_ROLES, Label, Selector, describe_label, find_action, find_field
from pages.name_patterns import compile_name, compile_part
from pages.windows import Window

_FIELD_ROLES = ("textbox", "combobox", "searchbox", "listbox", "spinbutton")
_NODE = re.compile(r"""^\s*- '?(?P<role>\w+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?[^:]*(?::(?: (?P<text>.*))?)?$""")
_MAX_NAMES = 10
_MAX_LENGTH = 60
_SNAPSHOT_TIMEOUT_MS = 2_000


@dataclass(frozen=True)
class PageNames:
    """The names and texts that are shown on a page, in its order."""

    actions: list[str]
    fields: list[str]
    texts: list[str]


class LabelNotFoundError(TimeoutError):
    """The page shows nothing of a name that the target file gives; the message says what it shows."""


def list_names(window: Window) -> PageNames:
    """Returns what can be pressed, filled in, and read on the page; nothing where it cannot be read."""
    names = PageNames([], [], [])
    try:
        snapshot = window.locator("body").aria_snapshot(timeout=_SNAPSHOT_TIMEOUT_MS)
    except Error:  # the page is going somewhere, or its script never ends
        return names
    for line in snapshot.splitlines():
        if node := _NODE.match(line):
            _add_node(names, node["role"], _unquote(node["name"]), _unquote(node["text"]))
    return names


def explain_absence(window: Window, *labels: Label) -> str:
    """Returns why the page shows nothing of these labels, and what it shows instead, in one line of Russian."""
    names = list_names(window)
    reasons = [reason for label in labels for reason in _explain(window, label, names) if reason]
    return "; ".join([*dict.fromkeys(reasons), _describe_names(names)])


@contextmanager
def naming_label(window: Window, key: str, label: Label | ClickPath) -> Iterator[None]:
    """Raises LabelNotFoundError where the block waits in vain for what the file calls so under `key`."""
    try:
        yield
    except LabelNotFoundError:
        raise
    except TimeoutError as error:
        awaited = label.awaited if isinstance(label, ClickPath) else label
        try:
            reason = "" if _is_shown(window, awaited) else explain_absence(window, awaited)
        except Error:  # the page has gone meanwhile
            raise error from None
        if not reason:
            raise
        raise LabelNotFoundError(f"на экране нет {describe_label(awaited)} ({key}): {reason}") from error


def quote_names(names: Iterable[str], limit: int = _MAX_NAMES) -> str:
    """Returns some of the names for a message: «Войти», «Забыли пароль?» и ещё 3."""
    listed = list(dict.fromkeys(names))
    rest = f" и ещё {len(listed) - limit}" if len(listed) > limit else ""
    return ", ".join(f"«{_shorten(name)}»" for name in listed[:limit]) + rest


def _add_node(names: PageNames, role: str, name: str, text: str) -> None:
    if role in ACTION_ROLES:
        names.actions.extend([name] if name else [])
    elif role in _FIELD_ROLES:
        names.fields.extend([name] if name else [])
    else:
        names.texts.extend(part for part in (name, text) if part)


def _is_shown(window: Window, label: Label) -> bool:
    return bool(find_action(window, label).count()) or find_field(window, label).is_visible()


def _explain(window: Window, label: Label, names: PageNames) -> list[str]:
    try:
        if isinstance(label, Selector):
            return ["такое на странице есть, но спрятано"] if window.locator(label.selector).count() else []
        return _explain_name(window, label, names)
    except Error:  # the page is going somewhere
        return []


def _explain_name(window: Window, name: str, names: PageNames) -> list[str]:
    shown = [*names.actions, *names.fields, *names.texts]
    part, whole = compile_part(name), compile_name(name)
    inside = [text for text in shown if part.search(text) and not whole.search(text)]
    if inside:
        return [f"найдено только внутри {quote_names(inside, 3)}"]
    near = get_close_matches(name.casefold(), [text.casefold() for text in shown], n=3)
    similar = [text for text in shown if text.casefold() in near]
    hidden = window.get_by_text(whole).count() and not any(whole.search(text) for text in shown)
    return [
        "такое на странице есть, но спрятано: если за меню, назовите и его, путём нажатий" if hidden else "",
        f"похожее: {quote_names(similar, 3)}" if similar else "",
    ]


def _describe_names(names: PageNames) -> str:
    kinds = {"кнопки и ссылки": names.actions, "поля": names.fields}
    described = [f"{kind}: {quote_names(listed)}" for kind, listed in kinds.items() if listed]
    return f"на странице {'; '.join(described)}" if described else "кнопок, ссылок и полей на странице нет"


def _shorten(name: str) -> str:
    return name if len(name) <= _MAX_LENGTH else f"{name[:_MAX_LENGTH]}…"


def _unquote(text: str | None) -> str:
    return re.sub(r"\\(.)", r"\1", (text or "").strip("'\""))
