"""One run of the shards' runs: what belongs together, what is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.guide import load_requirements
from report.evidence_record import EvidenceRecord, PageRecord, SourceRecord, StepRecord
from report.junit_merge import JunitError, merge_junit
from report.merge import MergeError, merge_runs
from report.run_file import RunFile, RunFileError, read_run_file, write_run_file
from report.run_record import RunRecord, ShardRecord, TestRecord

CATALOGUE = {id: requirement for id, requirement in load_requirements().items() if id in ("A-1", "A-2")}
STARTED = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def shard(index: int, tests: list[TestRecord], count: int = 2, **changes: Any) -> RunFile:
    record = ShardRecord(index, count, selected=changes.pop("selected", 2), plan=changes.pop("plan", "plan"))
    catalogue = changes.pop("catalogue", CATALOGUE)
    run = RunRecord("0.2.0", "песочница", STARTED + timedelta(seconds=index), 10, tests, "", "abc", "7", record)
    return RunFile(replace(run, **changes), catalogue)


def made(name: str, outcome: Any = "passed") -> TestRecord:
    return TestRecord(f"tests/a.py::{name}", name, ["A-1"], outcome, 1)


ONE, TWO = [made("one")], [made("two", "failed")]


def merged(*files: RunFile) -> Any:
    return merge_runs({Path(f"shard-{number}"): file for number, file in enumerate(files, start=1)})


def test_shards_are_one_run() -> None:
    """Шарды становятся одним запуском."""
    result = merged(shard(2, TWO), shard(1, ONE))
    run = result.file.run

    assert [test.nodeid for test in run.tests] == ["tests/a.py::one", "tests/a.py::two"]
    assert (run.started, run.duration_s, run.shard) == (STARTED + timedelta(seconds=1), 11, None)
    assert (result.missing, run.broken_off, result.has_failures) == ([], "", True)
    assert not merged(shard(1, ONE), shard(2, [])).has_failures


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "def"}, "разное — код: abc и def"),
        ({"target": "стенд"}, "разное — стенд: песочница и стенд"),
        ({"target_version": "8"}, "разное — сборка стенда: 7 и 8"),
        ({"suite_version": "0.3"}, "разное — версия набора тестов: 0.2.0 и 0.3"),
        ({"catalogue": {}}, "разное — каталог требований"),
        ({"plan": "other"}, "разное — отбор тестов или файл их времён"),
        ({"count": 3}, "на сколько шардов поделён запуск: 2 и 3"),
    ],
    ids=["код", "стенд", "сборка", "версия", "каталог", "отбор", "число шардов"],
)
def test_what_differs_is_refused(changes: dict[str, Any], words: str) -> None:
    """Шарды разных запусков не объединяются, и сказано, чем они различаются."""
    with pytest.raises(MergeError, match=words):
        merged(shard(1, ONE), shard(2, TWO, **changes))


def test_all_that_differs_is_named_together() -> None:
    """Все различия названы сразу."""
    with pytest.raises(MergeError) as refused:
        merged(shard(1, ONE), shard(1, TWO, code="def", target="стенд"))
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([shard(1, ONE)], ["Нет шарда 2/2: его тестов здесь нет."]),
        ([shard(2, ONE, count=4)], ["Нет шардов 1/4, 3/4, 4/4: их тестов здесь нет."]),
        ([shard(1, ONE), shard(2, TWO, broken_off="Запуск прерван.")], ["Шард 2/2: Запуск прерван."]),
        ([shard(1, ONE), shard(2, [], broken_off="Не собрались.", plan="", selected=0)], ["Шард 2/2: Не собрались."]),
        ([shard(1, ONE), shard(2, ONE)], ["Выполнены дважды: tests/a.py::one."]),
        (
            [shard(1, ONE, selected=3), shard(2, TWO, selected=3)],
            ["Отобрано тестов 3, а результатов 2: какой-то шард не закончил."],
        ),
    ],
    ids=["нет одного", "нет нескольких", "прерван", "не собрался", "дважды", "потерян тест"],
)
def test_what_is_missing_is_said(files: list[RunFile], words: list[str]) -> None:
    """О том, чего не хватает, сказано."""
    result = merged(*files)

    assert result.missing == words
    assert result.file.run.broken_off == " ".join(words)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Запуск читается из файла таким, каким записан, со снимками."""
    step = StepRecord(title="шаг", requirement="A-1", depth=0, seconds=0.2, error=None, screenshot="picture")
    step["screens"] = ["A-1"]
    page = PageRecord(title="Мессенджер", url="http://journal/", screenshot="picture", log=["x"])
    evidence = EvidenceRecord(
        steps=[step], pages=[page], sources=[SourceRecord(name="a", text="б\u2028")], failed_after=1
    )
    test = replace(made("one", "failed"), message="m", traceback="t\udcff".replace("\udcff", "?"), evidence=evidence)
    file = shard(1, [replace(test, failed_in_call=False)], duration_s=1.23456789)
    write_run_file(file.run, file.catalogue, tmp_path)

    assert read_run_file(tmp_path) == file


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "это не JSON"), ("[]", "это не запуск тестов"), ('{"run": {}, "catalogue": {}}', "run.suite_version")],
    ids=["не JSON", "не объект", "не запуск"],
)
def test_what_is_no_run_is_named(tmp_path: Path, text: str, words: str) -> None:
    """Негодный run.json назван одной строкой."""
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunFileError, match=words) as refused:
        read_run_file(tmp_path)
    assert "\n" not in str(refused.value)


