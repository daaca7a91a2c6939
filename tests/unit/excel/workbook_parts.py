"""Builds workbooks of XML parts, as programs other than Excel write them: each test changes what it is about."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from automation.excel.book import open_book
from automation.excel.parts import Cells

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}

Parts = dict[str, str | bytes]
"""The files in a workbook's archive, by name."""

ROOT_RELS, WORKBOOK, WORKBOOK_RELS = "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def text(words: str) -> str:
    """Returns a cell with its text in it."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def number(value: object, style: int = 0) -> str:
    """Returns a cell with a number, or with any text in its place."""
    return f'<c s="{style}"><v>{value}</v></c>'


def row(*cells: str) -> str:
    """Returns a row that follows the one before."""
    return f"<row>{''.join(cells)}</row>"


def sheet(*rows: str) -> str:
    """Returns a sheet of these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def styles(*codes: str) -> str:
    """Returns styles: 0 shows numbers as they are, 1 in the first of these formats, and so on."""
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(codes))
    cells = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    )


def relations(**targets: str) -> str:
    """Returns what a part refers to; the kind of a relation is the beginning of its ID."""
    elements = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{elements}</Relationships>'


def workbook(**sheets: str) -> str:
    """Returns the main part; sheets by the IDs of their relations, with their other attributes."""
    listed = "".join(f'<sheet {attributes} r:id="{name}"/>' for name, attributes in sheets.items())
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'


def parts(*rows: str, **others: str) -> Parts:
    """Returns the least workbook of one sheet; `others` are added or changed, by the names of the constants here."""
    least: Parts = {
        ROOT_RELS: relations(officeDocument="xl/workbook.xml"),
        WORKBOOK: workbook(worksheet1='name="Статистика" sheetId="1"'),
        WORKBOOK_RELS: relations(
            worksheet1="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
        ),
        SHEET: sheet(*rows),
    }
    return least | {globals()[name]: content for name, content in others.items()}


def pack(path: Path, content: Mapping[str, str | bytes]) -> Path:
    """Saves the file of these parts and returns its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(name, data)
    return path


HEADER = row(text("Дата"), text("ФИО"), '<c t="s"><v>0</v></c>')
PERSON = row(number(45608, style=1), text("Хазеев Рустем"), number(1))
LEAST = parts(
    HEADER, PERSON, STYLES=styles("dd.mm.yyyy"), STRINGS=f'<sst xmlns="{MAIN}"><si><t>Связь с ЭЖ</t></si></sst>'
)


def changed(**texts: Callable[[str], str]) -> Parts:
    """Returns the least workbook with some parts changed, by the names of the constants."""
    return LEAST | {globals()[name]: change(str(LEAST[globals()[name]])) for name, change in texts.items()}


def read_rows(path: Path) -> list[tuple[int, Cells]]:
    """Returns the rows of the only sheet, as the suite reads them."""
    with open_book(path) as sheets:
        [only] = sheets
        return list(only.rows())
