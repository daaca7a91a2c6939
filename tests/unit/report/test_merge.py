"""One run of the shards' runs: what belongs together, what is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from automation.guide import load_requirements
from report.carried_files import ShardFolder, carry_traces, clear_carried
from report.evidence_record import EvidenceRecord, PageRecord, SourceRecord, StepRecord
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
        ({"catalogue": {}}, "разное — каталог требований$"),
        ({"plan": "other"}, "разное — отбор тестов или файл их времён$"),
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


def test_whole_runs_are_named_each_once() -> None:
    """Отчёт целого запуска — не шард: каждый назван, и больше о них сказать нечего."""
    whole = shard(1, ONE, shard=None)
    for files in ([whole], [whole, shard(2, TWO)], [whole, whole]):
        with pytest.raises(MergeError) as refused:
            merged(*files)
        assert str(refused.value).splitlines() == [
            f"shard-{number}: это отчёт целого запуска, а не шарда: объединять его не с чем"
            for number, file in enumerate(files, start=1)
            if file is whole
        ]


def test_many_that_ran_twice_are_not_all_named() -> None:
    """Если дважды выполнены многие, названы три."""
    three, four = ([made(name) for name in names] for names in ("abc", "abcd"))
    names = "tests/a.py::a, tests/a.py::b, tests/a.py::c"
    assert merged(shard(1, three), shard(2, three)).missing == [f"Выполнены дважды: {names}."]
    assert merged(shard(1, four), shard(2, four)).missing == [f"Выполнены дважды: {names} и другие."]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([shard(1, ONE)], ["Нет шарда 2/2: его тестов здесь нет."]),
        ([shard(2, ONE, count=4)], ["Нет шардов 1/4, 3/4, 4/4: их тестов здесь нет."]),
        ([shard(1, ONE), shard(2, TWO, broken_off="Запуск прерван.")], ["Шард 2/2: Запуск прерван."]),
        ([shard(1, ONE), shard(2, [], broken_off="Не собрались.", plan="", selected=0)], ["Шард 2/2: Не собрались."]),
        ([shard(1, ONE), shard(2, ONE)], ["Выполнены дважды: tests/a.py::one."]),
        ([shard(1, ONE, selected=3), shard(2, ONE, selected=3)], ["Выполнены дважды: tests/a.py::one."]),
        (
            [shard(1, ONE, selected=3), shard(2, TWO, selected=3)],
            ["Отобрано тестов 3, а результатов 2: какой-то шард не закончил."],
        ),
    ],
    ids=["нет одного", "нет нескольких", "прерван", "не собрался", "дважды", "дважды и потерян", "потерян тест"],
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


def test_traces_of_shards_are_linked_from_the_whole_report(tmp_path: Path) -> None:
    """Трассы из папки шарда переносятся, на те, что рядом, ссылка верна, а на пропавшие её нет."""
    (tmp_path / "shard" / "own").mkdir(parents=True)
    (tmp_path / "shard" / "own" / "a b.zip").write_bytes(b"inside")
    (tmp_path / "c.zip").write_bytes(b"beside")
    test = replace(made("one"), traces=["own/a%20b.zip", "../c.zip", "../test-results/gone.zip"])
    out = tmp_path / "deep" / "out"
    out.mkdir(parents=True)

    assert carry_traces({ShardFolder(tmp_path / "shard", 2, out): [test]}) == 1
    assert test.traces == ["from-shards/2/own/a%20b.zip", "../../c.zip"]
    assert [(out / unquote(link)).read_bytes() for link in test.traces] == [b"inside", b"beside"]
    assert len(list(out.rglob("*.zip"))) == 1  # what nobody put beside the shard's report is not published


def test_what_an_earlier_merge_carried_does_not_stay(tmp_path: Path) -> None:
    """Повторное объединение не оставляет прежних снимков, но папку шарда не трогает."""
    old = tmp_path / "from-shards" / "1" / "a.zip"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    picture = tmp_path / "screenshots" / "a.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"old")

    clear_carried(tmp_path, [old.parent])
    assert old.exists()
    clear_carried(tmp_path, [tmp_path / "shard"])
    assert not old.exists()
    assert not picture.exists()


def test_tests_of_shards_are_in_the_order_of_one_run() -> None:
    """Порядок тестов в общем отчёте — порядок одного запуска: методички, файлов и строк."""
    first = replace(made("zz"), requirements=["A-1"])
    last = replace(made("aa"), requirements=["A-2"])
    upper, lower = (replace(made(name), requirements=[], line=line) for name, line in (("second", 1), ("first", 9)))
    result = merged(shard(1, [lower, last], selected=4), shard(2, [first, upper], selected=4))
    assert [test.nodeid.rpartition("::")[2] for test in result.file.run.tests] == ["zz", "aa", "second", "first"]
