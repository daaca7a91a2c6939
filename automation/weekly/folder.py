"""The folder of the weeks: which weeks it has, and how one of them is put into it, whole or not at all.

    roster.xlsx  accounts.xlsx  letter.docx or letter.html     what a person put there, each if it is wanted
    index.html  history.json                                   all weeks
    weeks/2026-W48/                                             one week; its report is report.xlsx

A week is made in a hidden folder beside the others and takes its place at the end. What a killed run left is undone by
the next one.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from automation.errors import AutomationError

WEEKS = "weeks"
REPORT = "report.xlsx"
_UNFINISHED = ".unfinished-"
_REPLACED = ".replaced-"


class WeekFolderError(AutomationError):
    """The folder cannot be used; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class WeekFolder:
    """The folder, while no other command works in it."""

    path: Path

    def find_input(self, given: Path | None, *names: str) -> Path | None:
        """Returns the file that was given, or else the one of these names that lies in the folder."""
        found = [self.path / name for name in names if (self.path / name).is_file()]
        if given or not found:
            return given
        if len(found) > 1:
            raise WeekFolderError(f"{self.path}: оставьте один из файлов {' и '.join(names)}")
        return found[0]

    def list_weeks(self) -> list[Path]:
        """Returns the folders of the weeks, oldest first."""
        weeks = self.path / WEEKS
        return sorted(path for path in weeks.glob("????-W??") if path.is_dir()) if weeks.is_dir() else []

    def find_previous_report(self, week: str) -> Path | None:
        """Returns the report of the last week before this one."""
        reports = [path / REPORT for path in self.list_weeks() if path.name < week and (path / REPORT).is_file()]
        return reports[-1] if reports else None

    @contextmanager
    def open_unfinished_week(self) -> Iterator[Path]:
        """Yields an empty folder, only its owner's, which `publish_week` takes; else nothing of it remains."""
        weeks = self.path / WEEKS
        weeks.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=weeks, prefix=_UNFINISHED))
        try:
            yield unfinished
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def publish_week(self, unfinished: Path, week: str) -> Path:
        """Puts a finished week into its place, which it returns; an earlier one of that name goes. Raises OSError."""
        for path in unfinished.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        place, replaced = self.path / WEEKS / week, self.path / WEEKS / f"{_REPLACED}{week}"
        try:
            if place.exists():
                place.rename(replaced)
            unfinished.rename(place)
        except BaseException:
            _put_back(replaced, place)
            raise
        shutil.rmtree(replaced, ignore_errors=True)
        return place

    def undo_killed_run(self) -> None:
        """Removes what a killed run has left, and puts the week back that it was about to replace."""
        for replaced in (self.path / WEEKS).glob(f"{_REPLACED}*"):
            _put_back(replaced, replaced.with_name(replaced.name.removeprefix(_REPLACED)))
            shutil.rmtree(replaced, ignore_errors=True)
        for unfinished in (self.path / WEEKS).glob(f"{_UNFINISHED}*"):
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def open_week_folder(path: Path) -> Iterator[WeekFolder]:
    """Yields the folder, which it creates if there is none. Raises WeekFolderError, also while another run is in it."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path / ".lock", timeout=0):
            folder = WeekFolder(path)
            folder.undo_killed_run()
            yield folder
    except Timeout as error:
        raise WeekFolderError(f"{path}: в этой папке уже работает другая команда; дождитесь её конца") from error


def name_week(day: date) -> str:
    """Returns the ISO 8601 week of a day, as folders are named: 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _put_back(replaced: Path, place: Path) -> None:
    if replaced.exists() and not place.exists():
        replaced.replace(place)
