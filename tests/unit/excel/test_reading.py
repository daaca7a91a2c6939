# ruff: noqa: DTZ001  a cell has no time zone
"""Workbooks as other programs write them: what is in their cells."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from automation.excel import parts as excel_parts
from automation.excel.book import open_book
from automation.excel.values import NOT_CALCULATED, Cell, ErrorValue
from tests.unit.excel import workbook_parts
from tests.unit.excel.workbook_parts import (
    HEADER,
    LEAST,
    MAIN,
    RELATIONS,
    ROOT_RELS,
    STRICT,
    WORKBOOK_RELS,
    Parts,
    changed,
    number,
    pack,
    parts,
    read_rows,
    relations,
    row,
    styles,
    text,
    workbook,
)

READ = [
    (1, {0: "Дата", 1: "ФИО", 2: "Связь с ЭЖ"}),
    (2, {0: datetime(2024, 11, 12), 1: "Хазеев Рустем", 2: 1}),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "книга.xlsx"


def cell(path: Path, xml: str, **others: str) -> object:
    """Returns the value of the first cell of a sheet with this one row."""
    [(_, cells)] = read_rows(pack(path, parts(row(xml), **others)))
    return cells.get(0)


def renamed(**names: str) -> Parts:
    new = {getattr(workbook_parts, name): path for name, path in names.items()}
    return {new.get(name, name): content for name, content in LEAST.items()}


def everywhere(change: Callable[[str], str | bytes]) -> Parts:
    return {name: change(str(content)) for name, content in LEAST.items()}


def prefixed(content: str) -> str:
    tagged = content.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    return tagged.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').replace(
        f'xmlns="{RELATIONS}"', f'xmlns:x="{RELATIONS}"'
    )


def strict(content: str) -> str:
    for name, other in STRICT.items():
        content = content.replace(name, other)
    return content


OTHERS: dict[str, Parts] = {
    "least": LEAST,
    "strict": everywhere(strict),
    "namespace prefixes": everywhere(prefixed),
    "no namespaces": everywhere(lambda content: content.replace(f' xmlns="{MAIN}"', "")),
    "byte order marks": everywhere(lambda content: "\ufeff" + content),
    "declarations after empty lines": everywhere(lambda content: f'\r\n<?xml version="1.0"?>\n{content}'),
    "UTF-16": everywhere(lambda content: f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode("utf-16")),
    "windows-1251": everywhere(
        lambda content: f'<?xml version="1.0" encoding="windows-1251"?>{content}'.encode("cp1251")
    ),
    "other case of names": renamed(STRINGS="xl/SharedStrings.xml", SHEET="XL/Worksheets/Sheet1.XML"),
    "backslashes": {name.replace("/", "\\"): content for name, content in LEAST.items()},
    "leading slashes": {f"/{name}": content for name, content in LEAST.items()},
    "packed with the folder": {f"Отчёт/{name}": content for name, content in LEAST.items()},
    "absolute references": changed(
        WORKBOOK_RELS=lambda content: content.replace('Target="', 'Target="/xl/'),
        ROOT_RELS=lambda content: content.replace('Target="', 'Target="/'),
    ),
    "references with backslashes": changed(
        WORKBOOK_RELS=lambda content: content.replace("worksheets/", "worksheets\\")
    ),
    "references from the root without a slash": changed(
        WORKBOOK_RELS=lambda content: content.replace('Target="', 'Target="xl/')
    ),
    "percent signs": changed(WORKBOOK_RELS=lambda content: content.replace("sheet1.xml", "sheet%31.xml")),
    "sheet in an odd place": renamed(SHEET="data/one.xml")
    | {WORKBOOK_RELS: relations(worksheet1="../data/one.xml", styles="styles.xml", sharedStrings="sharedStrings.xml")},
    "main part in an odd place": renamed(WORKBOOK="book/main.xml", WORKBOOK_RELS="book/_rels/main.xml.rels")
    | {
        ROOT_RELS: relations(officeDocument="book/main.xml"),
        "book/_rels/main.xml.rels": relations(
            worksheet1="../xl/worksheets/sheet1.xml", styles="../xl/styles.xml", sharedStrings="../xl/sharedStrings.xml"
        ),
    },
    "no relations": {name: content for name, content in LEAST.items() if not name.endswith(".rels")},
    "empty fill and odd styles": changed(
        STYLES=lambda content: content.replace("<cellStyleXfs>", "<fills><fill/></fills><borders/><cellStyleXfs>")
    ),
    "formats of conditional styles": changed(
        STYLES=lambda content: content.replace(
            "</styleSheet>", '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>'
        )
    ),
    "wrong size": changed(SHEET=lambda content: content.replace("<sheetData>", '<dimension ref="A1"/><sheetData>')),
    "no size": changed(SHEET=lambda content: content.replace("<sheetData>", '<dimension ref=""/><sheetData>')),
    "pretty printed": changed(SHEET=lambda content: content.replace("<v>", "<v>\n  ").replace("</v>", "\n</v>")),
    "unknown parts": LEAST | {"docProps/app.xml": "<", "xl/media/image1.png": b"\x89PNG", "custom/item1.xml": ""},
    "texts of formulas": changed(
        SHEET=lambda content: content.replace(
            text("Хазеев Рустем"), '<c t="str"><f>A1&amp;B1</f><v>Хазеев Рустем</v></c>'
        )
    ),
    "pieces of text": changed(
        SHEET=lambda content: content.replace(
            text("Хазеев Рустем"),
            '<c t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">Хазеев </t></r><r><t>Рустем</t></r>'
            '<rPh sb="0" eb="1"><t>ハ</t></rPh></is></c>',
        )
    ),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_workbook_is_read_however_it_is_written(file: Path, content: Parts):
    assert read_rows(pack(file, content)) == READ


def test_workbook_is_read_from_a_stream_with_sizes_after_the_data(file: Path):
    class Stream:
        """A stream that can only be written to, one byte after another."""

        def __init__(self) -> None:
            self.written = b""

        def write(self, data: bytes) -> int:
            self.written += data
            return len(data)

        def flush(self) -> None:
            pass

    stream = Stream()
    with zipfile.ZipFile(stream, "w") as packed:  # type: ignore[call-overload]
        for name, content in LEAST.items():
            packed.writestr(name, content)
    file.write_bytes(stream.written)
    assert read_rows(file) == READ


def test_archive_may_stand_behind_something(file: Path):
    file.write_bytes(b"\r\n" + pack(file, LEAST).read_bytes())
    assert read_rows(file) == READ


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xltx", ".xls", ""])
def test_name_of_the_file_does_not_matter(tmp_path: Path, suffix: str):
    assert read_rows(pack(tmp_path / f"книга{suffix}", LEAST)) == READ


def test_sheets_are_told_with_what_is_hidden_and_without_charts(file: Path):
    listed = workbook(
        chartsheet1='name="График" sheetId="1"',
        worksheet2='name="Старое" sheetId="2" state="hidden"',
        worksheet3='name="Тайное" sheetId="3" state="veryHidden"',
        worksheet4='name="Новое_x0020_" sheetId="4" state="visible"',
    )
    targets = {f"worksheet{n}": "worksheets/sheet1.xml" for n in (2, 3, 4)}
    content = parts(HEADER, WORKBOOK=listed, WORKBOOK_RELS=relations(chartsheet1="charts/sheet1.xml", **targets))
    with open_book(pack(file, content)) as sheets:
        assert [(sheet.title, sheet.hidden) for sheet in sheets] == [
            ("Старое", True),
            ("Тайное", True),
            ("Новое ", False),
        ]


def test_rows_and_cells_have_the_places_that_the_file_gives_them(file: Path):
    content = parts(
        '<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c><c r="XFD3"><v>3</v></c></row>',
        "<row><c/><c><v>4</v></c></row>",
        '<row r="1048576"/>',
    )
    assert read_rows(pack(file, content)) == [(3, {2: 1, 3: 2, 16383: 3}), (4, {1: 4}), (1048576, {})]


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (number(410013101), 410013101),
        (number("410013101.0"), 410013101.0),
        (number("4.1E8"), 4.1e8),
        (number(" 7 "), 7),
        (number("-0.5"), -0.5),
        (number("123456789012345678"), 123456789012345680.0),
        (number("семь"), "семь"),
        (number("1_000"), "1_000"),
        (number("nan"), "nan"),
        (number("1e999"), "1e999"),
        (number(""), None),
        ("<c/>", None),
        (text(""), None),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>false</v></c>', False),
        ('<c t="e"><v>#N/A</v></c>', ErrorValue("#N/A")),
        ('<c t="e"><v>Хазеев</v></c>', ErrorValue("#?")),
        ("<c><f>1+1</f></c>", NOT_CALCULATED),
        ("<c><f>1+1</f><v></v></c>", NOT_CALCULATED),
        ('<c t="str"><f>""</f><v></v></c>', None),
        ("<c><f>1+1</f><v>2</v></c>", 2),
        ('<c t="d"><v>2024-11-12</v></c>', date(2024, 11, 12)),
        ('<c t="d"><v>2024-11-12T08:30:00.000</v></c>', datetime(2024, 11, 12, 8, 30)),
        ('<c t="d"><v>вчера</v></c>', "вчера"),
        (text(" a  b "), " a  b "),
        ('<c t="inlineStr"><is><t> a  b </t></is></c>', "a  b"),
        (text("a_x000D_b_x005F_x000D_"), "a\rb_x000D_"),
        ('<c t="inlineStr"><is><t>1</t></is><v>2</v></c>', "1"),
        ('<c t="inlineStr"><v>2</v></c>', "2"),
        (text("&"), "&"),
    ],
)
def test_value_of_a_cell(file: Path, xml: str, value: object):
    cell_value = cell(file, xml)
    assert (cell_value, type(cell_value)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "code", "moment"),
    [
        (45608, "dd.mm.yyyy", datetime(2024, 11, 12)),
        (45608.5, '[$-419]d mmmm yyyy" г."', datetime(2024, 11, 12, 12)),
        (0.5, "h:mm", time(12)),
        (1.5, "[h]:mm", timedelta(days=1, hours=12)),
        (45608, '0" дней"', 45608),
        (45608, "General", 45608),
        (1e30, "dd.mm.yyyy", 1e30),
        (-1e30, "[h]:mm", -1e30),
    ],
)
def test_number_is_a_date_where_its_format_says_so(file: Path, value: object, code: str, moment: object):
    assert cell(file, number(value, style=1), STYLES=styles(code)) == moment


@pytest.mark.parametrize(("code", "kept"), [("d" * 255, "d" * 255), ("d" * 256, "d" * 256), ("[" * 10**6, "[" * 256)])
def test_format_longer_than_any_of_excel_is_neither_kept_nor_looked_through(file: Path, code: str, kept: str):
    content = parts(row(number(45608, style=1)), STYLES=styles(code))
    with open_book(pack(file, content)) as [only]:
        assert list(only.cells()) == [(1, {0: Cell(45608, kept)})]
        [(_, cells)] = only.rows()
    assert cells == {0: datetime(2024, 11, 12) if len(code) <= 255 else 45608}


def test_styles_are_not_gathered_without_end(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(excel_parts, "_MAX_STYLES", 2)
    content = parts(row(number(1, style=1), number(2, style=2)), STYLES=styles("0", "0.0"))
    with open_book(pack(file, content)) as [only]:
        assert list(only.cells()) == [(1, {0: Cell(1, "0"), 1: Cell(2, None)})]


@pytest.mark.parametrize("xml", ['<c t="s"><v>0</v></c>', '<c t="inlineStr"><is>{}</is></c>'], ids=["shared", "inline"])
@pytest.mark.parametrize(
    ("runs", "kept"),
    [
        ("<t>a</t>" * 32_767, "a" * 32_767),
        ("<t>a</t>" * 40_000, "a" * 32_768),
        (f"<t>{'a' * 40_000}</t>", "a" * 32_768),
        ("<t/>" * 40_000 + "<t>a</t>", "a"),
    ],
)
def test_text_longer_than_any_of_excel_is_cut(file: Path, xml: str, runs: str, kept: str):
    """One character more is kept, so that a reader sees that the text is too long."""
    strings = f'<sst xmlns="{MAIN}"><si>{runs}</si><si><t>b</t></si></sst>'
    content = parts(row(xml.format(runs), '<c t="s"><v>1</v></c>'), STRINGS=strings)
    assert read_rows(pack(file, content)) == [(1, {0: kept, 1: "b"})]


@pytest.mark.parametrize("extension", ["", '<x15:workbookPr xmlns:x15="x"/>'])
def test_dates_may_be_counted_from_1904(file: Path, extension: str):
    content = changed(
        WORKBOOK=lambda xml: xml.replace("<sheets>", f'<workbookPr date1904="1"/>{extension}<sheets>'),
        SHEET=lambda xml: xml.replace("45608", str(45608 - 1462)),
    )
    assert read_rows(pack(file, content)) == READ
    with open_book(file) as [only]:
        assert list(only.cells())[1][1][0] == Cell(45608, "dd.mm.yyyy")


def test_cell_tells_its_number_format(file: Path):
    content = parts(
        row(number(42), number(42, style=1), number(42, style=7), '<c t="d" s="1"><v>2024-11-12</v></c>'),
        STYLES=styles("00000"),
    )
    with open_book(pack(file, content)) as [only]:
        assert list(only.cells()) == [
            (1, {0: Cell(42, "General"), 1: Cell(42, "00000"), 2: Cell(42, None), 3: Cell(45608, "00000")})
        ]
