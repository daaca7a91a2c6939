"""The findings as one page in Russian that asks the network for nothing."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from automation.statistics.findings import Check, Kind, people_found
from automation.statistics.merging import place
from automation.statistics.rows import Problem, Reading, Row, is_active
from automation.statistics.table import columns
from automation.statistics.wording import WORDS

_TEMPLATES = Path(__file__).parent / "templates"
_PEOPLE_SHOWN = 30
_FINDINGS_SHOWN = 200
_STEPS = [0, 1, 10, 50, 100, 500]


@dataclass(frozen=True)
class Part:
    """A part of a whole in a chart: its words, how many people, its name in the style sheet."""

    label: str
    people: int
    style: str


def render(check: Check, reports: Sequence[Reading], problems: Sequence[Problem], made: datetime) -> str:
    """The whole page; the workbook beside it has what is too long for a page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": _number,
        "people": people_found,
        "percent": _percent,
        "share": _share,
        "shown": _shown,
    }
    return environment.get_template("page.html").render(
        check=check,
        words=WORDS,
        reports=reports,
        problems=problems,
        made=format_datetime(made, "d MMMM y 'г.', HH:mm", locale="ru"),
        linked=_linked(check.people),
        activity=_activity(check),
        counted=sum(row.messages is not None for row in check.people),
        organizations=sorted({row.organization_id for row in check.people if row.organization_id is not None}),
        dates=sorted({row.date for row in check.people if row.date}),
        writers=_writers(check.people),
        spread=_spread(check.people),
        columns=columns(check),
        most_findings=_FINDINGS_SHOWN,
        style=Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704  our own file
    )


def _linked(people: list[Row]) -> list[Part]:
    counts = Counter(row.linked for row in people)
    parts = [Part("Привязаны", counts[True], "good"), Part("Не привязаны", counts[False], "bad")]
    return parts + [Part("Неизвестно", counts[None], "unknown")] * bool(counts[None])


def _activity(check: Check) -> list[Part]:
    """How many people write or call, linked or not; nothing when the reports do not say."""
    if check.found[Kind.SILENT] is None:
        return []
    states = Counter(is_active(row) for row in check.people)
    parts = [Part("Пишут или звонят", states[True], "good")]
    fell = check.found[Kind.FELL_SILENT]
    if fell is None:
        parts.append(Part("Молчат", states[False], "poor"))
    else:
        parts += [Part("Замолчали", len(fell), "bad"), Part("Молчали и раньше", states[False] - len(fell), "poor")]
    return parts + [Part("Неизвестно", states[None], "unknown")] * bool(states[None])


def _writers(people: list[Row]) -> list[Row]:
    """All people by messages, most first, or the first of them where they are many."""
    return nsmallest(
        _PEOPLE_SHOWN,
        (row for row in people if row.messages is not None),
        key=lambda row: (-(row.messages or 0), place(row)),
    )


def _spread(people: list[Row]) -> list[Part]:
    """How many people wrote how many messages."""
    counts = Counter(bisect_right(_STEPS, row.messages) for row in people if row.messages is not None)
    parts = []
    for number, start in enumerate(_STEPS, start=1):
        last = number == len(_STEPS)
        end = start if last else _STEPS[number] - 1
        label = f"{start} и больше" if last else str(start) if start == end else f"{start}–{end}"
        parts.append(Part(label, counts[number], "poor" if start == 0 else "good"))
    return parts


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return format_date(value, "dd.MM.y", locale="ru")
    return "" if value is None else str(value)


def _number(value: float) -> str:
    return format_decimal(value, locale="ru")


def _share(parts: Sequence[Part], place: int = 0) -> float:
    whole = sum(part.people for part in parts)
    return 100 * parts[place].people / whole if whole else 0


def _percent(parts: Sequence[Part]) -> str:
    """The share of the first part. 99.9 % is no 100 %: it is rounded down while anybody is left over."""
    share = _share(parts)
    return f"{int(share) if share < 100 else 100}\N{NO-BREAK SPACE}%"
