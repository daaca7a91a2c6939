"""What the evidence of a failed test keeps and leaves out, without a browser."""

import stat
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import allure
import pytest
from playwright.sync_api import BrowserContext

from pages.steps import Step
from report import evidence as evidence_module
from report.allure_results import attach
from report.collector import ReportCollector
from report.evidence import Evidence
from report.evidence_record import EvidenceRecord, PageRecord
from report.html import write_report_files
from report.step_progress import StepProgress

PHONE = "+79161234512"


@dataclass
class FakePage:
    """A page of a browser, as far as the evidence looks at it."""

    url: str = "http://journal/office"
    lines: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def title(self) -> str:
        return "Мессенджер"

    def console_messages(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(type="log", text=line) for line in self.lines]

    def page_errors(self) -> list[str]:
        return self.errors


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the picture of a page be its address."""
    monkeypatch.setattr(evidence_module, "take_screenshot", lambda page, *_: page.url)


def open_context(*pages: FakePage) -> BrowserContext:
    return cast(BrowserContext, SimpleNamespace(pages=list(pages)))


def build_step(title: str, depth: int = 0, pages: tuple[FakePage, ...] = ()) -> Step:
    page = SimpleNamespace(context=open_context(*pages)) if pages else None
    return Step(title, "A-1" if pages else None, cast(Any, page), depth)


def test_log_has_the_last_lines_and_then_the_errors() -> None:
    """Из длинной консоли остаётся её конец: то, что было перед самой ошибкой."""
    evidence = Evidence(screenshots=False)
    evidence.gather([open_context(FakePage(lines=[f"строка {n}" for n in range(60)], errors=["упало"]))])

    (page,) = evidence.record["pages"]
    assert page["log"] == [*(f"log: строка {n}" for n in range(11, 60)), "error: упало"]


def test_every_window_is_recorded_with_its_picture() -> None:
    evidence = Evidence(screenshots=False)
    evidence.gather([open_context(FakePage("http://a"), FakePage("http://b")), open_context(FakePage("http://c"))])

    pages = [(page["url"], page["screenshot"], page["title"]) for page in evidence.record["pages"]]
    assert pages == [(url, url, "Мессенджер") for url in ("http://a", "http://b", "http://c")]


def test_error_is_told_once_at_the_innermost_step() -> None:
    """Ошибка написана у того шага, где случилась, а у шагов вокруг — только отметка."""
    evidence = Evidence(screenshots=False)
    outer, inner = build_step("снаружи"), build_step("внутри", 1)
    evidence.started(outer)
    evidence.started(inner)
    evidence.finished(inner, 0.12341, ValueError("нет кнопки\nподробно"))
    evidence.finished(outer, 1, ValueError("нет кнопки"))

    steps = [(step["title"], step["error"], step["seconds"]) for step in evidence.record["steps"]]
    assert steps == [("снаружи", "", 1), ("внутри", "ValueError: нет кнопки", 0.1234)]


@pytest.mark.parametrize(("screenshots", "picture"), [(True, "http://newest"), (False, None)])
def test_picture_of_a_step_is_of_the_newest_window(screenshots: bool, picture: str | None) -> None:
    evidence = Evidence(screenshots=screenshots)
    step = build_step("нажать", pages=(FakePage("http://first"), FakePage("http://newest")))
    evidence.started(step)
    evidence.finished(step, 0, None)

    assert [step["screenshot"] for step in evidence.record["steps"]] == [picture]


def test_test_that_begins_anew_keeps_its_secrets_only() -> None:
    evidence = Evidence(screenshots=False)
    evidence.add_secrets("4821", "")
    evidence.add_source("прежнее", lambda: "не нужно")
    evidence.started(build_step("прежний шаг"))
    evidence.gather([])
    evidence.restart()
    assert not evidence.gathered
    evidence.add_source("новое", lambda: "набрано 4821")
    evidence.gather([])

    assert evidence.record == EvidenceRecord(steps=[], pages=[], sources=[{"name": "новое", "text": "набрано ****"}])


def test_long_source_is_cut_and_broken_one_is_named() -> None:
    evidence = Evidence(screenshots=False)
    evidence.add_source("длинное", lambda: "я" * 30_000)
    evidence.add_source("сломанное", lambda: 1 / 0)
    evidence.gather([])

    long, broken = (source["text"] for source in evidence.record["sources"])
    assert len(long) == 20_000
    assert broken == "не удалось получить: ZeroDivisionError: division by zero"


def test_steps_on_the_terminal_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--walk` не показывает телефонов."""
    config = SimpleNamespace(
        pluginmanager=None, get_terminal_writer=lambda: SimpleNamespace(markup=lambda text, **_: text)
    )
    progress = StepProgress(cast(pytest.Config, config))
    lines: list[str] = []
    monkeypatch.setattr(progress, "_write_line", lines.append)
    progress.finished(Step(f"Ввести {PHONE}", "A-3", None, 0), 0.5, None)
    progress.finished(Step("Нажать", "A-4", None, 0), 1, ValueError())

    assert [" ".join(line.split()) for line in lines] == [
        "✓ A-3 Ввести +7 9** ***-**-12 0,50 с",
        "✗ A-4 Нажать 1,00 с",
    ]


def test_allure_gets_the_pictures_and_the_rest_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    attached: list[tuple[object, ...]] = []
    monkeypatch.setattr(allure, "attach", lambda *parts: attached.append(parts))
    monkeypatch.setattr(allure, "attachment_type", SimpleNamespace(JPG="jpg", TEXT="text"), raising=False)
    pages = [
        PageRecord(title="Чаты", url="http://a", screenshot=b64encode(b"picture").decode(), log=[]),
        PageRecord(title="", url="http://b", screenshot=b64encode(b"other").decode(), log=[]),
        PageRecord(title="", url="http://c", screenshot=None, log=[]),
    ]
    attach(EvidenceRecord(steps=[], pages=pages, sources=[]), "остальное")

    assert attached == [
        (b"picture", "Чаты", "jpg"),
        (b"other", "http://b", "jpg"),
        ("остальное", "Свидетельства", "text"),
    ]


def test_report_can_be_read_by_everybody(tmp_path: Path) -> None:
    write_report_files(tmp_path, {}, "<html>")

    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o644}


def test_time_of_a_test_is_that_of_all_its_parts() -> None:
    """Длительность теста — с подготовкой и уборкой."""
    collector = ReportCollector({}, "")
    for when, duration in (("setup", 1.0), ("call", 2.5), ("teardown", 0.25)):
        collector.pytest_runtest_logreport(
            pytest.TestReport("a.py::one", ("a.py", 1, "one"), {}, "passed", None, cast(Any, when), duration=duration)
        )

    (test,) = collector._tests.values()
    assert (test.outcome, test.duration_s) == ("passed", 3.75)
