"""Named steps: who is told, of what, in which order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from pages.steps import Step, observe, step


@dataclass
class Listener:
    """Writes down what it is told."""

    told: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def started(self, step: Step) -> None:
        self.told.append(f"{step.depth} {step.title}")
        self.steps.append(step)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        self.told.append(f"{step.depth} {step.title}: {error!r}")
        self.seconds.append(seconds)


@pytest.fixture
def listener():
    """An observer of the test's own steps."""
    told = Listener()
    with observe(told):
        yield told


def test_steps_nest(listener):
    with step("outer", requirement="A-1"), step("inner"):
        pass
    with step("next"):
        pass

    assert listener.told == [
        *("0 outer", "1 inner", "1 inner: None", "0 outer: None"),
        *("0 next", "0 next: None"),
    ]
    assert [each.requirement for each in listener.steps] == ["A-1", None, None]
    inner, outer, _ = listener.seconds
    assert 0 <= inner <= outer


def test_error_is_told_and_passes_through(listener):
    with pytest.raises(ValueError, match="broken"), step("outer"), step("inner"):
        raise ValueError("broken")

    assert listener.told[2:] == ["1 inner: ValueError('broken')", "0 outer: ValueError('broken')"]
    with step("after"):
        pass
    assert listener.told[-1] == "0 after: None"


class Screen:
    """A page object."""

    def __init__(self, page: object) -> None:
        self.page = page

    @step("Нажать")
    def press(self, times: int, *, hard: bool) -> str:
        """Presses."""
        return f"{times} {hard}" if times < 2 else self.press(times - 1, hard=hard)


def test_decorated_method_is_a_step_on_its_page(listener):
    page = object()

    assert Screen(page).press(2, hard=True) == "1 True"

    assert [each.depth for each in listener.steps] == [0, 1]
    assert [each.page for each in listener.steps] == [page, page]
    assert (Screen.press.__name__, Screen.press.__doc__) == ("press", "Presses.")


def test_named_page_goes_before_the_objects_own(listener):
    named = cast(Page, object())

    @step("Нажать", page=named)
    def press(screen: Any) -> None:
        pass

    press(Screen(object()))

    assert listener.steps[0].page is named


def test_decorated_function_needs_no_page(listener):
    @step("Подождать")
    def wait() -> None:
        pass

    wait()

    assert listener.steps[0].page is None


def test_only_the_observers_of_the_block_are_told(listener):
    within = Listener()
    with observe(within), step("both"):
        pass
    with step("one"):
        pass

    assert [each.title for each in within.steps] == ["both"]
    assert [each.title for each in listener.steps] == ["both", "one"]


def test_other_threads_have_observers_and_depths_of_their_own(listener):
    def elsewhere() -> list[str]:
        mine = Listener()
        with observe(mine), step("elsewhere"):
            pass
        return mine.told

    with step("here"), ThreadPoolExecutor() as pool:
        told = pool.submit(elsewhere).result()

    assert told == ["0 elsewhere", "0 elsewhere: None"]
    assert listener.told == ["0 here", "0 here: None"]
