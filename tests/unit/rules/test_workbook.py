"""The report that Sferum gives out, as an Excel file: names of people are texts in it, whatever they look like."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from automation.excel.book import open_book
from mock_server.rules.statistics import MemberActivity
from mock_server.sferum.report_layouts import LATEST
from mock_server.sferum.workbook import write_workbook


@pytest.mark.parametrize(
    ("name", "kept", "guarded"),
    [
        ("Хазеев Рустем", "Хазеев Рустем", False),
        ("=1+1", "=1+1", True),
        ("\x01=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", True),
        ("\ufffe@SUM(A1)", "@SUM(A1)", True),
        (" \t-1", " \t-1", True),
        ("\t1", "\t1", True),
        ("＝1+1", "＝1+1", True),
        ("Хаз\ufffeеев\ud800\uffff\x1f", "Хазеев", False),
        ("_x000D_", "_x000D_", False),
        ("#N/A", "#N/A", False),
        ("😀", "😀", False),
    ],
)
def test_name_is_a_text_in_a_file_that_can_be_read(tmp_path: Path, name: str, kept: str, guarded: bool):
    file = tmp_path / "report.xlsx"
    with file.open("wb") as out:
        write_workbook(out, LATEST, 216579624, date(2024, 11, 12), [MemberActivity(1, name, "teacher", True, 5, 0)])
    with open_book(file) as [sheet]:
        assert dict(sheet.rows())[2][3] == kept
    cell = load_workbook(io.BytesIO(file.read_bytes())).worksheets[0]["D2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", guarded)
