"""`--shard`, and `report merge` of what the shards leave: whole runs of pytest, as a person starts them."""

import json
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import automation.__main__
from report.run_file import read_run_file

pytest_plugins = ["pytester"]

PLUGINS = [
    *("runner.process", "runner.abort", "runner.options", "runner.shards"),
    *("fixtures.settings", "report.evidence", "report.plugin"),
]
CONFTEST = f"""
import os
import random

pytest_plugins = {PLUGINS}

def pytest_collection_modifyitems(items):
    random.Random(os.environ["SHUFFLE"]).shuffle(items)
"""
TESTS = """
    import pytest

    @pytest.mark.parametrize("number", range(12))
    def test_number(number): pass

    @pytest.mark.requirement("A-1")
    def test_good(): pass

    @pytest.mark.requirement("A-1", "A-2")
    def test_bad(): assert "seen" == "expected"

    @pytest.mark.requirement("A-3")
    @pytest.mark.skip(reason="не здесь")
    def test_skipped(): pass

    @pytest.mark.xdist_group("pair")
    def test_pair_a(): pass

    @pytest.mark.xdist_group("pair")
    def test_pair_b(): pass
"""
COUNT = 17


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> pytest.Pytester:
    """A suite in a folder of its own, with our plugins and no others."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("SHUFFLE", "0")
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers = xdist_group(name): together")
    pytester.makepyfile(TESTS)
    return pytester


def names_of(folder: Path) -> list[str]:
    return [test.nodeid.partition("@")[0] for test in read_run_file(folder).run.tests]


def run_shard(suite: pytest.Pytester, shard: str, *arguments: str, seed: int = 1) -> pytest.RunResult:
    folder = f"--report-dir=shard-{shard.partition('/')[0]}"
    os.environ["SHUFFLE"] = str(seed)
    return suite.runpytest_inprocess(f"--shard={shard}", folder, *arguments)


def merge(suite: pytest.Pytester, *folders: str, more: tuple[str, ...] = ()) -> Result:
    paths = [str(suite.path / folder) for folder in folders]
    out = ["--out", str(suite.path / "merged")]
    return CliRunner().invoke(automation.__main__.main, ["report", "merge", *paths, *out, *more])


@pytest.mark.parametrize(
    "arguments",
    [["-p", "pytest_randomly"], ["-p", "xdist.plugin", "-n2", "--dist=loadgroup"]],
    ids=["один процесс", "два процесса"],
)
def test_each_test_runs_in_one_shard_whatever_the_seed(suite: pytest.Pytester, arguments: list[str]) -> None:
    """Каждый тест выполнен ровно в одном шарде, хотя порядок в каждом свой."""
    ran = []
    for seed, shard in enumerate(("1/3", "2/3", "3/3")):
        run_shard(suite, shard, *arguments, seed=seed)
        ran.append(names_of(suite.path / f"shard-{shard[0]}"))
    names = [name for part in ran for name in part]

    assert sorted(names) == sorted(set(names))
    assert len(names) == COUNT
    assert any({"test_pair_a", "test_pair_b"} <= {name.rpartition("::")[2] for name in part} for part in ran)


def test_a_shard_is_of_what_is_selected(suite: pytest.Pytester) -> None:
    """Делится то, что отобрано: -k и папки."""
    ran = []
    for shard in ("1/2", "2/2"):
        run_shard(suite, shard, "-k", "number")
        ran += names_of(suite.path / f"shard-{shard[0]}")

    assert sorted(name.rpartition("::")[2] for name in ran) == sorted(f"test_number[{n}]" for n in range(12))


@pytest.mark.parametrize("arguments", [[], ["-p", "xdist.plugin", "-n1"]], ids=["один процесс", "xdist"])
def test_a_shard_without_tests_is_no_failure(suite: pytest.Pytester, arguments: list[str]) -> None:
    """Шард, которому тестов не досталось, — не ошибка; пустой отбор — ошибка."""
    assert run_shard(suite, "2/2", "-k", "test_good", *arguments).ret == 0
    assert names_of(suite.path / "shard-2") == []
    assert run_shard(suite, "2/2", "-k", "no_such_test", *arguments).ret == 5


@pytest.mark.parametrize("shard", ["5/4", "x", "0/2", ""])
def test_what_is_no_shard_is_said_in_one_line(suite: pytest.Pytester, shard: str) -> None:
    """Негодный --shard назван одной строкой."""
    result = suite.runpytest_inprocess(f"--shard={shard}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.errlines if line] == [next(line for line in result.errlines if "--shard: " in line)]
    assert result.errlines[0].startswith("Ошибка: --shard: ")
    assert not (suite.path / "results" / "run.json").exists()


def test_times_of_a_run_balance_the_next(suite: pytest.Pytester) -> None:
    """Времена, записанные по просьбе, делят следующий запуск по времени."""
    assert suite.runpytest_inprocess("--save-times").ret == 1
    path = suite.path / "test-times.json"
    times = json.loads(path.read_text(encoding="utf-8"))
    assert len(times) == COUNT
    slow = next(name for name in times if "test_good" in name)
    path.write_text(json.dumps({**dict.fromkeys(times, 0.1), slow: 100}), encoding="utf-8")

    parts = []
    for shard in ("1/2", "2/2"):
        header = run_shard(suite, shard)
        header.stdout.fnmatch_lines(["*поровну по времени"])
        parts.append(names_of(suite.path / f"shard-{shard[0]}"))

    assert sorted(map(len, parts)) == [1, COUNT - 1]
    assert [slow] in parts


def test_a_file_of_times_that_cannot_be_read_is_named(suite: pytest.Pytester) -> None:
    """Негодный файл времён назван одной строкой."""
    (suite.path / "times.json").write_text('{"a": "slow"}', encoding="utf-8")
    result = suite.runpytest_inprocess("--shard=1/2", "--times-file=times.json")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.errlines[0].startswith("Ошибка: --times-file: ")
    assert "--save-times" in result.errlines[0]


def test_two_shards_merged_equal_one_run(suite: pytest.Pytester) -> None:
    """Два шарда, объединённые в один отчёт, равны одному запуску."""
    whole = ["--report-dir=whole", "--junitxml=whole/junit.xml"]
    suite.runpytest_inprocess(*whole)
    for seed, shard in enumerate(("1/2", "2/2")):
        run_shard(suite, shard, seed=seed)

    result = merge(suite, "shard-1", "shard-2", more=("--save-times", str(suite.path / "times.json")))

    assert result.exit_code == 1, result.output  # a test has failed
    assert "Шардов: 2. Тесты: пройдено 15, не пройдено 1, пропущено 1." in result.output
    assert [rows_of(suite.path / folder) for folder in ("merged",)] == [rows_of(suite.path / "whole")]
    assert cases_of(suite.path / "merged") == cases_of(suite.path / "whole")
    merged, one = (read_run_file(suite.path / folder).run for folder in ("merged", "whole"))
    assert merged.shard is None
    assert [(test.nodeid, test.outcome, test.message) for test in merged.tests] == [
        (test.nodeid, test.outcome, test.message) for test in one.tests
    ]
    assert len(json.loads((suite.path / "times.json").read_text(encoding="utf-8"))) == COUNT
    assert "не пройден" in (suite.path / "merged" / "index.html").read_text(encoding="utf-8")


def test_a_shard_leaves_junit_for_the_merge_wherever_else_it_goes(suite: pytest.Pytester) -> None:
    """С --junitxml в другом месте JUnit шарда всё равно лежит рядом с его отчётом."""
    for shard in ("1/2", "2/2"):
        run_shard(suite, shard, "--junitxml=mine.xml")

    assert merge(suite, "shard-1", "shard-2").exit_code == 1
    assert cases_of(suite.path / "merged")[0]["tests"] == str(COUNT)
    assert (suite.path / "mine.xml").read_bytes() == (suite.path / "shard-2" / "junit.xml").read_bytes()


def test_traces_of_shards_can_be_opened_from_the_whole_report(suite: pytest.Pytester) -> None:
    """Ссылки общего отчёта на трассы ведут к файлам; о трассах, которых нет, сказано."""
    suite.makepyfile(
        test_traced="""
        import pytest

        @pytest.mark.requirement("A-1")
        @pytest.mark.parametrize("trace", ["shard-1/traces/a.zip", "nowhere/b.zip"])
        def test_traced(trace, record_property):
            record_property("playwright_trace", trace)
            assert False
        """
    )
    (suite.path / "shard-1" / "traces").mkdir(parents=True)
    (suite.path / "shard-1" / "traces" / "a.zip").write_bytes(b"trace")
    run_shard(suite, "1/1", "test_traced.py")
    result = merge(suite, "shard-1")

    assert "Трасс, которых рядом с отчётами шардов нет: 1." in result.output
    html = (suite.path / "merged" / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"]*\.zip)"', html))
    assert links == {"from-shards/1/traces/a.zip"}
    assert (suite.path / "merged" / links.pop()).read_bytes() == b"trace"


def rows_of(folder: Path) -> list[Any]:
    """Returns what the data say of each requirement, but for how long it took."""
    data = json.loads((folder / "requirements.json").read_text(encoding="utf-8"))
    return [
        (row["id"], row["status"], sorted((test["nodeid"], test["outcome"]) for test in row["tests"]))
        for row in data["requirements"]
    ]


def cases_of(folder: Path) -> Any:
    """Returns what JUnit says: the sums, and each case with how it ended."""
    root = ElementTree.parse(folder / "junit.xml").getroot()
    (suite,) = root.iter("testsuite")
    sums = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    return sums, sorted(
        (case.get("classname"), case.get("name"), [child.tag for child in case]) for case in root.iter("testcase")
    )


def test_a_missing_shard_is_said(suite: pytest.Pytester) -> None:
    """О шарде, которого нет, сказано в терминале и на странице."""
    run_shard(suite, "1/3")
    run_shard(suite, "3/3")
    result = merge(suite, "shard-1", "shard-3", "shard-2")

    assert result.exit_code == 2
    assert "shard-2/run.json: файл не прочитать" in result.output
    assert "Нет шарда 2/3" in result.output
    assert "Нет шарда 2/3" in (suite.path / "merged" / "index.html").read_text(encoding="utf-8")


def test_one_shard_twice_is_refused(suite: pytest.Pytester) -> None:
    """Один и тот же шард дважды не объединяется."""
    run_shard(suite, "1/2")
    (suite.path / "again").mkdir()
    (suite.path / "again" / "run.json").write_bytes((suite.path / "shard-1" / "run.json").read_bytes())
    result = merge(suite, "shard-1", "again")

    assert result.exit_code == 2
    assert "один и тот же шард 1/2" in result.output
    assert not (suite.path / "merged").exists()


def test_shards_of_different_code_are_refused(suite: pytest.Pytester) -> None:
    """Шарды разного кода или отбора не объединяются."""
    run_shard(suite, "1/2")
    suite.makepyfile(test_more="def test_more(): pass")
    run_shard(suite, "2/2")
    result = merge(suite, "shard-1", "shard-2")

    assert result.exit_code == 2
    assert "разное — код: " in result.output
    assert "разное — отбор тестов или файл их времён" in result.output


def test_report_of_a_whole_run_is_no_shard(suite: pytest.Pytester) -> None:
    """Отчёт целого запуска — не шард, и писать поверх шарда нельзя."""
    suite.runpytest_inprocess("--report-dir=whole")
    assert "это отчёт целого запуска" in merge(suite, "whole").output
    run_shard(suite, "1/1")
    over = merge(suite, "shard-1", more=("--out", str(suite.path / "shard-1")))
    assert over.exit_code == 2
    assert "укажите другую папку" in over.output


def test_a_shard_that_was_interrupted_makes_the_report_incomplete(suite: pytest.Pytester) -> None:
    """Прерванный шард делает отчёт неполным."""
    run_shard(suite, "1/2")
    suite.makepyfile(
        test_stop="import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGTERM)\ndef test_b(): pass"
    )
    for shard in ("1/2", "2/2"):
        run_shard(suite, shard, "test_stop.py")
    result = merge(suite, "shard-1", "shard-2")

    assert result.exit_code == 2
    assert "Запуск прерван" in result.output


def test_shard_that_did_not_end_is_missed(suite: pytest.Pytester) -> None:
    """От шарда, который оборвался, не остаётся прежнего результата."""
    run_shard(suite, "1/2")
    run_shard(suite, "2/2")
    suite.makeconftest("import os\n" + CONFTEST + "def pytest_runtestloop(): os._exit(9)")
    suite.runpytest_subprocess("--shard=2/2", "--report-dir=shard-2")
    result = merge(suite, "shard-1", "shard-2")

    assert result.exit_code == 2
    assert "Нет шарда 2/2" in result.output


def test_history_that_cannot_be_written_costs_no_report(suite: pytest.Pytester) -> None:
    """Если историю не записать, отчёт всё равно есть, а об истории сказано."""
    (suite.path / "history" / "history.jsonl").mkdir(parents=True)
    result = suite.runpytest_inprocess("--history=history")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["Ошибка: history/history.jsonl: историю не прочитать и не записать: *"])
    assert (suite.path / "results" / "index.html").is_file()


def test_run_adds_itself_to_the_history(suite: pytest.Pytester) -> None:
    """Запуск добавляет себя в историю, и страница её показывает."""
    for _ in range(2):
        suite.runpytest_inprocess("--history=history", "--target-version=7")
    lines = (suite.path / "history" / "history.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["target_version"] for line in lines] == ["7", "7"]
    assert len({json.loads(line)["code"] for line in lines}) == 1
    html = (suite.path / "results" / "index.html").read_text(encoding="utf-8")
    assert "Ничего не изменилось" in html
    assert "код тот же" in html


def test_history_belongs_to_the_merged_run(suite: pytest.Pytester) -> None:
    """Историю ведёт объединённый запуск, а не шард."""
    result = run_shard(suite, "1/2", "--history=history")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "report merge" in result.errlines[0]
    run_shard(suite, "1/2")
    run_shard(suite, "2/2")
    history = suite.path / "history"
    merge(suite, "shard-1", "shard-2", more=("--history", str(history)))

    (line,) = (history / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(json.loads(line)["tests"]) == COUNT
