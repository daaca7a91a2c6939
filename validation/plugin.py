"""Validation of a vendor's journal: which tests run, and what each reports to the verdict."""

import argparse
from collections.abc import Generator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from automation.command_line import join_command
from automation.guide import CatalogueError
from automation.target import TargetFile
from report.evidence import EVIDENCE, name_pictures
from report.masking import mask
from report.plugin import REPORT_REPLACED, REQUIREMENT_IDS
from report.subjects import SUBJECTS, Subject
from report.titles import retitle
from runner.options import get_settings
from runner.variables import name_source
from validation.catalogue import CHECKS, Catalogue, Check, load_checks
from validation.collector import VerdictCollector
from validation.expected import ExpectedFailures, ExpectedFileError, load_expected
from validation.forged_requests import list_forged_requests
from validation.outcome import describe_end, skip_unless_journal_failed
from validation.request_records import format_exchange
from validation.retry import run_check
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

VALIDATED = pytest.StashKey[TargetFile]()
"""The target file of a run that validates a journal."""
_CATALOGUE = pytest.StashKey[Catalogue]()
_EXPECTED = pytest.StashKey[frozenset[str]]()
"""The checks that are expected to fail, and may yet."""
_CHECK = pytest.StashKey[Check]()
_CHECK_TIMEOUT_S = 240.0
"""How long one check may take: it may wait for a teacher of the pool, and for a service that hangs."""
_WALKTHROUGHS = ("walkthrough_a", "walkthrough_b", "linked")
"""The fixtures that give one."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*features): what a journal, or what is behind it, must offer")
    catalogue = config.stash[_CATALOGUE] = _load_catalogue()
    config.stash[REQUIREMENT_IDS] = set(catalogue.checks)
    file = get_settings(config).target_file
    validated = file if file is not None and file.teachers else None
    mistakes = _unknown_checks(config, catalogue)
    expected = _load_expected(config, validated, catalogue, mistakes)
    if mistakes:
        raise pytest.UsageError(*mistakes)
    if validated:
        _prepare_validation(config, catalogue, validated, expected)


def _prepare_validation(
    config: pytest.Config, catalogue: Catalogue, file: TargetFile, expected: ExpectedFailures
) -> None:
    config.stash[VALIDATED] = file
    config.stash[REPORT_REPLACED] = True
    sections = {id: title.ru for id, title in catalogue.sections}
    config.stash[SUBJECTS] = {
        check.id: Subject(check.id, check.title.ru, sections[check.section], check.severity)
        for check in catalogue.checks.values()
    }
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args = [str(CHECKS)]
    if hasattr(config.option, "timeout") and not config.option.timeout:
        config.option.timeout = _CHECK_TIMEOUT_S
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.import_plugin("validation.scheduling")
    config.stash[_EXPECTED] = expected.lasting(datetime.now().astimezone().date())
    # With xdist only the controller hears of every check.
    if not hasattr(config, "workerinput") and not config.getoption("collectonly"):
        folder = get_settings(config).report_dir.absolute()
        config.option.xmlpath = config.option.xmlpath or str(folder / "junit.xml")
        collector = VerdictCollector(catalogue, file, expected, folder, _find_command(config))
        config.pluginmanager.register(collector, "verdicts")


def _find_command(config: pytest.Config) -> str:
    """Returns the command that began this run, without its checks; of a run of pytest's own, as people write it."""
    settings = get_settings(config)
    command = ["pytest", "validation/checks", f"--target={settings.target}"]
    command += [f"--sandbox={settings.sandbox}"] if settings.sandbox else []
    command += [f"--expected={settings.expected}"] if settings.expected else []
    return mask(config.getoption("--repeat-command") or join_command(command))


def _load_catalogue() -> Catalogue:
    try:
        return load_checks()
    except CatalogueError as error:
        raise pytest.UsageError(str(error)) from error


def _load_expected(
    config: pytest.Config, file: TargetFile | None, catalogue: Catalogue, mistakes: list[str]
) -> ExpectedFailures:
    """Returns the failures of `--expected`, or of the file that the target file names; none without a journal."""
    target, path = get_settings(config).target, get_settings(config).expected
    if file is None or target is None:
        return ExpectedFailures()
    if path is None and file.expected_failures:
        path = target.parent / file.expected_failures
    try:
        return load_expected(path, catalogue.checks) if path else ExpectedFailures()
    except ExpectedFileError as error:
        mistakes.append(f"{name_source(config, '--expected')}: {error}")
        return ExpectedFailures()


