"""Failures that a vendor knows of, with the reason, the owner and the last day of each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, StringConstraints

from automation.toml_file import Mistake, TomlFileError, read_toml_file
from validation.catalogue import BilingualText
from validation.verdict import CheckResult

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_CLOSED = ConfigDict(extra="forbid", strict=True, frozen=True)


class ExpectedFileError(TomlFileError):
    """The file of expected failures cannot be used."""


class ExpectedFailure(BaseModel):
    """A check that is expected to fail; `expires` is the last day on which it is."""

    model_config = _CLOSED

    id: _Line
    reason: _Line
    owner: _Line
    expires: date


class _File(BaseModel):
    model_config = _CLOSED

    expected: list[ExpectedFailure] = []


@dataclass(frozen=True)
class ExpectedFailures:
    """The [[expected]] of a file, and the bytes of it; none without a file."""

    failures: tuple[ExpectedFailure, ...] = ()
    content: bytes = b""

    def lasting(self, today: date) -> frozenset[str]:
        """Returns the ids of the checks that may still fail today."""
        return frozenset(failure.id for failure in self.failures if today <= failure.expires)


def load_expected(path: Path, known_ids: Collection[str]) -> ExpectedFailures:
    """Returns what the file expects; an empty file expects nothing. Raises ExpectedError."""

    def mistaken_ids(document: dict[str, Any]) -> Iterator[Mistake]:
        rows = document.get("expected")
        ids = [row.get("id") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else []
        for index, id in enumerate(ids):
            if isinstance(id, str) and id not in known_ids:
                yield ("expected", index, "id"), f"проверки {id} нет"
            if isinstance(id, str) and id in ids[:index]:
                yield ("expected", index, "id"), f"{id} уже есть в файле"

    try:
        file = read_toml_file(path, _File, mistaken_ids)
    except TomlFileError as error:
        raise ExpectedFileError(str(error)) from error
    return ExpectedFailures(tuple(file.table.expected), file.content)


def apply_expected(
    results: Sequence[CheckResult], expected: ExpectedFailures, today: date
) -> tuple[list[CheckResult], list[BilingualText]]:
    """Returns the results, with the failures that are expected marked so, and complaints of the expectations.

    An expected failure must happen, and by its last day. Otherwise there is a complaint, and a failure stays a
    failure. A check that was not run, or was broken off, gives no complaint: a run may have a part of the checks.
    """
    by_id = {failure.id: failure for failure in expected.failures}
    judged, complaints = [], []
    for result in results:
        failure = by_id.get(result.check.id)
        if failure and result.status in ("failed", "warning") and today <= failure.expires:
            judged.append(replace(result, status="expected", reason=_describe_reason(failure)))
            continue
        judged.append(result)
        if failure and result.status != "not-run" and not result.not_checked:
            complaints.append(_build_complaint(failure, result))
    return judged, complaints


def _describe_reason(failure: ExpectedFailure) -> BilingualText:
    ru, en = _last_day(failure)
    reason = failure.reason.rstrip(".")
    return BilingualText(
        f"{reason}. Отвечает {failure.owner}, срок: {ru}",
        f"{reason}. Owner: {failure.owner}, until {en}",
    )


def _build_complaint(failure: ExpectedFailure, result: CheckResult) -> BilingualText:
    ru, en = _last_day(failure)
    if result.status == "passed":
        return BilingualText(
            f"{failure.id}: отказ ожидался, но проверка пройдена. Уберите её из ожидаемых отказов.",
            f"{failure.id}: was expected to fail, but passed. Take it off the expected failures.",
        )
    if result.status == "skipped":
        reason = result.reason or BilingualText("причина неизвестна", "no reason given")
        return BilingualText(
            f"{failure.id}: отказ ожидался, но проверка пропущена: {reason.ru}",
            f"{failure.id}: was expected to fail, but was skipped: {reason.en}",
        )
    return BilingualText(
        f"{failure.id}: срок ожидаемого отказа истёк {ru}, отвечает {failure.owner}.",
        f"{failure.id}: the expected failure held until {en}, its owner is {failure.owner}.",
    )


def _last_day(failure: ExpectedFailure) -> tuple[str, str]:
    day = failure.expires
    return format_date(day, "d MMMM y 'г.'", locale="ru"), format_date(day, "d MMMM y", locale="en")
