"""The history of runs: what is kept, what flips without a change, what is new."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

import automation.__main__
from report import history
from report.history import HistoryError, append_run, read_history
from report.run_output import report_run
from report.run_record import RunRecord, TestRecord
from report.trend import build_trend
from tests.page_language import keep_language

STARTED = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


NO_ZONE = (
    b'{"started": "2026-11-03T09:05:00", "duration_s": 1, "target": "", "code": "", "suite_version": "", '
    b'"broken_off": "", "tests": []}'
)


def run(number: int = 0, code: str = "abc", target: str = "песочница", **outcomes: Any) -> RunRecord:
    tests = [TestRecord(f"tests/a.py::{name}", f"Тест {name}", [], outcome, 0.5) for name, outcome in outcomes.items()]
    return RunRecord("0.2.0", target, STARTED + timedelta(days=number), 60 + number, tests, code=code)


def append_all(folder: Path, *runs: RunRecord) -> Any:
    return build_trend([append_run(folder, record) for record in runs][-1])


def test_runs_are_kept_in_order(tmp_path: Path) -> None:
    """Запуски хранятся по порядку, по строке на каждый."""
    append_all(tmp_path, run(1, a="passed", b="failed"), run(2, a="passed"))
    entries = read_history(tmp_path).entries

    assert [entry.started for entry in entries] == [STARTED + timedelta(days=1), STARTED + timedelta(days=2)]
    assert (entries[0].count("passed"), entries[0].count("failed"), entries[0].count("skipped")) == (1, 1, 0)
    assert entries[0].tests[1].title == "Тест b"
    assert len((tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_test_that_has_not_ended_is_not_kept(tmp_path: Path) -> None:
    """Теста без итога в истории нет."""
    (entry,) = append_run(tmp_path, run(a="passed", b=None)).entries
    assert [test.nodeid for test in entry.tests] == ["tests/a.py::a"]


def test_report_shows_the_history_that_it_is_added_to(tmp_path: Path) -> None:
    """Отчёт показывает историю, к которой добавлен; без неё — ничего не пишет и не показывает."""
    report_run(run(1, a="passed"), {}, tmp_path / "without")
    assert not list(tmp_path.rglob("history.jsonl"))
    append_all(tmp_path, run(2, a="passed"))
    report_run(run(3, a="passed"), {}, tmp_path / "with", tmp_path)

    assert len(read_history(tmp_path).entries) == 2
    pages = [(tmp_path / name / "index.html").read_text(encoding="utf-8") for name in ("without", "with")]
    assert [page.count('<rect class="passed"') for page in pages] == [0, 2]


def test_history_that_cannot_be_kept_costs_no_report(tmp_path: Path) -> None:
    """Если историю не записать, всё остальное записано."""
    (tmp_path / "history.jsonl").mkdir()
    with pytest.raises(HistoryError, match=r"history\.jsonl: историю не прочитать и не записать"):
        report_run(run(a="passed"), {}, tmp_path / "report", tmp_path)
    assert {path.name for path in (tmp_path / "report").iterdir()} >= {"index.html", "requirements.json", "run.json"}


def test_the_oldest_runs_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Старые запуски уступают место новым."""
    monkeypatch.setattr(history, "MAX_RUNS", 3)
    trend = append_all(tmp_path, *(run(number, a="passed") for number in range(5)))

    assert [bar.entry.duration_s for bar in trend.bars] == [62, 63, 64]
    assert len(read_history(tmp_path).entries) == 3


