"""Values of a target file at their bounds: the last that is taken, and the first that is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from automation.target import TargetError, TargetFile, read_target
from tests.target_files import TARGET, TEACHER

_CLIENT = '[client]\nid = ID\ncallback = "http://127.0.0.1:1/return"\n'
_SCHOOL = """
[other_school]
teacher = "ivanova"
id = ID
title = "Школа №12"
enter = [{ press = "Там" }]
leave = [{ press = "Здесь" }]
"""
_LARGEST_ID = 2**53
"""The largest whole number that JavaScript keeps exactly."""


class Row(NamedTuple):
    """A key, a file with its value left out, and values at both sides of its bounds."""

    key: str
    text: str
    taken: tuple[str, ...]
    refused: tuple[str, ...]


IDS = ("1", str(_LARGEST_ID)), ("0", "-1", str(_LARGEST_ID + 1))
ROWS = [
    Row("limits.page_s", "[limits]\npage_s = VALUE", ("0.1", "30"), ("0", "-1", "30.1")),
    Row("limits.answer_s", "[limits]\nanswer_s = VALUE", ("0.1", "60"), ("0", "-1", "60.1")),
    Row("limits.redeem_s", "[limits]\nredeem_s = VALUE", ("0.1", "600"), ("0", "-1", "600.1")),
    Row("limits.sign_ins_per_minute", "[limits]\nsign_ins_per_minute = VALUE", ("1", "600"), ("0", "-1", "601")),
    Row("organization.id", '[organization]\nid = VALUE\ntitle = "Школа"', *IDS),
    Row("other_school.id", TARGET + _SCHOOL.replace("ID", "VALUE"), *IDS),
    Row("client.id", _CLIENT.replace("ID", "VALUE"), ('"1"', f'"{"9" * 15}"'), ('""', '"-1"', '"1a"', f'"{"9" * 16}"')),
    Row(
        "teachers.0.phone",
        TARGET.replace('"+79005550101"', "VALUE"),
        ('"+79000000000"', '"+79999999999"'),
        ('"+78005550101"', '"+74955550101"', '"+7900555010"', '"+790055501011"', '"79005550101"', '"+7900555010x"'),
    ),
    Row("sign_in_path", "sign_in_path = VALUE", ('"/"', '"/login?next=/"'), ('""', '"login"', '" /"')),
]
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}


def _find_refusal(folder: Path, text: str) -> str:
    """Returns what is said against a file; nothing for one that is taken."""
    file = folder / "stand.toml"
    file.write_text(text, encoding="utf-8")
    try:
        read_target(file)
    except TargetError as error:
        return str(error)
    return ""


def _list_bounded(schema: dict[str, Any], tables: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yields the keys of all numbers that have bounds, as mistakes name them."""
    for member in [schema, *schema.get("anyOf", ())]:
        if "$ref" in member:
            yield from _list_bounded(tables[member["$ref"].rpartition("/")[2]], tables, path)
        if _BOUNDS & set(member):
            yield path.removeprefix(".")
        if member.get("type") == "array":
            yield from _list_bounded(member["items"], tables, f"{path}.0")
        for name, field in member.get("properties", {}).items():
            yield from _list_bounded(field, tables, f"{path}.{name}")


def test_every_number_with_bounds_has_a_row() -> None:
    schema = TargetFile.model_json_schema()
    bounded = set(_list_bounded(schema, schema["$defs"]))
    assert bounded, "the schema says of no number where it ends"
    assert bounded <= {row.key for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=[row.key for row in ROWS])
def test_last_value_is_taken_and_the_next_one_is_not(tmp_path: Path, row: Row) -> None:
    refusals = {value: _find_refusal(tmp_path, row.text.replace("VALUE", value)) for value in row.taken + row.refused}
    assert [value for value in row.taken if refusals[value]] == [], "refused"
    assert [value for value in row.refused if f": {row.key}: нуж" not in refusals[value]] == [], "taken"


_SHARED = {
    "login": (TEACHER.replace("0101", "0102"), {}),
    "phone": (TEACHER.replace("ivanova", "petrova"), {}),
    "session": (TEACHER.replace("ivanova", "petrova").replace("0101", "0102"), {"session": "session.json"}),
}
"""What no two teachers may share: the second teacher, who has all else of their own, and what both get beside it."""


@pytest.mark.parametrize("key", _SHARED)
def test_no_two_teachers_share_what_is_one_person_s(tmp_path: Path, key: str) -> None:
    second, both = _SHARED[key]
    more = "".join(f'{name} = "{value}"\n' for name, value in both.items())
    refusal = _find_refusal(tmp_path, f"{TARGET}{more}{second}{more}")
    assert f": teachers.1.{key}: такое значение уже есть у другого учителя" in refusal
    assert "\n" not in refusal, "nothing else is wrong"
