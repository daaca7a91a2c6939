"""The marker, the check of ids, and `requirements.json`, seen from outside: whole runs of pytest."""

import json
from pathlib import Path
from typing import Any

import pytest

from automation import __version__

pytest_plugins = ["pytester"]

PLUGINS = 'pytest_plugins = ["runner.options", "fixtures.settings", "report.evidence", "report.plugin"]'


@pytest.fixture
def suite(pytester, monkeypatch, pytestconfig):
    """A suite in a folder of its own, with our plugins."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(PLUGINS)
    return pytester


def report_of(suite: pytest.Pytester) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((suite.path / "results" / "requirements.json").read_text(encoding="utf-8"))
    return report


def rows_of(suite: pytest.Pytester) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in report_of(suite)["requirements"]}


OUTCOMES = """
    import pytest

    @pytest.fixture
    def broken_setup():
        raise RuntimeError("setup")

    @pytest.fixture
    def broken_teardown():
        yield
        raise RuntimeError("teardown")

    @pytest.mark.requirement("A-1", "A-2")
    def test_good(): pass

    @pytest.mark.requirement("A-2")
    def test_bad(): assert False

    @pytest.mark.requirement("A-3")
    def test_setup(broken_setup): pass

    @pytest.mark.requirement("A-4")
    def test_teardown(broken_teardown): pass

    @pytest.mark.requirement("A-5")
    @pytest.mark.skip(reason="not here")
    def test_skipped(): pass

    @pytest.mark.requirement("A-1", "A-5")
    @pytest.mark.xfail(reason="known")
    def test_known(): assert False

    @pytest.fixture
    def skipped_teardown():
        yield
        pytest.skip("late")

    @pytest.mark.requirement("B-2")
    def test_bad_then_skipped(skipped_teardown): assert False

    def test_of_no_requirement(): pass
"""

STATUSES = {
    "A-1": "passed",
    "A-2": "failed",
    "A-3": "failed",
    "A-4": "failed",
    "A-5": "skipped",
    "A-7": "not-run",
    "B-2": "failed",
}


def test_run_is_reported_in_exactly_the_agreed_shape_and_in_junit(suite):
    suite.makepyfile(OUTCOMES)
    result = suite.runpytest_inprocess("--junitxml=junit.xml")
    result.assert_outcomes(passed=3, failed=2, errors=2, skipped=2, xfailed=1)

    report = report_of(suite)
    assert list(report) == ["suite_version", "target", "started", "duration_s", "requirements", "folders"]
    assert (report["suite_version"], report["target"]) == (__version__, "песочница")
    assert report["started"][10] == "T"
    assert 0 < report["duration_s"] < 60
    assert len(report["requirements"]) == 28
    for row in report["requirements"]:
        assert list(row) == ["id", "title", "severity", "status", "tests"]
        assert row["severity"] in ("must", "should")
        for test in row["tests"]:
            assert list(test) == ["nodeid", "outcome", "duration_s", "title", "own_steps_s"]
            assert test["duration_s"] >= 0

    rows = rows_of(suite)
    assert {id: rows[id]["status"] for id in STATUSES} == STATUSES
    assert [(test["nodeid"].partition("::")[2], test["outcome"]) for test in rows["A-2"]["tests"]] == [
        ("test_good", "passed"),
        ("test_bad", "failed"),
    ]
    assert '<property name="requirement" value="A-2"' in (suite.path / "junit.xml").read_text(encoding="utf-8")


STEPS = """
    import pytest
    from pages.steps import step

    class Screen:
        REQUIREMENTS = ("A-3", "B-3")
        @step("Нажать")
        def press(self): raise AssertionError("кнопки нет")

    @pytest.mark.requirement("A-1", "A-2", "A-3")
    def test_step():
        \"\"\"Шаги по порядку.\"\"\"
        with step("Шаг 1", requirement="A-1"): pass
        with step("Шаг 2", requirement="A-2"): raise AssertionError("нет")

    @pytest.mark.requirement("A-4", "B-3", "B-4")
    def test_screen():
        with step("Шаг 4", requirement="A-4"): pass
        Screen().press()

    @pytest.fixture
    def broken_teardown():
        yield
        raise RuntimeError("teardown")

    @pytest.mark.requirement("A-5", "A-7")
    def test_teardown(broken_teardown):
        with step("Шаг 5", requirement="A-5"): pass
