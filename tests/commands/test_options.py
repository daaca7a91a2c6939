"""A run whose options hold mistakes."""

import pytest

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(("encoding", "prefix"), [("utf-8", "Ошибка"), ("ascii", "Oshibka")])
def test_run_with_mistakes_ends_with_them(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config, encoding: str, prefix: str
):
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest('pytest_plugins = ["runner.options"]')
    run = pytester.runpytest_subprocess("--sandbox=localhost", "--target=no-such.toml")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert [line.split(":")[:2] for line in run.errlines] == [[prefix, " --sandbox"], [prefix, " --target"]]
