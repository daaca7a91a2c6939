"""The same evidence in Allure's results. This module is imported only when pytest runs with `--alluredir`."""

import base64
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import allure

from pages.steps import Step
from report.evidence_record import EvidenceRecord
from report.subjects import Subject

_TEST: Any = allure.dynamic
"""The test that runs, as Allure sees it."""
_LINK_TYPE = "requirement"
"""The type of the links: `--allure-link-pattern=requirement:https://…/{}` leads them elsewhere than to our page."""
_SEVERITIES = {
    "must": allure.severity_level.CRITICAL,
    "should": allure.severity_level.NORMAL,
    "info": allure.severity_level.MINOR,
}
"""From the gravest on."""


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


def describe_test(title: str, subjects: Iterable[Subject], link_patterns: Iterable[tuple[str, str]] = ()) -> None:
    """Tells Allure the test's title and what it is about: section as feature, requirement as story and as link.

    Its severity is the gravest of its requirements'. Links lead to our page, in the folder above Allure's report,
    unless `link_patterns` (Allure's, by type) lead them elsewhere.
    """
    rows = list(subjects)
    _TEST.title(title)
    for section in dict.fromkeys(row.section for row in rows):
        _TEST.feature(section)
    for row in rows:
        name = f"{row.id} · {row.title}"
        _TEST.story(name)
        _TEST.link(row.id if _LINK_TYPE in dict(link_patterns) else f"../index.html#{row.id}", _LINK_TYPE, name)
    for level in [level for severity, level in _SEVERITIES.items() if severity in {row.severity for row in rows}][:1]:
        _TEST.severity(level)


def attach(evidence: EvidenceRecord, text: str) -> None:
    """Attaches the pictures of the open pages, and the rest as `text`."""
    for page in evidence["pages"]:
        if page["screenshot"]:
            picture = base64.b64decode(page["screenshot"])
            allure.attach(picture, page["title"] or page["url"], allure.attachment_type.JPG)
    allure.attach(text, "Свидетельства", allure.attachment_type.TEXT)
