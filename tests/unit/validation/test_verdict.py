"""A verdict as a whole: its outcome, its sentence, its data, and that it is written whole."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.verdicts import HOSTILE, full_verdict, good_verdict, result
from validation.catalogue import BilingualText
from validation.verdict import CheckResult, CheckStatus, build_json, render_page, write_verdict


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


def test_page_names_no_address_to_load():
    html = render_page(full_verdict())

    assert re.findall(r"""(?:src|href|action|data)=["'](?!data:|#)[^"']*""", html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert "@import" not in html


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ours", ("наше требование", "our own requirement")),
        ("A-3E", ("методичка, A-3E", "the guide, A-3E")),
        ("START-1", ("методичка, START-1", "the guide, START-1")),
        ("RFC 9700 §4.7", ("> · RFC 9700 §4.7", "RFC 9700 §4.7")),
        ("VK ID A-1", ("> · VK ID A-1", "VK ID A-1")),
    ],
)
def test_source_is_said_in_words(source: str, words: tuple[str, str]) -> None:
    passed = result("P-1", "passed")
    html = " ".join(render_page(good_verdict(replace(passed, check=replace(passed.check, source=source)))).split())
    for text in words:
        assert text.removeprefix("> · ") in html
    assert ("методичка, " in html) == words[0].startswith("методичка")


def test_page_has_a_section_for_each_that_has_checks() -> None:
    verdict = good_verdict(result("A-1", "passed"), result("P-1", "passed"))
    sections = re.findall(r"Шаги|Протокол|Пусто|Доказывает [AP]-1", render_page(verdict).partition("<main")[2])
    assert sections == ["Шаги", "Доказывает A-1", "Протокол", "Доказывает P-1"]


def test_only_mandatory_failures_are_excused_in_the_sentence() -> None:
    html = render_page(good_verdict(result("A-1", "passed"), result("P-1", "expected", "should")))
    assert "кроме ожидаемых отказов" not in html


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
