"""The names of what a page shows, with their roles and places: in its dialogs, frames and shadow trees too."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Error, Page

from pages.labels import ACTION_ROLES
from pages.windows import Window

FIELD_ROLES = ("textbox", "searchbox", "spinbutton")
LIST_ROLES = ("combobox", "listbox")
_DIALOG_ROLES = ("dialog", "alertdialog")
_NODE = re.compile(
    r"""^(?P<indent>\s*)- '?(?P<role>\w+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?P<marks>[^:"]*)(?::(?: (?P<text>.*))?)?$"""
)
_SNAPSHOT_TIMEOUT_MS = 2_000
_MAX_FRAMES = 5
_PRESSED = "button, a, summary, input[type=submit], input[type=button], " + ", ".join(
    f"[role={role}]" for role in ACTION_ROLES
)
_MAX_HIDDEN = 200
_LIST_HIDDEN = f"""elements => elements.slice(0, {_MAX_HIDDEN})
    .map(e => (e.ariaLabel || e.textContent || e.value || e.title || '').trim().replace(/\\s+/g, ' '))"""
_PRESSED_WITHOUT_ROLE = ":is([onclick], [tabindex='0']):not(a, button, input, select, textarea, summary, [role])"
_LIST_WITHOUT_ROLE = f"""elements => elements.filter(e => !e.querySelector({_PRESSED!r} + ', input'))
    .slice(0, {_MAX_HIDDEN}).map(e => (e.ariaLabel || e.innerText || e.title || '').trim().replace(/\\s+/g, ' '))"""
_LIST_UNSEEN = """() => {
    const clean = e => (e.ariaLabel || e.textContent || e.value || '').trim().replace(/\\s+/g, ' ')
    const roots = [document, ...[...document.querySelectorAll('template')].map(t => t.content)]
    const list = query => roots.flatMap(root => [...root.querySelectorAll(query)]
        .filter(e => root !== document || !e.checkVisibility({visibilityProperty: true}))).map(clean).filter(Boolean)
    const read = 'h1, h2, h3, h4, p, strong, b, span, div:not(:has(*))'
    return [list('a, button, [role=button], [role=menuitem]'), list(read)]
}"""
_INITIALS = r"[А-ЯЁ]\.\s*(?:[А-ЯЁ]\.)?"
_PERSON = re.compile(
    rf"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+(?:{_INITIALS}"
    r"|[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич|оглы|кызы))"
    r"|\b[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)(?:\s+[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)?\b"
)
"""A person as journals name them: «Белова А. И.», «Белова Анна Игоревна», «Анна Игоревна Белова», «Анна Игоревна»."""

_PATRONYMIC = re.compile(r"(вич|вна|чна|ьич|оглы|кызы)$")


@dataclass(frozen=True)
class ShownName:
    """A name or a text that a page shows. `place` is empty for the page itself."""

    role: str
    name: str
    place: str = ""
    is_disabled: bool = False

    @property
    def is_action(self) -> bool:
        """Returns whether it can be pressed."""
        return self.role in ACTION_ROLES

    @property
    def is_field(self) -> bool:
        """Returns whether it is filled in, or chosen in."""
        return self.role in FIELD_ROLES or self.role in LIST_ROLES


def list_shown_names(window: Window) -> list[ShownName]:
    """Returns what can be pressed, filled in, and read, in the page's order; nothing where it cannot be read."""
    names = _read_names(window, "")
    for frame in _list_frames(window):
        names += _read_names(frame, "во фрейме")
    return names


def list_hidden_names(window: Window) -> list[str]:
    """Returns the names of what can be pressed but is not shown now: behind a menu, in a window that is not open."""
    try:
        found: list[str] = window.locator(_PRESSED).filter(visible=False).evaluate_all(_LIST_HIDDEN)
    except Error:  # the page is going somewhere
        return []
    return list(dict.fromkeys(filter(None, found)))


