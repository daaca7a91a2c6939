"""The report by requirement, whole: the page and the data, of a run in which every kind of thing happened."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automation.guide import Requirement, load_requirements
from report.evidence_record import EvidenceRecord, PageRecord, SourceRecord, StepRecord
from report.page import build_json, render_page
from report.run_record import RunRecord, TestRecord
from tests.approval import assert_approved, draw_page

APPROVED = Path(__file__).with_name("approved")


def step(title: str, requirement: str | None = None, depth: int = 0, error: str | None = None) -> StepRecord:
    picture = f"picture-of-{title.replace(' ', '-')}" if requirement else None
    return StepRecord(title=title, requirement=requirement, depth=depth, seconds=0.214, error=error, screenshot=picture)


def catalogue() -> dict[str, Requirement]:
    """Returns requirements of each kind: with a list and a table in the quote, desirable, ours, not covered yet."""
    whole = load_requirements()
    chosen = {id: whole[id] for id in ("START-1", "A-1", "A-2", "A-3", "B-1", "C-4", "D-3", "F-1")}
    change = {"source": "ours", "covered": False, "why": "заявок пока нет в песочнице"}
    not_covered = whole["F-2"].model_copy(update=change)
    return {**chosen, "F-2": not_covered}


def run() -> RunRecord:
    """Returns a run with a text of its own in every field."""
    steps = [
        step("значок", "A-1"),
        step("внутри значка", depth=1),
        step("между"),
        step("кнопка", "A-2", error=""),
        step("внутри кнопки", depth=1, error="TimeoutError: кнопки нет"),
    ]
    pages = [
        PageRecord(
            title="Мессенджер", url="http://journal/office", screenshot="picture-of-page", log=["error: x", "y"]
        ),
        PageRecord(title="", url="about:blank", screenshot=None, log=[]),
    ]
    failed = EvidenceRecord(steps=steps, pages=pages, sources=[SourceRecord(name="Запросы", text="GET /office")])
    passed = EvidenceRecord(steps=steps[:2], pages=[], sources=[])
    tests = [
        TestRecord("tests/a.py::one", "Первый", ["A-1"], "passed", 1.5, evidence=passed),
        TestRecord(
            "tests/a.py::two",
            "Второй",
            ["A-1", "A-2", "A-3"],
            "failed",
            62,
            "кратко",
            "целиком",
            failed,
            end_message="не убрано",
        ),
        TestRecord("tests/a.py::three", "Третий", ["C-4"], "skipped", 0, "нет звонков"),
        TestRecord("tests/b.py::four", "Четвёртый", [], "passed", 0.25),
        TestRecord("tests/b.py::five", "", [], "failed", 0.5, "пятый не прошёл"),
        TestRecord("tests/b.py::six", "Шестой", ["D-3"], "failed", 1, "не подготовлен", failed_in_call=False),
        TestRecord("tests/b.py::seven", "Седьмой", [], "skipped", 0, "не здесь"),
    ]
    started = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
    return RunRecord("0.2.0", "журнал района", started, 102.4, tests, "Запуск прерван.")


def test_page_is_as_approved() -> None:
    assert_approved(APPROVED / "report.txt", draw_page(render_page(run(), catalogue())))


def test_page_of_a_failure_without_a_requirement_is_as_approved() -> None:
    whole = run()
    tests = [test for test in whole.tests if test.outcome != "failed" or not test.requirements]
    page = render_page(replace(whole, tests=tests, broken_off=""), {"A-1": catalogue()["A-1"]})

    assert_approved(APPROVED / "report_of_other_failures.txt", draw_page(page))


def test_data_are_as_approved() -> None:
    text = json.dumps(build_json(run(), catalogue()), ensure_ascii=False, indent=2)

    assert_approved(APPROVED / "requirements.json", f"{text}\n")


def test_document_that_has_changed_is_named_with_its_first_change(tmp_path: Path) -> None:
    approved = tmp_path / "made-up.txt"
    with pytest.raises(AssertionError, match=r"made-up.txt is not as approved: \+Отчёт"):
        assert_approved(approved, "Отчёт")
    approved.write_text("Отчёт\nодин\n", encoding="utf-8")
    assert_approved(approved, "Отчёт\nодин\n")
    with pytest.raises(AssertionError, match=r"made-up.txt is not as approved: -один"):
        assert_approved(approved, "Отчёт\nдва\n")
