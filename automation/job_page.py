"""The pages that jobs leave: one look, charts, numbers and dates in Russian; a page loads nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class ChartPart:
    """A part of a chart: its label, how many people, its name in the style sheet."""

    label: str
    people: int
    style: str


def render_job_page(
    templates: Path, checked_at: datetime, filters: Mapping[str, Callable[..., Any]] | None = None, **values: Any
) -> str:
    """Returns `page.html` of the folder with these values, with the style sheet and the charts of all jobs' pages."""
    environment = create_environment(templates)
    environment.filters |= {
        "percent": _compute_percent,
        "share": _compute_share,
        "cell_text": _format_cell,
        **(filters or {}),
    }
    return environment.get_template("page.html").render(
        checked_at=format_datetime(checked_at, "d MMMM y 'г.', HH:mm", locale="ru"),
        style=Markup((_TEMPLATES / "job_page.css").read_text(encoding="utf-8")),  # noqa: S704  our own file
        **values,
    )


def create_environment(templates: Path) -> Environment:
    """Returns what draws the pages of a folder of templates, with the head that all jobs' pages have."""
    environment = Environment(
        loader=FileSystemLoader([templates, _TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _format_number
    return environment


def _format_cell(value: Any) -> str:
    if isinstance(value, date):
        return format_date(value, "dd.MM.y", locale="ru")
    return "" if value is None else str(value)


def _format_number(value: float) -> str:
    return format_decimal(value, locale="ru")


def _compute_share(parts: Sequence[ChartPart], index: int = 0) -> float:
    whole = sum(part.people for part in parts)
    return 100 * parts[index].people / whole if whole else 0


def _compute_percent(parts: Sequence[ChartPart]) -> str:
    """Returns the share of the first part, rounded down: 99.9 % is not 100 % while anybody is left."""
    share = _compute_share(parts)
    return f"{int(share) if share < 100 else 100}\N{NO-BREAK SPACE}%"
