"""`python -m automation links check`: what a roster may look like, and what the command leaves behind."""

import stat
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from automation import links
from automation.__main__ import main
from automation.links import Account, State, read_accounts, write_report


def save(path: Path, *rows: tuple[object, ...]) -> Path:
    """As programs save it: rows end where their cells end, and nothing says how wide the sheet is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_every_row_with_somebody_is_an_account(tmp_path: Path):
    roster = save(
        tmp_path / "roster.xlsx",
        ("Пароль", "№", " логин ", "ФИО"),
        ("p1", 1, "hazeev", "Хазеев Рустем"),
        (51, 2, "orlova"),
        (None, 3, None, "Кто без логина"),
        (None, 4),
        (),
        ("p7", 5, "last", "Петров"),
    )
    assert read_accounts(roster) == [
        Account(2, "Хазеев Рустем", "hazeev", "p1"),
        Account(3, "", "orlova", "51"),
        Account(4, "Кто без логина", "", ""),
        Account(7, "Петров", "last", "p7"),
    ]


def test_cell_under_no_heading_is_nobody(tmp_path: Path):
    roster = save(tmp_path / "roster.xlsx", ("Логин", "Пароль"), ("hazeev", "p", "заметка"), (None, None, "итого"))
    assert read_accounts(roster) == [Account(2, "", "hazeev", "p")]


def test_roster_is_not_overwritten(tmp_path: Path):
    roster = save(tmp_path / "roster.xlsx", ("Логин", "Пароль"), ("hazeev", "p"))
    before = roster.read_bytes()
    given = ["links", "check", str(roster), "--out", str(roster), "--sandbox", "http://127.0.0.1:1"]
    ended = CliRunner().invoke(main, given)
    assert ended.exit_code == 2
    assert "этот файл дан для чтения" in ended.stderr.splitlines()[-1]
    assert roster.read_bytes() == before


def test_interruption_is_not_taken_for_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(_path: Path) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(links, "read_accounts", interrupted)
    given = ["links", "check", str(tmp_path / "roster.xlsx"), "--sandbox", "http://127.0.0.1:1"]
    assert CliRunner().invoke(main, given).exit_code == 130


@pytest.mark.parametrize("name", ["=1+1", "+79001234567", "-Орлова", "@SUM(A1)"])
def test_report_keeps_names_as_text_for_its_owner(tmp_path: Path, name: str):
    report = tmp_path / "report" / "links.xlsx"
    write_report(report, [(Account(2, name, "login", "secret"), State(linked=True, profile_id=7))])
    assert [each.name for each in report.parent.iterdir()] == ["links.xlsx"]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    sheet = load_workbook(report).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [2, name, "login", 1, 7, None]
    assert (sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("s", True)
    assert not sheet["C2"].quotePrefix
