"""Steps: what a person does, named in Russian, reported to observers.

A page object names its actions, and a journey names the steps of the guide:

    @step("Нажать «Продолжить»")
    def submit(self) -> None: ...

    with step("Шаг 2. Нажать на кнопку «Перейти к подключению»", requirement="A-2", page=page): ...
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import ParamSpec, Protocol, TypeVar

from playwright.sync_api import Page

from pages.windows import Window, get_page

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Step:
    """One action. `depth` is 0 for an outermost step, 1 for a step inside it, and so on.

    `screens` are the guide's ids of the screen it is taken on, where a page object takes it.
    """

    title: str
    requirement: str | None
    page: Page | None
    depth: int
    screens: tuple[str, ...] = ()


class StepObserver(Protocol):
    """Receives each step when it starts and when it ends. Steps nest, so the calls nest too."""

    def started(self, step: Step) -> None: ...

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None: ...


_observers: ContextVar[tuple[StepObserver, ...]] = ContextVar("observers", default=())
_depth: ContextVar[int] = ContextVar("depth", default=0)


@contextmanager
def observe(observer: StepObserver) -> Iterator[None]:
    """Reports every step of this thread (or context) to the observer until the block ends."""
    token = _observers.set((*_observers.get(), observer))
    try:
        yield
    finally:
        _observers.reset(token)


class step:  # noqa: N801  read as a word of the language: `with step(...)`, `@step(...)`
    """Names an action: a context manager, and a decorator of functions and of page objects' methods.

    `requirement` is the guide's id, if the step is one of the guide's. `page` is the page or frame where it happens;
    a decorated method of an object that has a `page` needs none, and tells the object's `REQUIREMENTS` as `screens`.
    Observers see an error before it passes through.
    """

    def __init__(
        self,
        title: str,
        *,
        requirement: str | None = None,
        page: Window | None = None,
        screens: tuple[str, ...] = (),
    ) -> None:
        self._title = title
        self._screens = screens
        self._requirement = requirement
        self._page = get_page(page) if page else None

    def __enter__(self) -> Step:
        depth = _depth.get()
        self._step = Step(self._title, self._requirement, self._page, depth, self._screens)
        self._notified = _observers.get()
        for observer in self._notified:
            observer.started(self._step)
        self._depth_token = _depth.set(depth + 1)
        self._start = perf_counter()
        return self._step

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        seconds = perf_counter() - self._start
        _depth.reset(self._depth_token)
        for observer in self._notified:
            observer.finished(self._step, seconds, error)

    def __call__(self, action: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(action)
        def run_as_step(*args: P.args, **kwargs: P.kwargs) -> R:
            page = self._page or (getattr(args[0], "page", None) if args else None)
            screens = getattr(args[0], "REQUIREMENTS", ()) if args else ()
            with step(self._title, requirement=self._requirement, page=page, screens=screens):
                return action(*args, **kwargs)

        return run_as_step
