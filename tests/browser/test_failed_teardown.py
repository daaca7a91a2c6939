"""A test that fails, and whose tear-down fails after it: every report tells first why the test itself failed."""

import json
from xml.etree import ElementTree as ET

import pytest

from tests.page_language import keep_language

pytest_plugins = ["pytester"]

PLUGINS = ["runner.options", "fixtures.settings", "report.evidence", "fixtures.evidence", "report.plugin"]
FAILING_TWICE = """
    import pytest
    from pages.steps import step

    @pytest.fixture
    def school():
        yield
        with step("Убрать", requirement="A-1"):
            raise RuntimeError("школа не удалена")

    @pytest.mark.requirement("A-1", "A-2", "A-3")
    def test_linking(school):
        \"\"\"Привязка.\"\"\"
        with step("Открыть", requirement="A-1"): pass
        with step("Нажать", requirement="A-2"): raise AssertionError("кнопки нет")
"""
FIRST = "«Привязка» · кнопки нет · шаг «Нажать»"
THEN = "«Привязка» · RuntimeError: школа не удалена · шаг «Убрать»"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> pytest.Pytester:
    """A suite in a folder of its own, with our plugins, whose only test fails twice."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(f"pytest_plugins = {PLUGINS}")
    pytester.makepyfile(FAILING_TWICE)
    return pytester


@pytest.mark.parametrize("xdist", [False, True])
def test_page_and_data_blame_the_step_of_the_test_and_show_both_failures(suite: pytest.Pytester, xdist: bool) -> None:
    suite.runpytest_inprocess(*(["-p", "xdist", "-n1"] if xdist else [])).assert_outcomes(failed=1, errors=1)

    results = suite.path / "results"
    rows = json.loads((results / "requirements.json").read_text(encoding="utf-8"))["requirements"]
    statuses = {row["id"]: row["status"] for row in rows}
    assert [statuses[id] for id in ("A-1", "A-2", "A-3")] == ["passed", "failed", "not-run"]
    (test,) = json.loads((results / "run.json").read_text(encoding="utf-8"))["run"]["tests"]
    assert [test[name].partition("\n")[0] for name in ("message", "end_message")] == [FIRST, THEN]
    assert test["traceback"].index("AssertionError: кнопки нет") < test["traceback"].index("RuntimeError: школа")
    page = keep_language((results / "index.html").read_text(encoding="utf-8"))
    first, then = (page.index(f'<pre class="message">{line}\n') for line in (FIRST, THEN))
    assert first < page.index("И после теста") < then


def test_other_tools_are_told_the_failure_of_the_test_too(suite: pytest.Pytester) -> None:
    suite.runpytest_subprocess("--junitxml=junit.xml", "-p", "allure_pytest", "--alluredir=allure")

    cases = list(ET.parse(suite.path / "junit.xml").iter("testcase"))
    messages = [(row.tag, row.get("message", "")) for case in cases for row in case if row.get("message")]
    assert [tag for tag, _ in messages] == ["failure", "error"]
    assert [line in message for line, (_, message) in zip((FIRST, THEN), messages, strict=True)] == [True, True]
    (result,) = (json.loads(path.read_text(encoding="utf-8")) for path in suite.path.glob("allure/*-result.json"))
    assert (result["status"], "кнопки нет" in result["statusDetails"]["message"]) == ("failed", True)
    containers = (path.read_text(encoding="utf-8") for path in suite.path.glob("allure/*-container.json"))
    assert any("школа не удалена" in text for text in containers)
