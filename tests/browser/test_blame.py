"""Who is to blame that a check did not pass: what breaks in the suite itself is never the journal's failure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from automation.browsers import find_browser
from tests.target_files import TARGET
from validation.catalogue import load_checks
from validation.errors import (
    InterruptedCheckError,
    NotCheckedError,
    is_about_journal,
)
from validation.outcome import find_skip_reason

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
EXPECTED = '[[expected]]\nid = "P-1"\nreason = "ждёт релиза"\nowner = "i.petrov"\nexpires = 2999-12-31\n'
HEAD = """
import os
import pytest
from playwright.sync_api import Error, TimeoutError
from validation.errors import CheckFailedError, NotTestableError
from mock_server.client import ControlError
FAILURE = CheckFailedError("не так", "not so")
"""
CHECKS = load_checks().checks


def waited_in_vain(page: Page) -> AssertionError:
    with pytest.raises(AssertionError) as never_came:
        expect(page.get_by_text("Мессенджер подключен")).to_be_visible(timeout=1)
    return never_came.value


def test_screen_that_never_came_is_the_journals_failure(page: Page) -> None:
    assert is_about_journal(waited_in_vain(page))


def test_nothing_is_the_journals_failure_once_the_browser_has_ended(browser: Browser) -> None:
    ended = browser.browser_type.launch(**find_browser(headed=False).launch_args())
    ended.close()
    error = Error("Locator.click: Target page, context or browser has been closed")
    reason = find_skip_reason(error, CHECKS["P-1"], {"browser": ended})
    assert isinstance(reason, NotCheckedError)
    assert reason.stopped_part
    assert reason.stopped_part.en.startswith("the browser has ended: ")
    interrupted = find_skip_reason(error, CHECKS["P-1"], {"browser": browser})
    assert isinstance(interrupted, InterruptedCheckError), "a window has closed under the check"
    assert interrupted.stopped_part is None


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, dict[str, Any], str]]:
    """Runs checks that a test writes, as a validation does; returns the exit code, the verdict and the output."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr("validation.plugin.CHECKS", pytester.path)
    pytester.makeconftest(
        "import validation.plugin\n"
        "from pathlib import Path\n"
        "validation.plugin.CHECKS = Path(__file__).parent\n"  # in a worker, too
        'pytest_plugins = ["runner.options", "fixtures.settings", "report.evidence", "fixtures.evidence",'
        '"validation.plugin"]\n'
        "def pytest_configure(config): config.addinivalue_line('markers', 'requirement(id): x')\n"
    )
    pytester.makefile(".toml", target=TARGET, expected=EXPECTED)

    def validate(checks: str, *options: str) -> tuple[int, dict[str, Any], str]:
        pytester.makepyfile(test_checks=HEAD + checks)
        ran = pytester.runpytest_inprocess("-q", "--tb=no", "--target=target.toml", *options)
        written = pytester.path / "results" / "requirements.json"
        verdict = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else {}
        return ran.ret, verdict, ran.stdout.str() + ran.stderr.str()

    return validate


def check(id: str, body: str, fixture: str = "") -> str:
    """Returns the text of a check with this body."""
    name = id.replace("-", "_")
    return f'\n@pytest.mark.requirement("{id}")\ndef test_{name}({fixture}):\n    {body}\n'


def statuses(verdict: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["status"] for row in verdict["requirements"] if row["status"] != "not-run"}


def two_tests(body: str) -> str:
    """Returns the text of a check of two tests, `n` 0 and 1."""
    return f'\n@pytest.mark.requirement("P-1")\n@pytest.mark.parametrize("n", [0, 1])\ndef test_two(n):\n    {body}\n'


GOOD = check("P-2", "pass")


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        (check("P-1", "{}['code']"), "skipped"),
        (check("P-1", "None.id"), "skipped"),
        (check("P-1", "assert False"), "skipped"),
        (check("P-1", "raise ControlError('GET /people: HTTP 500', 500)"), "skipped"),
        (check("P-1", "pytest.fail('Timeout (>240.0s) from pytest-timeout.')"), "skipped"),
        ("@pytest.fixture\ndef ours(): {}['code']\n" + check("P-1", "pass", "ours"), "skipped"),
        ("@pytest.fixture\ndef ours():\n    yield\n    {}['code']\n" + check("P-1", "pass", "ours"), "skipped"),
        (two_tests("1 / n"), "skipped"),
        ("@pytest.fixture\ndef ours():\n    yield\n    {}['code']\n" + check("P-1", "raise FAILURE", "ours"), "failed"),
        (two_tests("if n == 0: raise FAILURE"), "failed"),
        (two_tests("if n == 1: raise FAILURE"), "failed"),
        (check("P-1", "raise FAILURE"), "failed"),
        (check("P-1", "raise TimeoutError('Timeout 10000ms exceeded.')"), "failed"),
    ],
    ids=[
        *("KeyError", "AttributeError", "assert", "control API", "timeout", "fixture", "teardown", "one of two"),
        *(
            "finding before a teardown",
            "first of two failed",
            "second of two failed",
            "finding",
            "page that never came",
        ),
    ],
)
def test_only_the_journal_fails_a_check(run: Callable[..., Any], checks: str, status: str) -> None:
    code, verdict, output = run(checks + GOOD)
    assert statuses(verdict) == {"P-1": status, "P-2": "passed"}
    (row,) = [row for row in verdict["requirements"] if row["id"] == "P-1"]
    if status == "failed":
        assert (code, verdict["outcome"], verdict["broken_off"]) == (1, "failed", None)
        return
    assert (code, verdict["outcome"]) == (2, "incomplete")
    assert row["reason"]["ru"].startswith("не проверено")
    assert verdict["broken_off"]["ru"].startswith("не проверено: 1. не проверено")
    assert "  ? P-1 " in output
    assert "Traceback" not in output


