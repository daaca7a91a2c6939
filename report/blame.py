"""Which of a failed test's requirements is to blame: that of the step that failed, not all that the test is about."""

from collections.abc import Collection, Sequence
from typing import Literal

from report.evidence_record import StepRecord

Judgement = Literal["passed", "failed", "not-reached"]


def judge_requirement(requirement: str, requirements: Collection[str], steps: Sequence[StepRecord]) -> Judgement:
    """Returns what a failed test says of one of its requirements; `steps` are those it took until it failed.

    The failing step's requirement has failed, or the last one's, where a look at its result failed. Requirements whose
    steps were completed before have passed; others were not reached. Where no step says which, all have failed that
    were not completed.
    """
    completed = {id for step in steps if step["error"] is None for id in _ids(step)} & set(requirements)
    blamed = _find_blamed(requirements, steps) or set(requirements) - completed or set(requirements)
    if requirement in blamed:
        return "failed"
    return "passed" if requirement in completed else "not-reached"


def find_failing_step(steps: Sequence[StepRecord]) -> StepRecord | None:
    """Returns the innermost step that ended with the test's own error: one after which no other step was begun."""
    open_depth = len(steps)
    for step in reversed(steps):
        if step["depth"] < open_depth:  # the last step, or one around it
            open_depth = step["depth"]
            if step["error"] is not None:
                return step
    return None


def _find_blamed(requirements: Collection[str], steps: Sequence[StepRecord]) -> set[str]:
    """Returns the requirements of the failing step and those around it, or of the last step that has any."""
    failing = find_failing_step(steps)
    for step in _list_outward(steps, failing) if failing else reversed(steps):
        if blamed := _ids(step) & set(requirements):
            return blamed
    return set()


def _list_outward(steps: Sequence[StepRecord], innermost: StepRecord) -> list[StepRecord]:
    """Returns this step, the one around it, and so on."""
    chain: list[StepRecord] = []
    for step in reversed(steps):
        if step is innermost or (chain and step["depth"] < chain[-1]["depth"]):
            chain.append(step)
    return chain


def _ids(step: StepRecord) -> set[str]:
    """Returns the requirement that the step is of; without one, those of the screen it was taken on."""
    return {step["requirement"]} if step["requirement"] else set(step.get("screens", ()))
