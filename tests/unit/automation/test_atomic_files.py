"""Files are replaced whole or not at all, and one with people's names is its owner's only from the first byte on."""

import stat
from pathlib import Path

import pytest

from automation.atomic_files import open_replacement, open_replacements

ERRORS = pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])


def test_private_file_is_its_owner_s_alone_before_anything_is_written(tmp_path: Path):
    path = tmp_path / "folder" / "week.xlsx"
    with open_replacement(path, private=True) as unfinished:
        assert _mode(unfinished) == 0o600
        unfinished.write_text("names", encoding="utf-8")
    assert _mode(path) == 0o600
    assert _names(path.parent) == ["week.xlsx"]


def test_public_file_is_for_everybody_to_read(tmp_path: Path):
    path = tmp_path / "folder" / "index.html"
    with open_replacement(path, private=False) as unfinished:
        unfinished.write_text("page", encoding="utf-8")
    assert _mode(path) == 0o644
    assert _names(path.parent) == ["index.html"]


@ERRORS
@pytest.mark.parametrize("private", [True, False])
def test_half_a_file_is_never_left(tmp_path: Path, *, private: bool, error: type[BaseException]):
    path = tmp_path / "week.xlsx"
    path.write_text("last week's", encoding="utf-8")

    def break_off() -> None:
        with open_replacement(path, private=private) as unfinished:
            unfinished.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        break_off()
    assert _names(tmp_path) == ["week.xlsx"]
    assert path.read_text(encoding="utf-8") == "last week's"


@ERRORS
def test_of_several_files_all_are_replaced_or_none(tmp_path: Path, error: type[BaseException]):
    paths = [tmp_path / "week.html", tmp_path / "week.xlsx"]
    with open_replacements(paths, private=True) as unfinished:
        for path in unfinished:
            path.write_text("last week's", encoding="utf-8")

    def break_off() -> None:
        with open_replacements(paths, private=True) as unfinished:
            unfinished[0].write_text("this week's", encoding="utf-8")
            raise error

    with pytest.raises(error):
        break_off()
    assert _names(tmp_path) == ["week.html", "week.xlsx"]
    assert {path.read_text(encoding="utf-8") for path in paths} == {"last week's"}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
