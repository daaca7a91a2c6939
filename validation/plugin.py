"""Validation of a vendor's journal: which tests run, and what each tells the verdict."""

from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from automation.guide import CatalogueError
from automation.target import TargetFile
from report.evidence import EVIDENCE
from report.plugin import REPORT_REPLACED, REQUIREMENT_IDS
from runner.options import settings_of
from validation.catalogue import Check, Checks, load_checks
from validation.collector import VerdictCollector
from validation.errors import (
    CheckFailedError,
    LinkFailedError,
    NotCheckedError,
    NotTestableError,
    not_checked,
    tells_of_journal,
)
from validation.expected import Expected, ExpectedError, load
from validation.traffic import exchange
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

CHECKS = Path(__file__).parent / "checks"
VALIDATED = pytest.StashKey[TargetFile]()
"""The target file of a run that validates a journal."""
_EXPECTED = pytest.StashKey[frozenset[str]]()
"""The checks that are expected to fail, and may yet."""
_CHECK = pytest.StashKey[Check]()
_CHECK_S = 240.0
"""How long one check may take: it may wait for a teacher of the pool, and for a service that hangs."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*what): what a journal, or what is behind it, must offer for the check")
    config.stash[REQUIREMENT_IDS] = set(_catalogue().checks)
    path, file = settings_of(config).target, settings_of(config).target_file
    if path is None or file is None or not file.teachers:
        return
    config.stash[VALIDATED] = file
    config.stash[REPORT_REPLACED] = True
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args = [str(CHECKS)]
    if hasattr(config.option, "timeout") and not config.option.timeout:
        config.option.timeout = _CHECK_S
    expected, known = _expected(config, path, file)
    config.stash[_EXPECTED] = frozenset(one.id for one in expected if datetime.now().astimezone().date() <= one.expires)
    # With xdist only the controller hears of every check.
    if not hasattr(config, "workerinput") and not config.getoption("collectonly"):
        folder = settings_of(config).report_dir.absolute()
        config.option.xmlpath = config.option.xmlpath or str(folder / "junit.xml")
        config.pluginmanager.register(VerdictCollector(load_checks(), path, file, expected, known, folder), "verdicts")


def _catalogue() -> Checks:
    try:
        return load_checks()
    except CatalogueError as error:
        raise pytest.UsageError(str(error)) from error


def _expected(config: pytest.Config, path: Path, file: TargetFile) -> tuple[list[Expected], bytes]:
    """The failures that are expected, and the file that says so."""
    beside = path.parent / file.expected_failures if file.expected_failures else None
    named = settings_of(config).expected or beside
    if named is None:
        return [], b""
    try:
        return load(named, load_checks().checks), named.read_bytes()
    except ExpectedError as error:
        raise pytest.UsageError(f"--expected: {error}") from error


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("sferum").addoption(
        "--check", metavar="ID", action="append", default=[], help="only this check of a journal, such as P-7"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    checks = load_checks().checks
    wanted = config.getoption("check")
    unknown = [name for name in wanted if name not in checks]
    if unknown:
        raise pytest.UsageError(f"--check: validation/catalogue.toml has no check {', '.join(unknown)}")
    for item in items:
        if not item.path.is_relative_to(CHECKS):
            continue
        if VALIDATED not in config.stash:
            raise pytest.UsageError("validation/checks: --target names the file of the journal to be validated")
        (name,) = [name for mark in item.iter_markers("requirement") for name in mark.args]
        item.stash[_CHECK] = checks[name]
    if wanted:
        left_out = [item for item in items if _CHECK not in item.stash or item.stash[_CHECK].id not in wanted]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    with _only_the_journal_fails(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    with _only_the_journal_fails(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    with _only_the_journal_fails(item):
        return (yield)


class _only_the_journal_fails:  # noqa: N801  reads as what it does: `with _only_the_journal_fails(item)`
    """Skips the check where the error says nothing about the journal: see `tells_of_journal`."""

    def __init__(self, item: pytest.Item) -> None:
        self._item = item
        self._check = item.stash.get(_CHECK, None)

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._check is None or not isinstance(error, Exception | pytest.fail.Exception):
            return
        if isinstance(error, pytest.exit.Exception):
            return
        reason = _why_not(error, self._check, getattr(self._item, "funcargs", {}))
        if reason is not None:
            skipped = pytest.skip.Exception(reason.text.ru)
            skipped.__cause__ = reason
            raise skipped


def _why_not(error: BaseException, check: Check, values: dict[str, Any]) -> NotTestableError | None:
    """Why the check says nothing about the journal; None where it does, and has failed."""
    if isinstance(error, NotTestableError) and not isinstance(error, NotCheckedError):
        return error
    if gone := _gone(values):
        reason = NotCheckedError(f"не проверено: {gone}", f"not checked: {gone}")
        reason.gone = gone
        return reason
    if isinstance(error, LinkFailedError) and error.because and error.because != check.id:
        return NotTestableError(f"{error.seen.ru} (см. {error.because})", f"{error.seen.en} (see {error.because})")
    return None if tells_of_journal(error) else not_checked(error)


def _gone(values: dict[str, Any]) -> str | None:
    """What no check can do without and is there no more: the sandbox, the browser."""
    vendor, browser = values.get("vendor"), values.get("browser")
    if isinstance(vendor, Vendor) and (reason := vendor.silent_sandbox()):
        return reason
    if isinstance(browser, Browser):
        try:
            browser.new_context().close()
        except Error as error:
            return f"the browser has ended: {error.message.splitlines()[0]}"
    return None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    check = item.stash.get(_CHECK, None)
    if check is None:
        return report
    mask = item.stash[EVIDENCE].mask
    told = {"id": check.id, **_ended(call.excinfo.value if call.excinfo else None, mask)}
    if "silent" in told:
        item.session.shouldstop = told["silent"]
    values = getattr(item, "funcargs", {})
    if isinstance(values.get("browser"), Browser):
        told["browser"] = f"{values['browser'].browser_type.name} {values['browser'].version}"
    walk = values.get("walk_a")
    if walk is not None and walk.window:
        told["window"] = walk.window
    if "seen" in told:
        told["exchange"] = _exchange(item, values)
        told["screenshot"] = told.get("screenshot") or _screenshot(item, values)
        vendor = values.get("vendor")
        if isinstance(vendor, Vendor) and (silent := vendor.silent()):
            told["silent"] = item.session.shouldstop = mask(silent)
    report.check = told  # type: ignore[attr-defined]  # extra data reach xdist's controller
    if report.failed and (check.severity != "must" or check.id in item.config.stash[_EXPECTED]):
        report.outcome = "skipped"
        report.wasxfail = f"{check.severity}: {told['seen'][0]}"
    return report


def _ended(error: BaseException | None, mask: Callable[[str], str]) -> dict[str, Any]:
    """What the verdict is told of the error that ended a check, if one did."""
    if isinstance(error, CheckFailedError):
        return {"seen": [mask(error.seen.ru), mask(error.seen.en)], "screenshot": error.screenshot}
    reason = error.__cause__ if isinstance(error, pytest.skip.Exception) else None
    if isinstance(reason, NotTestableError):
        told: dict[str, Any] = {"reason": [mask(reason.text.ru), mask(reason.text.en)]}
        if isinstance(reason, NotCheckedError):
            told["not_checked"] = True
            if reason.gone:
                told["silent"] = mask(reason.gone)
        return told
    if error is None or isinstance(error, pytest.skip.Exception):
        return {}
    line = mask(next(iter(str(error).strip().splitlines()), type(error).__name__))
    return {"seen": [f"проверка прервана: {line}", f"the check broke off: {line}"]}


def _exchange(item: pytest.Item, values: dict[str, Any]) -> list[str]:
    """What was asked of the sandbox: in the check's own visits, or in the walk it reads."""
    evidence = item.stash[EVIDENCE]
    own = [line for source in evidence.record["sources"] for line in source["text"].splitlines()]
    return own or [evidence.mask(line) for walk in _walks(values) for line in exchange(walk.records)]


def _screenshot(item: pytest.Item, values: dict[str, Any]) -> str | None:
    """The newest page that is open, or where the walk ended that the check reads."""
    pages = item.stash[EVIDENCE].record["pages"]
    pictures = [page["screenshot"] for page in pages[-1:]] + [walk.screenshot for walk in _walks(values)]
    return next(filter(None, pictures), None)


def _walks(values: dict[str, Any]) -> list[Walkthrough]:
    """The walk that the check reads, if it reads one."""
    return [values[name] for name in ("walk_a", "walk_b", "linked") if name in values][:1]


@pytest.fixture(autouse=True)
def _offered(request: pytest.FixtureRequest) -> None:
    """Skips a check of what the journal does not offer."""
    needs = [what for mark in request.node.iter_markers("needs") for what in mark.args]
    if needs:
        vendor: Vendor = request.getfixturevalue("vendor")
        vendor.need(*needs)
