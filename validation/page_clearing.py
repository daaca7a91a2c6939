"""Gets out of the way what comes over a journal's pages: a cookie banner, a window of news. Ours."""

import re
from contextlib import suppress

from playwright.sync_api import Error, Locator, Page

from pages.labels import Label, Selector, find_action
from pages.obstacles import find_cover
from pages.shown_actions import ShownAction, list_shown_actions
from validation.label_guesses import is_harmful, rank_names

_DISMISSING = re.compile(
    r"(при(нять|нимаю)( вс[её]| и закрыть| cookies?)*|соглас(ен|на|иться)|хорошо|о[’']?к(ей)?|ok(ay)?|понятно|ясно"
    r"|закрыть|позже|не сейчас|пропустить|спасибо|[×✕✖x]|accept( all)?( cookies)?|got it|close|dismiss|(maybe )?later"
    r"|skip|i? ?agree|not now|thanks|ярар|аңлашылды|аңладым|ябу|ябарга|кабул итәм|риза( мин)?|соңрак)[.!]?",
    re.IGNORECASE,
)
_PROMISE = re.compile(r"персональн\w+ данн|договор|оферт|personal data|terms|шәхси", re.IGNORECASE)
"""What a person agrees to for themselves: nothing is pressed there."""
_CLOSING = re.compile(r"\bclose|dismiss|^закры", re.IGNORECASE)
_MAX_WINDOWS = 4
_PRESS_TIMEOUT_MS = 3_000


def clear_page(page: Page) -> list[Label]:
    """Presses what closes the windows and strips over the page; returns what it pressed, as the file has it."""
    dismissed: list[Label] = []
    for _ in range(_MAX_WINDOWS):
        way = next(filter(is_dismissing, list_shown_actions(page)), None)
        if way is None or not (label := _press(page, way)):
            break
        dismissed.append(label)
    return dismissed


def clear_cover(target: Locator, page: Page) -> list[Label]:
    """Presses the only button of what lies over the target, whatever it is called; returns what it pressed."""
    cover = find_cover(target)
    if cover is None or len(cover.ways) != 1:
        return []
    name, selector = cover.ways[0]
    if is_harmful(name) or rank_names("connect", [name]):
        return []
    label = _press(page, ShownAction(name, selector))
    return [label] if label else []


def is_dismissing(action: ShownAction) -> bool:
    """Returns whether it closes a window or a strip over the page, and does nothing else."""
    if not action.overlay or action.is_way or not action.is_enabled or _is_promise(action.overlay):
        return False
    is_closing = _CLOSING.search(f"{action.name} {action.hint}") and not is_harmful(action.name)
    return bool(_DISMISSING.fullmatch(action.name) or is_closing)


def _is_promise(text: str) -> bool:
    return bool(_PROMISE.search(text)) and "cookie" not in text.casefold() and "куки" not in text.casefold()


def _press(page: Page, way: ShownAction) -> Label | None:
    named = find_action(page, way.name) if re.search(r"\w\w", way.name) else None
    label: Label = way.name if named is not None and named.count() == 1 else Selector(way.selector)
    found = find_action(page, label).first
    with suppress(Error):  # it has gone by itself, or cannot be pressed
        found.click(timeout=_PRESS_TIMEOUT_MS)
        found.wait_for(state="hidden", timeout=_PRESS_TIMEOUT_MS)
        return label
    return None
