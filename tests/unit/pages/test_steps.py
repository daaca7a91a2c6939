"""Named steps: which observer receives which step, in which order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from pages.steps import Step, observe, step


@dataclass
class Listener:
    """An observer that records what it receives."""

    events: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def started(self, step: Step) -> None:
        self.events.append(f"{step.depth} {step.title}")
        self.steps.append(step)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        self.events.append(f"{step.depth} {step.title}: {error!r}")
        self.seconds.append(seconds)


@pytest.fixture
def listener():
    """An observer of the test's own steps."""
    recording = Listener()
    with observe(recording):
        yield recording


def test_steps_nest(listener):
    with step("outer", requirement="A-1"), step("inner"):
        pass
    with step("next"):
        pass

    assert listener.events == [
        *("0 outer", "1 inner", "1 inner: None", "0 outer: None"),
        *("0 next", "0 next: None"),
    ]
    assert [step.requirement for step in listener.steps] == ["A-1", None, None]
    inner, outer, _ = listener.seconds
    assert 0 <= inner <= outer


def test_error_is_reported_and_passes_through(listener):
    with pytest.raises(ValueError, match="broken"), step("outer"), step("inner"):
        raise ValueError("broken")

    assert listener.events[2:] == ["1 inner: ValueError('broken')", "0 outer: ValueError('broken')"]
    with step("after"):
        pass
    assert listener.events[-1] == "0 after: None"


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

    assert [step.depth for step in listener.steps] == [0, 1]
    assert [step.page for step in listener.steps] == [page, page]
    assert (Screen.press.__name__, Screen.press.__doc__) == ("press", "Presses.")


def test_named_page_wins_over_the_objects_page(listener):
    page = cast(Page, object())

    @step("Нажать", page=page)
    def press(screen: Any) -> None:
        pass

    press(Screen(object()))

    assert listener.steps[0].page is page


def test_decorated_function_needs_no_page(listener):
    @step("Подождать")
    def wait() -> None:
        pass

    wait()

    assert listener.steps[0].page is None


def test_step_is_reported_to_the_observers_of_its_block_only(listener):
    inner = Listener()
    with observe(inner), step("both"):
        pass
    with step("outer only"):
        pass

    assert [step.title for step in inner.steps] == ["both"]
    assert [step.title for step in listener.steps] == ["both", "outer only"]


def test_other_threads_have_observers_and_depths_of_their_own(listener):
    def run_in_thread() -> list[str]:
        threads_listener = Listener()
        with observe(threads_listener), step("in the thread"):
            pass
        return threads_listener.events

    with step("in the test"), ThreadPoolExecutor() as pool:
        events = pool.submit(run_in_thread).result()

    assert events == ["0 in the thread", "0 in the thread: None"]
    assert listener.events == ["0 in the test", "0 in the test: None"]