def test_a_history_of_more_runs_shows_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Из длинной истории, собранной из нескольких, видны последние запуски."""
    append_all(tmp_path, *(run(number, a="passed") for number in range(5)))
    monkeypatch.setattr(history, "MAX_RUNS", 2)

    assert [entry.duration_s for entry in read_history(tmp_path).entries] == [63, 64]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"started": 1}', b"\xff\xfe", b"", b'{"a": "\\ud800"}', NO_ZONE])
def test_a_damaged_line_is_named_and_skipped(tmp_path: Path, line: bytes) -> None:
    """Повреждённая строка названа и пропущена, остальные целы."""
    append_run(tmp_path, run(1, a="passed"))
    path = tmp_path / "history.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n")
    kept = append_run(tmp_path, run(2, a="passed"))

    assert len(kept.entries) == 2
    assert kept.damaged == [2]
    assert read_history(tmp_path) == kept


def test_half_a_line_at_the_end_spoils_no_other(tmp_path: Path) -> None:
    """Недописанная последняя строка не портит следующую."""
    append_run(tmp_path, run(1, a="passed"))
    path = tmp_path / "history.jsonl"
    path.write_bytes(path.read_bytes() + b'{"started": "2026-')

    assert len(append_run(tmp_path, run(2, a="passed")).entries) == 2


def test_a_history_that_is_taken_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """О занятой истории сказано одной строкой."""
    monkeypatch.setattr(history, "_LOCK_TIMEOUT_S", 0.01)
    with FileLock(tmp_path / ".history.jsonl.lock"), pytest.raises(HistoryError, match="занята другим запуском"):
        append_run(tmp_path, run(a="passed"))


def test_a_test_that_flips_without_a_change_is_flaky(tmp_path: Path) -> None:
    """Нестабилен тест, который на одном коде и стенде то пройден, то нет."""
    trend = append_all(
        tmp_path,
        run(1, a="passed", b="passed", c="passed", d="failed", e="passed"),
        run(2, a="failed", b="passed", c="skipped", d="skipped", e="passed"),
        run(3, a="passed", b="passed", c="passed", d="failed", e="passed"),
        run(4, code="def", b="failed", e="passed"),  # the code is another: nobody knows
        run(5, target="стенд", e="failed"),  # so is the target
    )

    assert [(test.nodeid, test.title, test.passed, test.failed) for test in trend.flaky] == [
        ("tests/a.py::a", "Тест a", 2, 1)
    ]
    assert trend.flaky[0].last_failed == STARTED + timedelta(days=2)


def test_flaky_test_is_counted_over_all_versions(tmp_path: Path) -> None:
    """Нестабильный на двух версиях: пройденное и непройденное сложены, последний раз — по времени, а не по версии."""
    trend = append_all(
        tmp_path, run(1, a="passed"), run(2, "def", a="failed"), run(3, "def", a="passed"), run(4, a="failed")
    )
    (flaky,) = trend.flaky
    assert (flaky.passed, flaky.failed, flaky.last_failed) == (2, 2, STARTED + timedelta(days=4))


def test_runs_are_drawn_in_parts_of_the_tallest(tmp_path: Path) -> None:
    """Столбцы — в долях самого большого запуска, точки времени — самого долгого."""
    trend = append_all(
        tmp_path,
        run(0, a="passed", b="passed", c="failed", d="skipped"),
        replace(run(1, a="failed", b="skipped"), duration_s=15),
    )
    assert [(bar.passed, bar.failed, bar.skipped, bar.time) for bar in trend.bars] == [
        (0.5, 0.25, 0.25, 1),
        (0, 0.25, 0.25, 0.25),
    ]


def test_runs_without_tests_and_time_are_drawn_empty(tmp_path: Path) -> None:
    """Запуск, в котором ничего не было, — пустой столбец."""
    (bar,) = append_all(tmp_path, replace(run(), duration_s=0)).bars
    assert (bar.passed, bar.failed, bar.skipped, bar.time) == (0, 0, 0, 0)


def test_another_build_of_the_target_is_a_change(tmp_path: Path) -> None:
    """Тест, который переменился вместе со сборкой стенда, не назван нестабильным."""
    old, new = replace(run(1, a="passed"), target_version="1"), replace(run(2, a="failed"), target_version="2")
    assert append_all(tmp_path, old, new).flaky == []
    assert len(append_all(tmp_path, replace(run(3, a="passed"), target_version="2")).flaky) == 1


def test_nothing_is_flaky_where_the_code_is_unknown(tmp_path: Path) -> None:
    """Когда код неизвестен, никто не назван нестабильным."""
    assert append_all(tmp_path, run(code="", a="passed"), run(code="", a="failed")).flaky == []


def test_what_is_new_is_said_against_the_last_run_of_the_target(tmp_path: Path) -> None:
    """Новое — по сравнению с последним запуском на том же стенде."""
    trend = append_all(
        tmp_path,
        run(1, a="passed", b="failed", c="passed", old="passed"),
        run(2, target="стенд", a="failed"),
        run(3, code="def", a="failed", b="passed", c="passed", fresh="passed"),
    )
    ids = {
        name: [change.id.rpartition("::")[2] for change in getattr(trend.changes, name)]
        for name in ("worse", "better", "other", "new", "gone")
    }

    assert ids == {"worse": ["a"], "better": ["b"], "other": [], "new": ["fresh"], "gone": ["old"]}
    assert trend.previous.started == STARTED + timedelta(days=1)
    assert append_all(tmp_path, run(4, target="третий", a="passed")).changes is None


def command(*arguments: object) -> Any:
    return CliRunner().invoke(automation.__main__.main, ["report", "history", *map(str, arguments)])


def test_command_prints_and_writes_a_page(tmp_path: Path) -> None:
    """report history печатает историю и пишет страницу."""
    append_all(tmp_path, run(1, a="passed"), run(2, a="failed"), replace(run(3, a="failed"), broken_off="прерван"))
    result = command(tmp_path)

    assert result.exit_code == 0, result.output
    assert "Запусков: 3" in result.output
    assert "~ tests/a.py::a: пройден 1, не пройден 2" in result.output
    html = (tmp_path / "history.html").read_text(encoding="utf-8")
    assert html.count('<rect class="passed"') == 3
    assert "Нестабильные тесты: 1" in keep_language(html)
    other = tmp_path / "other" / "page.html"
    assert command(tmp_path, "--out", other).exit_code == 0
    assert other.is_file()


def test_command_names_what_it_cannot_read(tmp_path: Path) -> None:
    """О том, чего не прочитать, сказано одной строкой, код 2."""
    none = command(tmp_path)
    assert (none.exit_code, len(none.output.splitlines())) == (2, 1)
    assert "такого файла нет" in none.output
    (tmp_path / "history.jsonl").write_text("x\n", encoding="utf-8")
    assert "ни одного запуска" in command(tmp_path).output
    append_run(tmp_path, run(a="passed"))
    assert "history.jsonl, строка 1" in command(tmp_path).output


def test_entries_are_plain_json(tmp_path: Path) -> None:
    """Строка истории — обычный JSON."""
    append_run(tmp_path, run(a="passed"))
    data = json.loads((tmp_path / "history.jsonl").read_text(encoding="utf-8"))

    assert data["started"] == "2026-11-03T09:05:00+00:00"
    assert data["tests"] == [{"nodeid": "tests/a.py::a", "title": "Тест a", "outcome": "passed", "duration_s": 0.5}]
