"""A run of pytest that a signal ends: it tears down, reports, and has the exit code of the signal."""

import json
import sys
import textwrap
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]


INTERRUPTED = """
    import os, pytest, signal, threading
    from pathlib import Path

    @pytest.fixture(scope="session")
    def folder():
        Path("unfinished").touch()
        yield
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        Path("unfinished").unlink()

    def test_first(folder):
        os.kill({process}, signal.{number})
        threading.Event().wait(50)
        Path("never").touch()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> pytest.Pytester:
    """A suite of another folder, with our plugins."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plugins = ["runner.process", "runner.options", "fixtures.settings", "report.evidence", "report.plugin"]
    pytester.makeconftest(f"pytest_plugins = {plugins}")
    return pytester


@pytest.mark.parametrize(("number", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_run_that_is_told_to_end_tears_down_and_reports(suite: pytest.Pytester, number: str, code: int):
    suite.makepyfile(INTERRUPTED.format(process="os.getpid()", number=number))
    assert suite.runpytest_inprocess().ret == code
    assert {path.name for path in suite.path.iterdir()} & {"unfinished", "never"} == set()
    assert "Запуск прерван" in (suite.path / "results" / "index.html").read_text(encoding="utf-8")


def test_run_ends_although_a_library_swallows_the_exception(suite: pytest.Pytester):
    suite.makepyfile(
        """
        import signal
        from contextlib import suppress
        from pathlib import Path

        def test_first():
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)

        def test_second():
            Path("never").touch()
        """
    )
    assert suite.runpytest_inprocess("--no-header").ret == 143
    assert not (suite.path / "never").exists()


@pytest.mark.parametrize(("number", "code"), [("SIGINT", 2), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize("moment", ["fixture", "teardown", "sessionfinish", "unconfigure"])
def test_late_signal_cuts_nothing_off(suite: pytest.Pytester, number: str, code: int, moment: str):
    hook = {
        "teardown": "def pytest_runtest_teardown():",
        "sessionfinish": "@pytest.hookimpl(trylast=True)\n        def pytest_sessionfinish():",
        "unconfigure": "def pytest_unconfigure():",
        "fixture": "@pytest.fixture(autouse=True)\n        def late():\n            yield",
    }[moment]
    plugins = suite.path / "conftest.py"
    signalled = f"        import pytest, signal\n        {hook}\n            signal.raise_signal(signal.{number})\n"
    plugins.write_text(f"{plugins.read_text()}\n{textwrap.dedent(signalled)}")
    suite.makepyfile("def test_first(): pass")
    done = suite.runpytest_inprocess(no_reraise_ctrlc=True)
    assert done.ret == code
    assert "Traceback" not in done.stderr.str() + done.stdout.str()
    assert (suite.path / "results" / "index.html").exists()
    assert json.loads((suite.path / "results" / "requirements.json").read_text())


@pytest.mark.parametrize(("number", "code"), [("SIGINT", 2), ("SIGTERM", 143)])
def test_what_a_signal_breaks_does_not_change_its_code(suite: pytest.Pytester, number: str, code: int):
    """The browser is one such thing: its driver is gone, and it cannot be closed any more."""
    suite.makepyfile(
        f"""
        import pytest, signal

        @pytest.fixture(scope="session")
        def broken():
            yield
            raise RuntimeError("Tracing.stop: Cannot find command to respond")

        def test_first(broken):
            signal.raise_signal(signal.{number})

        def test_second(broken):
            pass
        """
    )
    done = suite.runpytest_inprocess(no_reraise_ctrlc=True)
    assert done.ret == code
    assert "Traceback" not in done.stderr.str() + done.stdout.str()
    assert (suite.path / "results" / "index.html").exists()


def test_run_with_workers_ends_with_them_and_leaves_nothing(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("PYTEST_DEBUG_TEMPROOT")  # pytester's own
    body = INTERRUPTED.format(process="os.getppid()", number="SIGTERM")
    suite.makepyfile(body.replace("(folder)", "(folder, tmp_path)"))
    # Not as pytester runs it, which names a folder for temporary files.
    assert suite.run(sys.executable, "-m", "pytest", "-p", "xdist", "-n1", timeout=250).ret == 143
    assert list(tmp_path.iterdir()) == []
    assert {path.name for path in suite.path.iterdir()} & {"unfinished", "never"} == set()
