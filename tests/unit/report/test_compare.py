"""`report compare`: what got worse and better, and when the two cannot be compared."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import automation.__main__
from automation.guide import load_requirements
from report.comparison import Comparison, Ending, compare_endings
from report.page import build_json
from report.run_file import write_run_file
from report.run_record import RunRecord, TestRecord
from tests.verdicts import good_verdict, result
from validation.verdict import CheckStatus
from validation.verdict import build_json as build_verdict_json

CATALOGUE = {id: requirement for id, requirement in load_requirements().items() if id in ("A-1", "A-2")}


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("passed", "failed", "worse"),
        ("passed", "warning", "worse"),
        ("passed", "expected", "worse"),
        ("passed", "skipped", "worse"),
        ("passed", "not-run", "worse"),
        ("passed", "interrupted", "worse"),
        ("expected", "failed", "worse"),
        ("warning", "failed", "worse"),
        ("skipped", "failed", "worse"),
        ("not-run", "warning", "worse"),
        ("failed", "passed", "better"),
        ("skipped", "passed", "better"),
        ("expected", "passed", "better"),
        ("failed", "expected", "better"),
        ("failed", "warning", "better"),
        ("failed", "skipped", "other"),
        ("expected", "not-run", "other"),
        ("skipped", "not-run", "other"),
    ],
)
def test_what_a_change_means(before: str, after: str, name: str) -> None:
    """Каждая перемена — к худшему, к лучшему или ни то ни другое."""
    changes = compare_endings([Ending("A", "а", before)], [Ending("A", "а", after)])
    assert [kind for kind in ("worse", "better", "other", "new", "gone") if getattr(changes, kind)] == [name]


def test_new_and_gone_are_said() -> None:
    """Появившееся и исчезнувшее названо; равное — нет."""
    changes = compare_endings(
        [Ending("A", "а", "passed"), Ending("B", "б", "failed")],
        [Ending("A", "а", "passed"), Ending("C", "в", "failed")],
    )
    assert [(change.id, change.after) for change in changes.new] == [("C", "failed")]
    assert [(change.id, change.before) for change in changes.gone] == [("B", "failed")]
    assert changes
    assert not Comparison()
    assert not compare_endings([], [])


def write(folder: Path, data: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "requirements.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def verdict(folder: Path, **statuses: CheckStatus) -> Path:
    results = [result(id.replace("_", "-"), status) for id, status in statuses.items()]
    return write(folder, build_verdict_json(good_verdict(*results)))


def report(folder: Path, *tests: TestRecord, has_run_file: bool = True) -> Path:
    run = RunRecord("0.2.0", "песочница", datetime(2026, 11, 3, 9, 5, tzinfo=UTC), 1, list(tests))
    write(folder, build_json(run, CATALOGUE))
    if has_run_file:
        write_run_file(run, CATALOGUE, folder)
    return folder


def compare(*paths: Path) -> Any:
    return CliRunner().invoke(automation.__main__.main, ["report", "compare", *map(str, paths)])


def test_a_verdict_that_got_worse(tmp_path: Path) -> None:
    """Заключение стало хуже: сказано в чём, код 1; в обратную сторону — лучше, код 0."""
    before, after = (
        verdict(tmp_path / "a", A_1="passed", P_1="failed"),
        verdict(tmp_path / "b", A_1="failed", P_1="failed"),
    )
    worse, better = compare(before, after), compare(after / "requirements.json", before)

    assert worse.exit_code == 1
    assert "Проверки. Стало хуже: 1\n  ✗ A-1  Заголовок A-1: пройдено → не пройдено\n" in worse.output
    assert "P-1" not in worse.output
    assert better.exit_code == 0
    assert "✓ A-1  Заголовок A-1: не пройдено → пройдено" in better.output
    assert better.output.endswith("Хуже не стало.\n")


def made(name: str, outcome: Any, *requirements: str) -> TestRecord:
    return TestRecord(f"tests/a.py::{name}", f"Тест {name}", list(requirements), outcome, 1)


def test_tests_without_a_requirement_are_compared_too(tmp_path: Path) -> None:
    """Сравниваются и тесты без требования."""
    before = report(tmp_path / "a", made("one", "passed", "A-1"), made("two", "passed"), made("old", "passed"))
    after = report(tmp_path / "b", made("one", "passed", "A-1"), made("two", "failed"), made("new", "passed"))
    outcome = compare(before, after)

    assert outcome.exit_code == 1
    assert "✗ tests/a.py::two  Тест two: пройдено → не пройдено" in outcome.output
    assert "+ tests/a.py::new" in outcome.output
    assert "− tests/a.py::old" in outcome.output


def test_report_without_its_run_is_compared_by_requirements(tmp_path: Path) -> None:
    """Без run.json сравниваются требования и их тесты."""
    before = report(tmp_path / "a", made("one", "passed", "A-1"), made("two", "passed"), has_run_file=False)
    after = report(tmp_path / "b", made("one", "failed", "A-1", "A-2"), made("two", "passed"))
    outcome = compare(before, after)

    assert "✗ A-1" in outcome.output
    assert "✗ tests/a.py::one: пройдено → не пройдено" in outcome.output
    assert "two" not in outcome.output


def test_what_else_differs_is_told_not_refused(tmp_path: Path) -> None:
    """О разных каталогах, стендах и версиях сказано, но сравнение есть."""
    data = build_verdict_json(replace(good_verdict(result("A-1", "passed")), suite_version="9", target="другой"))
    outcome = compare(verdict(tmp_path / "a", A_1="passed", A_2="failed"), write(tmp_path / "b", data))

    assert outcome.exit_code == 0
    for words in ("Каталоги разные: 2 и 1", "Стенды разные", "Версии набора тестов разные", "Исчезло: 1"):
        assert words in outcome.output


def test_a_verdict_and_a_report_are_not_compared(tmp_path: Path) -> None:
    """Заключение с отчётом не сравнить."""
    outcome = compare(verdict(tmp_path / "a", A_1="passed"), report(tmp_path / "b"))

    assert outcome.exit_code == 2
    assert "заключение о журнале, а " in outcome.output
    assert len(outcome.output.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"requirements": 1}', "null", "\x00"])
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """Негодный файл назван одной строкой, код 2."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "requirements.json").write_text(text, encoding="utf-8")
    for paths in ((broken, verdict(tmp_path / "a", A_1="passed")), (tmp_path, broken)):
        outcome = compare(*paths)
        assert outcome.exit_code == 2
        assert len(outcome.output.splitlines()) == 1
        assert "requirements.json" in outcome.output
