"""Steps: what a person does, named in Russian, told to whoever watches.

A page object names its actions, a journey names the steps of the guide, and nothing here knows who listens:

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

from pages.windows import Window, page_of

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Step:
    """One action. `depth` is 0 for an outermost step, 1 for a step inside it, and so on."""

    title: str
    requirement: str | None
    page: Page | None
    depth: int


class StepObserver(Protocol):
    """Is told of each step as it starts and as it ends; steps nest, so calls do too."""

    def started(self, step: Step) -> None: ...

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None: ...


_observers: ContextVar[tuple[StepObserver, ...]] = ContextVar("observers", default=())
_depth: ContextVar[int] = ContextVar("depth", default=0)


@contextmanager
def observe(observer: StepObserver) -> Iterator[None]:
    """Tells `observer` of every step taken in this thread (or context) until the block ends."""
    token = _observers.set((*_observers.get(), observer))
    try:
        yield
    finally:
        _observers.reset(token)


class step:  # noqa: N801  read as a word of the language: `with step(...)`, `@step(...)`
    """Names an action: a context manager, and a decorator of functions and of page objects' methods.

    `requirement` is the guide's id, when the step is one of the guide's. `page` is where it happens, if in a
    frame of it; a decorated method of an object that has a `page` needs none. An error passes through, after the
    observers are told of it.
    """

    def __init__(self, title: str, *, requirement: str | None = None, page: Window | None = None) -> None:
        self._title = title
        self._requirement = requirement
        self._page = page_of(page) if page else None

    def __enter__(self) -> Step:
        depth = _depth.get()
        self._step = Step(self._title, self._requirement, self._page, depth)
        self._watching = _observers.get()
        for observer in self._watching:
            observer.started(self._step)
        self._outer = _depth.set(depth + 1)
        self._start = perf_counter()
        return self._step

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        seconds = perf_counter() - self._start
        _depth.reset(self._outer)
        for observer in self._watching:
            observer.finished(self._step, seconds, error)

    def __call__(self, action: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(action)
        def named(*args: P.args, **kwargs: P.kwargs) -> R:
            page = self._page or (getattr(args[0], "page", None) if args else None)
            with step(self._title, requirement=self._requirement, page=page):
                return action(*args, **kwargs)

        return named
