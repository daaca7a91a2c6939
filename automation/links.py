"""`python -m automation links check`: for each teacher of a roster, is the journal's account linked and to which ID."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import category

import click
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from playwright.sync_api import Browser, Error, expect

from automation.atomic_files import replacing
from automation.deployment import deployment_options, site_of
from automation.excel.book import Sheet, open_book
from automation.excel.number_format import NotShownError, shown
from automation.excel.package import WorkbookError
from automation.excel.parts import Cells
from automation.excel.values import Cell
from automation.excel.writing import put_text
from automation.job_browser import JobError, browser_open, told
from automation.statistics.cells import one_line
from automation.statistics.layout import heading_key
from pages.journal import MessengerCard, NavBar, SignIn

_HEADERS = {"name": "ФИО", "login": "Логин", "password": "Пароль"}
_REPORT = ("Строка", "ФИО", "Логин", "Связь с ЭЖ", "ID пользователя", "Примечание")
_WIDTHS = (10, 42, 28, 14, 18, 60)
_ODD_LOGIN = "в логине лишние пробелы или невидимые знаки, он введён с ними"
_LONGEST = 500
"""Signs: nobody's login, password or name is longer."""
_UNTYPABLE = {"Cc", "Cs", "Zl", "Zp"}
_NOT_LINKED, _UNCHECKED = 1, 2


@dataclass(frozen=True)
class Account:
    """A teacher's account in the journal, from a row of the roster."""

    row: int
    name: str
    login: str
    password: str
    problem: str = ""
    """Why they cannot be typed."""
    remark: str = ""


@dataclass(frozen=True)
class State:
    """What the journal says of an account; `linked` is None where it could not be asked, and `remark` says why."""

    linked: bool | None
    profile_id: int | None = None
    remark: str = ""


@click.group()
def links() -> None:
    """Привязка учётных записей журнала."""


@links.command()
@click.argument("roster", metavar="СПИСОК", type=click.Path(path_type=Path))
@deployment_options
@click.option(
    "--out",
    metavar="ФАЙЛ",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("results/links-check.xlsx"),
    show_default=True,
    help="Куда записать отчёт.",
)
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.pass_context
def check(
    context: click.Context,
    roster: Path,
    target: Path | None,
    sandbox: str | None,
    sandbox_token: str | None,
    out: Path,
    headed: bool,
) -> None:
    """Проверить, привязаны ли учётные записи из списка и к каким ID.

    В списке (.xlsx) нужны столбцы «Логин» и «Пароль»; «ФИО» — если есть. Читается первый лист, который не скрыт.
    Вводится то, что показывает ячейка: число — по её формату, текст — до последнего пробела. Где это неизвестно
    (названия месяцев, длинные числа, ошибки, тексты длиннее 500 знаков), запись не проверяется, и в отчёте
    сказано почему.

    \b
    Код завершения:
      0  все привязаны
      1  кто-то не привязан
      2  что-то не проверено или не записано
    """
    if out.exists() and roster.exists() and out.samefile(roster):
        raise click.UsageError(f"{out}: этот файл дан для чтения; укажите другой: --out")
    try:
        accounts = read_accounts(roster)
        address = site_of("journal", target, sandbox)
        with browser_open(headed=headed, proxied=not sandbox) as browser:
            states = [(account, state_of(browser, address, account)) for account in _progress(accounts)]
        write_report(out, states)
    except JobError as error:
        click.echo(f"Ошибка: {error}", err=True)
        context.exit(_UNCHECKED)
    except OSError as error:
        click.echo(f"Ошибка: {out}: записать не удалось: {error.strerror or error}", err=True)
        context.exit(_UNCHECKED)
    counts = {kind: sum(state.linked is kind for _, state in states) for kind in (True, False, None)}
    click.echo(f"Привязаны: {counts[True]}, не привязаны: {counts[False]}, не проверены: {counts[None]}")
    click.echo(f"Отчёт: {out}")
    context.exit(_UNCHECKED if counts[None] else _NOT_LINKED if counts[False] else 0)


