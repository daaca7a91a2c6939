"""Tells a person at the terminal what a review found: numbers, and names only where they are asked for."""

import sys
from collections.abc import Iterable, Iterator

import click

from automation.excel.parts import NumberedRow
from automation.statistics.findings import Finding, StatisticsReview, count_findings_by_type, count_people
from automation.statistics.user_types import TypeCount
from automation.statistics.wording import WORDS, join_counts


def print_summary(review: StatisticsReview, *, names: bool) -> None:
    """Prints how many people were checked and what was found about them, by kind and by type."""
    click.echo(f"Всего людей: {review.people_in_reports}")
    _print_types("Проверены", [count for count in review.types if count.checked])
    _print_types(
        "Не проверены", [count for count in review.types if not count.checked], " (проверить всех: --types все)"
    )
    several_types = sum(count.checked for count in review.types) > 1
    for kind, findings in review.findings.items():
        words = WORDS[kind]
        if findings is None:
            click.echo(f"{words.title}: не проверено, {words.unchecked}")
            continue
        by_type = count_findings_by_type(findings, review.types)
        details = f" ({join_counts(by_type)})" if by_type and several_types else ""
        click.echo(f"{words.title}: {count_people(findings)}{details}")
        for name in _list_names(findings) if names else ():
            click.echo(f"    {name}")
    for note in review.notes:
        click.echo(f"Замечание: {note}")


def show_progress(rows: Iterable[NumberedRow], file: str, total: int | None) -> Iterator[NumberedRow]:
    """Passes the rows of a file on, and shows a terminal how far they are read."""
    with click.progressbar(
        rows, total, file, hidden=not sys.stderr.isatty(), file=sys.stderr, update_min_steps=1000
    ) as bar:
        yield from bar


def _print_types(title: str, counts: list[TypeCount], advice: str = "") -> None:
    if counts:
        click.echo(f"{title}: {join_counts((count.title, count.people) for count in counts)}{advice}")


def _list_names(findings: Iterable[Finding]) -> Iterator[str]:
    """Yields each person once; namesakes without an ID are several people."""
    seen = set()
    for finding in findings:
        name = _format_person_name(finding)
        if finding.row.user_id is None or name not in seen:
            yield name
        seen.add(name)


def _format_person_name(finding: Finding) -> str:
    identity = f" (ID {finding.row.user_id})" if finding.row.user_id is not None else ""
    return f"{finding.row.name}{identity}"
