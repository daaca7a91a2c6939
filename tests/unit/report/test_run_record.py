"""What the reports of a run say of each test and of each requirement of the guide."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

import pytest

from automation.guide import load_requirements
from report.collector import ReportCollector, make_report_folder
from report.evidence_record import EvidenceRecord, StepRecord
from report.page import _link_ids, _split_quote
from report.run_record import TestRecord, find_outcome_reason
from tests.page_language import keep_language

CATALOGUE = {id: requirement for id, requirement in load_requirements().items() if id in ("A-1", "A-2")}


def taken(requirement: str | None, depth: int = 0, error: str | None = None) -> StepRecord:
    return StepRecord(title="шаг", requirement=requirement, depth=depth, seconds=0, error=error, screenshot=None)


def phase(
    outcome: str,
    when: str = "call",
    test: str = "a",
    message: object = "",
    steps: Sequence[StepRecord] = (),
    **more: Any,
) -> pytest.TestReport:
    """Returns the report of a phase of a test of A-1 and A-2."""
    properties = [("requirement", id) for id in more.pop("requirements", ("A-1", "A-2"))]
    longrepr = message or (
        "сломано" if outcome == "failed" else ("f", 1, "нет браузера") if outcome == "skipped" else None
    )
    report = pytest.TestReport(test, ("f", 0, "d"), {}, outcome, longrepr, when, user_properties=properties, duration=1)  # type: ignore[arg-type]
    report.evidence = EvidenceRecord(steps=list(steps), pages=[], sources=[])  # type: ignore[attr-defined]
    for name, value in more.items():
        setattr(report, name, value)
    return report


def run(*phases: pytest.TestReport, exit_code: int = 0, has_tests: bool = True, act: Any = None) -> dict[str, Any]:
    """Returns requirements.json of a run with these phases, what the page says, and how the session ended."""
    with TemporaryDirectory() as folder:
        collector = ReportCollector(CATALOGUE, folder)
        collector.pytest_sessionstart()
        if has_tests:
            collector.pytest_runtestloop()
        for report in phases:
            collector.pytest_runtest_logreport(report)
        if act is not None:
            act(collector, Path(folder))
        record = collector._run_record()
        session = cast(
            pytest.Session, SimpleNamespace(exitstatus=exit_code, config=SimpleNamespace(stash=pytest.Stash()))
        )
        collector.pytest_sessionfinish(session, exit_code)
        written = Path(folder) / "requirements.json"
        data = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else {}
        page = Path(folder) / "index.html"
        lines: list[str] = []
        collector.pytest_terminal_summary(cast(Any, SimpleNamespace(write_line=lines.append)))
        html = keep_language(page.read_text(encoding="utf-8")) if page.is_file() else ""
        return {**data, "html": html, "record": record, "exit": session.exitstatus, "line": lines}


FAILED_AT_A_1 = (taken("A-1", error="нет"),)
FAILED_AT_A_2 = (taken("A-1"), taken("A-2", error="нет"))


@pytest.mark.parametrize(
    ("phases", "statuses"),
    [
        ([], "not-run not-run"),
        ([phase("passed", "setup")], "not-run not-run"),
        ([phase("passed")], "passed passed"),
        ([phase("passed", requirements=["A-2"])], "not-run passed"),
        ([phase("skipped", "setup")], "skipped skipped"),
        ([phase("skipped", "setup"), phase("passed", test="b")], "passed passed"),
        ([phase("failed"), phase("passed", test="b")], "failed failed"),
        ([phase("passed", test="b"), phase("failed")], "failed failed"),
        ([phase("failed", steps=FAILED_AT_A_1)], "failed not-run"),
        ([phase("failed", steps=FAILED_AT_A_2)], "passed failed"),
        ([phase("failed", steps=FAILED_AT_A_2, requirements=["A-2"])], "not-run failed"),
        # no step is to blame for what comes before and after the test
        ([phase("failed", "setup", steps=FAILED_AT_A_1)], "failed failed"),
        ([phase("passed"), phase("failed", "teardown", steps=FAILED_AT_A_1)], "failed failed"),
        ([phase("failed", "setup"), phase("failed", "teardown", steps=FAILED_AT_A_1)], "failed failed"),
        # what came after the failure
        ([phase("failed"), phase("skipped", "teardown")], "failed failed"),
        ([phase("failed", "setup"), phase("skipped")], "failed failed"),
        ([phase("failed"), phase("passed", "teardown", steps=FAILED_AT_A_1)], "failed not-run"),
        ([phase("failed"), phase("failed", "teardown", steps=FAILED_AT_A_1)], "failed not-run"),
        ([phase("failed"), phase("failed", "teardown", steps=FAILED_AT_A_2)], "passed failed"),
    ],
)
def test_requirement_has_the_gravest_that_its_tests_say(phases: list[pytest.TestReport], statuses: str) -> None:
    assert [row["status"] for row in run(*phases)["requirements"]] == statuses.split()


def test_steps_after_the_failure_say_nothing() -> None:
    evidence = EvidenceRecord(steps=[taken("A-1"), taken("A-2")], pages=[], sources=[], failed_after=1)
    record = TestRecord("a", requirements=["A-1", "A-2"], outcome="failed", evidence=evidence)
    assert (record.judge("A-1"), record.judge("A-2")) == ("failed", "not-reached")
    assert record.judge("A-2") == "not-reached"


STEPS = [
    *(taken("A-1"), taken(None, 1), taken("A-2", 1), taken(None, 2), taken(None, 1)),
    *(taken("A-2"), taken("A-1"), taken("A-1", 1), taken(None, 1)),
]


@pytest.mark.parametrize(
    ("requirement", "indexes"), [("A-1", [0, 1, 2, 3, 4, 6, 7, 8]), ("A-2", [2, 3, 5]), ("D-1", range(9))]
)
def test_page_shows_the_steps_of_the_requirement(requirement: str, indexes: Sequence[int]) -> None:
    steps = [StepRecord(**{**step, "title": str(index)}) for index, step in enumerate(STEPS)]
    record = TestRecord("a", evidence=EvidenceRecord(steps=steps, pages=[], sources=[]))
    assert [step["title"] for step in record.find_steps(requirement)] == [str(index) for index in indexes]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (("f", 1, "нет браузера"), "нет браузера"),
        (SimpleNamespace(reprcrash=SimpleNamespace(message="коротко")), "коротко"),
        (SimpleNamespace(reprcrash=None, __str__=None), ""),
        ("как есть", "как есть"),
    ],
)
def test_reason_is_the_message_alone(message: object, reason: str) -> None:
    report = SimpleNamespace(longrepr=message, longreprtext=message if isinstance(message, str) else "")
    assert find_outcome_reason(cast(pytest.TestReport, report)) == reason


def test_failure_after_a_failure_is_told_beside_it_and_hides_nothing() -> None:
    phases = phase("failed", message="нет кнопки"), phase("failed", "teardown", message="не убрано")
    (test,) = (seen := run(*phases))["record"].tests
    assert (test.message, test.end_message, test.failed_in_call) == ("нет кнопки", "не убрано", True)
    assert test.traceback == "нет кнопки\n\nне убрано"
    assert re.findall(r'<pre class="message">(.*?)</pre>', seen["html"]) == ["нет кнопки", "не убрано"]
    for outcome in ("passed", "skipped"):
        (test,) = run(phases[0], phase(outcome, "teardown"))["record"].tests
        assert (test.message, test.end_message, test.traceback) == ("нет кнопки", "", "нет кнопки")
    (test,) = run(phase("skipped"), phases[1])["record"].tests
    assert (test.message, test.end_message, test.failed_in_call) == ("не убрано", "", False)


def test_record_of_a_run() -> None:
    output = SimpleNamespace(
        workeroutput={"properties": {"a": [("requirement", "A-2"), ("title", "Привязка")], "b": []}}
    )

    def tell(collector: ReportCollector, _: Path) -> None:
        collector.pytest_testnodedown(output)
        collector.pytest_testnodedown(SimpleNamespace())
        collector.pytest_keyboard_interrupt()

    (test,) = (seen := run(phase("failed", "setup", requirements=[], target="Стенд"), act=tell))["record"].tests
    assert (test.title, test.requirements, test.message, test.traceback) == ("Привязка", ["A-2"], "сломано", "сломано")
    assert (test.duration_s, seen["target"], seen["record"].broken_off[:15]) == (1, "Стенд", "Запуск прерван:")
    assert seen["line"][0].startswith("Отчёт: ")
    assert run(phase("passed"))["target"] == "песочница"
    (test,) = run(phase("passed", requirements=["A-1"]), act=tell)["record"].tests
    assert test.requirements == ["A-1"], "what the test itself said"


def test_tests_that_were_not_collected_are_why_the_run_broke_off() -> None:
    def collect(collector: ReportCollector, _: Path) -> None:
        for outcome in ("failed", "passed"):
            report = SimpleNamespace(failed=outcome == "failed", nodeid=f"{outcome}.py")
            collector.pytest_collectreport(cast(pytest.CollectReport, report))
        collector.pytest_keyboard_interrupt()

    assert run(act=collect)["record"].broken_off.endswith("ошибка в failed.py.")
    assert run(phase("skipped"))["record"].tests[0].message == "нет браузера"


@pytest.mark.parametrize(
    ("has_tests", "exit_code", "line"),
    [(True, 0, "Отчёт: "), (False, 0, ""), (True, 4, "")],
    ids=["run", "no loop", "usage"],
)
def test_report_is_written_once_tests_were_run(has_tests: bool, exit_code: int, line: str) -> None:
    seen = run(phase("passed"), has_tests=has_tests, exit_code=exit_code)
    assert ("requirements" in seen) == bool(line)
    assert "".join(seen["line"]).startswith(line)
    assert bool(seen["line"]) == bool(line)
    assert seen["exit"] == exit_code


def test_report_that_cannot_be_written_fails_the_run() -> None:
    seen = run(phase("passed"), act=lambda _, folder: (folder / "requirements.json" / "x").mkdir(parents=True))
    assert (seen["exit"], seen["line"][0][:8]) == (pytest.ExitCode.USAGE_ERROR, "Ошибка: ")
    with TemporaryDirectory() as folder:
        (Path(folder) / "file").touch()
        with pytest.raises(pytest.UsageError, match="--report-dir"):
            make_report_folder(Path(folder) / "file")


def test_folder_of_the_history_is_made_before_the_first_test(tmp_path: Path) -> None:
    ReportCollector(CATALOGUE, str(tmp_path), history=tmp_path / "runs" / "all").pytest_sessionstart()
    assert (tmp_path / "runs" / "all").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(pytest.UsageError, match=r"file.*--history$"):
        ReportCollector(CATALOGUE, str(tmp_path), history=tmp_path / "file").pytest_sessionstart()


def test_page_shows_what_failed_and_by_folder_what_is_of_no_requirement() -> None:
    shown = run(phase("failed", message="сломано здесь"), phase("skipped", test="own/b.py::c", requirements=[]))["html"]
    assert "сломано здесь" in shown
    assert re.search(r"Тесты без требования.*<code>own</code>", shown, re.DOTALL)
    fine = run(phase("passed"))["html"]
    assert "Что не прошло" not in fine
    assert "Тесты без требования" not in fine


def test_page_lists_the_slowest_tests_where_there_are_several() -> None:
    assert "Самые долгие тесты" in run(phase("passed"), phase("passed", test="b"))["html"]
    assert "Самые долгие тесты" not in run(phase("passed"))["html"]


def test_data_tell_folders_and_the_time_of_a_requirements_own_steps() -> None:
    steps = [StepRecord(**{**taken("A-1"), "seconds": 1.23456})]
    seen = run(phase("passed", steps=steps), phase("failed", test="own/b.py::c", requirements=[]))
    assert seen["folders"] == [{"folder": "own", "failed": 1, "duration_s": 1}]
    assert [row["tests"][0]["own_steps_s"] for row in seen["requirements"]] == [1.235, None]


@pytest.mark.parametrize(("line", "kept"), [(7, 7), (None, 0)])
def test_line_of_a_test_is_kept(line: int | None, kept: int) -> None:
    (test,) = run(phase("passed", location=("a.py", line, "a")))["record"].tests
    assert (test.line, type(test.line)) == (kept, int)


def test_traces_are_links_from_the_folder_of_the_report() -> None:
    ended = phase("passed", "teardown")
    ended.user_properties += [("playwright_trace", "traces/a b.zip"), ("playwright_video", "traces/c.webm")]
    (test,) = run(phase("passed"), ended)["record"].tests
    (link,) = test.traces
    assert link.startswith("../")
    assert link.endswith("/traces/a%20b.zip")

    early = phase("passed")
    early.user_properties += [("playwright_trace", "a.zip")]
    assert run(early)["record"].tests[0].traces == []


def test_tests_are_in_the_guides_order_whoever_ran_them_first() -> None:
    seen = run(
        phase("passed", test="b.py::c", requirements=[]),
        phase("passed", test="b.py::b", requirements=["A-2"]),
        phase("passed", test="b.py::a", requirements=["A-1"]),
    )
    assert [test.nodeid for test in seen["record"].tests] == ["b.py::a", "b.py::b", "b.py::c"]


@pytest.mark.parametrize(("requirement", "seconds"), [("A-1", 1 + 64 + 0.5), ("A-2", 4 + 32), ("D-1", None)])
def test_time_of_a_requirement_is_that_of_its_own_steps(requirement: str, seconds: float | None) -> None:
    lengths = [1, 2, 4, 8, 16, 32, 64, 128, 0.25, 0.5]
    rows = [*STEPS, taken("A-1")]
    steps = [StepRecord(**{**step, "seconds": length}) for step, length in zip(rows, lengths, strict=True)]
    record = TestRecord("a", evidence=EvidenceRecord(steps=steps, pages=[], sources=[]))
    assert record.measure(requirement) == seconds


@pytest.mark.parametrize(
    ("phases", "sentence"),
    [
        ([phase("failed")], "Есть невыполненные требования: 2"),
        ([phase("failed", requirements=[])], "Требования выполнены, но есть ошибки в других тестах: 1"),
        ([phase("passed")], "Все проверенные требования выполнены"),
        ([phase("skipped")], "Требования не проверялись"),
    ],
)
def test_page_says_in_one_sentence_how_the_run_ended(phases: list[pytest.TestReport], sentence: str) -> None:
    assert " ".join(run(*phases)["html"].partition("<strong>")[2].partition("</strong>")[0].split()) == sentence


@pytest.mark.parametrize(
    ("quote", "blocks"),
    [
        ("Нажмите\nЖдите", [("text", ["Нажмите", "Ждите"])]),
        ("Нажмите\n- раз\n- два", [("text", ["Нажмите"]), ("list", ["раз", "два"])]),
        ("а | б\nв | г", [("table", [["а", "б"], ["в", "г"]])]),
    ],
)
def test_quote_keeps_its_lists_and_tables(quote: str, blocks: list[tuple[str, list[Any]]]) -> None:
    assert list(_split_quote(quote)) == blocks


def test_ids_in_a_note_are_links() -> None:
    assert _link_ids("Как A-1 & A-9", CATALOGUE) == 'Как <a href="#A-1">A-1</a> &amp; A-9'
