"""Puts texts that people typed into our own workbooks."""

from openpyxl.cell import Cell, MergedCell

from mock_server.spreadsheet_text import looks_like_formula, make_writable


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Sets the cell to a text that Excel keeps as a text, whatever it looks like."""
    cell.value = make_writable(text)
    cell.data_type = "s"  # openpyxl makes a formula of "=..." otherwise, and an error of "#N/A"
    cell.quotePrefix = looks_like_formula(text)