"""


@pytest.mark.parametrize("xdist", [False, True])
def test_failure_is_that_of_the_step_that_failed(suite, xdist):
    suite.makepyfile(STEPS)
    result = suite.runpytest_inprocess(*(["-p", "xdist", "-n1"] if xdist else []))

    rows = rows_of(suite)
    statuses = {"A-1": "passed", "A-2": "failed", "A-3": "not-run", "A-4": "passed", "B-3": "failed", "B-4": "not-run"}
    statuses |= {"A-5": "failed", "A-7": "failed"}
    assert {id: rows[id]["status"] for id in statuses} == statuses
    assert [rows[id]["tests"][0]["outcome"] for id in ("A-1", "A-2", "A-3")] == ["passed", "failed", "not-reached"]
    lines = ["«Шаги по порядку» · нет · шаг «Шаг 2»", "«Тест «screen»» · кнопки нет · шаг «Нажать»"]
    page = (suite.path / "results" / "index.html").read_text(encoding="utf-8")
    for line in lines:
        assert f'<pre class="message">{line}\n' in page
    assert "Тест не прошёл раньше и до этого требования не дошёл" in page
    assert any(lines[0] in line for line in result.outlines)


def test_xdist_reports_the_same_and_counts_a_crash_as_a_failure(suite):
    suite.makepyfile(OUTCOMES)
    suite.makepyfile(
        test_crash="""
        import os
        import pytest

        @pytest.fixture
        def deadly():
            os._exit(1)

        @pytest.mark.requirement("A-7")
        def test_crash_in_setup(deadly): pass

        @pytest.mark.requirement("B-1")
        def test_crash(): os._exit(1)
        """
    )
    suite.runpytest_inprocess("-p", "xdist", "-n2")

    rows = rows_of(suite)
    assert {id: rows[id]["status"] for id in STATUSES} == STATUSES | {"A-7": "failed"}
    assert rows["B-1"]["status"] == "failed"
    assert "crashed while running" in (suite.path / "results" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("xdist", [False, True])
def test_unknown_id_stops_the_run_with_one_line(suite, xdist):
    suite.makepyfile(
        """
        import pytest
        def test_first(): pass
        @pytest.mark.requirement("A-1", "Z-9")
        def test_second(): pass
        """
    )
    result = suite.runpytest_inprocess(*(["-p", "xdist", "-n1"] if xdist else []))

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    line = "Ошибка: *::test_second: нет требования 'Z-9'; свои добавляет --guide ФАЙЛ"
    result.stderr.fnmatch_lines([line])
    assert [line for line in result.errlines if line] == [line for line in result.errlines if "Z-9" in line]
    result.stdout.no_fnmatch_line("*passed*")
    assert not (suite.path / "results" / "requirements.json").exists()


def test_every_run_writes_the_report(suite):
    suite.makepyfile("def test_of_no_requirement(): pass")
    suite.runpytest_inprocess()

    assert {row["status"] for row in report_of(suite)["requirements"]} == {"not-run"}


def test_target_is_the_one_that_was_tested(suite):
    suite.makepyfile(
        """
        import pytest
        from automation.target import Target

        @pytest.fixture(scope="session")
        def target():
            return Target("стенд", "http://a", "http://b", "http://c", "http://d")

        def test_something(target): pass
        """
    )
    suite.runpytest_inprocess()

    assert report_of(suite)["target"] == "стенд"


def test_collect_only_leaves_the_report_alone(suite):
    suite.makepyfile("def test_something(): pass")
    report = _earlier_report(suite)
    suite.runpytest_inprocess("--collect-only")

    assert report.read_text(encoding="utf-8") == "earlier"


def test_interrupted_run_reports_what_there_is(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.requirement("A-1")
        def test_done(): pass

        @pytest.mark.requirement("A-2")
        def test_interrupted(): raise KeyboardInterrupt

        @pytest.mark.requirement("A-3")
        def test_never(): pass
        """
    )
    result = suite.runpytest_inprocess(no_reraise_ctrlc=True)

    assert result.ret == pytest.ExitCode.INTERRUPTED
    rows = rows_of(suite)
    assert [rows[id]["status"] for id in ("A-1", "A-2", "A-3")] == ["passed", "not-run", "not-run"]
    assert "Запуск прерван" in (suite.path / "results" / "index.html").read_text(encoding="utf-8")


def test_tests_that_cannot_be_collected_are_named_in_the_report(suite):
    suite.makepyfile(test_broken="import nothing_of_the_kind")
    suite.runpytest_inprocess()

    assert {row["status"] for row in report_of(suite)["requirements"]} == {"not-run"}
    page = (suite.path / "results" / "index.html").read_text(encoding="utf-8")
    assert "Тесты не собрались" in page
    assert "test_broken.py" in page


def test_folder_that_cannot_be_made_is_reported_before_the_first_test(suite):
    suite.makepyfile("def test_something(): pass")
    suite.path.joinpath("taken").touch()
    result = suite.runpytest_inprocess("--report-dir", "taken/results")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("Ошибка: отчёт не записать в taken/results: *укажите другую папку: --report-dir")
    result.stdout.no_fnmatch_line("*passed*")


def test_folder_that_cannot_be_written_to_is_reported_before_the_first_test(suite, monkeypatch):
    def fail(**_):
        raise PermissionError(13, "Permission denied")

    suite.makepyfile("def test_something(): pass")
    monkeypatch.setattr("report.collector.tempfile.TemporaryFile", fail)
    result = suite.runpytest_inprocess("--capture=sys")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("Ошибка: отчёт не записать в results: нет прав; *")


def test_folder_that_becomes_a_file_is_reported_in_one_line(suite):
    suite.makepyfile(
        """
        import shutil
        from pathlib import Path

        def test_something():
            shutil.rmtree("results")
            Path("results").touch()
        """
    )
    result = suite.runpytest_inprocess()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["Ошибка: отчёт не записать в results: *"])


def _earlier_report(suite: pytest.Pytester) -> Path:
    report = suite.path / "results" / "requirements.json"
    report.parent.mkdir()
    report.write_text("earlier", encoding="utf-8")
    return report