def _progress(accounts: list[Account]) -> Iterator[Account]:
    with click.progressbar(accounts, label="Учётные записи", file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        yield from shown


def read_accounts(path: Path) -> list[Account]:
    """The accounts of a roster: its first sheet that is not hidden, with headings in the first row. Raises JobError.

    Logins and passwords are what the cells show, to the last space: so a person would type them.
    """
    try:
        with open_book(path) as sheets:
            sheet = _first_visible(path, sheets) if sheets else None
            columns = _columns(_header(sheet) if sheet else {})
            missing = [f"«{_HEADERS[field]}»" for field in ("login", "password") if field not in columns]
            if missing:
                raise JobError(f"{path}: в первой строке нет заголовков {', '.join(missing)}")
            accounts = list(_accounts(sheet, columns)) if sheet else []
    except WorkbookError as error:
        raise JobError(f"{path}: {error}") from error
    if not accounts:
        raise JobError(f"{path}: под заголовками нет ни одной учётной записи")
    return accounts


def _first_visible(path: Path, sheets: list[Sheet]) -> Sheet:
    visible = next((number for number, sheet in enumerate(sheets) if not sheet.hidden), 0)
    for sheet in sheets[:visible]:
        click.echo(f"{path}: лист «{one_line(sheet.title)}» скрыт и не читается", err=True)
    return sheets[visible]


def _header(sheet: Sheet) -> Cells:
    """The first row of that number: a damaged file has several, in any order."""
    return next((cells for number, cells in sheet.cells() if number == 1), {})


def _accounts(sheet: Sheet, columns: dict[str, int]) -> Iterator[Account]:
    header_passed = False
    for number, cells in sheet.cells():
        if number == 1 and not header_passed:
            header_passed = True
        elif any(_line(str(_value(cells, place))) for place in columns.values()):
            yield _account(number, cells, columns)


def _columns(header: Cells) -> dict[str, int]:
    """Where the columns are; the first of a name counts."""
    places = {heading_key(_value(header, place)): place for place in sorted(header, reverse=True)}
    return {field: places[key] for field, title in _HEADERS.items() if (key := heading_key(title)) in places}


def _value(cells: Cells, place: int | None) -> object:
    cell = None if place is None else cells.get(place)
    return cell.value if isinstance(cell, Cell) else ""


def _account(number: int, cells: Cells, columns: dict[str, int]) -> Account:
    typed = {"login": "", "password": ""}
    problems = []
    for field in typed:
        cell = cells.get(columns[field])
        try:
            typed[field] = _typed(cell) if isinstance(cell, Cell) else ""
        except NotShownError as error:
            letter = get_column_letter(columns[field] + 1)
            problems.append(f"столбец «{_HEADERS[field]}» ({letter}): {error}; запишите его текстом")
    name = str(_value(cells, columns.get("name")))
    if len(name) > _LONGEST:
        letter = get_column_letter(columns["name"] + 1)
        problems.append(f"столбец «{_HEADERS['name']}» ({letter}): в ячейке слишком длинный текст; сократите его")
    name = _line(name)
    remark = _ODD_LOGIN if typed["login"] != _line(typed["login"]) else ""
    return Account(number, name, **typed, problem="; ".join(problems), remark=remark)


def _typed(cell: Cell) -> str:
    """What a person who sees the cell types. Raises NotShownError."""
    if isinstance(cell.value, str) and len(cell.value) > _LONGEST:
        raise NotShownError("в ячейке слишком длинный текст")
    text = shown(cell)
    if _untypable(text):
        raise NotShownError("в ячейке перенос строки или управляющий знак, какого в поле не набрать")
    return text


# Cells may share their texts: a text is looked through, and its line kept, once, not in each row.
@lru_cache(maxsize=1000)
def _line(text: str) -> str:
    """The text as it is seen, or the beginning of one that is too long: never empty then, for the row to be told."""
    return one_line(text) if len(text) <= _LONGEST else f"{one_line(text[:_LONGEST])}…"


@lru_cache(maxsize=1000)
def _untypable(text: str) -> bool:
    return any(category(sign) in _UNTYPABLE for sign in text)


def state_of(browser: Browser, journal: str, account: Account) -> State:
    """What the journal shows to the account's owner; a fresh browser context forgets the one before."""
    if account.problem:
        return State(None, remark=account.problem)
    if not (account.login.strip() and account.password.strip()):
        return State(None, remark="в списке нет логина или пароля")
    with browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow") as context:
        page = context.new_page()
        door, bar, card = SignIn(page), NavBar(page), MessengerCard(page)
        try:
            door.open(journal)
            door.sign_in(account.login, account.password)
            expect(bar.office.or_(door.mistake)).to_be_visible()
            if door.mistake.is_visible():
                return State(None, remark=f"войти не удалось: {door.mistake.inner_text()}")
            bar.open_messenger()
            expect(card.connected.or_(card.not_connected)).to_be_visible()
            if card.not_connected.is_visible():
                return State(linked=False)
            return State(linked=True, profile_id=card.linked_profile_id())
        except (Error, AssertionError) as error:
            return State(None, remark=f"журнал не показал состояния: {told(error)}")


def write_report(path: Path, states: list[tuple[Account, State]]) -> None:
    """An Excel file, a row an account. Passwords are not in it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Привязка"
    sheet.append(_REPORT)
    for account, state in states:
        linked = {True: 1, False: 0, None: None}[state.linked]
        sheet.append([account.row, None, None, linked, state.profile_id])
        remark = "; ".join(filter(None, [state.remark, account.remark]))
        for column, text in ((2, account.name), (3, account.login), (6, remark)):
            put_text(sheet.cell(sheet.max_row, column), text)
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    with replacing(path, private=True) as unfinished:
        book.save(unfinished)
