"""Asks the journal about the accounts by `links check`, and reads what its workbook says about each of them."""

import io
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from automation.excel.book import open_book
from automation.excel.errors import WorkbookUnreadableError
from automation.exit_codes import EXIT_NOT_CHECKED
from automation.links.check import check_links
from automation.statistics import cells
from automation.statistics.layout import KnownColumn, Layout
from automation.statistics.sheets import find_header

LINKS_WORKBOOK = "links-check.xlsx"
_LAYOUT = Layout(
    columns={
        "name": KnownColumn("ФИО", cells.parse_text),
        "login": KnownColumn("Логин", cells.parse_text),
        "linked": KnownColumn("Связь с ЭЖ", cells.make_optional(cells.parse_yes_or_no)),
    },
    required=("name", "login", "linked"),
)


@dataclass(frozen=True)
class LinksResult:
    """The exit code of `links check`, and the names of the accounts that are linked and not linked."""

    exit_code: int
    linked: list[str]
    not_linked: list[str]
    accounts: int
    problem: str = ""
    """Why no account could be checked."""

    @property
    def counts(self) -> dict[str, int] | None:
        """How many accounts are linked, not linked, not checked; None where none could be checked."""
        if self.problem:
            return None
        known = len(self.linked) + len(self.not_linked)
        return {
            "linked": len(self.linked),
            "not_linked": len(self.not_linked),
            "not_checked": self.accounts - known,
        }


def check_accounts(context: click.Context, accounts: Path, folder: Path, deployment: dict[str, Any]) -> LinksResult:
    """Checks the accounts in a browser and leaves the workbook in the folder; why it could not, it says itself, too."""
    if not (deployment["target"] or deployment["sandbox"]):
        return _fail(f"{accounts}: учётные записи не проверены: назовите сайт журнала в файле --target")
    out = folder / LINKS_WORKBOOK
    try:
        with redirect_stdout(io.StringIO()):  # its last lines name a folder that is about to be renamed
            context.invoke(check_links, roster=accounts, out=out, **deployment)
        exit_code = 0
    except click.exceptions.Exit as end:
        exit_code = end.exit_code
    return read_links(out, exit_code) if out.exists() else _fail(f"{accounts}: учётные записи проверить не удалось")


def read_links(workbook: Path, exit_code: int) -> LinksResult:
    """Returns what a workbook of `links check` says about the accounts, each of which counts once."""
    states: dict[tuple[str, str], bool | None] = {}
    try:
        with open_book(workbook) as sheets:
            for sheet in sheets:
                rows = sheet.rows()
                header = find_header(rows, _LAYOUT)
                for _, row in [] if header.missing else rows:
                    name, login, linked = (
                        _LAYOUT.columns[field].parse(row.get(column))
                        for field, column in ((field, header.columns[field]) for field in ("name", "login", "linked"))
                    )
                    states.setdefault((str(name), str(login)), None if linked is None else bool(linked))
    except (WorkbookUnreadableError, cells.CellValueError):
        return _fail(f"{workbook.name}: не прочитан")
    named = [(name, linked) for (name, _), linked in states.items()]
    return LinksResult(
        exit_code,
        [name for name, linked in named if linked],
        [name for name, linked in named if linked is False],
        len(named),
    )


def _fail(problem: str) -> LinksResult:
    return LinksResult(EXIT_NOT_CHECKED, [], [], 0, problem)
