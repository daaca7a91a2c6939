"""Reads the messenger's card: which state it says, what connects, what opens the messenger, what unlinks."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, Page

from pages.labels import Label, find_card, find_text
from pages.shown_names import ShownName, list_shown_names, list_unseen_texts
from validation.label_guesses import Guess, State, Thing, derive_state, find_states, rank_names
from validation.target_draft import Draft

_STATE_HINT = re.compile(r"подключ[её]н|подключени|привяз|связ|connect|link|тоташ|бәйлә", re.IGNORECASE)
_CARD_TIMEOUT_MS = 4_000
_IN_MARKUP = "на экране не было: найдено в разметке страницы"
_BY_PATTERN = "на экране не было: по образцу «{0}»"
_ON_CARD: tuple[Thing, ...] = ("connect", "open_messenger", "unlink")
Find = Callable[[Thing], list[Guess]]
"""Returns the guesses of a thing on the page, the likeliest first."""


def has_card(page: Page, *, strict: bool) -> bool:
    """Returns whether the page says whether the messenger is connected; a strict look wants a button for it, too."""
    with suppress(Error):  # no such text: an icon may tell the state
        page.get_by_text(_STATE_HINT).filter(visible=True).first.wait_for(timeout=_CARD_TIMEOUT_MS)
    names = list_shown_names(page)
    has_button = any(rank_names(thing, _list_actions(names)) for thing in _ON_CARD)
    return any(find_states(_list_texts(page, names)).values()) and (has_button or not strict)


def read_card(page: Page, draft: Draft, find: Find) -> State | None:
    """Adds what the card shows to the draft, and what can be concluded of the other state; returns the state."""
    names = list_shown_names(page)
    states = find_states(_list_texts(page, names))
    if all(states.values()):
        states = _read_one_card(page, draft, names) or states
    seen: State = "not_connected" if states["not_connected"] else "connected"
    draft.pages.setdefault(f"карточка, мессенджер {'подключен' if seen == 'connected' else 'не подключен'}", names)
    shown = [text for text in states[seen] if find_text(page, text).is_visible()]
    if not shown:
        draft.problems.append("на карточке не видно, подключен ли мессенджер: впишите not_connected и connected")
        return None
    draft.add_guess(seen, Guess(shown[0], shown[1:4]))
    _read_actions(seen, draft, find)
    _conclude(page, draft, seen, shown[0])
    return seen


def _read_actions(state: State, draft: Draft, find: Find) -> None:
    if state == "not_connected":
        _add(draft, "connect", find("connect"), "на карточке не видно, чем подключать: впишите connect")
        return
    _add(draft, "open_messenger", find("open_messenger"), "на карточке не видно, чем открыть мессенджер")
    unlinking = find("unlink")
    draft.has_unlink = bool(unlinking)
    _add(draft, "unlink", unlinking, "на карточке не видно, чем отвязать: нужен [unlinking]")


def _add(draft: Draft, key: str, guesses: list[Guess], problem: str) -> None:
    if guesses:
        draft.add_guess(key, guesses[0])
    elif key not in draft.guesses:
        draft.problems.append(problem)


def _conclude(page: Page, draft: Draft, seen: State, text: str) -> None:
    """Adds what is not on the screen: from what the page keeps hidden, or else from how it says the other state."""
    pressed, read = list_unseen_texts(page)
    other: State = "connected" if seen == "not_connected" else "not_connected"
    unseen = find_states(read)[other]
    if unseen:
        draft.add_guess(other, Guess(unseen[0], unseen[1:3], _IN_MARKUP))
    elif derived := derive_state(other, text):
        draft.add_guess(other, Guess(derived, note=_BY_PATTERN.format(text)))
    things: tuple[Thing, ...] = ("open_messenger", "unlink") if seen == "not_connected" else ("connect",)
    for thing in things:
        if names := rank_names(thing, pressed):
            draft.add_guess(thing, Guess(names[0], list(names[1:3]), _IN_MARKUP))


def _read_one_card(page: Page, draft: Draft, names: list[ShownName]) -> dict[State, list[str]] | None:
    """Returns what the card of the messenger says, of several on the page; remembers by what it is found."""
    for heading in rank_names("messenger", [name.name for name in names if name.role == "heading"]):
        label: Label = heading
        card = find_card(page, label)
        with suppress(Error):  # it has gone
            states = find_states(card.inner_text(timeout=_CARD_TIMEOUT_MS).splitlines()) if card.count() else {}
            if len([parts for parts in states.values() if parts]) == 1:
                draft.add_guess("card", Guess(label, note="на странице видны оба состояния: ищем в этой карточке"))
                return dict(states)
    draft.problems.append("на экране оба состояния сразу: впишите card, её заголовок или селектор")
    return None


def _list_texts(page: Page, names: list[ShownName]) -> list[str]:
    """Returns what is read on the page: by its roles, then line by line, where texts without a role stand together."""
    read = [name.name for name in names if not name.is_action and not name.is_field]
    controls = {name.name for name in names} - set(read)
    lines: list[str] = []
    with suppress(Error):  # the page is going somewhere
        lines = page.locator("body").inner_text(timeout=_CARD_TIMEOUT_MS).splitlines()
    return [*read, *(line for line in map(str.strip, lines) if line not in controls)]


def _list_actions(names: list[ShownName]) -> list[str]:
    return [name.name for name in names if name.is_action]
