"""`python -m automation links check`: what a roster may look like, and what the command leaves behind."""

from pathlib import Path
from typing import NoReturn, cast

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from playwright.sync_api import Browser

from automation.__main__ import main
from automation.links import check
from automation.links.accounts import JournalAccount, read_accounts
from automation.links.journal import LinkState, read_link_state
from tests.unit.excel.workbook_parts import (
    MAIN,
    WORKBOOK_RELS,
    number,
    pack,
    parts,
    relations,
    row,
    sheet,
    styles,
    text,
    workbook,
)


def save(path: Path, *rows: tuple[object, ...]) -> Path:
    """Saves rows as programs do: they end where their cells end, and nothing says how wide the sheet is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append(cells)
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
        JournalAccount(2, "Хазеев Рустем", "hazeev", "p1"),
        JournalAccount(3, "", "orlova", "51"),
        JournalAccount(4, "Кто без логина", "", ""),
        JournalAccount(7, "Петров", "last", "p7"),
    ]


def test_cell_under_no_heading_is_nobody(tmp_path: Path):
    roster = save(tmp_path / "roster.xlsx", ("Логин", "Пароль"), ("hazeev", "p", "заметка"), (None, None, "итого"))
    assert read_accounts(roster) == [JournalAccount(2, "", "hazeev", "p")]


def test_roster_is_not_overwritten(tmp_path: Path):
    roster = save(tmp_path / "roster.xlsx", ("Логин", "Пароль"), ("hazeev", "p"))
    before = roster.read_bytes()
    arguments = ["links", "check", str(roster), "--out", str(roster), "--sandbox", "http://127.0.0.1:1"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "этот файл дан для чтения" in result.stderr.splitlines()[-1]
    assert roster.read_bytes() == before


def test_interruption_is_not_taken_for_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(_path: Path) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "read_accounts", interrupted)
    arguments = ["links", "check", str(tmp_path / "roster.xlsx"), "--sandbox", "http://127.0.0.1:1"]
    assert CliRunner().invoke(main, arguments).exit_code == 130


def roster_of(path: Path, *cells: tuple[str, str]) -> Path:
    """Returns a roster of logins and passwords as XML.

    Style 1 is five digits, 2 a day, 3 a day with the name of its month.
    """
    header = row(text("Логин:"), text("\ufeffПароль *"))
    content = parts(header, *(row(*pair) for pair in cells), STYLES=styles("00000", "dd.mm.yyyy", "d mmmm yyyy"))
    return pack(path / "roster.xlsx", content)


def test_what_the_cells_show_is_typed(tmp_path: Path):
    roster = roster_of(
        tmp_path,
        (number("410013101.0"), number("123456.0")),
        (number(42, style=1), number(29254, style=2)),
        (text("hazeev"), text("a  b")),
        (text("orlova"), text(" pass ")),
        (text("00042"), '<c t="b"><v>1</v></c>'),
        (number(0), number("12.5")),
    )
    assert read_accounts(roster) == [
        JournalAccount(2, "", "410013101", "123456"),
        JournalAccount(3, "", "00042", "03.02.1980"),
        JournalAccount(4, "", "hazeev", "a  b"),
        JournalAccount(5, "", "orlova", " pass "),
        JournalAccount(6, "", "00042", "ИСТИНА"),
        JournalAccount(7, "", "0", "12,5"),
    ]


def test_what_is_not_sure_is_not_typed(tmp_path: Path):
    roster = roster_of(
        tmp_path,
        (number("123456789012"), text("p")),
        (text("hazeev"), number(29254, style=3)),
        (text("hazeev"), number(5, style=9)),
        ('<c t="e"><v>#N/A</v></c>', "<c><f>1+1</f></c>"),
        (text("two\nlines"), text("p")),
    )
    login, password = "столбец «Логин» (A): ", "столбец «Пароль» (B): "
    problems = [
        f"{login}в ячейке число, которое Excel показывает не целиком; запишите его текстом",
        f"{password}в ячейке число с форматом «d mmmm yyyy»; запишите его текстом",
        f"{password}в ячейке число, а формата ячейки в файле нет; запишите его текстом",
        (
            f"{login}в ячейке ошибка #N/A; запишите его текстом; "
            f"{password}в ячейке ошибка «формула не вычислена»; запишите его текстом"
        ),
        f"{login}в ячейке перенос строки или управляющий знак, какого в поле не набрать; запишите его текстом",
    ]
    assert [account.problem for account in read_accounts(roster)] == problems


@pytest.mark.parametrize(
    ("value", "code"),
    [(5, "0." + "0" * 30), (5, "0" + "%" * 30), (2958465.9999999995, "dd.mm.yyyy"), (5, "[" * 300)],
)
def test_one_cell_that_cannot_be_shown_stops_nobody_else(tmp_path: Path, value: float, code: str):
    rows = [(text("hazeev"), number(value, style=1)), (text("orlova"), text("p"))]
    content = parts(row(text("Логин"), text("Пароль")), *(row(*pair) for pair in rows), STYLES=styles(code))
    odd, other = read_accounts(pack(tmp_path / "roster.xlsx", content))
    quoted = code if len(code) <= 40 else f"{code[:40]}…"
    assert odd.problem == f"столбец «Пароль» (B): в ячейке число с форматом «{quoted}»; запишите его текстом"
    assert other == JournalAccount(3, "", "orlova", "p")


def test_text_longer_than_anybody_types_is_reported_and_not_looked_through_in_each_row(tmp_path: Path):
    shared = f'<sst xmlns="{MAIN}"><si><t>{"я" * 501}</t></si><si><t xml:space="preserve">{" " * 501}</t></si></sst>'
    long, blank = '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'
    content = parts(
        row(text("Логин"), text("Пароль"), text("ФИО")),
        row(long, text("p"), text("Орлова")),
        row(text("hazeev"), text("p"), long),
        row(blank),
        row(text("я" * 500), text("p" * 500), text("ф" * 500)),
        STRINGS=shared,
    )
    first, second, third, last = read_accounts(pack(tmp_path / "roster.xlsx", content))
    too_long = "в ячейке слишком длинный текст"
    login = f"столбец «Логин» (A): {too_long}; запишите его текстом"
    assert first == JournalAccount(2, "Орлова", "", "p", problem=login)
    assert (second.problem, len(second.name)) == (f"столбец «ФИО» (C): {too_long}; сократите его", 501)
    assert third == JournalAccount(4, "", "", "", problem=login)
    assert last == JournalAccount(5, "ф" * 500, "я" * 500, "p" * 500)


def test_rows_of_one_number_are_all_checked(tmp_path: Path):
    content = parts(
        '<row r="2">' + text("first") + text("p") + "</row>",
        '<row r="1">' + text("Логин") + text("Пароль") + "</row>",
        '<row r="2">' + text("second") + text("p") + "</row>",
        '<row r="1">' + text("third") + text("p") + "</row>",
    )
    assert read_accounts(pack(tmp_path / "roster.xlsx", content)) == [
        JournalAccount(2, "", "first", "p"),
        JournalAccount(2, "", "second", "p"),
        JournalAccount(1, "", "third", "p"),
    ]


def test_account_that_is_not_sure_is_not_signed_in():
    account = JournalAccount(2, "", "", "p", problem="столбец «Логин» (A): в ячейке ошибка #N/A")
    browser = cast(Browser, None)  # any use of it would fail
    assert read_link_state(browser, "http://127.0.0.1:1", account) == LinkState(None, remark=account.problem)
    blank = JournalAccount(2, "", "hazeev", "  ")
    assert read_link_state(browser, "http://127.0.0.1:1", blank) == LinkState(
        None, remark="в списке нет логина или пароля"
    )


@pytest.mark.parametrize("login", [" hazeev", "hazeev ", "hazeev\u200b", "ha  zeev", "\u00a0hazeev"])
def test_login_with_unseen_signs_is_typed_with_them_and_remarked(tmp_path: Path, login: str):
    [account] = read_accounts(roster_of(tmp_path, (text(login), text("p"))))
    assert account.login == login
    result = check._build_result(account, LinkState(linked=True, profile_id=7))
    assert result.remark == "в логине лишние пробелы или невидимые знаки, он введён с ними"


def test_first_sheet_that_is_seen_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    listed = workbook(worksheet1='name="Старое" sheetId="1" state="hidden"', worksheet2='name="Новое" sheetId="2"')
    content = parts(row(text("Логин"), text("Пароль")), row(text("old"), text("p")), WORKBOOK=listed)
    content["xl/worksheets/sheet2.xml"] = sheet(row(text("Логин"), text("Пароль")), row(text("new"), text("p")))
    content[WORKBOOK_RELS] = relations(worksheet1="worksheets/sheet1.xml", worksheet2="worksheets/sheet2.xml")
    roster = pack(tmp_path / "roster.xlsx", content)
    assert read_accounts(roster) == [JournalAccount(2, "", "new", "p")]
    assert capsys.readouterr().err == f"{roster}: лист «Старое» скрыт и не читается\n"
