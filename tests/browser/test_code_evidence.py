"""The code that a test has read is in none of its artifacts, however far from any word that would say what it is."""

import re

import pytest

pytest_plugins = ["pytester"]

PLUGINS = [
    *("runner.options", "fixtures.settings", "report.evidence", "fixtures.evidence", "fixtures.codes", "report.plugin"),
]
EARLIER, CODE = "38264", "70915"
SUITE = f"""
    import logging
    from types import SimpleNamespace

    import pytest
    from pages.steps import step

    @pytest.fixture
    def sandbox():
        sent = [SimpleNamespace(code=code) for code in ("{EARLIER}", "{CODE}")]
        return SimpleNamespace(read_codes=lambda phone: sent if phone == "+79161234512" else [])

    @pytest.mark.requirement("A-4")
    def test_login(code_for, evidence):
        read = code_for("+79161234512")
        print("typed", read)
        logging.warning("went on with %s", read)
        evidence.add_source("Текст", lambda: f"a {{read}} b")
        evidence.add_source("Данные", lambda: [{{"left": read, "path": "/x/" + read}}, int(read)])
        with step(f"Набрать {{read}}", requirement="A-4"):
            raise AssertionError(f"{{read}} is not what was on the screen")

    def test_nobody(code_for):
        code_for("+79990000000")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> pytest.Pytester:
    """A suite in a folder of its own, with our plugins, whose sandbox has sent two codes."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(f"pytest_plugins = {PLUGINS}")
    pytester.makepyfile(SUITE)
    return pytester


def test_code_of_a_failing_test_is_in_no_artifact(suite: pytest.Pytester) -> None:
    result = suite.runpytest_subprocess(  # Allure's state is one for the process
        *("-l", "--junitxml=junit.xml", "-o", "junit_logging=all"),
        *("-p", "allure_pytest", "--alluredir=allure"),
    )

    artifacts = [suite.path / "junit.xml", *suite.path.glob("results/*.*"), *suite.path.glob("allure/*")]
    texts = {"terminal": result.stdout.str()} | {path.name: path.read_text(encoding="utf-8") for path in artifacts}
    assert {"junit.xml", "index.html", "requirements.json", "run.json"} < texts.keys()
    assert [name for name, text in texts.items() if re.search(rf"\b{CODE}\b", text)] == []
    for name in ("terminal", "junit.xml", "index.html", "run.json"):
        assert "**** is not what was on the screen" in texts[name], name
    assert "a **** b" in texts["index.html"]


def test_code_that_was_not_sent_is_told_by_a_masked_phone(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess("-k", "nobody")

    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*код подтверждения на +7 9[*][*] [*][*][*]-[*][*]-00 не отправлен*"])
