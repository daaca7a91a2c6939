"""What is no workbook, is damaged or has no end: one line says so."""

import os
import posixpath
import struct
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from automation.excel import book, package
from automation.excel import parts as excel_parts
from automation.excel.book import open_book
from automation.excel.errors import WorkbookUnreadableError
from tests.unit.excel.workbook_parts import (
    LEAST,
    SHEET,
    Parts,
    changed,
    pack,
    parts,
    read_rows,
    relations,
    row,
    text,
    workbook,
)

DAMAGED = "файл повреждён: откройте в Excel и сохраните заново"
TOO_LARGE = "файл слишком велик: распакованный, он больше 512 МБ или почти весь из пустых ячеек"
OUTSIDE = "файл повреждён: ячейка за пределами листа Excel (1048576 строк, 16384 столбцов)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "книга.xlsx"


def problem(path: Path) -> str:
    with pytest.raises(WorkbookUnreadableError) as raised:
        read_rows(path)
    return str(raised.value)


FOREIGN = {
    "файл пуст: в нём 0 байт": b"",
    "это книга старого Excel (.xls): откройте в Excel и сохраните как .xlsx": bytes.fromhex("d0cf11e0a1b11ae1")
    + b"\0" * 600,
    "книга защищена паролем: откройте в Excel и сохраните без пароля": (
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 9000 + "EncryptedPackage".encode("utf-16-le")
    ),
    "это веб-страница (HTML), а не книга Excel: откройте в Excel и сохраните как .xlsx": b"\r\n<HTML><table><tr><td>1",
    "это XML, а не книга Excel: откройте в Excel и сохраните как .xlsx": b"\xef\xbb\xbf<?xml version='1.0'?><x/>",
    "это текст (возможно, .csv), а не книга Excel: откройте в Excel и сохраните как .xlsx": "Дата;ФИО".encode("cp1251"),
    "это не книга Excel (.xlsx), или файл повреждён": b"\x89PNG\r\n\x1a\n\0\0\0",
}


@pytest.mark.parametrize(("message", "data"), FOREIGN.items(), ids=range(len(FOREIGN)))
def test_what_is_no_workbook_is_named(file: Path, message: str, data: bytes):
    file.write_bytes(data)
    assert problem(file) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "это книга LibreOffice (.ods): откройте в Excel и сохраните как .xlsx",
        ),
        ({"xl/workbook.bin": b"\x83"}, "это двоичная книга (.xlsb): откройте в Excel и сохраните как .xlsx"),
        ({"word/document.xml": "<x/>"}, "это архив, но не книга Excel: сохраните её в Excel как .xlsx"),
        ({}, "это архив, но не книга Excel: сохраните её в Excel как .xlsx"),
    ],
)
def test_archive_that_is_no_workbook_is_named(file: Path, content: Parts, message: str):
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in content.items():
            packed.writestr(name, data)
    assert problem(file) == message


