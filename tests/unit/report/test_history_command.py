"""`report history`: what it says in the terminal, and with which exit code."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import automation.__main__
from report.history import append_run
from report.run_record import RunRecord, TestRecord

STARTED = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def append(folder: Path, number: int, code: str = "abc", broken_off: str = "", **outcomes: Any) -> None:
    tests = [TestRecord(f"tests/a.py::{name}", name, [], outcome, 0.5) for name, outcome in outcomes.items()]
    run = RunRecord("0.2.0", "песочница", STARTED + timedelta(days=number), 60, tests, broken_off, code)
    append_run(folder, run)


def history(*arguments: object) -> Result:
    return CliRunner().invoke(automation.__main__.main, ["report", "history", *map(str, arguments)])


def test_runs_and_what_the_last_changed_are_said(tmp_path: Path) -> None:
    """Сказано, как шли запуски и что изменил последний; пропущенный тест не назван непройденным."""
    append(tmp_path, 0, a="passed", b="failed", c="passed")
    append(tmp_path, 1, code="def", broken_off="прерван", a="failed", b="passed", c="skipped")
    result = history(tmp_path)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Запусков: 2",
        "  3 ноября 2026 г., 09:05 UTC+00:00, 1\xa0мин 0\xa0с, песочница, abc: пройдено 2, не пройдено 1",
        "  4 ноября 2026 г., 09:05 UTC+00:00, 1\xa0мин 0\xa0с, песочница, def: пройдено 1, не пройдено 1; прерван",
        "  ✗ стал не пройден: tests/a.py::a",
        "  ✓ снова пройден: tests/a.py::b",
        f"История: {tmp_path / 'history.html'}",
    ]
    assert (tmp_path / "history.html").is_file()


def test_unstable_tests_are_said(tmp_path: Path) -> None:
    """Нестабильные тесты названы со счётом."""
    for number, outcome in enumerate(("passed", "failed", "failed")):
        append(tmp_path, number, a=outcome)
    lines = history(tmp_path).stdout.splitlines()

    assert lines[4:-1] == ["Нестабильные тесты: 1", "  ~ tests/a.py::a: пройден 1, не пройден 2"]


def test_only_the_last_runs_are_listed(tmp_path: Path) -> None:
    """Из многих запусков перечислены десять последних, посчитаны все."""
    for number in range(12):
        append(tmp_path, number, a="passed")
    lines = history(tmp_path).stdout.splitlines()

    assert lines[0] == "Запусков: 12"
    assert len(lines) == 1 + 10 + 1
    assert lines[1].startswith("  5 ноября")


def test_page_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """Страница записана туда, куда просили, и больше никуда."""
    append(tmp_path, 0, a="passed")
    page = tmp_path / "other" / "page.html"

    assert history(tmp_path, "--out", page).stdout.endswith(f"История: {page}\n")
    assert page.is_file()
    assert not (tmp_path / "history.html").exists()


@pytest.mark.parametrize("is_page_in_the_way", [False, True], ids=["истории нет", "страницу не записать"])
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, is_page_in_the_way: bool) -> None:
    """О том, что истории нет или страницу не записать, сказано одной строкой, код 2."""
    if is_page_in_the_way:
        append(tmp_path, 0, a="passed")
        (tmp_path / "history.html").mkdir()
    result = history(tmp_path)

    name, words = ("html", "страницу не записать: ") if is_page_in_the_way else ("jsonl", "историю не прочитать ")
    assert result.exit_code == 2
    assert result.output.startswith(f"Ошибка: {tmp_path / f'history.{name}'}: {words}")
    assert len(result.output.splitlines()) == 1


def test_damaged_line_is_said_besides(tmp_path: Path) -> None:
    """О повреждённой строке сказано отдельно, остальное показано."""
    append(tmp_path, 0, a="passed")
    path = tmp_path / "history.jsonl"
    path.write_bytes(b"x\n" + path.read_bytes())
    result = history(tmp_path)

    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Запусков: 1")
    assert result.stderr == f"! {path}, строка 1: это не запись о запуске, она пропущена\n"
