"""The same evidence in Allure's results. This module is imported only when pytest runs with `--alluredir`."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager

import allure

from pages.steps import Step
from report.evidence_record import EvidenceRecord


class AllureSteps:
    """An observer of steps that passes them on to Allure, masked."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        self._mask = mask
        self._open_steps: list[AbstractContextManager[object]] = []

    def started(self, step: Step) -> None:
        allure_step: AbstractContextManager[object] = allure.step(self._mask(step.title))
        allure_step.__enter__()
        self._open_steps.append(allure_step)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        # Not the error itself: Allure would write its message down as it is.
        masked = AssertionError(self._mask(str(error))) if error else None
        self._open_steps.pop().__exit__(type(masked) if masked else None, masked, None)


def attach(evidence: EvidenceRecord, text: str) -> None:
    """Attaches the pictures of the open pages, and the rest as `text`."""
    for page in evidence["pages"]:
        if page["screenshot"]:
            picture = base64.b64decode(page["screenshot"])
            allure.attach(picture, page["title"] or page["url"], allure.attachment_type.JPG)
    allure.attach(text, "evidence", allure.attachment_type.TEXT)