def test_place_that_is_no_file_is_named(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert problem(tmp_path) == "это папка"
    assert problem(pipe) == "это не файл: укажите книгу Excel (.xlsx)"
    assert problem(tmp_path / "нет.xlsx") == "такого файла нет"
    assert problem(tmp_path / "нет\0.xlsx") == "такого файла нет"


def test_archive_with_a_password_is_named(file: Path):
    data = bytearray(pack(file, LEAST).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            [flags] = struct.unpack_from("<H", data, place + offset)
            struct.pack_into("<H", data, place + offset, flags | 1)
    file.write_bytes(data)
    assert problem(file) == "архив защищён паролем: сохраните книгу без него"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed(SHEET=lambda xml: xml[:-30]), DAMAGED),
        (changed(STYLES=lambda xml: xml[:-30]), DAMAGED),
        (changed(WORKBOOK=lambda xml: xml[:-30]), DAMAGED),
        (changed(SHEET=lambda xml: xml.replace("<v>0</v>", "<v>9</v>")), DAMAGED),
        (changed(SHEET=lambda xml: xml.replace("<v>0</v>", "<v>-1</v>")), DAMAGED),
        (changed(SHEET=lambda xml: xml.replace("Хазеев", "\x01")), DAMAGED),
        ({name: content for name, content in LEAST.items() if name != SHEET}, DAMAGED),
        (
            changed(SHEET=lambda xml: f"<!DOCTYPE x [<!ENTITY a 'b'>]>{xml}"),
            "файл повреждён: в книге Excel не бывает DTD",
        ),
        (parts('<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), OUTSIDE),
        (parts('<row r="0"/>'), OUTSIDE),
        (parts('<row r="один"/>'), DAMAGED),
        (parts('<row><c r="XFE1"/></row>'), OUTSIDE),
        (parts('<row><c r="AAAAAAAAAA1"/></row>'), OUTSIDE),
        (parts('<row><c r="Я1"/></row>'), OUTSIDE),
        (parts('<row r="1048576"/>', "<row/>"), OUTSIDE),
        (parts(f"<row>{'<c/>' * 16385}</row>"), OUTSIDE),
        (parts("<x>" * 2000), "файл повреждён: в нём слишком глубокая вложенность"),
    ],
)
def test_damage_is_named(file: Path, content: Parts, message: str):
    assert problem(pack(file, content)) == message


@pytest.mark.parametrize(
    "row_xml",
    [f"<!--{'x' * 900_000}-->", f'<row r="{"1" * 900_000}"/>', f"<row><c><v>{'1' * 900_000}</v></c></row>"],
    ids=["comment", "attribute", "text"],
)
def test_piece_without_end_is_not_gathered(file: Path, row_xml: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "_MAX_TOKEN_BYTES", 2**18)
    monkeypatch.setattr(package, "_MAX_TEXT_PIECES", 5)
    assert problem(pack(file, parts(row_xml))) == "файл повреждён: в нём слишком длинный кусок"


def test_rows_of_one_number_are_not_gathered_without_end(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(excel_parts, "MAX_ROWS", 3)
    assert read_rows(pack(file, parts(*['<row r="2"/>'] * 3))) == [(2, {})] * 3
    assert problem(pack(file, parts(*['<row r="2"/>'] * 4))) == OUTSIDE


def test_file_that_unpacks_a_thousandfold_is_not_unpacked(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "_MAX_UNSUSPECTED_BYTES", 2**17)
    assert problem(pack(file, parts(*["<row><c/></row>"] * 20_000))) == TOO_LARGE


@pytest.mark.parametrize(("limit", "most"), [("MAX_UNPACKED_BYTES", 14_000), ("_MAX_TAGS", 400)])
def test_all_parts_together_have_a_limit(file: Path, limit: str, most: int, monkeypatch: pytest.MonkeyPatch):
    """Sheets may share a part: the reader does not read it again without end."""
    names = {f"worksheet{n}": f'name="{n}" sheetId="{n}"' for n in range(1, 50)}
    content = parts(
        row(text("Дата")),
        WORKBOOK=workbook(**names),
        WORKBOOK_RELS=relations(**dict.fromkeys(names, "worksheets/sheet1.xml")),
    )
    monkeypatch.setattr(package, limit, most)
    with open_book(pack(file, content)) as sheets, pytest.raises(WorkbookUnreadableError) as raised:
        dict(row for sheet in sheets for row in sheet.rows())
    assert str(raised.value) == TOO_LARGE


def test_parts_are_not_looked_through_for_each_sheet(file: Path, monkeypatch: pytest.MonkeyPatch):
    """A sheet in an odd folder is found by its file name, however many sheets and parts there are."""
    names_taken = []

    def basename(name: str) -> str:
        names_taken.append(name)
        return posixpath.basename(name)

    names = {f"worksheet{n}": f'name="{n}" sheetId="{n}"' for n in range(1, 101)}
    content = parts(WORKBOOK=workbook(**names), WORKBOOK_RELS=relations(**dict.fromkeys(names, "odd/sheet1.xml")))
    content |= {f"xl/media/{n}.png": b"" for n in range(100)}
    pack(file, content)
    monkeypatch.setattr(package, "posixpath", SimpleNamespace(**{**vars(posixpath), "basename": basename}))
    with open_book(file) as sheets:
        assert len(sheets) == 100
    assert len(names_taken) < 1000


def test_file_that_is_itself_too_large_is_not_opened(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(book, "MAX_FILE_BYTES", 2**20)
    pack(file, LEAST)
    os.truncate(file, 2**20 + 1)
    assert problem(file) == "файл слишком велик: он больше 1 МБ"


def test_cells_far_apart_take_no_more_than_themselves(file: Path):
    """Each row has a cell in the last column: with the empty ones between them, they are 80 million."""
    far = parts(*(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5001)))
    assert read_rows(pack(file, far)) == [(n, {16383: 1}) for n in range(1, 5001)]
