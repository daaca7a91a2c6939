"""Failures that a vendor knows of: each with its reason, its owner and the last day it may last."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from automation.toml_lines import Location, TomlFileError, line_of, read_toml
from validation.catalogue import Text
from validation.verdict import CheckResult

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_CLOSED = ConfigDict(extra="forbid", strict=True, frozen=True)
_MISTAKES = {  # pydantic's name of a mistake: what to do about it
    "date_type": "must be a date without quotes, such as 2026-12-31",
    "extra_forbidden": "there is no such key; [[expected]] has id, reason, owner, expires",
    "list_type": "must be [[expected]], in double brackets",
    "missing": "is missing",
    "model_type": "must be a table with id, reason, owner, expires",
    "string_too_short": "must not be empty",
    "string_type": "must be a text in quotes",
}


class ExpectedError(Exception):
    """The file cannot be used; the message is one line: the file, the line in it, the key, what is wrong."""


class Expected(BaseModel):
    """A check that is expected to fail; `expires` is the last day on which it is."""

    model_config = _CLOSED

    id: _Line
    reason: _Line
    owner: _Line
    expires: date


class _File(BaseModel):
    model_config = _CLOSED

    expected: list[Expected] = []


def load(path: Path, known_ids: Collection[str]) -> list[Expected]:
    """The [[expected]] of the file; an empty file has none. Raises ExpectedError."""
    try:
        text, document = read_toml(path)
    except TomlFileError as error:
        raise ExpectedError(f"{path}: {error}") from error
    try:
        rows = _File.model_validate(document).expected
    except ValidationError as error:
        first = error.errors()[0]
        what = _MISTAKES.get(first["type"], first["msg"])
        raise ExpectedError(f"{_place(path, text, first['loc'])}: {what}") from error
    ids = [row.id for row in rows]
    for n, id in enumerate(ids):
        if id not in known_ids:
            raise ExpectedError(f"{_place(path, text, ('expected', n, 'id'))}: there is no check {id!r}")
        if id in ids[:n]:
            raise ExpectedError(f"{_place(path, text, ('expected', n, 'id'))}: {id} is there twice")
    return rows


def judge(results: list[CheckResult], expected: list[Expected], today: date) -> tuple[list[CheckResult], list[Text]]:
    """The results with the failures that are expected named so, and what is wrong with the expectations.

    An expected failure must happen, and by its last day: else there is a complaint, and a failure stays one.
    A check that was not run is not complained of: a part of the checks can be run. Nor is one that was broken off.
    """
    by_id = {one.id: one for one in expected}
    judged, complaints = [], []
    for result in results:
        one = by_id.get(result.check.id)
        if one and result.status in ("failed", "warning") and today <= one.expires:
            judged.append(replace(result, status="expected", reason=_reason(one)))
            continue
        judged.append(result)
        if one and result.status != "not-run" and not result.not_checked:
            complaints.append(_complaint(one, result))
    return judged, complaints


def _reason(one: Expected) -> Text:
    ru, en = _last_day(one)
    reason = one.reason.rstrip(".")
    return Text(
        f"{reason}. Отвечает {one.owner}, срок: {ru}",
        f"{reason}. Owner: {one.owner}, until {en}",
    )


def _complaint(one: Expected, result: CheckResult) -> Text:
    ru, en = _last_day(one)
    if result.status == "passed":
        return Text(
            f"{one.id}: отказ ожидался, но проверка пройдена. Уберите её из ожидаемых отказов.",
            f"{one.id}: was expected to fail, but passed. Take it off the expected failures.",
        )
    if result.status == "skipped":
        why = result.reason or Text("причина неизвестна", "no reason given")
        return Text(
            f"{one.id}: отказ ожидался, но проверка пропущена: {why.ru}",
            f"{one.id}: was expected to fail, but was skipped: {why.en}",
        )
    return Text(
        f"{one.id}: срок ожидаемого отказа истёк {ru}, отвечает {one.owner}.",
        f"{one.id}: the expected failure held until {en}, its owner is {one.owner}.",
    )


def _last_day(one: Expected) -> tuple[str, str]:
    return format_date(one.expires, "d MMMM y 'г.'", locale="ru"), format_date(one.expires, "d MMMM y", locale="en")


def _place(path: Path, text: str, location: Location) -> str:
    line = line_of(text, location)
    key = [part for part in location if isinstance(part, str)][-1]
    return f"{path}, line {line}: {key}" if line else f"{path}: {key}"
