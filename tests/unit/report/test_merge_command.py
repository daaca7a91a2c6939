"""`report merge`: what it reads, writes and says, and with which exit code."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import automation.__main__
from automation.guide import load_requirements
from report.run_file import write_run_file
from report.run_record import RunRecord, ShardRecord, TestRecord

CATALOGUE = {id: requirement for id, requirement in load_requirements().items() if id in ("A-1", "A-2")}
STARTED = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def shard(folder: Path, index: int, *tests: TestRecord, selected: int = 2, **changes: Any) -> Path:
    """Returns the folder, in which a shard of two has left its results."""
    folder.mkdir()
    record = ShardRecord(index, 2, selected, "plan")
    run = RunRecord("0.2.0", "песочница", STARTED, 10, list(tests), "", "abc", "7", record)
    write_run_file(replace(run, **changes), CATALOGUE, folder)
    (folder / "junit.xml").write_text('<testsuites><testsuite name="pytest" tests="1"/></testsuites>', encoding="utf-8")
    return folder


def made(name: str, outcome: Any = "passed") -> TestRecord:
    return TestRecord(f"tests/a.py::{name}", f"Тест {name}", ["A-1"], outcome, 1.5)


def merge(out: Path, *arguments: object) -> Result:
    command = ["report", "merge", *map(str, arguments), "--out", str(out)]
    return CliRunner().invoke(automation.__main__.main, command)


@pytest.mark.parametrize(
    ("outcomes", "exit_code", "words"),
    [
        (("passed", "passed"), 0, "пройдено 2"),
        (("passed", "failed"), 1, "пройдено 1, не пройдено 1"),
        (("skipped", "passed"), 0, "пройдено 1, пропущено 1"),
        ((), 0, "нет ни одного"),
    ],
    ids=["пройдены", "не пройден", "пропущен", "нет тестов"],
)
def test_one_report_of_two_shards(tmp_path: Path, outcomes: tuple[str, ...], exit_code: int, words: str) -> None:
    """Из двух шардов — один отчёт; код — о том, пройдены ли тесты."""
    tests = [[made(str(number), outcome)] for number, outcome in enumerate(outcomes)] or [[], []]
    folders = [
        shard(tmp_path / f"shard-{index}", index, *own, selected=len(outcomes)) for index, own in enumerate(tests, 1)
    ]
    out = tmp_path / "out"
    result = merge(out, *folders, folders[0])

    assert result.output == f"Шардов: 2. Тесты: {words}.\nОтчёт: {out / 'index.html'}\n"
    assert result.exit_code == exit_code
    assert {path.name for path in out.iterdir()} == {"index.html", "junit.xml", "requirements.json", "run.json"}
    assert 'tests="2"' in (out / "junit.xml").read_text(encoding="utf-8")


def test_times_and_history_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    """Времена и история записаны туда, куда просили."""
    folders = [shard(tmp_path / f"shard-{index}", index, made(str(index))) for index in (1, 2)]
    times, history = tmp_path / "times.json", tmp_path / "history"
    result = merge(tmp_path / "out", *folders, "--save-times", times, "--history", history)

    assert result.exit_code == 0, result.output
    assert json.loads(times.read_text(encoding="utf-8")) == {"tests/a.py::1": 1.5, "tests/a.py::2": 1.5}
    assert len((history / "history.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_lost_traces_are_said(tmp_path: Path) -> None:
    """О трассах, которых рядом с отчётом шарда нет, сказано; код прежний."""
    test = replace(made("a"), traces=["traces/gone.zip"])
    folders = [shard(tmp_path / "one", 1, test), shard(tmp_path / "two", 2, made("b"))]
    result = merge(tmp_path / "out", *folders)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[2:] == [
        "Трасс, которых рядом с отчётами шардов нет: 1. Ссылок на них в отчёте нет."
    ]


def test_what_is_missing_is_said_besides_the_report(tmp_path: Path) -> None:
    """О том, чего не хватает, сказано, но отчёт есть; код 2."""
    result = merge(tmp_path / "out", shard(tmp_path / "one", 1, made("a")), tmp_path / "two")

    assert result.exit_code == 2
    assert result.stdout == f"Шардов: 1. Тесты: пройдено 1.\nОтчёт: {tmp_path / 'out' / 'index.html'}\n"
    unreadable, missing = result.stderr.splitlines()
    assert unreadable.startswith(f"Ошибка: {tmp_path / 'two' / 'run.json'}: файл не прочитать: ")
    assert missing == "Ошибка: Нет шарда 2/2: его тестов здесь нет."


def test_junit_that_cannot_be_merged_leaves_no_earlier_one(tmp_path: Path) -> None:
    """Если JUnit шарда негоден, прежнего общего файла не остаётся, и об этом сказано."""
    folders = [shard(tmp_path / f"shard-{index}", index, made(str(index))) for index in (1, 2)]
    out = tmp_path / "out"
    assert merge(out, *folders).exit_code == 0
    (folders[1] / "junit.xml").write_text("<", encoding="utf-8")
    result = merge(out, *folders)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Ошибка: {folders[1] / 'junit.xml'}: это не JUnit: ")
    assert result.stderr.endswith("; общего junit.xml нет\n")
    assert not (out / "junit.xml").exists()


def test_what_cannot_be_merged_is_said_line_by_line(tmp_path: Path) -> None:
    """Всё, что мешает объединить, названо по строке; ничего не записано; код 2."""
    one, two = shard(tmp_path / "one", 1, made("a")), shard(tmp_path / "two", 1, made("a"), code="def")
    result = merge(tmp_path / "out", one, two)

    assert result.exit_code == 2
    assert result.output.splitlines() == [
        f"Ошибка: {one} и {two}: один и тот же шард 1/2; оставьте одну из папок",
        f"Ошибка: {one} и {two}: разное — код: abc и def",
    ]
    assert not (tmp_path / "out").exists()


def test_nothing_to_merge_is_said(tmp_path: Path) -> None:
    """Если прочитать нельзя ни одного отчёта, названы все."""
    result = merge(tmp_path / "out", tmp_path / "one", tmp_path / "two")

    assert result.exit_code == 2
    assert [line.partition(": файл")[0] for line in result.output.splitlines()] == [
        f"Ошибка: {tmp_path / name / 'run.json'}" for name in ("one", "two")
    ]


def test_report_is_not_written_over_a_shard(tmp_path: Path) -> None:
    """Общий отчёт не пишется поверх отчёта шарда, как бы тот ни был назван."""
    folder = shard(tmp_path / "one", 1, made("a"))
    before = (folder / "run.json").read_bytes()
    result = merge(folder / ".." / "one", folder)

    assert result.exit_code == 2
    assert result.output.endswith("общий отчёт стёр бы отчёт шарда; укажите другую папку: --out\n")
    assert (folder / "run.json").read_bytes() == before


def test_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Если отчёт не записать, сказано, почему; код 2."""
    folder = shard(tmp_path / "one", 1, made("a"))
    (tmp_path / "file").touch()
    result = merge(tmp_path / "file" / "out", folder)

    assert result.exit_code == 2
    assert result.output.startswith("Ошибка: отчёт не записать: ")
    assert len(result.output.splitlines()) == 1
