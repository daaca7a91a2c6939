"""What may be kept of a long request: no text of any length, and no time that grows faster than the text."""

import json

import pytest

from mock_server.recording.redaction import (
    MAX_FIELDS,
    MAX_REQUEST_CHARS,
    MAX_TEXT_CHARS,
    hash_secret,
    redact_fields,
    redact_text,
)
from tests.cpu_time import expect_cpu_within
from tests.secret_text import SECRET, in_base64


def test_long_text_is_told_by_its_length_and_can_be_compared() -> None:
    long = "й" * 5_000_000
    kept = redact_fields([("text", long), ("list", [long]), ("short", "x" * MAX_TEXT_CHARS), (long, "")])
    assert kept["text"] == f"cut: 5000000 characters, {hash_secret(long)}"
    assert kept["list"].startswith("cut: 5000004 characters, sha256:")
    assert kept["short"] == "x" * MAX_TEXT_CHARS
    assert kept[f"cut: 5000000 characters, {hash_secret(long)}"] == ""


def test_classes_of_a_large_school_are_kept_whole() -> None:
    classes = [f"11Б, {number}-я группа иностранного языка" for number in range(200)]
    assert json.loads(redact_fields([("classes", classes)])["classes"]) == classes


def test_fields_without_number_are_counted() -> None:
    kept = redact_fields((str(number), "x") for number in range(MAX_FIELDS + 5))
    assert len(kept) == MAX_FIELDS + 1
    assert kept["…"] == "cut: 5 more fields"


def test_many_long_texts_have_one_bound() -> None:
    kept = redact_fields((f"{number}-a", f"{number} " * (MAX_TEXT_CHARS // 8)) for number in range(100, 200))
    assert sum(map(len, kept.values())) < MAX_REQUEST_CHARS + MAX_TEXT_CHARS + 100 * 60
    assert kept["199-a"].startswith("cut: ")


def test_what_is_looked_into_has_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counted(text: str, *_: int) -> str:
        seen.append(len(text))
        return "short"

    monkeypatch.setattr("mock_server.recording.redaction.redact_text", counted)
    long = "-eyJ" * (MAX_TEXT_CHARS // 4)
    redact_fields([(f"name{number}", long) for number in range(100)])
    redact_fields([(f"{number}{long}"[:MAX_TEXT_CHARS], "") for number in range(100)])
    redact_fields([(f"name{number}", [long[:-9]]) for number in range(100)])
    assert sum(seen) < 2 * (MAX_REQUEST_CHARS + MAX_TEXT_CHARS) + 10_000


PATHOLOGICAL = [
    *("-eyJ", "eyJ.", "eyJ", "-vk1.a.", "A1a", "A", "a-", "a.", "Bearer ", "://a", "/token/", "/code/code"),
    *("a=", "a:", "=", "+", "&", ";", "a;", "?a", "a\t=", "a ", "--a ", "password ", "password=", "password:\n"),
    *("password: a ", "token=[", 'token="', "token='\\", '"token":[', '"token":', '\\"a\\":', '"a"+', "\\", "\\u0041"),
    *("{", "[", '{"a":', "[1,", "'", '"', '\\"', "<", "<a", "<a>", "<a ", "<token>", "<a name='", "<a name='token'>"),
    *("%", "%25", "%2541", "&quot;", "&#34;", "&lt;", "name=password&", 'name="a"\n', "name=a\na:\n", "\n", "\t", "я"),
]


@pytest.mark.parametrize("piece", PATHOLOGICAL, ids=repr)
@pytest.mark.timeout(60)  # a pattern that tries everything takes hours
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (MAX_TEXT_CHARS // len(piece))
    of_two = text[: MAX_TEXT_CHARS // 2] + "%20" + in_base64(text[: MAX_TEXT_CHARS // 8])
    with expect_cpu_within(5):
        assert len(redact_text(text)) <= 20 * MAX_TEXT_CHARS
        assert len(redact_text(of_two)) <= 20 * MAX_TEXT_CHARS


def test_deep_json_is_cut() -> None:
    deep: object = SECRET
    for _ in range(100):
        deep = {"a": deep, "token": SECRET}
    kept = redact_fields([("deep", deep)])["deep"]
    assert SECRET not in kept
    assert "cut: nested too deep" in kept
