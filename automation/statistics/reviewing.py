"""Reads the files of a week and reviews the people in them: what `statistics check` and `statistics weekly` share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from automation.errors import AutomationError
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.statistics.findings import StatisticsReview, review_people
from automation.statistics.merging import drop_repeated_sheets
from automation.statistics.previous import find_same_report, select_comparable
from automation.statistics.reading import read_report, read_roster
from automation.statistics.rows import Problem, Reading
from automation.statistics.sheets import Track
from automation.statistics.user_types import TypeChoice, find_unknown
from automation.statistics.wording import join_counts


class NothingToCheckError(AutomationError):
    """The files cannot be reviewed at all; the message is one line, `problems` are what could not be read."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True)
class FilesReview:
    """What the files say about the people, the reports that were read, and what could not be read or compared."""

    review: StatisticsReview
    reports: list[Reading]
    problems: list[Problem]

    @property
    def exit_code(self) -> int:
        """The exit code of a command that checked the files."""
        return EXIT_NOT_CHECKED if self.problems else EXIT_FOUND if self.review.has_findings else 0


def review_files(
    reports: Sequence[Path], previous: Sequence[Path], roster: Path | None, choice: TypeChoice, track: Track
) -> FilesReview:
    """Returns the review of all that can be read. Raises NothingToCheckError where no person is left to check."""
    readings = [read_report(path, track) for path in reports]
    return review_readings(readings, [read_report(path, track) for path in previous], roster, choice, track)


def review_readings(
    readings: Sequence[Reading], previous: Sequence[Reading], roster: Path | None, choice: TypeChoice, track: Track
) -> FilesReview:
    """Returns the review of reports that have been read. Raises NothingToCheckError.

    Refuses a report that is given as its own previous one: its numbers would look as if nothing had changed.
    """
    if same := find_same_report(readings, previous):
        raise NothingToCheckError(str(same))
    earlier, incomparable = select_comparable(readings, previous)
    expected = read_roster(roster, track) if roster else Reading("")
    problems = [problem for reading in [*readings, *earlier, expected] for problem in reading.problems] + incomparable
    if not any(reading.rows for reading in readings):
        raise NothingToCheckError("проверять нечего: ни одной строки отчётов прочитать не удалось", problems)
    review = _review(readings, earlier, expected, choice)
    if not review.people:
        raise NothingToCheckError(_describe_nobody(review), problems)
    return FilesReview(review, [*readings], problems)


def _review(
    readings: Sequence[Reading], earlier: Sequence[Reading], expected: Reading, choice: TypeChoice
) -> StatisticsReview:
    rows, repeated = drop_repeated_sheets(readings)
    unknown, present = find_unknown(choice, rows)
    if unknown:
        there = f"есть: {', '.join(present)}" if present else "в них нет столбца «Тип пользователя»"
        raise NothingToCheckError(f"--types {', '.join(unknown)}: такого типа в отчётах нет; {there}")
    previous, previous_repeated = drop_repeated_sheets(earlier)
    result = review_people(rows, previous, expected.rows, choice=choice)
    notes = {note for reading in [*readings, *earlier, expected] for note in reading.notes}
    return replace(result, notes=[*sorted(notes), *repeated, *previous_repeated, *result.notes])


def _describe_nobody(review: StatisticsReview) -> str:
    present = join_counts((count.title, count.people) for count in review.types)
    return f"проверять некого: людей выбранных типов в отчётах нет, есть {present}; выберите другие: --types"
