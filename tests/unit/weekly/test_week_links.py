"""The links from the page of a week to the files that lie beside it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from automation.weekly import letters
from automation.weekly.week import _list_documents


@pytest.mark.parametrize(
    "name", ["000 все письма", "письма #1", "100% писем", "письма%20школы", "все?", "a&b;c", "a:b"]
)
@pytest.mark.parametrize("suffix", [".html", ".docx"])
def test_link_to_the_letters_leads_to_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, suffix: str
) -> None:
    monkeypatch.setattr(letters, "ALL_LETTERS", name)
    (tmp_path / letters.FOLDER).mkdir()
    (tmp_path / letters.FOLDER / f"{name}{suffix}").touch()

    link = _list_documents(tmp_path, None, 0).letters

    assert link.isascii()
    assert not set(link) & set(" #?&;")
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert (tmp_path / unquote(parts.path)).is_file()


def test_week_without_letters_has_no_link_to_them(tmp_path: Path) -> None:
    assert _list_documents(tmp_path, None, 0).letters == ""
