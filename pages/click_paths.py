"""A path of clicks: what is behind a menu, a name, or a question of the journal's own."""

from collections.abc import Callable
from functools import reduce

from playwright.sync_api import Locator, TimeoutError

from pages.labels import ActionLabel, find_action, find_dialog, list_preferred_actions, list_steps
from pages.windows import Window

_REACHABLE_TIMEOUT_MS = 500
"""How long a step that is shown may take to let itself be pressed: a closed menu may be drawn beside the screen."""
_NEXT_TIMEOUT_MS = 3_000
"""How long a step may take to show the next one, before the path begins again: a page that reloads closes its menus."""
_ATTEMPTS = 3
_IS_CHECKED = """label => {
    const box = label.control ?? label
    const boxes = '[type=checkbox], [type=radio], [role=checkbox], [role=radio], [role=switch]'
    if (!box.matches(boxes)) return null
    return box.checked ?? box.ariaChecked === 'true'
}"""
"""Whether a box is checked, or the one that a label is of; null where there is no box."""


class ClickPath:
    """What is pressed one after another to do one thing; most often it is one button or link."""

    def __init__(self, window: Window, label: ActionLabel, card: Locator | None = None) -> None:
        self._window = window
        self._steps = list_steps(label)
        self.awaited = self._steps[0]
        """The step that is pressed or waited for at the moment."""
        self._cards = [card, *[None] * (len(self._steps) - 1)]
        """Only the first step is in the card: a menu and a question are shown over the page."""
        self._found = [find_action(window, step, card) for step, card in zip(self._steps, self._cards, strict=True)]
        self.entrance = reduce(Locator.or_, self._found).first
        """Any step that is shown: what a person sees of the thing before they begin."""

    def press(self, press: Callable[[Locator], None] = Locator.click) -> None:
        """Presses all steps, the last one by `press`."""
        press(self.reach())

    def reach(self) -> Locator:
        """Presses all steps but the last, and returns that. Begins at the farthest step that can be pressed already."""
        self.awaited = self._steps[0]
        self.entrance.wait_for()
        for attempt in range(_ATTEMPTS if len(self._steps) > 1 else 0):
            try:
                return self._press_up_to_last()
            except TimeoutError:
                if attempt == _ATTEMPTS - 1:
                    raise
        return self._choose(0)

    @property
    def is_in_card(self) -> bool:
        """Returns whether the step that is awaited is looked for in the card only."""
        return self.awaited == self._steps[0] and self._cards[0] is not None

    def _press_up_to_last(self) -> Locator:
        """Returns the last step, which lets itself be pressed then."""
        last = len(self._steps) - 1
        for index in range(self._find_start(), last):
            self.awaited = self._steps[index]
            step = self._choose(index)
            press_step(step)
            self.awaited = self._steps[index + 1]
            self._wait_for_next(index + 1, step)
        step = self._choose(last)
        step.click(trial=True, timeout=_NEXT_TIMEOUT_MS)
        return step

    def _find_start(self) -> int:
        last = len(self._steps) - 1
        for index in range(last, 0, -1):
            if not self._is_repeated(index) and _is_reachable(self._choose(index)):
                unchecked = (at for at in range(index) if _is_unchecked(self._choose(at)))
                return next(unchecked, index)
        return 0

    def _wait_for_next(self, index: int, pressed: Locator) -> None:
        """Waits for a step; where it has the name of one before it, for one more of that name, or a dialog's."""
        if not self._is_repeated(index):
            self._found[index].first.wait_for(timeout=_NEXT_TIMEOUT_MS)
            return
        another = self._found[index].nth(1)
        asked = reduce(Locator.or_, self._list_preferred(index), another).first
        try:
            asked.wait_for(timeout=_NEXT_TIMEOUT_MS)
        except TimeoutError:  # the same button asks to be pressed once more
            pressed.wait_for(timeout=_NEXT_TIMEOUT_MS)

    def _choose(self, index: int) -> Locator:
        # Most pages have no dialog: asking for one is quick, asking for each name in it is not.
        in_dialog = self._is_repeated(index) or find_dialog(self._window).count() > 0
        for preferred in self._list_preferred(index, in_dialog=in_dialog):
            if preferred.count():
                return preferred.first
        found = self._found[index]
        return found.last if self._is_repeated(index) else found.first

    def _list_preferred(self, index: int, *, in_dialog: bool = True) -> list[Locator]:
        step, card = self._steps[index], self._cards[index]
        preferred = list_preferred_actions(self._window, step, card, in_dialog=in_dialog)
        return preferred[:1] if self._is_repeated(index) else preferred  # that of a dialog

    def _is_repeated(self, index: int) -> bool:
        """Returns whether an earlier step has the same name: «Отвязать», and «Отвязать» of the question."""
        return self._steps[index] in self._steps[:index]


def press_step(step: Locator) -> None:
    """Presses it; what is to be checked and is checked stays so."""
    if not step.evaluate(_IS_CHECKED):
        step.click()


def _is_unchecked(step: Locator) -> bool:
    return bool(step.count()) and step.evaluate(_IS_CHECKED) is False


def _is_reachable(step: Locator) -> bool:
    if not step.is_visible():
        return False
    try:
        step.click(trial=True, timeout=_REACHABLE_TIMEOUT_MS)
    except TimeoutError:
        return False
    return True
