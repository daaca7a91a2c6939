"""A verdict as a whole: its outcome, its sentence, its data, and that it is written whole."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from tests.verdicts import HOSTILE, full_verdict, good_verdict, result
from validation.catalogue import BilingualText
from validation.verdict import CheckResult, CheckStatus, DecidingRequest, build_json, render_page, write_verdict


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

    html = re.sub(r'<a href="https://[\w./#-]+"', "<a", html)  # what a person may click loads nothing
    assert re.findall(r"""(?:src|href|action|data)=["'](?!data:|#)[^"']*""", html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert "@import" not in html


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ours", ("наше решение", "our own decision")),
        ("A-3E", ("методичка, A-3E", "the guide, A-3E")),
        ("START-1", ("методичка, START-1", "the guide, START-1")),
        ("RFC 9700 §4.7", ("> · RFC 9700, раздел 4.7<", ">RFC 9700, section 4.7<")),
        ("VK ID: scope", ("документация VK ID, scope", "VK ID&#39;s documentation, scope")),
        ("VK ID A-1", ("> · VK ID A-1", "VK ID A-1")),
    ],
)
def test_source_is_said_in_words(source: str, words: tuple[str, str]) -> None:
    passed = result("P-1", "passed")
    html = " ".join(render_page(good_verdict(replace(passed, check=replace(passed.check, source=source)))).split())
    for text in words:
        assert text.removeprefix("> · ") in html
    assert ("методичка, " in html) == words[0].startswith("методичка")


def test_failure_tells_how_to_mend_it_and_how_to_repeat_it() -> None:
    """Непройденная проверка говорит, как исправить, что решило и как повторить её."""
    html = render_page(full_verdict())
    trouble = html.partition('id="trouble-A-2"')[2].partition("</article>")[0]

    for words in ("Решающий запрос", "GET /callback?текст", "Изменено: изменён текст", "Altered: altered текст"):
        assert words in trouble
    assert "Исправить A-2" in trouble
    assert ">sferum validate текст --check A-2</pre>" in trouble
    warning = html.partition('id="trouble-P-1"')[2].partition("</article>")[0]
    assert "Решающий" not in warning
    assert "Исправить P-1" in warning


def test_last_request_is_not_called_deciding() -> None:
    """Запрос, который проверка не меняла, назван последним, а не решающим."""
    failed = replace(result("P-1", "failed"), deciding=[DecidingRequest("GET /a", BilingualText("", ""))])
    html = render_page(good_verdict(failed))

    assert "Последний запрос к песочнице перед отказом" in html
    assert "Решающий запрос" not in html
    assert "Изменено" not in html


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
        "mend": {"ru": "Исправить A-2", "en": "Mend A-2"},
        "references": [{"text": {"ru": "методичка, A-1", "en": "the guide, A-1"}, "address": None}],
        "deciding": [{"line": "GET /callback?текст", "altered": {"ru": "изменён текст", "en": "altered текст"}}],
        "repeat": "sferum validate текст --check A-2",
        "tests": [{"nodeid": "validation/checks/a.py::A-2[текст]", "outcome": "failed", "duration_s": 1.234}],
    }
    assert data["complaints"] == [{"ru": "жалоба текст", "en": "complaint текст"}]
    assert data["broken_off"] == {"ru": "прервано текст", "en": "broke off текст"}


@pytest.mark.parametrize("status", get_args(CheckStatus))
def test_help_is_written_for_what_did_not_pass_and_for_nothing_else(status: CheckStatus) -> None:
    (row,) = build_json(good_verdict(result("P-1", status)))["requirements"]
    help_keys = {"mend", "references", "deciding", "repeat"}
    assert row.keys() & help_keys == (help_keys if status in ("failed", "warning", "expected") else set())


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
