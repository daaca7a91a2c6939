"""The page and the workbook of a review, whole: with findings of every kind, and with none."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from automation.statistics import page, workbook
from automation.statistics.findings import StatisticsReview, review_people
from automation.statistics.reading import read_report, read_roster
from automation.statistics.rows import Problem, Reading
from tests.approval import assert_approved, draw_page
from tests.unit.statistics.statistics_books import DAY, LAST_WEEK, counted, october, save

APPROVED = Path(__file__).with_name("approved")
CHECKED_AT = datetime(2024, 11, 13, 9, 5, tzinfo=UTC)
Reviewed = tuple[StatisticsReview, list[Reading], list[Problem]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes files known by their names alone, which are the same in every run."""
    monkeypatch.chdir(tmp_path)


def review_busy_week() -> Reviewed:
    """Returns a review with findings of every kind, of two organizations."""
    first = counted(
        Path("51.xlsx"),
        (1, "Хазеев Рустем", 1, 453, 15),
        (2, "Иванова Мария", 0, 0, 0),
        (3, "Петрова Анна", 1, 0, 0),
        (4, "Рустем ХАЗЕЕВ", 1, 0, 0),
        (5, "=1+2", 1, 0, 0),
        (12, "Ким Лев", 1, 2, 3),
        (13, "Ким Лев", 1, 1, 0),
        (6, "Алексеева Мария", 1, 10, 0),
        (7, "Алексеeва Мария", 1, 9, 0),  # a Latin e
        (8, "Вторых Пётр", 1, 50, 0),
        (8, "Вторых Пётр", 1, 0, 0),
    )
    second = counted(
        Path("52.xlsx"), (9, "Седова Юлия", 0, 1, 0), (10, "Зорин Олег", 1, 0, 0), school=52, day=LAST_WEEK
    )
    before = counted(Path("before.xlsx"), (3, "Петрова Анна", 1, 7, 0), (11, "Третьяк Ольга", 1, 7, 0), day=LAST_WEEK)
    roster = save(Path("roster.xlsx"), ["ФИО"], ["Хазеев Рустем"], ["Яковлев Пётр"])
    readings = [read_report(first), read_report(second)]
    rows = [row for reading in readings for row in reading.rows]
    problem = Problem("broken.xlsx", "файл повреждён", "Лист1", 7, "ФИО")
    return review_people(rows, read_report(before).rows, read_roster(roster).rows), readings, [problem]


def review_quiet_week() -> Reviewed:
    """Returns a review that finds nothing, and cannot check everything."""
    reading = read_report(october(Path("october.xlsx"), ("Хазеев Рустем", 1, 453, 15), day=DAY))
    return review_people(reading.rows), [reading], []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("review", [review_busy_week, review_quiet_week], ids=["busy", "quiet"])
def test_documents_are_as_approved(review: Callable[[], Reviewed], request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.id
    result, readings, problems = review()
    workbook.write_workbook(result, readings, problems, Path("out.xlsx"))

    assert_approved(APPROVED / f"{name}_page.txt", draw_page(page.render_page(result, readings, problems, CHECKED_AT)))
    assert_approved(APPROVED / f"{name}_workbook.txt", draw_workbook(Path("out.xlsx")))


def draw_workbook(path: Path) -> str:
    """Returns each sheet with its looks, and each cell with its value, colour and format."""
    lines = [line for sheet in load_workbook(path) for line in draw_sheet(sheet)]
    return "\n".join(lines) + "\n"


def draw_sheet(sheet: Worksheet) -> list[str]:
    widths = [sheet.column_dimensions[column].width for column in sorted(sheet.column_dimensions)]
    tab = sheet.sheet_properties.tabColor
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    fit = sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight
    paper = f"area {sheet.print_area}, rows {sheet.print_title_rows}, fit {fit}, A{sheet.page_setup.paperSize}"
    looks = f"frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}, tab {tab and tab.rgb}"
    rows = [" | ".join(map(draw_cell, row)) for row in sheet.iter_rows()]
    footer: Any = sheet.oddFooter  # the stubs do not know that a sheet has one
    footers = [footer.left.text, footer.right.text]
    return [f"# {sheet.title}: {looks}, widths {widths}", f"# paper: {paper}, footers {footers}", *rows, ""]


def draw_cell(cell: Cell | MergedCell) -> str:
    looks = [cell.fill.fgColor.rgb[2:], "bold" * bool(cell.font.b), "guarded" * bool(cell.quotePrefix)]
    form = cell.number_format.replace("General", "")
    return " ".join(filter(None, [repr(cell.value), *looks, form]))
