"""`report compare`: what it reads and says, and when the two cannot be compared."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import automation.__main__
from automation.guide import load_requirements
from report.compare_documents import read_document
from report.comparison import Ending
from report.page import build_json
from report.run_file import write_run_file
from report.run_record import RunRecord, TestRecord
from tests.verdicts import good_verdict, result
from validation.verdict import CheckStatus
from validation.verdict import build_json as build_verdict_json

CATALOGUE = {id: requirement for id, requirement in load_requirements().items() if id in ("A-1", "A-2")}
STARTED = datetime(2026, 11, 3, 9, 5, 0, 123456, tzinfo=UTC)


def write(folder: Path, data: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "requirements.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def verdict(folder: Path, **statuses: CheckStatus) -> Path:
    results = [result(id.replace("_", "-"), status) for id, status in statuses.items()]
    return write(folder, build_verdict_json(good_verdict(*results)))


def report(folder: Path, *tests: TestRecord) -> Path:
    run = RunRecord("0.2.0", "песочница", STARTED, 1, list(tests))
    write(folder, build_json(run, CATALOGUE))
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
    assert worse.output.endswith("\n\nСтало хуже: 1.\n")
    assert not re.search("P-1|Тесты|^!", worse.output, re.MULTILINE)
    assert better.exit_code == 0
    assert "✓ A-1  Заголовок A-1: не пройдено → пройдено" in better.output
    assert better.output.endswith("Хуже не стало.\n")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("failed", "не пройдено"),
        ("warning", "предупреждение"),
        ("expected", "ожидаемый отказ"),
        ("skipped", "пропущено"),
        ("interrupted", "прервано"),
        ("not-run", "не проверялось"),
    ],
)
def test_statuses_are_said_in_words(tmp_path: Path, status: CheckStatus, word: str) -> None:
    """Итоги названы словами."""
    outcome = compare(verdict(tmp_path / "a", A_1=status), verdict(tmp_path / "b", A_1="passed"))
    assert f"A-1  Заголовок A-1: {word} → пройдено\n" in outcome.output


def made(name: str, outcome: Any, *requirements: str) -> TestRecord:
    return TestRecord(f"tests/a.py::{name}", f"Тест {name}", list(requirements), outcome, 1)


def test_all_that_changed_is_said(tmp_path: Path) -> None:
    """Сказано всё, что изменилось, и у тестов без требования; чего не было, о том ни слова."""
    before = report(
        tmp_path / "a",
        *(made("one", "failed", "A-1"), made("two", "passed"), made("idle", "failed"), made("old", "skipped")),
    )
    after = report(
        tmp_path / "b",
        *(made("one", "passed", "A-1"), made("two", "failed"), made("idle", "skipped"), made("new", "passed")),
    )
    outcome = compare(before, after)

    assert outcome.exit_code == 1
    run = "requirements.json, песочница, 3 ноября 2026 г., 09:05 UTC+00:00, версия 0.2.0"
    expected = f"""\
Было:  {before / run}
Стало: {after / run}

Требования. Стало лучше: 1
  ✓ A-1  {CATALOGUE["A-1"].title}: не пройдено → пройдено

Тесты. Стало хуже: 1
  ✗ tests/a.py::two  Тест two: пройдено → не пройдено

Тесты. Стало лучше: 1
  ✓ tests/a.py::one  Тест one: не пройдено → пройдено

Тесты. Изменилось, но не проверено: 1
  · tests/a.py::idle  Тест idle: не пройдено → пропущено

Тесты. Появилось: 1
  + tests/a.py::new  Тест new: пройдено

Тесты. Исчезло: 1
  − tests/a.py::old  Тест old: пропущено

