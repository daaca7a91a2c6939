"""Renders a review of links as one page in Russian that loads nothing."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from automation.job_page import ChartPart, render_job_page
from automation.links.results import NOT_LINKED_WORD, WORDS, LinkColumn, LinkReview, LinkStatus

_TEMPLATES = Path(__file__).parent / "templates"
_MAX_PEOPLE_SHOWN = 200


def render_page(review: LinkReview, checked_at: datetime, workbook_name: str) -> str:
    """Returns the whole page; the workbook beside it has what is too long for a page."""
    counts = review.count()
    sections = {status: review.select(status) for status in WORDS if counts[status]}
    return render_job_page(
        _TEMPLATES,
        checked_at,
        review=review,
        words=WORDS,
        counts={status: counts[status] for status in WORDS},
        charts=_build_charts(review),
        columns={
            status: [
                column
                for column in _order_columns(review)
                if any(column.value(result) is not None for result in results)
            ]
            for status, results in sections.items()
        },
        sections=sections,
        most_people=_MAX_PEOPLE_SHOWN,
        workbook_name=workbook_name,
    )


def _build_charts(review: LinkReview) -> dict[str, list[ChartPart]]:
    """Returns the parts of each chart by its title; the two services have one each where they were asked about."""
    charts = {"Связь с журналом": review.count()}
    keys = {column.key for column in review.columns}
    if "vk_edu_id" in keys:
        charts["VK Мессенджер"] = Counter(_read_status(result.profile) for result in review.results)
    if "max_id" in keys:
        charts["MAX"] = Counter(_read_status(result.max_account) for result in review.results)
    order = (LinkStatus.LINKED, LinkStatus.NOT_LINKED, LinkStatus.UNKNOWN)
    return {
        title: [ChartPart(WORDS[status].title, counts[status], WORDS[status].style) for status in order]
        for title, counts in charts.items()
    }


def _read_status(account: int | str | None) -> LinkStatus:
    if isinstance(account, int):
        return LinkStatus.LINKED
    return LinkStatus.NOT_LINKED if account == NOT_LINKED_WORD else LinkStatus.UNKNOWN


def _order_columns(review: LinkReview) -> list[LinkColumn]:
    """Returns the columns of the page: whom it is about first, where in the list last, and no status: it is above."""
    by_key = {column.key: column for column in review.columns if column.key != "linked"}
    number = by_key.pop("row")
    return [*by_key.values(), number]
