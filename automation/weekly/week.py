"""One week on its way into the folder: reviewed against the week before, written down, put into its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from automation.atomic_files import open_replacements
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.statistics import output
from automation.statistics.reading import read_report
from automation.statistics.reviewing import FilesReview, NothingToCheckError, review_readings
from automation.statistics.rows import Reading
from automation.statistics.terminal import show_progress
from automation.statistics.user_types import TypeChoice
from automation.weekly import history, letters
from automation.weekly.folder import REPORT, WEEKS, WeekFolder, name_week
from automation.weekly.history import WeekSummary
from automation.weekly.links import LINKS_WORKBOOK, LinksResult
from automation.weekly.page import WeekDocuments, render_index, render_week
from automation.weekly.recipients import find_recipients

PAGE = "week.html"
INDEX = "index.html"


@dataclass(frozen=True)
class WeekInputs:
    """What a week is checked with."""

    roster: Path | None
    template: letters.LetterTemplate
    choice: TypeChoice


@dataclass(frozen=True)
class ReviewedWeek:
    """A week that is not in its place yet: `unfinished` is where its files are written."""

    unfinished: Path
    week: str
    day: date
    files: FilesReview


@dataclass(frozen=True)
class FinishedWeek:
    """A week in its place, its numbers, and what could not be read or checked, one line each."""

    place: Path
    summary: WeekSummary
    problems: list[str]
    exit_code: int


def review_week(folder: WeekFolder, unfinished: Path, inputs: WeekInputs) -> ReviewedWeek:
    """Reviews the report that lies in the unfinished week, against the last week before it. Raises NothingToCheckError.

    Files are named as they will lie in the folder: pages name no place of this machine.
    """
    report = read_report(unfinished / REPORT, show_progress, "отчёт недели")
    if not report.rows:
        raise NothingToCheckError("проверять нечего: ни одной строки отчёта прочитать не удалось", report.problems)
    if not report.dates:
        raise NothingToCheckError("в отчёте нет даты: неделю не назвать", report.problems)
    week = name_week(report.dates[-1])
    previous = _read_previous(folder, week)
    _require_same_organization(folder, report, previous)
    files = review_readings([report], previous, inputs.roster, inputs.choice, show_progress)
    return ReviewedWeek(unfinished, week, report.dates[-1], files)


def finish_week(
    folder: WeekFolder, reviewed: ReviewedWeek, links: LinksResult | None, inputs: WeekInputs
) -> FinishedWeek:
    """Writes the files of the week, puts it into its place and all weeks into the history. Raises OSError."""
    unfinished, files = reviewed.unfinished, reviewed.files
    recipients, linked_now = find_recipients(files.review, links)
    counts = links.counts if links else None
    summary = history.summarize_week(reviewed.week, reviewed.day, files.review, len(recipients), counts)
    weeks, unreadable = history.read_history(folder)
    earlier = [other for other in weeks if other.week < reviewed.week]
    problems = [*map(str, files.problems), *([links.problem] if links and links.problem else [])]
    output.write_reports(unfinished, files.review, files.reports, files.problems)
    letters.write_letters(unfinished / letters.FOLDER, inputs.template, recipients, reviewed.day)
    history.write_summary(unfinished / history.SUMMARY, summary)
    documents = _list_documents(unfinished, links, linked_now)
    page = render_week(files.review, [*earlier, summary], documents, problems)
    (unfinished / PAGE).write_text(page, encoding="utf-8")
    place = folder.publish_week(unfinished, reviewed.week)
    unreadable = [line for line in unreadable if not line.startswith(str(place / history.SUMMARY))]
    write_all_weeks(folder, unreadable)
    codes = {files.exit_code, links.exit_code if links else 0}
    incomplete = bool(problems or unreadable) or EXIT_NOT_CHECKED in codes
    exit_code = EXIT_NOT_CHECKED if incomplete else EXIT_FOUND if EXIT_FOUND in codes else 0
    return FinishedWeek(place, summary, [*problems, *unreadable], exit_code)


def write_all_weeks(folder: WeekFolder, problems: Sequence[str]) -> None:
    """Replaces the history and its page by what the weeks say. Raises OSError."""
    weeks, _ = history.read_history(folder)
    with open_replacements([folder.path / history.HISTORY, folder.path / INDEX], private=True) as (data, page):
        history.write_history(data, weeks)
        page.write_text(render_index(weeks, problems), encoding="utf-8")


def _read_previous(folder: WeekFolder, week: str) -> list[Reading]:
    path = folder.find_previous_report(week)
    return [read_report(path, show_progress, f"{WEEKS}/{path.parent.name}/{REPORT}")] if path else []


def _require_same_organization(folder: WeekFolder, report: Reading, previous: Sequence[Reading]) -> None:
    """Raises NothingToCheckError where the folder is another organization's: nobody of the two could be compared."""
    ours = {row.organization_id for row in report.rows} - {None}
    theirs = {row.organization_id for reading in previous for row in reading.rows} - {None}
    if ours and theirs and ours.isdisjoint(theirs):
        raise NothingToCheckError(
            f"{folder.path}: здесь недели организации {_join(theirs)}, а отчёт — организации {_join(ours)}; "
            "для каждой организации нужна своя папка"
        )


def _join(numbers: set[int | None]) -> str:
    return ", ".join(map(str, sorted(filter(None, numbers))))


def _list_documents(unfinished: Path, links: LinksResult | None, linked_now: int) -> WeekDocuments:
    """Returns what was written into the week, as links from its page."""
    all_letters = next((unfinished / letters.FOLDER).glob(f"{letters.ALL_LETTERS}.*"), None)
    links_file = unfinished / LINKS_WORKBOOK
    if (links_page := links_file.with_suffix(".html")).exists():
        links_file = links_page
    return WeekDocuments(
        quote(f"{letters.FOLDER}/{all_letters.name}") if all_letters else "",
        linked_now,
        links_file.name if links_file.exists() else "",
        links.problem if links else "",
        {
            "подробный отчёт": f"{output.NAME}.html",
            "то же в Excel": f"{output.NAME}.xlsx",
            "отчёт Сферума": REPORT,
            "все недели": f"../../{INDEX}",
        },
    )
