"""What a verdict makes of the tests of a check, and of how the run ended."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

import pytest

from automation.target import TargetFile
from validation.catalogue import BilingualText, Catalogue, Check, Severity
from validation.collector import VerdictCollector
from validation.expected import ExpectedFailure, ExpectedFailures
from validation.verdict import Verdict

FILE = cast(
    TargetFile,
    SimpleNamespace(content=b"", name="Дневник", journal="http://u:pw@x", services="sandbox", protocol="oauth"),
)
SEEN = {"seen": ["не так", "not so"]}
SKIPPED = {"reason": ["нечего", "nothing"]}
NOT_CHECKED = {"reason": ["сломалось", "broke"], "not_checked": True}
INTERRUPTED = {"reason": ["окно закрылось", "window gone"], "not_checked": True, "interrupted": True}
EXPECTED = ExpectedFailures((ExpectedFailure(id="P-1", reason="ждёт", owner="i.petrov", expires=date(2999, 1, 1)),))
EXPECTED_THEN = ExpectedFailures((EXPECTED.failures[0].model_copy(update={"expires": date(2020, 1, 1)}),))
NOTHING_EXPECTED = ExpectedFailures()
OK, FAILED, BROKEN, INTERNAL, USAGE = 0, 1, 2, 3, 4


def phase(
    outcome: str, details: dict[str, Any] | None = None, when: str = "call", test: str = "a"
) -> pytest.TestReport:
    """Returns the report of a phase of a test of P-1."""
    longrepr = "Traceback" if outcome == "failed" else None
    report = pytest.TestReport(test, ("f", 0, "d"), {}, outcome, longrepr, when, duration=1)  # type: ignore[arg-type]
    report.check = {"id": "P-1", **(details or {})}  # type: ignore[attr-defined]
    return report


def beside(outcome: str, when: str) -> pytest.TestReport:
    """Returns the report of something that is no check."""
    return pytest.TestReport("b", ("f", 0, "d"), {}, outcome, None, when)  # type: ignore[arg-type]


def failed(test: str = "a") -> pytest.TestReport:
    return phase("failed", SEEN, test=test)


def excused(test: str = "a") -> pytest.TestReport:
    """Returns a failure as the plugin reports one that does not fail the run of pytest."""
    report = phase("skipped", SEEN, test=test)
    report.wasxfail = "should: не так"
    return report


def passed(test: str = "a") -> pytest.TestReport:
    return phase("passed", test=test)


def judge(
    phases: Sequence[pytest.TestReport],
    exit_code: int = OK,
    severity: Severity = "must",
    expected: ExpectedFailures = NOTHING_EXPECTED,
    act: Callable[[VerdictCollector, Path], None] | None = None,
    error: OSError | None = None,
    ids: Sequence[str] = ("P-1",),
) -> dict[str, Any]:
    """Returns requirements.json of a run with these phases, its exit code, and the lines that it prints."""
    text = BilingualText("Проверка", "Check")
    proves = BilingualText("Как надо", "As it should be")
    checks = {id: Check(id, "P", text, severity, proves, text, "ours") for id in ids}
    verdicts: list[Verdict] = []

    def render_page(verdict: Verdict) -> str:
        verdicts.append(verdict)
        return ""

    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr("validation.verdict.render_page", render_page)
        collector = VerdictCollector(
            Catalogue([("P", text)], checks), FILE, expected, Path(name), "sferum validate vendor.toml"
        )
        collector.pytest_sessionstart()
        for report in phases:
            collector.pytest_runtest_logreport(report)
        if act:
            act(collector, Path(name))
        session = SimpleNamespace(exitstatus=exit_code)
        finishing = collector.pytest_sessionfinish(cast(pytest.Session, session), exit_code)
        next(finishing)
        with pytest.raises(StopIteration):
            finishing.throw(error) if error else next(finishing)
        lines: list[str] = []
        collector.pytest_terminal_summary(cast(Any, SimpleNamespace(write_line=lines.append)))
        file = Path(name) / "requirements.json"
        data = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    results = {"results": verdicts[0].results} if verdicts else {}
    return {**data, **results, "exit": int(session.exitstatus), "lines": "\n".join(lines) if lines else None}


@pytest.mark.parametrize(
    ("phases", "status", "reason"),
    [
        ([], "", None),
        ([phase("passed", when="setup")], "not-run", None),
        ([passed()], "passed", None),
        ([failed()], "failed", None),
        ([excused()], "failed", None),
        ([phase("skipped", SKIPPED)], "skipped", "нечего"),
        ([phase("skipped")], "skipped", None),
        ([phase("skipped", NOT_CHECKED)], "skipped", "сломалось"),
        ([phase("skipped", INTERRUPTED)], "interrupted", "окно закрылось"),
        # the worst of several tests
        ([passed(), failed("b")], "failed", None),
        ([failed(), passed("b")], "failed", None),
        ([phase("skipped", INTERRUPTED), failed("b")], "failed", None),
        ([phase("skipped", INTERRUPTED), passed("b")], "interrupted", "окно закрылось"),
        ([phase("skipped", NOT_CHECKED), phase("skipped", INTERRUPTED, test="b")], "interrupted", "окно закрылось"),
        ([passed(), phase("skipped", NOT_CHECKED, test="b")], "skipped", "сломалось"),
        ([phase("skipped", SKIPPED), phase("skipped", NOT_CHECKED, test="b")], "skipped", "сломалось"),
        ([passed(), phase("skipped", SKIPPED, test="b")], "passed", "проверено не всё: нечего"),
        ([phase("skipped", SKIPPED, "setup"), passed("b")], "passed", "проверено не всё: нечего"),
        # of the phases of one test, what is graver stays
        ([failed(), phase("skipped", NOT_CHECKED, "teardown")], "failed", None),
        ([phase("skipped", NOT_CHECKED), phase("skipped", SKIPPED, "teardown")], "skipped", "сломалось"),
        ([phase("skipped", INTERRUPTED), phase("skipped", SKIPPED, "teardown")], "interrupted", "окно закрылось"),
        ([passed(), phase("skipped", NOT_CHECKED, "teardown")], "skipped", "сломалось"),
        ([passed(), phase("failed", SEEN, "teardown")], "failed", None),
        ([failed(), phase("passed", when="teardown")], "failed", None),
        ([phase("failed", SEEN, "setup"), phase("skipped", SKIPPED)], "failed", None),
    ],
)
def test_check_is_as_good_as_its_worst_test(phases: list[pytest.TestReport], status: str, reason: str | None) -> None:
    (row,) = judge(phases).get("requirements", [{"status": "", "reason": None}])
    assert (row["status"], row["reason"] and row["reason"]["ru"]) == (status, reason)
    texts = [text and text["ru"] for text in (row.get("seen"), row.get("expected"))]
    assert texts == (["не так", "Как надо"] if status == "failed" else [None, None])
    assert {test["outcome"] for test in row.get("tests", ())} <= {"passed", "failed", "skipped", ""}


def test_check_that_is_no_must_is_a_warning() -> None:
    for severity in ("should", "info"):
        (row,) = judge([excused()], severity=severity)["requirements"]
        assert row["status"] == "warning"
    (row,) = judge([excused()], expected=EXPECTED)["requirements"]
    assert row["status"] == "expected"
    assert [test["outcome"] for test in row["tests"]] == ["failed"]


@pytest.mark.parametrize(
    ("phases", "pytest_says", "outcome", "exit_code", "because"),
    [
        ([passed()], OK, "passed", OK, None),
        ([failed()], FAILED, "failed", FAILED, None),
        ([phase("skipped", SKIPPED)], OK, "incomplete", BROKEN, None),
        ([phase("skipped", NOT_CHECKED)], OK, "incomplete", BROKEN, "не проверено: 1. сломалось"),
        ([phase("skipped", NOT_CHECKED), failed("b")], FAILED, "failed", FAILED, None),
        # the journal is silent, pytest was stopped, or has broken itself
        ([phase("skipped", {**NOT_CHECKED, "run_ends": ["тихо", "silent"]})], BROKEN, "incomplete", BROKEN, "тихо"),
        ([phase("failed", {**SEEN, "run_ends": ["тихо", "silent"]})], BROKEN, "failed", FAILED, "тихо"),
        ([phase("skipped", {**NOT_CHECKED, "run_ends": ["тихо", "silent"]})], INTERNAL, "incomplete", INTERNAL, "тихо"),
        ([failed()], BROKEN, "failed", BROKEN, "проверка прервана"),
        ([passed()], BROKEN, "incomplete", BROKEN, "проверка прервана"),
        ([passed()], INTERNAL, "incomplete", INTERNAL, "проверка прервана"),
        # something beside the checks
        ([passed(), beside("failed", "???")], FAILED, "incomplete", BROKEN, "процесс умер на b"),
        ([passed(), beside("failed", "setup")], FAILED, "passed", FAILED, None),
        ([passed(), beside("passed", "???")], OK, "passed", OK, None),
    ],
)
def test_run_ends_as_its_checks_do(
    phases: list[pytest.TestReport], pytest_says: int, outcome: str, exit_code: int, because: str | None
) -> None:
    seen = judge(phases, pytest_says)
    assert (seen["outcome"], seen["exit"]) == (outcome, exit_code), seen
    assert (because or "") in (seen["broken_off"] or {"ru": ""})["ru"]
    assert bool(seen["broken_off"]) == bool(because)
    assert ("Заключение неполное" in seen["lines"]) == (outcome == "incomplete")
    assert "Заключение: " in seen["lines"]


def test_check_has_its_own_tests_only() -> None:
    other = passed("b")
    other.check = {"id": "P-2"}  # type: ignore[attr-defined]
    rows = judge([failed(), other], ids=("P-1", "P-2"))["requirements"]
    assert [(row["id"], row["status"], len(row["tests"])) for row in rows] == [
        ("P-1", "failed", 1),
        ("P-2", "passed", 1),
    ]


def test_own_test_of_a_check_speaks_before_those_on_a_longer_way() -> None:
    """In whatever order they have ended: they run in several processes."""
    own, later, on_the_way = ("x.py::test_own", "y.py::test_own", "a.py::TestSetbacks::test_own")
    for ended in permutations((own, later, on_the_way)):
        rows = judge([phase("failed", {"seen": [test, test]}, test=test) for test in ended])["requirements"]
        assert [row["seen"]["ru"] for row in rows] == [own], ended
        assert [test["nodeid"] for test in rows[0]["tests"]] == [own, later, on_the_way]


def test_failure_of_one_test_hides_that_another_was_not_checked() -> None:
    seen = judge([phase("skipped", NOT_CHECKED), failed("b")], expected=EXPECTED_THEN)
    assert [complaint["ru"][:4] for complaint in seen["complaints"]] == ["P-1:"]
    assert "  ? " not in seen["lines"]


def test_technical_details_are_those_of_the_failure() -> None:
    (found,) = judge([failed("b"), passed()])["results"]
    assert found.detail == "Traceback"


def test_run_without_checks_leaves_no_verdict() -> None:
    seen = judge([], FAILED)
    assert seen == {"exit": FAILED, "lines": None}


def test_first_reason_why_the_run_broke_off_stays() -> None:
    seen = judge([passed()], BROKEN, act=lambda collector, _: collector.pytest_keyboard_interrupt())
    assert seen["broken_off"]["en"] == "the run was interrupted"


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (OSError(28, "No space left on device"), None),
        (None, lambda _, folder: (folder / "requirements.json" / "x").mkdir(parents=True)),
    ],
    ids=["junit.xml", "the verdict"],
)
def test_verdict_that_cannot_be_written_is_a_mistake_of_the_run(error: OSError | None, act: Any) -> None:
    seen = judge([passed()], act=act, error=error)
    assert (seen["exit"], seen["lines"].startswith("Ошибка: заключение не записать в ")) == (USAGE, True)


@pytest.mark.parametrize(
    ("before", "status", "reason"),
    [([], "skipped", "не проверено: не закончилась за 2 с"), ([failed()], "failed", None)],
    ids=["nothing known", "failed before"],
)
def test_check_that_does_not_end_is_not_checked(
    before: list[pytest.TestReport], status: str, reason: str | None
) -> None:
    item = SimpleNamespace(nodeid="a", iter_markers=lambda name: [SimpleNamespace(args=["P-1"])])
    seen = judge(before, act=lambda collector, _: collector._note_hanging(cast(pytest.Item, item), 2))
    (row,) = seen["requirements"]
    assert (row["status"], row["reason"] and row["reason"]["ru"]) == (status, reason)
    assert "a не закончилась за 2 с" in seen["broken_off"]["ru"]
    assert "Заключение неполное: проверка прервана" in seen["lines"] or status == "failed"


def test_verdict_says_what_the_run_was() -> None:
    details = {"window": "popup", "browser": "chromium 140", "exchange": ["GET /x"], "screenshot": "jpeg"}
    seen = judge([phase("failed", {**SEEN, **details}), phase("passed", {"window": None}, "teardown")])
    assert (seen["window"], seen["versions"]["browser"]) == ("popup", "chromium 140")
    assert (seen["target"], seen["journal"]) == ("Дневник", "http://****@x")
    (row,) = seen["requirements"]
    assert row["tests"] == [{"nodeid": "a", "outcome": "failed", "duration_s": 2}]
    assert judge([passed()])["window"] is None


@pytest.mark.parametrize(
    ("phases", "severity", "line"),
    [
        ([failed()], "must", "  ✗ P-1    Проверка: не так"),
        ([excused()], "should", "  ! P-1    Проверка: не так"),
        ([phase("skipped", NOT_CHECKED)], "must", "  ? P-1    Проверка: сломалось"),
        ([phase("failed", {})], "must", "  ✗ P-1    Проверка: "),
        ([passed()], "must", "пройдено: 1"),
        ([failed()], "must", "не пройдено: 1"),
        ([excused()], "should", "предупреждений: 1"),
        ([phase("skipped", SKIPPED)], "must", "пропущено: 1"),
        ([phase("skipped", INTERRUPTED)], "must", "прервано: 1"),
        ([passed()], "should", "Заключение неполное: ни одна обязательная проверка не пройдена"),
    ],
)
def test_terminal_says_what_is_wrong_and_counts(phases: list[pytest.TestReport], severity: Severity, line: str) -> None:
    lines = judge(phases, severity=severity)["lines"].splitlines()
    assert line in lines
    assert len(lines) == 2 + lines[0].startswith("  ") + (lines[-2].startswith("Заключение неполное"))


def test_terminal_counts_what_was_expected_and_names_what_was_not() -> None:
    assert "ожидаемых отказов: 1" in judge([excused(), passed("b")], expected=EXPECTED)["lines"]
    seen = judge([passed()], expected=EXPECTED)
    assert "  ! P-1: отказ ожидался, но проверка пройдена" in seen["lines"]
    assert (seen["outcome"], seen["exit"]) == ("failed", FAILED)
    assert judge([phase("skipped", NOT_CHECKED)], expected=EXPECTED)["complaints"] == []
    (complaint,) = judge([phase("skipped")], expected=EXPECTED)["complaints"]
    assert complaint["ru"].endswith("проверка пропущена: причина неизвестна")
