"""The verdict on a journal: what it says in both languages, and what it must never do."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from validation.catalogue import BilingualText, Check, Severity
from validation.verdict import CheckResult, CheckStatus, Verdict, build_json, render_page, write_verdict

HOSTILE = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>"
AXE_COMBINATIONS = [  # every two of language, colour scheme and width together once
    *(("Русский", "light", 1280), ("Русский", "dark", 390)),
    *(("English", "dark", 1280), ("English", "light", 390)),
]
PIXEL = (  # a JPEG of one pixel
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


def result(id: str, status: CheckStatus, severity: Severity = "must", text: str = "текст") -> CheckResult:
    """Returns a result with everything that it can have; `text` is wherever a text from outside can be."""
    return CheckResult(
        check=Check(
            id,
            "guide" if id.startswith("A") else "P",
            BilingualText(f"Заголовок {id}", f"Title {id}"),
            severity,
            BilingualText(f"Доказывает {id}", f"Proves {id}"),
            "A-1" if id.startswith("A") else "RFC 9700 §4.7",
        ),
        status=status,
        duration_s=1.5,
        tests=[(f"validation/checks/a.py::{id}[{text}]", "passed" if status == "passed" else "failed", 1.2345)],
        reason=BilingualText(f"причина {id} {text}", f"reason {id} {text}")
        if status in ("skipped", "interrupted", "expected")
        else None,
        expected=BilingualText(f"ожидали {text}", f"awaited {text}")
        if status in ("failed", "warning", "expected")
        else None,
        seen=BilingualText(f"увидели {text}", f"saw {text}") if status in ("failed", "warning", "expected") else None,
        exchange=["GET /authorize → 302", text] if status == "failed" else [],
        screenshot=PIXEL if status == "failed" else None,
        detail=text if status == "failed" else "",
    )


def full_verdict(text: str = "текст") -> Verdict:
    """Returns a verdict in which every kind of thing happened."""
    return Verdict(
        target=text,
        journal=text,
        services="sandbox",
        protocol="oauth",
        window="popup",
        started=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        duration_s=102.4,
        suite_version="0.1.0",
        versions={"Python": "3.13.1", "browser": text},
        configuration="0123456789abcdef",
        sections=[
            ("guide", BilingualText("Шаги", "Steps")),
            ("P", BilingualText("Протокол", "Protocol")),
            ("J", BilingualText("Пусто", "Empty")),
        ],
        results=[
            result("A-1", "passed"),
            result("A-2", "failed", text=text),
            result("P-1", "warning", "should", text),
            result("P-2", "skipped", text=text),
            result("P-3", "expected", text=text),
            result("P-4", "not-run", "info", text),
            result("P-5", "interrupted", text=text),
        ],
        broken_off=BilingualText(f"прервано {text}", f"broke off {text}"),
        complaints=[BilingualText(f"жалоба {text}", f"complaint {text}")],
    )


def good_verdict(*results: CheckResult) -> Verdict:
    return replace(full_verdict(), results=list(results), broken_off=None, complaints=[])


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Page:
    """The full verdict, written and opened from its file."""
    write_verdict(full_verdict(), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    return page


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ([result("A-1", "passed"), result("A-2", "skipped")], "passed"),
        ([result("A-1", "passed"), result("P-1", "warning", "should")], "passed"),
        ([result("A-1", "passed"), result("P-1", "expected")], "passed"),
        ([result("A-1", "passed"), result("P-1", "failed")], "failed"),
        ([result("A-1", "passed", "should"), result("A-2", "skipped")], "incomplete"),
        ([result("P-1", "expected")], "incomplete"),
        ([], "incomplete"),
    ],
)
def test_outcome(results: list[CheckResult], outcome: str):
    assert good_verdict(*results).outcome == outcome


def test_outcome_of_a_run_that_broke_off():
    broken_off = BilingualText("Журнал молчит", "The journal is silent")

    assert replace(good_verdict(result("A-1", "passed")), broken_off=broken_off).outcome == "incomplete"
    assert replace(good_verdict(result("A-1", "failed")), broken_off=broken_off).outcome == "failed"


def test_complaint_of_the_expected_failures_fails_the_run():
    verdict = replace(good_verdict(result("A-1", "passed")), complaints=[BilingualText("истёк", "expired")])

    assert verdict.outcome == "failed"
    assert "Ожидаемые отказы не подтвердились" in render_page(verdict)


@pytest.mark.parametrize(
    ("results", "russian", "english"),
    [
        (
            ["passed"],
            "Все проведённые обязательные проверки пройдены",
            "All mandatory checks that were carried out passed",
        ),
        (["passed", "failed", "failed"], "Не пройдено обязательных проверок: 2", "Mandatory checks that failed: 2"),
        (
            ["passed", "expected"],
            "Обязательные проверки пройдены, кроме ожидаемых отказов: 1",
            "Mandatory checks passed, except for expected failures: 1",
        ),
        (["skipped"], "Ни одна обязательная проверка не пройдена", "No mandatory check has passed"),
    ],
)
def test_verdict_in_one_sentence(results: list[CheckStatus], russian: str, english: str):
    html = render_page(good_verdict(*[result(f"A-{n}", status) for n, status in enumerate(results, start=1)]))
    sentence = html.partition("<strong>")[2].partition("</strong>")[0]

    for language, other, text in (("ru", "en", russian), ("en", "ru", english)):
        assert f'<span lang="{language}">' in sentence
        words = re.sub(rf'<span lang="{other}">.*?</span>|<[^>]+>', "", sentence)
        assert " ".join(words.split()) == text


def test_page_is_russian_until_english_is_chosen_from_the_keyboard(opened: Page):
    opened.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    expect(opened.get_by_label("Русский")).to_be_checked()
    expect(opened.locator("#A-2 h3")).to_have_text("Заголовок A-2", use_inner_text=True)
    expect(opened.locator(".verdict strong")).to_have_text("Не пройдено обязательных проверок: 1", use_inner_text=True)
    expect(opened.get_by_text("3 ноября 2026 г., 09:05 UTC+00:00")).to_be_visible()
    expect(opened.get_by_text("1\N{NO-BREAK SPACE}мин 42\N{NO-BREAK SPACE}с")).to_be_visible()
    expect(opened.locator("span[lang=en]").filter(visible=True)).to_have_count(0)

    opened.keyboard.press("Tab")
    opened.keyboard.press("ArrowRight")

    expect(opened.get_by_label("English")).to_be_checked()
    expect(opened.get_by_role("heading", name="Title A-2").first).to_be_visible()
    expect(opened.locator("#A-2 h3")).to_have_text("Title A-2", use_inner_text=True)
    expect(opened.locator(".verdict strong")).to_have_text("Mandatory checks that failed: 1", use_inner_text=True)
    expect(opened.get_by_text("3 November 2026, 09:05 UTC+00:00")).to_be_visible()
    expect(opened.get_by_text("1\N{NO-BREAK SPACE}min 42\N{NO-BREAK SPACE}s")).to_be_visible()
    expect(opened.locator("span[lang=ru]").filter(visible=True)).to_have_count(0)
    words = set(re.findall(r"[А-Яа-яё]+", opened.locator("body").inner_text()))
    assert words == {"Русский", "Язык", "текст"}  # the choice of languages, and the texts from outside


def test_hostile_texts_are_shown_as_texts_and_all_is_accessible_and_fits(page: Page, tmp_path: Path):
    requested_urls: list[str] = []
    page.on("request", lambda request: requested_urls.append(request.url))
    write_verdict(full_verdict(HOSTILE), tmp_path)
    page.goto((tmp_path / "index.html").as_uri())
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")

    assert page.locator("script, img[src^=http]").count() == 0
    assert page.console_messages() == []
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert HOSTILE not in page.content()

    for language, scheme, width in product(("Русский", "English"), ("light", "dark"), (1280, 390)):
        page.get_by_label(language).check()
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if (language, scheme, width) in AXE_COMBINATIONS:
            violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert violations == [], (language, scheme, width)

    assert [url for url in requested_urls if not url.startswith("data:")] == [page.url]


def test_page_names_no_address_to_load():
    html = render_page(full_verdict())

    assert re.findall(r"""(?:src|href|action|data)=["'](?!data:|#)[^"']*""", html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert "@import" not in html


def test_what_failed_comes_first_then_every_check_with_its_status_and_why_the_run_broke_off(opened: Page):
    troubles = opened.locator("main > section").filter(has=opened.locator(".trouble"))
    expect(troubles.get_by_role("heading", level=2)).to_have_text(
        ["Не пройдено", "Предупреждения", "Ожидаемые отказы"], use_inner_text=True
    )

    failed = troubles.first.get_by_role("article")
    for text in (
        *("A-2", "Заголовок A-2", "обязательная · методичка, A-1", "Доказывает A-2"),
        *("ожидали текст", "увидели текст", "GET /authorize → 302"),
    ):
        expect(failed).to_contain_text(text, use_inner_text=True)
    expect(failed.locator("img")).to_be_visible()
    expect(troubles.last).to_contain_text("причина P-3 текст", use_inner_text=True)

    sections = opened.locator("main > section").filter(has=opened.locator(".checks"))
    expect(sections.get_by_role("heading", level=2)).to_have_text(["Шаги", "Протокол"], use_inner_text=True)
    expect(sections.locator(".status")).to_have_text(
        ["пройдена", "не пройдена", "предупреждение", "пропущена", "ожидаемый отказ", "не проводилась", "прервана"],
        use_inner_text=True,
    )
    expect(opened.locator("#P-2")).to_contain_text("причина P-2 текст", use_inner_text=True)
    expect(opened.locator("#P-4")).to_contain_text("для сведения · RFC 9700 §4.7", use_inner_text=True)

    expect(opened.get_by_text("прервано текст")).to_be_visible()
    expect(opened.get_by_text("жалоба текст")).to_be_visible()


def test_what_failed_is_printed_unfolded_on_paper_that_is_white_even_in_the_dark(opened: Page):
    details = opened.locator("#trouble-A-2 details").filter(has_text="Технические подробности").locator("pre")
    expect(details).to_be_hidden()

    opened.emulate_media(media="print", color_scheme="dark")

    expect(details).to_be_visible()
    expect(opened.get_by_role("group", name="Язык · Language")).to_be_hidden()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_source_of_our_own_is_said_to_be_ours():
    passed = result("P-1", "passed")
    ours = replace(passed, check=replace(passed.check, source="ours"))

    assert "наше требование" in render_page(good_verdict(ours))


def test_data_have_the_report_s_shape_and_more():
    data = build_json(full_verdict())

    assert data == json.loads(json.dumps(data))
    assert (data["outcome"], data["started"], data["duration_s"]) == ("failed", "2026-11-03T09:05:00+00:00", 102.4)
    assert [row["status"] for row in data["requirements"]] == [
        *("passed", "failed", "warning", "skipped", "expected", "not-run", "interrupted")
    ]
    assert data["requirements"][1] == {
        "id": "A-2",
        "title": "Заголовок A-2",
        "severity": "must",
        "source": "A-1",
        "status": "failed",
        "reason": None,
        "expected": {"ru": "ожидали текст", "en": "awaited текст"},
        "seen": {"ru": "увидели текст", "en": "saw текст"},
        "tests": [{"nodeid": "validation/checks/a.py::A-2[текст]", "outcome": "failed", "duration_s": 1.234}],
    }
    assert data["complaints"] == [{"ru": "жалоба текст", "en": "complaint текст"}]
    assert data["broken_off"] == {"ru": "прервано текст", "en": "broke off текст"}


def test_verdict_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path, monkeypatch):
    write_verdict(full_verdict(), tmp_path)
    earlier = (tmp_path / "requirements.json").read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_verdict(full_verdict(HOSTILE), tmp_path)

    assert (tmp_path / "requirements.json").read_bytes() == earlier
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "requirements.json"]
