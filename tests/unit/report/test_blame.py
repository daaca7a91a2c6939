"""A failure blames the requirement of the step that failed: the steps before have passed, the rest was not reached."""

import pytest

from report.blame import find_failing_step, judge_requirement
from report.evidence_record import EvidenceRecord, StepRecord
from report.run_record import RunRecord, TestRecord


def taken(
    requirement: str | None = None, *, depth: int = 0, error: str | None = None, screens: tuple[str, ...] = ()
) -> StepRecord:
    return StepRecord(
        title="шаг",
        requirement=requirement,
        depth=depth,
        seconds=0,
        error=error,
        screenshot=None,
        screens=list(screens),
    )


GUIDE = ("START-1", "A-1", "A-2", "C-2")


@pytest.mark.parametrize(
    ("steps", "judgements"),
    [
        ([], "failed failed failed failed"),
        ([taken("START-1"), taken("A-1", error="нет")], "passed failed not-reached not-reached"),
        (
            [taken("START-1"), taken("A-1"), taken(screens=("A-2", "B-2"), error="нет")],
            "passed passed failed not-reached",
        ),
        # a look at the result of the last step
        ([taken("START-1"), taken("A-1")], "passed failed not-reached not-reached"),
        ([taken("START-1"), taken("A-1"), taken()], "passed failed not-reached not-reached"),
        # a step of the guide is to blame for what is inside it
        ([taken("A-1", error="нет"), taken(depth=1, error="нет")], "not-reached failed not-reached not-reached"),
        (
            [taken("A-1", error=""), taken(depth=1, screens=("A-2",), error="нет")],
            "not-reached failed not-reached not-reached",
        ),
        (
            [taken("A-1"), taken("C-2"), taken(depth=1, screens=("A-2",))],
            "not-reached passed not-reached failed",
        ),
        # without one, the innermost step that says which
        (
            [taken(error=""), taken(depth=1, screens=("A-2",), error="нет")],
            "not-reached not-reached failed not-reached",
        ),
        (
            [taken(screens=("A-1",), error=""), taken(depth=1, error="нет")],
            "not-reached failed not-reached not-reached",
        ),
        (
            [taken(screens=("A-1",), error="нет"), taken(depth=1, screens=("A-2",))],
            "not-reached failed passed not-reached",
        ),
        # an error that the test took, and went on
        ([taken("A-1", error="нет"), taken("A-2")], "not-reached not-reached failed not-reached"),
        # no step says which: what was not completed
        ([taken("START-1"), taken(error="нет")], "passed failed failed failed"),
        ([taken(screens=("D-1",))], "failed failed failed failed"),
    ],
)
def test_failure_is_the_failing_steps(steps: list[StepRecord], judgements: str) -> None:
    assert [judge_requirement(id, GUIDE, steps) for id in GUIDE] == judgements.split()


def test_something_is_always_to_blame() -> None:
    steps = [taken("A-1"), taken("A-2"), taken(error="нет")]

    assert judge_requirement("A-1", ["A-1", "A-2"], steps) == "failed"


def test_failing_step_is_the_one_after_which_none_began() -> None:
    inner, outer = taken(depth=1, error="нет"), taken(error="")
    assert find_failing_step([outer, inner]) is inner
    assert find_failing_step([outer, taken(depth=1)]) is outer
    assert find_failing_step([outer, inner, taken()]) is None
    assert find_failing_step([]) is None


def failed(steps: list[StepRecord], **fields: object) -> TestRecord:
    test = TestRecord("a", "", ["A-1", "A-2", "C-2"], "failed")
    test.evidence = EvidenceRecord(steps=steps, pages=[], sources=[])
    for name, value in fields.items():
        setattr(test, name, value)
    return test


def statuses(*tests: TestRecord) -> list[str]:
    from datetime import UTC, datetime

    run = RunRecord("", "", datetime(2026, 11, 3, tzinfo=UTC), 1, list(tests))
    return [run.compute_status(id) for id in ("A-1", "A-2", "C-2")]


def test_statuses_of_requirements_follow_the_blame() -> None:
    steps = [taken("A-1"), taken("A-2", error="нет")]
    assert statuses(failed(steps)) == ["passed", "failed", "not-run"]
    assert statuses(failed(steps), TestRecord("b", "", ["C-2", "A-2"], "passed")) == ["passed", "failed", "passed"]


def test_failure_outside_the_test_itself_is_of_all_its_requirements() -> None:
    steps = [taken("A-1"), taken("A-2"), taken("C-2")]
    assert statuses(failed(steps, failed_in_call=False)) == ["failed", "failed", "failed"]
    assert statuses(failed(steps)) == ["passed", "passed", "failed"]


def test_what_broke_before_the_end_blames_the_step_of_then() -> None:
    test = failed([taken("A-1"), taken("A-2"), taken("C-2")])
    test.evidence["failed_after"] = 2
    assert statuses(test) == ["passed", "failed", "not-run"]
