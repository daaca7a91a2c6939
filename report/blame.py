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
    ids = _attribute(steps)
    completed = {id for index, step in enumerate(steps) if step["error"] is None for id in ids[index]}
    blamed = _find_blamed(set(requirements), steps, ids) or set(requirements) - completed or set(requirements)
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


def _find_blamed(requirements: set[str], steps: Sequence[StepRecord], ids: Sequence[set[str]]) -> set[str]:
    """Returns the requirements of the failing step or of one around it; without one, of the last that has any."""
    failing = find_failing_step(steps)
    chain: list[StepRecord] = []
    for step, step_ids in zip(reversed(steps), reversed(ids), strict=True):
        if failing and step is not failing and not (chain and step["depth"] < chain[-1]["depth"]):
            continue
        chain.append(step)
        if blamed := step_ids & requirements:
            return blamed
    return set()


def _attribute(steps: Sequence[StepRecord]) -> list[set[str]]:
    """Returns the requirements of each step: its own or that around it; without one, those of its screen."""
    ids: list[set[str]] = []
    around: list[tuple[int, str]] = []
    for step in steps:
        around = [(depth, requirement) for depth, requirement in around if depth < step["depth"]]
        if step["requirement"]:
            around.append((step["depth"], step["requirement"]))
        ids.append({around[-1][1]} if around else set(step.get("screens", ())))
    return ids
