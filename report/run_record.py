"""What a run of pytest did, as plain data: its tests, how each ended, and what that means for a requirement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

import pytest

from report.blame import judge_requirement
from report.evidence_record import EvidenceRecord, StepRecord

Outcome = Literal["passed", "failed", "skipped"]
RequirementOutcome = Literal["passed", "failed", "skipped", "not-reached"]
"""What a test says of one of its requirements."""
Status = Literal["passed", "failed", "skipped", "not-run"]


@dataclass
class TestRecord:
    """How one test ended; `outcome` is None until it has. `message` says why it failed or was skipped."""

    __test__: ClassVar = False  # is no class of tests

    nodeid: str
    title: str = ""
    requirements: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    duration_s: float = 0.0
    message: str = ""
    traceback: str = ""
    evidence: EvidenceRecord = field(default_factory=lambda: EvidenceRecord(steps=[], pages=[], sources=[]))
    failed_in_call: bool = True
    """Whether the test itself failed: in its set-up or after its end no step is to blame."""
    line: int = 0
    """Where in its file it begins."""
    traces: list[str] = field(default_factory=list)
    """Playwright's traces of it, as links from the folder of the report."""
    end_message: str = ""
    """Why what follows a test that had failed already failed, too; `traceback` has both."""

    @property
    def path(self) -> str:
        """The file of the test."""
        return self.nodeid.partition("::")[0]

    def judge(self, requirement: str) -> RequirementOutcome | None:
        """Returns what the test says of one of its requirements: a failure is that of the step that failed."""
        if self.outcome != "failed" or not self.failed_in_call:
            return self.outcome
        steps = self.evidence["steps"][: self.evidence.get("failed_after")]
        return judge_requirement(requirement, self.requirements, steps)

    def find_steps(self, requirement: str) -> list[StepRecord]:
        """Returns the steps of the requirement with all inside them; all steps, if none names it."""
        steps: list[StepRecord] = []
        outer_depth = None
        for step in self.evidence["steps"]:
            if outer_depth is not None and step["depth"] <= outer_depth:
                outer_depth = None
            if outer_depth is None and step["requirement"] == requirement:
                outer_depth = step["depth"]
            if outer_depth is not None:
                steps.append(step)
        return steps or self.evidence["steps"]

    def measure(self, requirement: str) -> float | None:
        """Returns how long the requirement's own steps took, in seconds; None where no step names it."""
        lengths_s: list[float] = []
        outer_depth = None
        for step in self.evidence["steps"]:
            if outer_depth is not None and step["depth"] > outer_depth:
                continue  # it is part of one that counts
            outer_depth = step["depth"] if step["requirement"] == requirement else None
            if outer_depth is not None:
                lengths_s.append(step["seconds"])
        return sum(lengths_s) if lengths_s else None


@dataclass(frozen=True)
class ShardRecord:
    """Which part of a run this was: `index` of `count`, from 1. `plan` is empty where the tests were not collected."""

    index: int
    count: int
    selected: int = 0
    """How many tests all shards have together."""
    plan: str = ""
    """A hash of which test is in which shard: equal in all shards of one run."""

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


TARGET_NAME = pytest.StashKey[str]()
"""The name of the deployment under test, where an option names one."""
SHARD = pytest.StashKey[ShardRecord]()
"""The shard of this run, where `runner.shards` makes it one."""


@dataclass(frozen=True)
class RunRecord:
    """One run of pytest. `broken_off` says in Russian why it did not reach its end, if it did not.

    `code` names the version of the code under `report.code_version`; `shard` is None for a run of all its tests.
    """

    suite_version: str
    target: str
    started: datetime
    duration_s: float
    tests: list[TestRecord]
    broken_off: str = ""
    code: str = ""
    target_version: str = ""
    """Which build of the deployment was under test, as whoever began the run says; empty where nobody does."""
    shard: ShardRecord | None = None

    def find_tests(self, requirement: str) -> list[TestRecord]:
        """Returns the tests of the requirement."""
        return [test for test in self.tests if requirement in test.requirements]

    def compute_status(self, requirement: str) -> Status:
        """Returns "failed" if a test failed at it, else "passed" if one passed, else "skipped" if one was.

        A test that failed before it came to the requirement says nothing of it.
        """
        outcomes = {test.judge(requirement) for test in self.find_tests(requirement)}
        for outcome in ("failed", "passed", "skipped"):
            if outcome in outcomes:
                return outcome
        return "not-run"


def find_outcome_reason(report: pytest.TestReport) -> str:
    """Returns why the test failed, without the traceback, or why it was skipped."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    crash = getattr(report.longrepr, "reprcrash", None)
    return crash.message if crash else report.longreprtext
