"""Looks round a journal as a teacher would, from the sign-in to the messenger's card, and changes nothing there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from playwright.sync_api import Error, Page

from pages.click_paths import ClickPath
from pages.labels import ActionLabel, Label, find_action
from pages.obstacles import hide_person
from pages.shown_actions import ShownAction, list_shown_actions
from pages.shown_names import ShownName, list_shown_names
from pages.stopping_place import explain_stop
from pages.windows import open_address, wait_until_loaded
from validation.card_survey import has_card
from validation.label_guesses import Guess, Thing, may_lead_on, rank_hints, rank_names
from validation.page_clearing import clear_page
from validation.target_draft import Draft, label_of

_PRESS_TIMEOUT_MS = 4_000
_MAX_MENUS = 6
_MAX_WAYS = 8
"""How many links of a page are followed where no word tells which one leads on."""
_MAX_CANDIDATES = 3
_BY_TRYING = "по словам не узнать: карточка нашлась за этой ссылкой"
_NO_CARD = "похоже по словам, но карточка за этим не нашлась"


class JournalSurvey:
    """A teacher who has just signed in, in a page of the journal.

    `person`: what the journal may call the teacher; `settle` waits until the page's scripts have drawn it.
    """

    def __init__(self, page: Page, draft: Draft, person: Mapping[str, str], settle: Callable[[], None]) -> None:
        self._page = page
        self._draft = draft
        self._person = person
        self._settle = settle
        self._home = page.url
        self.stop = ""
        """Where the likeliest way to the card ended, if at a page that is no journal's."""

    def run(self) -> bool:
        """Finds the sign-out, the office and the messenger; returns whether that leads to the card, which is shown."""
        self._draft.pages.setdefault("после входа", list_shown_names(self._page))
        for guess in self.list_guesses("sign_out")[:1]:
            self._draft.add_guess("sign_out", guess)
        for office, messenger in self._list_routes():
            if not self._go(office):
                continue
            names = list_shown_names(self._page)
            if self._press(messenger.label) and has_card(self._page, strict=bool(messenger.note)):
                self._note_route(office, messenger, names)
                return True
            self.stop = self.stop or explain_stop(self._page, list_shown_names(self._page))
        self._note_likeliest()
        return False

    def list_guesses(self, thing: Thing) -> list[Guess]:
        """Returns what may be the thing on the page, the likeliest first; what is behind its menus, if nothing else."""
        labels: list[ActionLabel] = [*self._rank_labels(thing, list_shown_actions(self._page))]
        if not labels:
            labels = list(self._search_menus(thing))
        others = [str(label) for label in labels if isinstance(label, str)]
        return [Guess(label, [other for other in others if other != label]) for label in labels[:_MAX_CANDIDATES]]

    # --- The way to the card ----------------------------------------------------------------------------------

    def _list_routes(self) -> Iterator[tuple[Guess | None, Guess]]:
        """Yields what to try as office and messenger: by words first, then links that no word speaks for."""
        offices: list[Guess | None] = [*self.list_guesses("office"), None]
        for office in offices:
            if self._go(office):
                yield from ((office, messenger) for messenger in self.list_guesses("messenger"))
        for office in offices:
            if self._go(office):
                yield from ((office, way) for way in self._list_ways())
        if self._go(None):
            for way in self._list_ways():
                if self._go(way):
                    yield from ((way, messenger) for messenger in self.list_guesses("messenger"))

    def _go(self, office: Guess | None) -> bool:
        """Goes to the first page after the sign-in, and into the office."""
        try:
            open_address(self._page, self._home)
            if "#" in self._home:
                self._page.reload(wait_until="commit")
                wait_until_loaded(self._page)
            self.clear()
        except Error:  # the page goes somewhere by itself
            return False
        return office is None or self._press(office.label)

    def _press(self, label: ActionLabel) -> bool:
        """Presses, and returns whether it let itself be pressed and the page is still the journal's."""
        timeout_ms = _PRESS_TIMEOUT_MS
        try:
            ClickPath(self._page, label).press(lambda found: found.click(timeout=timeout_ms))
            wait_until_loaded(self._page)
            self.clear()
        except Error:
            return False
        return True

    def clear(self) -> None:
        """Gets out of the way what comes over the page, when that has been drawn."""
        self._settle()
        for label in clear_page(self._page):
            self._draft.add_dismissed(label)

    def _list_ways(self) -> list[Guess]:
        actions = [action for action in list_shown_actions(self._page) if action.is_way]
        ways = [action for action in actions if may_lead_on(action.name, action.hint)]
        labels = dict.fromkeys(self._verify(action) for action in ways)
        return [Guess(label, note=_BY_TRYING) for label in list(labels)[:_MAX_WAYS]]

    # --- What is called so ------------------------------------------------------------------------------------

    def _rank_labels(self, thing: Thing, actions: Sequence[ShownAction]) -> list[Label]:
        enabled = [action for action in actions if action.is_enabled]
        by_name = {hide_person(action.name, self._person): action for action in reversed(enabled)}
        named: list[Label] = [
            name if find_action(self._page, name).count() else self._verify(by_name.get(name, ShownAction(name)))
            for name in rank_names(thing, by_name)
        ]
        nameless = [action for action in enabled if not action.name]
        return named or [label_of("", nameless[at].selector) for at in rank_hints(thing, [a.hint for a in nameless])]

    def _verify(self, action: ShownAction) -> Label:
        """Returns the name where the page is searched by it with success, and the selector otherwise."""
        is_found = bool(action.name) and find_action(self._page, action.name).count() > 0
        return label_of(action.name if is_found else "", action.selector)

    def _search_menus(self, thing: Thing) -> Iterator[ActionLabel]:
        """Yields the paths of clicks to what is behind menus, one menu after another."""
        address = self._page.url
        openers = [action for action in list_shown_actions(self._page) if self._is_opener(action)]
        for opener in openers[:_MAX_MENUS]:
            before = set(list_shown_actions(self._page))
            label = label_of(hide_person(opener.name, self._person), opener.selector)
            if self._open_menu(opener):
                new = [
                    action
                    for action in list_shown_actions(self._page)
                    if _identify(action) not in map(_identify, before)
                ]
                yield from ([label, inner] for inner in self._rank_labels(thing, new))
            open_address(self._page, address)
            self._page.reload(wait_until="commit")
            wait_until_loaded(self._page)
            self._settle()

    def _is_opener(self, action: ShownAction) -> bool:
        last_name = self._person.get("last_name", "")
        return action.is_opener or bool(last_name and last_name in action.name and not action.is_way)

    def _open_menu(self, opener: ShownAction) -> bool:
        try:
            self._page.locator(opener.selector).filter(visible=True).first.click(timeout=_PRESS_TIMEOUT_MS)
        except Error:
            return False
        self._settle()
        return True

    # --- What is written down ---------------------------------------------------------------------------------

    def _note_route(self, office: Guess | None, messenger: Guess, office_names: list[ShownName]) -> None:
        self._draft.has_office = office is not None
        if office is not None:
            self._draft.pages.setdefault("кабинет", office_names)
            self._draft.add_guess("office", office)
        self._draft.add_guess("messenger", messenger)

    def _note_likeliest(self) -> None:
        if not self._go(None):
            return
        things: tuple[Thing, ...] = ("office", "messenger")
        for thing in things:
            for guess in self.list_guesses(thing)[:1]:
                self._draft.add_guess(thing, replace(guess, note=_NO_CARD))


def _identify(action: ShownAction) -> tuple[str, str]:
    return action.name, action.selector
