"""Renders the findings as one page in Russian that loads nothing."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest
from pathlib import Path

from automation.job_page import ChartPart, render_job_page
from automation.statistics.findings import FindingKind, StatisticsReview, count_findings_by_type, count_people
from automation.statistics.merging import sort_key
from automation.statistics.rows import Problem, Reading, Row, is_active
from automation.statistics.table import choose_columns
from automation.statistics.wording import WORDS

_TEMPLATES = Path(__file__).parent / "templates"
_MAX_PEOPLE_SHOWN = 30
_MAX_FINDINGS_SHOWN = 200
_MESSAGE_STEPS = [0, 1, 10, 50, 100, 500]


def render_page(
    review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem], checked_at: datetime
) -> str:
    """Returns the whole page; the workbook beside it has what is too long for a page."""
    return render_job_page(
        _TEMPLATES,
        checked_at,
        {
            "people": count_people,
            "capitalize_first": lambda title: title[:1].upper() + title[1:],
            "by_type": lambda findings: count_findings_by_type(findings, review.types),
        },
        review=review,
        words=WORDS,
        reports=reports,
        problems=problems,
        linked=_count_linked(review.people),
        activity=_count_activity(review),
        counted=any(row.messages is not None for row in review.people),
        checked_types=[count.title for count in review.types if count.checked],
        wrote=sum(bool(row.messages) for row in review.people),
        organizations=sorted({row.organization_id for row in review.people if row.organization_id is not None}),
        dates=sorted({row.date for row in review.people if row.date}),
        writers=_find_top_writers(review.people),
        spread=_count_by_messages(review.people),
        columns=choose_columns(review),
        most_findings=_MAX_FINDINGS_SHOWN,
    )


def _count_linked(people: list[Row]) -> list[ChartPart]:
    counts = Counter(row.linked for row in people)
    parts = [ChartPart("Привязаны", counts[True], "good"), ChartPart("Не привязаны", counts[False], "bad")]
    return parts + [ChartPart("Неизвестно", counts[None], "unknown")] * bool(counts[None])


def _count_activity(review: StatisticsReview) -> list[ChartPart]:
    """Returns how many people write or call, linked or not; an empty list when the reports do not say."""
    if review.findings[FindingKind.SILENT] is None:
        return []
    states = Counter(is_active(row) for row in review.people)
    parts = [ChartPart("Пишут или звонят", states[True], "good")]
    fell_silent = review.findings[FindingKind.FELL_SILENT]
    if fell_silent is None:
        parts.append(ChartPart("Молчат", states[False], "poor"))
    else:
        parts += [
            ChartPart("Замолчали", len(fell_silent), "bad"),
            ChartPart("Молчали и раньше", states[False] - len(fell_silent), "poor"),
        ]
    return parts + [ChartPart("Неизвестно", states[None], "unknown")] * bool(states[None])


def _find_top_writers(people: list[Row]) -> list[Row]:
    """Returns the people with the most messages, most first; who wrote nothing is not among them."""
    return nsmallest(
        _MAX_PEOPLE_SHOWN,
        (row for row in people if row.messages),
        key=lambda row: (-(row.messages or 0), sort_key(row)),
    )


def _count_by_messages(people: list[Row]) -> list[ChartPart]:
    """Returns how many people wrote how many messages."""
    counts = Counter(bisect_right(_MESSAGE_STEPS, row.messages) for row in people if row.messages is not None)
    parts = []
    for number, start in enumerate(_MESSAGE_STEPS, start=1):
        is_last = number == len(_MESSAGE_STEPS)
        end = start if is_last else _MESSAGE_STEPS[number] - 1
        label = f"{start} и больше" if is_last else str(start) if start == end else f"{start}–{end}"
        parts.append(ChartPart(label, counts[number], "poor" if start == 0 else "good"))
    return parts
