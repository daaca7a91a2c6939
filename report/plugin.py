"""Ties tests to the guide: the `requirement` marker, the check of its ids, the report of what holds."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from automation.guide import CatalogueError, Requirement, load_requirements
from automation.target import Target
from report.blame import find_failing_step
from report.code_version import compute_code_version
from report.collector import ReportCollector
from report.evidence import EVIDENCE, list_contexts
from report.failure_line import describe_failure
from report.junit import JUNIT_FILE, JunitNames
from report.pictures import remove_pictures
from report.run_record import SHARD, TARGET_NAME
from report.subjects import SUBJECTS, list_subjects
from report.titles import read_item_title

REQUIREMENT_IDS = pytest.StashKey[set[str]]()
"""The ids that the marker `requirement` may name; a plugin with a catalogue of its own puts them here first."""
REPORT_REPLACED = pytest.StashKey[bool]()
"""Whether another plugin writes its own report in place of the page by requirement."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(*ids): требования методички, которые проверяет тест")
    try:
        catalogue = load_requirements(own=config.getoption("guide"))
        config.stash[REQUIREMENT_IDS] = {*catalogue, *config.stash.get(REQUIREMENT_IDS, set())}
        config.stash[SUBJECTS] = list_subjects(catalogue.values()) | config.stash.get(SUBJECTS, {})
    except CatalogueError as error:
        raise pytest.UsageError(f"--guide: {error}") from error
    if hasattr(config, "workerinput"):  # only xdist's controller hears of every test
        return
    if not config.getoption("collectonly") and not config.stash.get(REPORT_REPLACED, False):
        config.pluginmanager.register(_build_collector(config, catalogue), "report_collector")
    _register_for_other_tools(config)


def _register_for_other_tools(config: pytest.Config) -> None:
    """Has JUnit's file and Allure's results say what people read."""
    if xmlpath := config.option.xmlpath:
        path = Path(os.path.expandvars(xmlpath)).expanduser().absolute()  # as pytest takes it
        beside = Path(config.getoption("report_dir")).absolute() / JUNIT_FILE if SHARD in config.stash else None
        config.pluginmanager.register(JunitNames(path, beside if beside != path else None), "junit_names")
    if (folder := config.getoption("allure_report_dir", None)) and not config.getoption("collectonly"):
        from report.allure_run import AllureRun

        target = config.stash.get(TARGET_NAME, "песочница")
        config.pluginmanager.register(AllureRun(Path(folder).absolute(), target), "allure_run")


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and not session.config.getoption("collectonly"):
        remove_pictures(Path(session.config.getoption("report_dir")))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum")
    group.addoption("--history", metavar="ПАПКА", help="добавить запуск к истории в этой папке и показать её в отчёте")
    group.addoption(
        "--target-version",
        metavar="ТЕКСТ",
        default="",
        help="сборка проверяемого журнала: тест, который переменился вместе с ней, нестабильным не считается",
    )


def _build_collector(config: pytest.Config, catalogue: dict[str, Requirement]) -> ReportCollector:
    """Raises `pytest.UsageError` where a shard asks for a history: a part of the tests is no run of its own."""
    history = config.getoption("--history")
    if history and SHARD in config.stash:
        raise pytest.UsageError("--history: у шарда истории нет, её ведёт `report merge … --history ПАПКА`")
    started_in, guide = config.invocation_params.dir, config.getoption("guide")
    tests = [started_in / argument.partition("::")[0] for argument in config.args]
    return ReportCollector(
        catalogue,
        config.getoption("report_dir"),
        code=compute_code_version(config.rootpath, [*tests, *([started_in / guide] if guide else [])], started_in),
        target=config.stash.get(TARGET_NAME, "песочница"),
        target_version=config.getoption("--target-version"),
        history=Path(history) if history else None,
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Gives the test its requirements and its title, as properties that its reports (and JUnit) carry."""
    ids = dict.fromkeys(id for mark in item.iter_markers("requirement") for id in mark.args)
    item.user_properties += [("requirement", id) for id in ids]
    item.user_properties.append(("title", read_item_title(item)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Raises `pytest.UsageError` for requirements that the guide does not have."""
    ids = [(item, id) for item in items for name, id in item.user_properties if name == "requirement"]
    unknown = [(item, id) for item, id in ids if id not in config.stash[REQUIREMENT_IDS]]
    if unknown:
        raise pytest.UsageError(
            *(f"{item.nodeid}: нет требования {id!r}; свои добавляет --guide ФАЙЛ" for item, id in unknown)
        )


def pytest_collection_finish(session: pytest.Session) -> None:
    """Sends the properties of all tests from a worker to the controller: a test that kills its worker cannot."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["properties"] = {item.nodeid: item.user_properties for item in session.items}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    target = getattr(item, "funcargs", {}).get("target")
    if isinstance(target, Target):
        report.target = target.name  # type: ignore[attr-defined]  # a report's extra data reach the controller
    browser = getattr(item, "funcargs", {}).get("browser")
    if isinstance(browser, Browser):
        report.browser = f"{browser.browser_type.name} {browser.version}"  # type: ignore[attr-defined]
    if report.when == "setup" and item.config.getoption("allure_report_dir", None):
        _describe_to_allure(item)
    if report.failed and not item.config.stash.get(REPORT_REPLACED, False):
        _lead_with_one_line(item, report)
    return report


def _describe_to_allure(item: pytest.Item) -> None:
    """Tells Allure title and requirements: after the set-up, in which Allure itself names the test."""
    from report.allure_results import describe_test

    properties = [(name, str(value)) for name, value in item.user_properties]
    subjects = item.config.stash[SUBJECTS]
    (title,) = [value for name, value in properties if name == "title"]
    rows = [subjects[id] for name, id in properties if name == "requirement" and id in subjects]
    describe_test(title, rows, item.config.getoption("allure_link_pattern", None) or ())


def _lead_with_one_line(item: pytest.Item, report: pytest.TestReport) -> None:
    """Puts before the error's message a line that needs no other to be understood; the evidence masks it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    evidence = item.stash.get(EVIDENCE, None)
    if crash is None or evidence is None:
        return
    earlier = evidence.record.get("failed_after", 0) if report.when == "teardown" else 0
    step = find_failing_step(evidence.record["steps"][earlier:])
    addresses = [page.url for context in list_contexts(item) for page in context.pages]
    line = describe_failure(read_item_title(item), crash.message, step["title"] if step else None, addresses)
    crash.message = f"{line}\n{crash.message}"
    report.sections.insert(0, ("Что не прошло", line))  # the summary of the terminal cuts it