GONE = (
    "Error('Locator.click: Target page, context or browser has been closed\\nCall log:\\n"
    '  - waiting for get_by_role("button", name="Отвязать")\\n\')'
)


def test_check_broken_off_twice_is_interrupted(run: Callable[..., Any]) -> None:
    code, verdict, output = run(check("P-1", f"raise {GONE}") + GOOD)
    assert statuses(verdict) == {"P-1": "interrupted", "P-2": "passed"}
    assert (code, verdict["outcome"]) == (2, "incomplete")
    (row,) = [row for row in verdict["requirements"] if row["id"] == "P-1"]
    assert "ждали get_by_role" in row["reason"]["ru"]
    assert "прервано: 1" in output


def test_check_broken_off_once_is_tried_again_from_the_beginning(run: Callable[..., Any]) -> None:
    begun = "\nBEGUN = []\n@pytest.fixture\ndef fresh(): BEGUN.append(1)\n"
    code, verdict, _ = run(begun + check("P-1", f"if len(BEGUN) < 2: raise {GONE}", "fresh") + GOOD)
    assert (code, verdict["outcome"], statuses(verdict)) == (0, "passed", {"P-1": "passed", "P-2": "passed"})


def test_finding_is_not_tried_again(run: Callable[..., Any]) -> None:
    begun = "\nBEGUN = []\n@pytest.fixture\ndef fresh(): BEGUN.append(1)\n"
    _, verdict, _ = run(begun + check("P-1", "if len(BEGUN) < 2: raise FAILURE", "fresh") + GOOD)
    assert statuses(verdict) == {"P-1": "failed", "P-2": "passed"}


def test_failure_of_the_journal_outweighs_one_of_the_suite(run: Callable[..., Any]) -> None:
    code, verdict, _ = run(check("P-1", "{}['code']") + check("P-3", "raise FAILURE"))
    assert statuses(verdict) == {"P-1": "skipped", "P-3": "failed"}
    assert (code, verdict["outcome"]) == (1, "failed")


def test_expected_failure_that_was_broken_off_is_no_complaint(run: Callable[..., Any]) -> None:
    code, verdict, _ = run(check("P-1", "{}['code']") + GOOD, "--expected=expected.toml")
    assert statuses(verdict) == {"P-1": "skipped", "P-2": "passed"}
    assert (code, verdict["outcome"], verdict["complaints"]) == (2, "incomplete", [])


def test_what_cannot_be_tested_leaves_the_run_whole(run: Callable[..., Any]) -> None:
    code, verdict, _ = run(check("P-1", "raise NotTestableError('нет', 'no')") + GOOD)
    assert statuses(verdict) == {"P-1": "skipped", "P-2": "passed"}
    assert (code, verdict["outcome"], verdict["broken_off"]) == (0, "passed", None)


def test_process_that_dies_makes_the_run_incomplete(run: Callable[..., Any], pytester: pytest.Pytester) -> None:
    pytester.syspathinsert()
    pytester.makepyfile(
        dying="""
        import pytest

        @pytest.hookimpl(wrapper=True)
        def pytest_runtestloop(session):
            looped = yield
            crash = "worker 'gw0' crashed while running 'test_checks.py::test_P_1'"  # so says xdist
            report = pytest.TestReport("test_checks.py::test_P_1", ("", None, ""), {}, "failed", crash, "???")
            session.config.hook.pytest_runtest_logreport(report=report)
            return looped
        """
    )
    code, verdict, _ = run(GOOD, "-p", "dying")
    assert statuses(verdict) == {"P-2": "passed"}
    assert (code, verdict["outcome"]) == (2, "incomplete")
    assert "test_P_1" in verdict["broken_off"]["ru"]


def test_error_inside_pytest_makes_the_run_incomplete(run: Callable[..., Any], pytester: pytest.Pytester) -> None:
    pytester.syspathinsert()
    pytester.makepyfile(wrecks="def pytest_runtest_logfinish(nodeid):\n    if 'P_2' in nodeid: {}['x']\n")
    code, verdict, _ = run(GOOD, "-p", "wrecks")
    assert code == pytest.ExitCode.INTERNAL_ERROR
    assert verdict["outcome"] == "incomplete"


@pytest.mark.parametrize("name", ["junit.xml", "requirements.json", "index.html"])
def test_verdict_that_cannot_be_written_is_reported_in_one_line(
    run: Callable[..., Any], pytester: pytest.Pytester, name: str
) -> None:
    (pytester.path / "results" / name).mkdir(parents=True)
    code, _, output = run(GOOD)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert output.count("Ошибка: заключение не записать в ") == 1
    assert "Traceback" not in output
