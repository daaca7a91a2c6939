"""The same evidence in Allure's results; imported only when pytest runs with `--alluredir`."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager

import allure

from pages.steps import Step
from report.records import Record


class AllureSteps:
    """Observes steps and tells them to Allure, masked."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        self._mask = mask
        self._open: list[AbstractContextManager[object]] = []

    def started(self, step: Step) -> None:
        told: AbstractContextManager[object] = allure.step(self._mask(step.title))
        told.__enter__()
        self._open.append(told)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        # Not the error itself: Allure would write its message down as it is.
        shown = AssertionError(self._mask(str(error))) if error else None
        self._open.pop().__exit__(type(shown) if shown else None, shown, None)


def attach(record: Record, text: str) -> None:
    """Attaches the pictures of the open pages, and the rest as `text`."""
    for page in record["pages"]:
        if page["screenshot"]:
            picture = base64.b64decode(page["screenshot"])
            allure.attach(picture, page["title"] or page["url"], allure.attachment_type.JPG)
    allure.attach(text, "evidence", allure.attachment_type.TEXT)
