"""Expected failures: their file, and what they make of the results."""

from datetime import date
from pathlib import Path

import pytest

from validation.catalogue import Check, Text
from validation.expected import Expected, ExpectedError, judge, load
from validation.verdict import CheckResult, CheckStatus

KNOWN = ["P-1", "P-2"]
GOOD = {"id": '"P-1"', "reason": '"ждёт релиза 4.2"', "owner": '"i.petrov"', "expires": "2026-12-31"}
ONE = Expected(id="P-1", reason="ждёт релиза 4.2", owner="i.petrov", expires=date(2026, 12, 31))
LAST_DAY = ONE.expires
DAY_AFTER = date(2027, 1, 1)


def _file(folder: Path, text: str) -> Path:
    path = folder / "expected.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _row(**changes: str | None) -> str:
    """One [[expected]] of five lines, with the changes; None leaves a key out."""
    keys = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return "\n".join(["[[expected]]", *(f"{key} = {value}" for key, value in keys.items())])


def test_file_is_read(tmp_path: Path):
    two = Expected(id="P-2", reason="ждёт релиза 4.2", owner="i.petrov", expires=date(2026, 12, 31))

    text = "\n".join([_row(), _row(id='"P-2"')])
    assert load(_file(tmp_path, text), KNOWN) == [ONE, two]


def test_empty_file_has_none(tmp_path: Path):
    assert load(_file(tmp_path, "# пока ничего\n"), KNOWN) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (_row(id=None), "line 1: id: is missing"),
        (_row(owner=None), "line 1: owner: is missing"),
        (_row(reason='" "'), "line 3: reason: must not be empty"),
        (_row(owner="5"), "line 4: owner: must be a text in quotes"),
        (_row(expires='"2026-12-31"'), "line 5: expires: must be a date without quotes, such as 2026-12-31"),
        (_row(expires="2026-12-31T10:00:00"), "line 5: expires: must be a date without quotes, such as 2026-12-31"),
        (_row(id='"P-9"'), "line 2: id: there is no check 'P-9'"),
        (_row(until="5"), "line 6: until: there is no such key; [[expected]] has id, reason, owner, expires"),
        (f"{_row()}\n{_row()}", "line 7: id: P-1 is there twice"),
        ("\nexpect = 1", "line 2: expect: there is no such key; [[expected]] has id, reason, owner, expires"),
        ("[expected]\nid = 1", "line 1: expected: must be [[expected]], in double brackets"),
        ("expected = [\n  1]", "line 2: expected: must be a table with id, reason, owner, expires"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path: Path, text: str, problem: str):
    path = _file(tmp_path, text)

    with pytest.raises(ExpectedError) as error:
        load(path, KNOWN)
    assert str(error.value) == f"{path}, {problem}"


def test_file_that_is_no_toml_is_named(tmp_path: Path):
    with pytest.raises(ExpectedError, match=r"expected\.toml: .*line 2"):
        load(_file(tmp_path, "\n[[expected]"), KNOWN)


def test_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ExpectedError, match=r"nowhere\.toml: cannot be read: "):
        load(tmp_path / "nowhere.toml", KNOWN)


def test_file_that_is_no_text_is_named(tmp_path: Path):
    path = tmp_path / "expected.toml"
    path.write_bytes(b"\xff")

    with pytest.raises(ExpectedError, match=r"expected\.toml: "):
        load(path, KNOWN)


def ended(status: CheckStatus, id: str = "P-1", reason: Text | None = None) -> CheckResult:
    text = Text("", "")
    return CheckResult(Check(id, "P", text, "must", text, "ours"), status, 0, [], reason)


@pytest.mark.parametrize("status", ["failed", "warning"])
def test_failure_is_expected_up_to_its_last_day(status: CheckStatus):
    (judged,), complaints = judge([ended(status)], [ONE], LAST_DAY)

    assert (judged.status, complaints) == ("expected", [])
    assert judged.reason == Text(
        "ждёт релиза 4.2. Отвечает i.petrov, срок: 31 декабря 2026 г.",
        "ждёт релиза 4.2. Owner: i.petrov, until 31 December 2026",
    )


@pytest.mark.parametrize("status", ["failed", "warning"])
def test_failure_past_its_date_stays_one_and_is_complained_of(status: CheckStatus):
    (judged,), (complaint,) = judge([ended(status)], [ONE], DAY_AFTER)

    assert judged == ended(status)
    assert complaint.ru == "P-1: срок ожидаемого отказа истёк 31 декабря 2026 г., отвечает i.petrov."
    assert complaint.en == "P-1: the expected failure held until 31 December 2026, its owner is i.petrov."


def test_expected_failure_that_passed_is_complained_of():
    (judged,), (complaint,) = judge([ended("passed")], [ONE], LAST_DAY)

    assert judged == ended("passed")
    assert "P-1: отказ ожидался, но проверка пройдена" in complaint.ru
    assert "P-1: was expected to fail, but passed" in complaint.en


def test_expected_failure_that_was_skipped_is_complained_of_with_the_reason():
    skipped = ended("skipped", reason=Text("нет песочницы", "no sandbox"))

    (judged,), (complaint,) = judge([skipped], [ONE], LAST_DAY)

    assert judged == skipped
    assert complaint.ru == "P-1: отказ ожидался, но проверка пропущена: нет песочницы"
    assert complaint.en == "P-1: was expected to fail, but was skipped: no sandbox"


def test_check_that_was_not_run_is_not_complained_of():
    assert judge([ended("not-run")], [ONE], DAY_AFTER) == ([ended("not-run")], [])


def test_other_checks_stay_as_they_are_in_their_order():
    results = [ended("failed", "P-2"), ended("failed"), ended("passed", "P-3")]

    judged, complaints = judge(results, [ONE], LAST_DAY)

    assert [result.check.id for result in judged] == ["P-2", "P-1", "P-3"]
    assert [result.status for result in judged] == ["failed", "expected", "passed"]
    assert complaints == []