def _unknown_checks(config: pytest.Config, catalogue: Catalogue) -> list[str]:
    unknown = [check_id for check_id in config.getoption("check") if check_id not in catalogue.checks]
    return (
        [f"{name_source(config, '--check')}: в validation/catalogue.toml нет проверки {', '.join(unknown)}"]
        if unknown
        else []
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum")
    group.addoption(
        "--check", metavar="ID", action="append", default=[], help="только эта проверка журнала, например P-7"
    )
    group.addoption("--repeat-command", help=argparse.SUPPRESS)  # how a person began this run: for the verdict


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    checks = config.stash[_CATALOGUE].checks
    selected = config.getoption("check")
    for item in items:
        if not item.path.is_relative_to(CHECKS):
            continue
        if VALIDATED not in config.stash:
            raise pytest.UsageError("validation/checks: --target должен назвать файл журнала, который проверяется")
        (name,) = [name for mark in item.iter_markers("requirement") for name in mark.args]
        item.stash[_CHECK] = checks[name]
    retitle([(item, item.stash[_CHECK].title.ru) for item in items if _CHECK in item.stash])
    if selected:
        left_out = [item for item in items if _CHECK not in item.stash or item.stash[_CHECK].id not in selected]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if hasattr(config, "workerinput"):  # no process is left alone with a long check at the end
        items.sort(key=_is_short)


def _is_short(item: pytest.Item) -> tuple[bool, bool]:
    """Returns whether a service does not hang for the check, and whether it reads a walkthrough only."""
    fixtures = getattr(item, "fixturenames", ())
    return "hanging" not in item.path.name, "teacher_sessions" not in fixtures


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if _CHECK not in item.stash:
        return None
    run_check(item, nextitem)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    with skip_unless_journal_failed(item.stash.get(_CHECK, None), item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    with skip_unless_journal_failed(item.stash.get(_CHECK, None), item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    with skip_unless_journal_failed(item.stash.get(_CHECK, None), item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    check = item.stash.get(_CHECK, None)
    if check is None:
        return report
    details = _build_details(item, check, call)
    if "run_ends" in details:
        item.session.shouldstop = details["run_ends"][0]
    report.check = details  # type: ignore[attr-defined]  # extra data reach xdist's controller
    if details.get("screenshot") and not item.stash[EVIDENCE].record["pages"]:  # of a walkthrough, which has ended
        name_pictures(item, report, [details["screenshot"]])
    if report.failed and (check.severity != "must" or check.id in item.config.stash[_EXPECTED]):
        report.outcome = "skipped"
        report.wasxfail = f"{check.severity}: {details['seen'][0]}"
    return report


def _build_details(item: pytest.Item, check: Check, call: pytest.CallInfo[None]) -> dict[str, Any]:
    """Returns what the verdict must know of a test, in types that xdist can send."""
    mask = item.stash[EVIDENCE].mask
    fixtures = getattr(item, "funcargs", {})
    details = {"id": check.id, **describe_end(call.excinfo.value if call.excinfo else None, mask)}
    browser, walkthrough = fixtures.get("browser"), fixtures.get("walkthrough_a")
    if isinstance(browser, Browser):
        details["browser"] = f"{browser.browser_type.name} {browser.version}"
    if walkthrough is not None and walkthrough.window:
        details["window"] = walkthrough.window
    sessions = fixtures.get("teacher_sessions")
    # What another check has left in a session that was kept is no failure of this one: it is tried in a new session.
    if call.excinfo and isinstance(sessions, TeacherSessions) and sessions.forget_kept() and "seen" in details:
        details["retry"] = True
    if "seen" in details:
        details["exchange"] = _list_exchange(item, fixtures)
        details["deciding"] = _list_deciding(item, fixtures, details["exchange"])
        details["screenshot"] = details.get("screenshot") or _choose_screenshot(item, fixtures)
        vendor = fixtures.get("vendor")
        if isinstance(vendor, Vendor) and (reason := vendor.probe_servers()):
            details["run_ends"] = [mask(reason.ru), mask(reason.en)]
    return details


def _list_exchange(item: pytest.Item, fixtures: dict[str, Any]) -> list[str]:
    """Returns the requests to the sandbox, one per line: of the check's own sessions, or of its walkthrough."""
    evidence = item.stash[EVIDENCE]
    lines = [line for source in evidence.record["sources"] for line in source["text"].splitlines()]
    records = [record for walkthrough in _find_walkthroughs(fixtures) for record in walkthrough.records]
    return lines or [evidence.mask(line) for line in format_exchange(records)]


def _list_deciding(item: pytest.Item, fixtures: dict[str, Any], exchange: list[str]) -> list[list[str]]:
    """Returns the requests that the check altered: each line, and what is altered in two languages.

    A check that altered none in sessions of its own shows the last that the sandbox got: nothing is said of it.
    """
    sessions, mask = fixtures.get("teacher_sessions"), item.stash[EVIDENCE].mask
    if not isinstance(sessions, TeacherSessions) or not sessions.opened:
        return []
    forged = list_forged_requests(sessions.opened)
    shown = [[mask(request.line), mask(request.altered.ru), mask(request.altered.en)] for request in forged]
    return shown or [[line, "", ""] for line in exchange[-1:]]


def _choose_screenshot(item: pytest.Item, fixtures: dict[str, Any]) -> str | None:
    """Returns the newest page that is open, or the end of the walkthrough that the check reads."""
    pages = item.stash[EVIDENCE].record["pages"]
    screenshots = [page["screenshot"] for page in pages[-1:]]
    screenshots += [walkthrough.screenshot for walkthrough in _find_walkthroughs(fixtures)]
    return next(filter(None, screenshots), None)


def _find_walkthroughs(fixtures: dict[str, Any]) -> list[Walkthrough]:
    """Returns the walkthrough that the check reads, if it reads one."""
    return [fixtures[name] for name in _WALKTHROUGHS if name in fixtures][:1]