def junit(folder: Path, *cases: str) -> Path:
    folder.mkdir()
    text = "".join(
        f'<testcase classname="a" name="{name}">{more}</testcase>' for name, _, more in map(partition, cases)
    )
    sums = f'tests="{len(cases)}" failures="{text.count("<failure")}" errors="0" skipped="0" time="1.5"'
    suite = f'<testsuite name="pytest" {sums} timestamp="2026-11-03T09:05:0{len(cases)}">{text}</testsuite>'
    document = f"<testsuites>{suite}</testsuites>"
    (folder / "junit.xml").write_text(document, encoding="utf-8")
    return folder


def partition(case: str) -> tuple[str, str, str]:
    return case.partition(":")


def test_junit_of_shards_is_one(tmp_path: Path) -> None:
    """JUnit шардов становится одним: случаи вместе, суммы сложены."""
    one = junit(tmp_path / "one", "c", 'a:<failure message="x"/>')
    two = junit(tmp_path / "two", "b")
    merge_junit({one: 1, two: 2}, tmp_path / "out")
    text = (tmp_path / "out" / "junit.xml").read_text(encoding="utf-8")

    assert text.count("<testsuite ") == 1
    assert 'tests="3" failures="1" errors="0" skipped="0" time="3.000" timestamp="2026-11-03T09:05:01"' in text
    assert [text.index(f'name="{name}"') for name in "abc"] == sorted(text.index(f'name="{name}"') for name in "abc")


@pytest.mark.parametrize("begins", ["", "results/shard/"], ids=["от отчёта", "от проекта"])
def test_pictures_that_junit_names_are_carried_over(tmp_path: Path, begins: str) -> None:
    """Снимки, которые называет JUnit, переносятся, и пути к ним верны."""
    one = junit(
        tmp_path / "one", f"a:<system-out>x [[ATTACHMENT|{begins}shots/1.jpg]] [[ATTACHMENT|gone.jpg]]</system-out>"
    )
    (one / "shots").mkdir()
    (one / "shots" / "1.jpg").write_bytes(b"picture")
    out = tmp_path / "out"
    merge_junit({one: 3}, out)

    path = f"{out.as_posix()}/shard-3/shots/1.jpg" if begins else "shard-3/shots/1.jpg"
    assert f"[[ATTACHMENT|{path}]] [[ATTACHMENT|gone.jpg]]" in (out / "junit.xml").read_text(encoding="utf-8")
    assert (out / "shard-3" / "shots" / "1.jpg").read_bytes() == b"picture"


def test_path_that_leads_out_of_the_report_is_not_followed(tmp_path: Path) -> None:
    """Путь наружу из отчёта не копируется."""
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    one = junit(tmp_path / "one", "a:<system-out>[[ATTACHMENT|../secret]]</system-out>")
    merge_junit({one: 1}, tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["junit.xml"]


def test_what_is_no_junit_is_named(tmp_path: Path) -> None:
    """Негодный или пропавший JUnit назван."""
    (tmp_path / "junit.xml").write_text("<a>", encoding="utf-8")
    with pytest.raises(JunitError, match="это не JUnit"):
        merge_junit({tmp_path: 1}, tmp_path / "out")
    with pytest.raises(JunitError, match="файл не прочитать"):
        merge_junit({tmp_path / "nowhere": 1}, tmp_path / "out")
