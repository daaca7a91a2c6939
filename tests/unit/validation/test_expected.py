"""Expected failures: their file, and what they make of the results."""

from datetime import date
from pathlib import Path

import pytest

from validation.catalogue import BilingualText, Check
from validation.expected import ExpectedFailure, ExpectedFailures, ExpectedFileError, apply_expected, load_expected
from validation.verdict import CheckResult, CheckStatus

KNOWN = ["P-1", "P-2"]
GOOD = {"id": '"P-1"', "reason": '"ждёт релиза 4.2"', "owner": '"i.petrov"', "expires": "2026-12-31"}
FAILURE = ExpectedFailure(id="P-1", reason="ждёт релиза 4.2", owner="i.petrov", expires=date(2026, 12, 31))
EXPECTED = ExpectedFailures((FAILURE,))
LAST_DAY = FAILURE.expires
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
    two = ExpectedFailure(id="P-2", reason="ждёт релиза 4.2", owner="i.petrov", expires=date(2026, 12, 31))

    text = "\n".join([_row(), _row(id='"P-2"')])
    expected = load_expected(_file(tmp_path, text), KNOWN)
    assert expected == ExpectedFailures((FAILURE, two), text.encode())
    assert expected.lasting(LAST_DAY) == {"P-1", "P-2"}
    assert expected.lasting(DAY_AFTER) == set()


def test_empty_file_has_none(tmp_path: Path):
    assert load_expected(_file(tmp_path, "# пока ничего\n"), KNOWN).failures == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (_row(id=None), "строка 1: expected.0.id: ключа нет, а он обязателен"),
        (_row(owner=None), "строка 1: expected.0.owner: ключа нет, а он обязателен"),
        (_row(reason='" "'), "строка 3: expected.0.reason: текст не может быть пустым"),
        (_row(owner="5"), "строка 4: expected.0.owner: нужен текст в кавычках"),
        (
            _row(expires='"2026-12-31"'),
            "строка 5: expected.0.expires: нужна дата без времени и без кавычек: 2026-12-31",
        ),
        (
            _row(expires="2026-12-31T10:00:00"),
            "строка 5: expected.0.expires: нужна дата без времени и без кавычек: 2026-12-31",
        ),
        (_row(id='"P-9"'), "строка 2: expected.0.id: проверки P-9 нет"),
        (_row(until="5"), "строка 6: expected.0.until: такого ключа нет; есть id, reason, owner, expires"),
        (_row(resaon="5"), "строка 6: expected.0.resaon: такого ключа нет; возможно, reason"),
        (f"{_row()}\n{_row()}", "строка 7: expected.1.id: P-1 уже есть в файле"),
        ("\nexpect = 1", "строка 2: expect: такого ключа нет; возможно, expected"),
        ("[expected]\nid = 1", "строка 1: expected: нужна таблица [[expected]], в двойных скобках"),
        ("expected = [\n  1]", "строка 2: expected.0: нужна таблица с ключами id, reason, owner, expires"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path: Path, text: str, problem: str):
    path = _file(tmp_path, text)

    with pytest.raises(ExpectedFileError) as error:
        load_expected(path, KNOWN)
    assert str(error.value) == f"{path}, {problem}"


def test_all_mistakes_are_named_together(tmp_path: Path):
    text = "\n".join([_row(owner="5", reason=None), _row(id='"P-9"', expires="true")])

    with pytest.raises(ExpectedFileError) as error:
        load_expected(_file(tmp_path, text), KNOWN)
    keys = [line.split(": ")[1] for line in str(error.value).splitlines()]
    assert keys == ["expected.0.reason", "expected.0.owner", "expected.1.id", "expected.1.expires"]


def test_file_that_is_no_toml_is_named(tmp_path: Path):
    with pytest.raises(ExpectedFileError, match=r"expected\.toml, строка 2.*: это не TOML: "):
        load_expected(_file(tmp_path, "\n[[expected]"), KNOWN)


def test_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ExpectedFileError, match=r"nowhere\.toml: файл не прочитать: такого файла нет"):
        load_expected(tmp_path / "nowhere.toml", KNOWN)


def test_file_that_is_no_text_is_named(tmp_path: Path):
    path = tmp_path / "expected.toml"
    path.write_bytes(b"\xff")

    with pytest.raises(ExpectedFileError, match=r"expected\.toml: файл не прочитать: это не текст в UTF-8"):
        load_expected(path, KNOWN)


def result(status: CheckStatus, id: str = "P-1", reason: BilingualText | None = None) -> CheckResult:
    text = BilingualText("", "")
    return CheckResult(Check(id, "P", text, "must", text, text, "ours"), status, 0, [], reason)


@pytest.mark.parametrize("status", ["failed", "warning"])
def test_failure_is_expected_up_to_its_last_day(status: CheckStatus):
    (judged,), complaints = apply_expected([result(status)], EXPECTED, LAST_DAY)

    assert (judged.status, complaints) == ("expected", [])
    assert judged.reason == BilingualText(
        "ждёт релиза 4.2. Отвечает i.petrov, срок: 31 декабря 2026 г.",
        "ждёт релиза 4.2. Owner: i.petrov, until 31 December 2026",
    )


@pytest.mark.parametrize("status", ["failed", "warning"])
def test_failure_past_its_date_stays_one_and_is_complained_of(status: CheckStatus):
    (judged,), (complaint,) = apply_expected([result(status)], EXPECTED, DAY_AFTER)

    assert judged == result(status)
    assert complaint.ru == "P-1: срок ожидаемого отказа истёк 31 декабря 2026 г., отвечает i.petrov."
    assert complaint.en == "P-1: the expected failure held until 31 December 2026, its owner is i.petrov."


def test_expected_failure_that_passed_is_complained_of():
    (judged,), (complaint,) = apply_expected([result("passed")], EXPECTED, LAST_DAY)

    assert judged == result("passed")
    assert "P-1: отказ ожидался, но проверка пройдена" in complaint.ru
    assert "P-1: was expected to fail, but passed" in complaint.en


def test_expected_failure_that_was_skipped_is_complained_of_with_the_reason():
    skipped = result("skipped", reason=BilingualText("нет песочницы", "no sandbox"))

    (judged,), (complaint,) = apply_expected([skipped], EXPECTED, LAST_DAY)

    assert judged == skipped
    assert complaint.ru == "P-1: отказ ожидался, но проверка пропущена: нет песочницы"
    assert complaint.en == "P-1: was expected to fail, but was skipped: no sandbox"


def test_check_that_was_not_run_is_not_complained_of():
    assert apply_expected([result("not-run")], EXPECTED, DAY_AFTER) == ([result("not-run")], [])


def test_other_checks_stay_as_they_are_in_their_order():
    results = [result("failed", "P-2"), result("failed"), result("passed", "P-3")]

    judged, complaints = apply_expected(results, EXPECTED, LAST_DAY)

    assert [result.check.id for result in judged] == ["P-2", "P-1", "P-3"]
    assert [result.status for result in judged] == ["failed", "expected", "passed"]
    assert complaints == []
