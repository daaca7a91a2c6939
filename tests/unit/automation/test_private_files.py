"""Files with people's names: whole or not at all, and nobody else's from the first byte on."""

import stat
from pathlib import Path

import pytest

from automation.private_files import replacement


def test_file_is_its_owner_s_alone_before_anything_is_written(tmp_path: Path):
    path = tmp_path / "folder" / "week.xlsx"
    with replacement(path) as unfinished:
        assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
        unfinished.write_text("names", encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["week.xlsx"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])
def test_half_a_file_is_never_left(tmp_path: Path, error: type[BaseException]):
    path = tmp_path / "week.xlsx"
    path.write_text("last week's", encoding="utf-8")

    def break_off() -> None:
        with replacement(path) as unfinished:
            unfinished.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        break_off()
    assert [each.name for each in tmp_path.iterdir()] == ["week.xlsx"]
    assert path.read_text(encoding="utf-8") == "last week's"
