"""Renders the page of a week, which fits on one sheet of paper, and the page of all weeks. Both load nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment
from markupsafe import Markup

from automation.job_page import create_environment
from automation.statistics.findings import FindingKind, StatisticsReview
from automation.statistics.user_types import format_types
from automation.statistics.wording import WORDS
from automation.weekly.chart import HEIGHT, LEFT, WIDTH, draw_chart
from automation.weekly.history import WeekSummary

_TEMPLATES = Path(__file__).parent / "templates"
_MAX_NAMES = 12
"""Of each list on the page of a week: more would not fit on its one sheet."""


@dataclass(frozen=True)
class WeekDocuments:
    """What lies beside the page of a week, by its path from there: the letters' folder and number, the links' file."""

    letters: str = ""
    linked_now: int = 0
    """People not linked by the report who are by the journal: they get no letter."""
    links: str = ""
    links_note: str = ""
    """Why the accounts were not checked, where they should have been."""
    other: dict[str, str] = field(default_factory=dict)
    """Titles of other files."""


def render_week(
    review: StatisticsReview, history: Sequence[WeekSummary], documents: WeekDocuments, problems: Sequence[str]
) -> str:
    """Returns the page of the last week of the history."""
    summary = history[-1]
    previous = history[-2] if len(history) > 1 else None
    return (
        _create_environment()
        .get_template("week.html")
        .render(
            summary=summary,
            previous=previous,
            other_types=previous is not None and previous.types != summary.types,
            type_titles=[count.title for count in review.types if count.checked],
            kinds=[kind for kind in FindingKind if review.findings[kind] is not None],
            unchecked=[kind for kind in FindingKind if review.findings[kind] is None],
            names=_list_names(review),
            max_names=_MAX_NAMES,
            documents=documents,
            problems=problems,
            chart=draw_chart(history),
        )
    )


def render_index(history: Sequence[WeekSummary], problems: Sequence[str]) -> str:
    """Returns the page of all weeks, the newest first, with links to their pages."""
    return (
        _create_environment()
        .get_template("index.html")
        .render(history=history, problems=problems, chart=draw_chart(history))
    )


def _list_names(review: StatisticsReview) -> list[tuple[str, str]]:
    """Returns who is not linked, and who of the roster is not in the report: names and types; namesakes are several."""
    rows = [
        finding.row for kind in (FindingKind.NOT_LINKED, FindingKind.ABSENT) for finding in review.findings[kind] or []
    ]
    return [(row.name, format_types(row.user_type)) for row in rows]


def _create_environment() -> Environment:
    environment = create_environment(_TEMPLATES)
    environment.globals |= {
        "words": WORDS,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "style": Markup((_TEMPLATES / "week.css").read_text(encoding="utf-8")),  # noqa: S704  our own file
    }
    environment.filters |= {
        "day": lambda day: format_date(day, "dd.MM.y", locale="ru"),
        "short_day": lambda day: format_date(day, "dd.MM", locale="ru"),
        "long_day": _format_long_day,
        "difference": _format_difference,
    }
    return environment


def _format_long_day(day: date) -> str:
    return format_date(day, "d MMMM y 'г.'", locale="ru")


def _format_difference(now: int | None, before: int | None) -> str:
    """Returns «+3», «−2», «0»; nothing where one of the weeks does not say."""
    if now is None or before is None:
        return ""
    difference = now - before
    return f"{'+' if difference > 0 else '−' if difference else ''}{abs(difference)}"
