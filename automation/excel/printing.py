"""Sets a sheet up for printing: a workbook that somebody prints is read on paper by people who have no Excel."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_MARGINS = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.25, footer=0.25)
"""In inches, which is how workbooks keep them."""


def set_up_printing(sheet: Worksheet, columns: int, rows: int) -> None:
    """Makes the table print on A4 in landscape, as wide as the page, with its first row and a number on every page.

    Before the first row is added: a write-only sheet saves its properties with that row.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.page_margins = _MARGINS
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(columns)}{max(rows, 1)}"
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # the stubs do not know that a sheet has one
    sheet.oddFooter.right.text = "Страница &P из &N"  # type: ignore[union-attr]