def list_unseen_texts(window: Window) -> tuple[list[str], list[str]]:
    """Returns what the page keeps for later, in templates and hidden parts: what is pressed there, and what is read."""
    try:
        pressed, read = window.evaluate(_LIST_UNSEEN)
    except Error:  # the page is going somewhere
        return [], []
    return pressed, read


def hide_people(name: str) -> str:
    """Returns the name with ‹имя› for each person: a journal's pages name pupils and colleagues."""
    return _PERSON.sub("‹имя›", name)


def find_person(text: str) -> tuple[str, str, str] | None:
    """Returns last name, first name and patronymic of the first person in the text; what is only initials is empty."""
    found = _PERSON.search(text)
    if found is None:
        return None
    words = found[0].split()
    if any("." in word for word in words):
        return words[0], "", ""
    at = next((index for index, word in enumerate(words) if _PATRONYMIC.search(word)), len(words) - 1)
    first, rest = words[at - 1], [*words[: at - 1], *words[at + 1 :]]
    return (rest[0], first, words[at]) if rest else None


def find_initials(last_name: str, texts: Iterable[str]) -> str:
    """Returns the initials of a person of this last name, as a text writes them; nothing where none does."""
    pattern = re.compile(rf"\b{re.escape(last_name)}\s+({_INITIALS})") if last_name else re.compile("(?!)")
    return next((match[1].strip() for text in texts if (match := pattern.search(text))), "")


def _read_names(window: Window, place: str) -> list[ShownName]:
    try:
        snapshot = window.locator("body").aria_snapshot(timeout=_SNAPSHOT_TIMEOUT_MS)
    except Error:  # the page is going somewhere, or its script never ends
        return []
    return [*parse_snapshot(snapshot, place), *_list_pressed_without_role(window, place)]


def _list_pressed_without_role(window: Window, place: str) -> list[ShownName]:
    """Returns what can be pressed and is no button for a screen reader: its words are one text with its neighbours'."""
    try:
        names: list[str] = window.locator(_PRESSED_WITHOUT_ROLE).filter(visible=True).evaluate_all(_LIST_WITHOUT_ROLE)
    except Error:  # the page is going somewhere
        return []
    return [ShownName("button", name, place) for name in names if name]


def _list_frames(window: Window) -> list[Window]:
    frames = window.frames[1:] if isinstance(window, Page) else window.child_frames
    shown: list[Window] = []
    for frame in frames[:_MAX_FRAMES]:
        with suppress(Error):  # it has gone meanwhile
            if frame.frame_element().is_visible():
                shown.append(frame)
    return shown


def parse_snapshot(snapshot: str, place: str = "") -> Iterator[ShownName]:
    """Yields the names of an aria snapshot; what is in a dialog has that as its place."""
    dialogs: list[tuple[int, str]] = []
    for line in snapshot.splitlines():
        if not (node := _NODE.match(line)):
            continue
        depth, role, name = len(node["indent"]), node["role"], _unescape(node["name"] or "")
        while dialogs and dialogs[-1][0] >= depth:
            dialogs.pop()
        inside = dialogs[-1][1] if dialogs else place
        texts = [text for text in (name, _unquote(node["text"])) if text]
        for text in texts if not _is_control(role) else texts[:1] if name else []:
            yield ShownName(role, text, inside, "[disabled]" in node["marks"])
        if role in _DIALOG_ROLES:
            dialogs.append((depth, f"в окне «{hide_people(name)}»" if name else "в открытом окне"))


def _is_control(role: str) -> bool:
    """Returns whether the text of a node is what is typed or chosen, and not its name."""
    return role in ACTION_ROLES or role in FIELD_ROLES or role in LIST_ROLES


def _unquote(text: str | None) -> str:
    """Returns a text of the snapshot's YAML, which is quoted where it has signs of YAML's own."""
    found = text or ""
    is_quoted = len(found) > 1 and found[0] == found[-1] and found[0] in "'\""
    return _unescape(found[1:-1] if is_quoted else found)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.replace("''", "'")).strip()