Стало хуже: 1.
"""
    assert outcome.output == expected


@pytest.mark.parametrize("incomplete", ["a", "b"])
def test_report_without_its_run_is_compared_by_requirements(tmp_path: Path, incomplete: str) -> None:
    """Без run.json у одного из двух сравниваются требования и их тесты."""
    before = report(tmp_path / "a", made("one", "passed", "A-1"), made("two", "passed"))
    after = report(tmp_path / "b", made("one", "failed", "A-1", "A-2"), made("two", "failed"))
    (tmp_path / incomplete / "run.json").unlink()
    outcome = compare(before, after)

    assert outcome.exit_code == 1
    assert "✗ A-1" in outcome.output
    assert "✗ tests/a.py::one: пройдено → не пройдено" in outcome.output
    assert "two" not in outcome.output


def test_run_file_of_another_run_is_not_of_the_report(tmp_path: Path) -> None:
    """Оставшийся от другого запуска run.json к отчёту не относится."""
    folder = report(tmp_path / "a", made("one", "passed", "A-1"))
    assert [test.id for test in read_document(folder).all_tests or []] == ["tests/a.py::one"]
    earlier = RunRecord("0.2.0", "песочница", STARTED - timedelta(seconds=1), 1, [made("one", "failed")])
    write_run_file(earlier, CATALOGUE, folder)

    assert read_document(folder).all_tests is None


def test_test_that_has_not_ended_is_not_compared(tmp_path: Path) -> None:
    """Тест без итога в сравнение не входит."""
    folder = report(tmp_path / "a")
    run = RunRecord("0.2.0", "песочница", STARTED, 1, [made("one", None), made("two", "passed")])
    write_run_file(run, CATALOGUE, folder)
    assert read_document(folder).all_tests == [Ending("tests/a.py::two", "Тест two", "passed")]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (("passed", "failed"), "failed"),
        (("failed", "passed"), "failed"),
        (("failed", "not-reached"), "failed"),
        (("passed", "not-reached"), "passed"),
        (("skipped", "skipped"), "skipped"),
        (("not-reached", "not-reached"), None),
    ],
)
def test_test_of_several_requirements_has_the_worst_that_they_say(
    tmp_path: Path, outcomes: tuple[str, ...], expected: str | None
) -> None:
    """У теста нескольких требований худший из итогов; до чего он не дошёл, то не в счёт."""
    data = build_json(RunRecord("0.2.0", "песочница", STARTED, 1, []), CATALOGUE)
    for row, outcome in zip(data["requirements"], outcomes, strict=True):
        row["tests"] = [{"nodeid": "a", "outcome": outcome}]
    ends = read_document(write(tmp_path / "a", data)).tests_of_requirements
    assert ends == ([Ending("a", "", expected)] if expected else [])


def test_what_else_differs_is_told_not_refused(tmp_path: Path) -> None:
    """О разных каталогах, стендах и версиях сказано, но сравнение есть."""
    data = build_verdict_json(replace(good_verdict(result("A-1", "passed")), suite_version="9", target="другой"))
    outcome = compare(verdict(tmp_path / "a", A_1="passed", A_2="failed"), write(tmp_path / "b", data))

    assert outcome.exit_code == 0
    assert [line for line in outcome.output.splitlines() if line.startswith("!")] == [
        *("! Каталоги разные: 2 и 1 строк.", "! Стенды разные.", "! Версии набора тестов разные.")
    ]
    assert "Исчезло: 1" in outcome.output


def test_wrong_order_is_told(tmp_path: Path) -> None:
    """О том, что второй запуск старше первого, сказано; код всё равно о том, что стало хуже."""
    early = build_verdict_json(replace(good_verdict(result("A-1", "failed")), started=STARTED - timedelta(days=99)))
    outcome = compare(verdict(tmp_path / "a", A_1="passed"), write(tmp_path / "b", early))

    assert "\n! Второй запуск старше первого.\n" in outcome.output
    assert outcome.exit_code == 1


def test_a_verdict_and_a_report_are_not_compared(tmp_path: Path) -> None:
    """Заключение с отчётом не сравнить."""
    outcome = compare(verdict(tmp_path / "a", A_1="passed"), report(tmp_path / "b"))

    assert outcome.exit_code == 2
    a, b = (tmp_path / name / "requirements.json" for name in "ab")
    assert outcome.output == f"Ошибка: {a} — заключение о журнале, а {b} — отчёт о тестах: сравнить их нельзя\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "это не JSON"),
        ("[]", "это не заключение и не отчёт: нужен объект JSON"),
        ("{}", "это не заключение и не отчёт: suite_version"),
        (
            '{"suite_version": "1", "target": "a", "started": "2026-11-03T09:05:00Z", "requirements": 1}',
            "это не заключение и не отчёт: requirements",
        ),
        ("null", "это не заключение и не отчёт: нужен объект JSON"),
        ("\x00", "это не JSON"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, words: str) -> None:
    """Негодный файл назван одной строкой, код 2."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "requirements.json").write_text(text, encoding="utf-8")
    for paths in ((broken, verdict(tmp_path / "a", A_1="passed")), (verdict(tmp_path / "a", A_1="passed"), broken)):
        outcome = compare(*paths)
        assert outcome.exit_code == 2
        assert len(outcome.output.splitlines()) == 1
        assert outcome.output.startswith(f"Ошибка: {broken / 'requirements.json'}")
        assert f": {words}" in outcome.output


def test_a_new_test_that_fails_is_something_to_stop_at(tmp_path: Path) -> None:
    """Новый непройденный тест — код 1, хотя прежнее хуже не стало; новый пройденный — код 0."""
    before = report(tmp_path / "a", made("one", "passed"))
    failing = compare(before, report(tmp_path / "b", made("one", "passed"), made("new", "failed")))
    passing = compare(before, report(tmp_path / "c", made("one", "passed"), made("new", "passed")))

    assert (failing.exit_code, passing.exit_code) == (1, 0)
    assert failing.output.endswith("Появилось и не пройдено: 1.\n")


@pytest.mark.parametrize("name", ["requirements.json", "run.json", "index.html", ""])
def test_any_file_of_a_report_names_it(tmp_path: Path, name: str) -> None:
    """Отчёт можно назвать папкой, страницей и данными."""
    before, after = report(tmp_path / "a", made("one", "passed")), report(tmp_path / "b", made("one", "failed"))
    (after / "index.html").touch()

    assert "✗ tests/a.py::one" in compare(before, after / name).output


@pytest.mark.parametrize(("name", "read"), [("index.html", "9"), ("run.json", "9"), ("kept.json", "1")])
def test_data_are_those_beside_the_page_or_of_the_file_itself(tmp_path: Path, name: str, read: str) -> None:
    """Рядом со страницей — данные отчёта; файл под другим именем читается сам."""
    data = build_verdict_json(good_verdict(result("A-1", "passed")))
    folder = write(tmp_path / "a", data | {"suite_version": "9"})
    (folder / name).write_text(json.dumps(data | {"suite_version": "1"}), encoding="utf-8")

    assert read_document(folder / name).data.suite_version == read


def test_new_failure_and_what_got_worse_are_both_said(tmp_path: Path) -> None:
    """Сказано и о новом непройденном тесте, и о том, что стало хуже."""
    before = report(tmp_path / "a", made("one", "passed"))
    after = report(tmp_path / "b", made("one", "failed"), made("new", "failed"))
    outcome = compare(before, after)

    assert outcome.output.endswith("\n\nПоявилось и не пройдено: 1.\nСтало хуже: 1.\n")
    assert outcome.exit_code == 1
