"""The folder of the weeks: a week is in it whole or not at all."""

import stat
from datetime import date
from pathlib import Path

import pytest

from automation.weekly.folder import WeekFolder, WeekFolderError, name_week, open_week_folder

WEEK = "2026-W48"


def put_week(folder: WeekFolder, text: str, week: str = WEEK) -> Path:
    """Publishes a week with one file."""
    with folder.open_unfinished_week() as unfinished:
        (unfinished / "report.xlsx").write_text(text, encoding="utf-8")
        return folder.publish_week(unfinished, week)


def write_half_a_week(folder: WeekFolder) -> None:
    with folder.open_unfinished_week() as unfinished:
        (unfinished / "report.xlsx").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "weeks").iterdir())


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 24), "2026-W48"),
        (date(2026, 1, 1), "2026-W01"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
    ids=str,
)
def test_weeks_are_those_of_iso_8601(day: date, week: str):
    assert name_week(day) == week


def test_week_takes_the_place_of_the_earlier_one_and_is_its_owners(tmp_path: Path):
    with open_week_folder(tmp_path / "new" / "folder") as folder:
        put_week(folder, "first")
        place = put_week(folder, "second")
    assert (place / "report.xlsx").read_text(encoding="utf-8") == "second"
    assert list_names(folder.path) == [WEEK]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / "report.xlsx").stat().st_mode) == 0o600


def test_failure_leaves_the_earlier_week(tmp_path: Path):
    with open_week_folder(tmp_path) as folder:
        place = put_week(folder, "first")
        with pytest.raises(KeyboardInterrupt):
            write_half_a_week(folder)
    assert (place / "report.xlsx").read_text(encoding="utf-8") == "first"
    assert list_names(tmp_path) == [WEEK]


def test_failed_renaming_puts_the_earlier_week_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name.startswith(".unfinished"):
            raise PermissionError(13, "a file of it is open")
        return rename(path, target)

    with open_week_folder(tmp_path) as folder:
        place = put_week(folder, "first")
        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(PermissionError):
            put_week(folder, "second")
    assert (place / "report.xlsx").read_text(encoding="utf-8") == "first"
    assert list_names(tmp_path) == [WEEK]


def test_next_run_undoes_what_a_killed_one_left(tmp_path: Path):
    with open_week_folder(tmp_path) as folder:
        place = put_week(folder, "first")
    place.rename(tmp_path / "weeks" / f".replaced-{WEEK}")
    (tmp_path / "weeks" / ".unfinished-abc").mkdir()
    with open_week_folder(tmp_path):
        assert list_names(tmp_path) == [WEEK]
    assert (place / "report.xlsx").read_text(encoding="utf-8") == "first"
    (tmp_path / "weeks" / f".replaced-{WEEK}").mkdir()
    with open_week_folder(tmp_path):
        assert list_names(tmp_path) == [WEEK]


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path):
    with (
        open_week_folder(tmp_path),
        pytest.raises(WeekFolderError, match="уже работает другая команда"),
        open_week_folder(tmp_path),
    ):
        pytest.fail("two at once")
    with open_week_folder(tmp_path) as folder:
        assert folder.list_weeks() == []


def test_previous_week_is_the_last_one_before(tmp_path: Path):
    with open_week_folder(tmp_path) as folder:
        assert folder.find_previous_report(WEEK) is None
        for week in ("2026-W46", "2026-W44", "2026-W49", WEEK):
            put_week(folder, week, week)
        (folder.path / "weeks" / "2026-W47").mkdir()  # a folder of the person's own, without a report
        (folder.path / "weeks" / "notes.txt").touch()
        previous = folder.find_previous_report(WEEK)
    assert previous is not None
    assert previous.read_text(encoding="utf-8") == "2026-W46"


def test_file_of_the_folder_is_used_where_none_is_given(tmp_path: Path):
    folder = WeekFolder(tmp_path)
    assert folder.find_input(None, "letter.docx", "letter.html") is None
    (tmp_path / "letter.docx").touch()
    assert folder.find_input(None, "letter.docx", "letter.html") == tmp_path / "letter.docx"
    (tmp_path / "letter.html").touch()
    assert folder.find_input(tmp_path / "mine.html", "letter.docx", "letter.html") == tmp_path / "mine.html"
    with pytest.raises(WeekFolderError, match="оставьте один из файлов"):
        folder.find_input(None, "letter.docx", "letter.html")
