"""Reads a weekly report from the downloaded file."""

from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Download


def read_sheet(report: Download) -> Worksheet:
    """Returns the sheet of the report."""
    # The browser keeps it under a name without an extension, and openpyxl goes by that.
    with report.path().open("rb") as file:
        return load_workbook(file).worksheets[0]


def read_report(report: Download) -> list[dict[str, Any]]:
    """Returns the rows of the report, by heading."""
    header, *rows = read_sheet(report).values
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def read_counts(report: Download) -> dict[int, tuple[int, int]]:
    """Returns messages and calls by the user's ID."""
    return {
        row["ID пользователя"]: (row["Кол-во сообщений за 7 дней"], row["Кол-во звонков за 7 дней"])
        for row in read_report(report)
    }
