"""What goes wrong with an Excel file; each message is the end of a Russian line that begins with the place."""

from automation.errors import AutomationError


class ExcelError(AutomationError):
    """An Excel file, or a cell of it, cannot be used."""


class WorkbookUnreadableError(ExcelError):
    """The file cannot be read as a workbook; the message goes after the file's name."""


class CellTextUnknownError(ExcelError):
    """The text that the cell displays is not known, or is no value."""
