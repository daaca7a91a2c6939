"""What a test leaves behind: its steps, and, when it fails, what the browser and the sandbox know.

All of it outlives the test (in the terminal, the report, JUnit, Allure), so all of it is masked.
"""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, is_dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from pages.steps import Step, observe
from report.evidence_record import EvidenceRecord, PageRecord, SourceRecord, StepRecord
from report.junit import PICTURE_PROPERTY
from report.masking import mask, mask_all
from report.pictures import save_pictures, shorten_path
from report.request_rows import list_request_rows
from report.screenshots import take_screenshot
from report.step_progress import StepProgress

EVIDENCE = pytest.StashKey["Evidence"]()

_MAX_LOG_LINES = 50
_MAX_SOURCE_CHARS = 20_000


class Evidence:
    """The evidence of one test. Fixtures add sources and secrets; steps are recorded by themselves."""

    def __init__(self, *, screenshots: bool) -> None:
        self._screenshots = screenshots
        self._sources: list[tuple[str, Callable[[], object]]] = []
        self._secrets: set[str] = set()
        self._open_steps: list[StepRecord] = []
        self.gathered = False
        self.record = EvidenceRecord(steps=[], pages=[], sources=[])

    def restart(self) -> None:
        """Forgets what was recorded: the test begins anew. Secrets stay."""
        self._sources.clear()
        self._open_steps.clear()
        self.gathered = False
        self.record = EvidenceRecord(steps=[], pages=[], sources=[])

    def add_source(self, name: str, read: Callable[[], object]) -> None:
        """Adds a function that is called if the test fails; its answer, a text or data, is shown under `name`."""
        self._sources.append((name, read))

    def add_secrets(self, *values: str) -> None:
        """Adds values that are masked wherever they appear: a confirmation code does not show that it is one."""
        self._secrets.update(value for value in values if value)

    def mask(self, text: str) -> str:
        """Returns `text` without personal data and without the secrets."""
        return mask(text, self._secrets)

    def started(self, step: Step) -> None:
        record = StepRecord(
            title=self.mask(step.title),
            requirement=step.requirement,
            depth=step.depth,
            seconds=0,
            error=None,
            screenshot=None,
            screens=list(step.screens),
        )
        self.record["steps"].append(record)
        self._open_steps.append(record)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        record = self._open_steps.pop()
        record["seconds"] = round(seconds, 4)
        if error:
            line = self.mask(_read_first_line(error))
            inner_steps = self.record["steps"][self.record["steps"].index(record) + 1 :]
            record["error"] = "" if any(inner["error"] == line for inner in inner_steps) else line
        if self._screenshots and step.requirement and step.page:
            windows = step.page.context.pages  # the newest is in front: the one the step opened, or left open
            record["screenshot"] = take_screenshot(windows[-1], self.mask, self._secrets) if windows else None

    def gather(self, contexts: Iterable[BrowserContext]) -> None:
        """Records the open pages and the sources. A page or a source that fails is noted, and raises nothing."""
        self.gathered = True
        for page in [page for context in contexts for page in context.pages]:
            self.record["pages"].append(self._record_page(page))
        for name, read in self._sources:
            source = SourceRecord(name=name, text="")
            try:
                answer = read()
                if rows := list_request_rows(answer, self.mask):
                    source["requests"] = rows
                text = self.mask(_to_text(answer))
            except Exception as error:  # noqa: BLE001  whatever a source raises must not hide the failure itself
                text = f"не удалось получить: {self.mask(_read_first_line(error))}"
            source["text"] = text[:_MAX_SOURCE_CHARS]
            self.record["sources"].append(source)

    def _record_page(self, page: Page) -> PageRecord:
        record = PageRecord(
            title="", url=self.mask(page.url), screenshot=take_screenshot(page, self.mask, self._secrets), log=[]
        )
        try:
            record["title"] = self.mask(page.title())
            log = [f"{message.type}: {message.text}" for message in page.console_messages()]
            log += [f"error: {error}" for error in page.page_errors()]
            record["log"] = [self.mask(line) for line in log[-_MAX_LOG_LINES:]]
        except Error as error:
            record["log"].append(f"не удалось получить: {self.mask(_read_first_line(error))}")
        return record


def pytest_configure(config: pytest.Config) -> None:
    is_distributed = hasattr(config, "workerinput") or config.getoption("dist", "no") != "no"
    if config.getoption("walk") and not is_distributed:  # xdist's workers have no terminal
        config.pluginmanager.register(StepProgress(config), "walk")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    evidence = item.stash[EVIDENCE] = Evidence(screenshots=bool(item.config.getoption("walk")))
    with ExitStack() as observers:
        observers.enter_context(observe(evidence))
        if _allure_is_on(item):
            from report.allure_results import AllureSteps

            observers.enter_context(observe(AllureSteps(evidence.mask)))
        try:
            return (yield)
        finally:
            del item.stash[EVIDENCE]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    evidence = item.stash[EVIDENCE]
    if call.excinfo:  # before the others: Allure takes the message from the exception, not from the report
        error = call.excinfo.value
        error.args = tuple(evidence.mask(part) if isinstance(part, str) else part for part in error.args)
    report = yield
    if report.failed and report.when == "call":
        evidence.record.setdefault("failed_after", len(evidence.record["steps"]))
    if report.failed and not evidence.gathered:
        evidence.gather(list_contexts(item))
        name_pictures(item, report, [page["screenshot"] for page in evidence.record["pages"] if page["screenshot"]])
        if text := _format_evidence(evidence.record):
            report.sections.append(("Evidence", text))
            if _allure_is_on(item):
                from report.allure_results import attach

                attach(evidence.record, text)
    report.longrepr = mask_all(report.longrepr, evidence.mask)
    report.sections = [(name, evidence.mask(text)) for name, text in report.sections]
    if report.when == "teardown":
        report.evidence = evidence.record  # type: ignore[attr-defined]  # extra data reach xdist's controller
    return report


def name_pictures(item: pytest.Item, report: pytest.TestReport, pictures: Sequence[str]) -> None:
    """Saves pictures as files beside the report; the test's reports from now on name them. Never raises OSError."""
    folder = Path(item.config.getoption("report_dir"))
    with suppress(OSError):  # a picture that cannot be kept must not hide the failure
        for path in save_pictures(folder, item.nodeid, pictures):
            row = (PICTURE_PROPERTY, shorten_path(path, folder, item.config.invocation_params.dir))
            item.user_properties.append(row)
            report.user_properties.append(row)


def _allure_is_on(item: pytest.Item) -> bool:
    return bool(item.config.getoption("allure_report_dir", None))


def list_contexts(item: pytest.Item) -> list[BrowserContext]:
    """Returns the contexts of the test's browser that are open."""
    browser = getattr(item, "funcargs", {}).get("browser")
    return list(browser.contexts) if browser else []


def _format_evidence(record: EvidenceRecord) -> str:
    pages = [f"{page['url']}\n" + "".join(f"  {line}\n" for line in page["log"]) for page in record["pages"]]
    return "\n".join(pages + [f"{source['name']}:\n{source['text']}\n" for source in record["sources"]])


def _to_text(answer: object) -> str:
    if isinstance(answer, str):
        return answer
    return json.dumps(answer, ensure_ascii=False, indent=2, default=_to_json)


def _to_json(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _read_first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip()}".splitlines()[0]
