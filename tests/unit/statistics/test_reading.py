"""Reading weekly reports and rosters."""

import gc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from automation.statistics.cells import CellValueError, parse_whole_number
from automation.statistics.reading import read_report, read_roster
from tests.unit.statistics.statistics_books import COUNTED, DAY, NOVEMBER, OCTOBER, SCHOOL, counted, october, save

HAZEEV = [DAY, SCHOOL, 757843276, "Хазеев Рустем", "teacher", 1, 453, 15]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "отчёт.xlsx"


def problems(path: Path) -> list[str]:
    return [str(problem).removeprefix(f"{path}, ").removeprefix(f"{path}: ") for problem in read_report(path).problems]


def test_october_report_is_read(file: Path):
    [row] = read_report(october(file, ("Хазеев Рустем", 1, 453, 15), day=date(2024, 10, 16))).rows
    assert (row.date, row.name, row.linked, row.messages, row.calls) == (
        date(2024, 10, 16),
        "Хазеев Рустем",
        True,
        453,
        15,
    )
    assert (row.organization_id, row.user_id, row.file, row.sheet, row.number) == (
        None,
        None,
        str(file),
        "Статистика",
        2,
    )


def test_november_report_of_the_guide_is_read(file: Path):
    [row] = read_report(save(file, NOVEMBER, HAZEEV[:6])).rows
    assert (row.date, row.organization_id, row.user_id) == (DAY, SCHOOL, 757843276)
    assert (row.name, row.user_type, row.linked) == ("Хазеев Рустем", "teacher", True)
    assert (row.messages, row.calls) == (None, None)


def test_headings_cut_as_in_the_guide_are_known(file: Path):
    cut = ["Дата", "ID организации", "ID пользователя", "ФИО", "Тип пользы", "Связь с ЭИП"]
    [row] = read_report(save(file, cut, HAZEEV[:6])).rows
    assert (row.user_type, row.linked) == ("teacher", True)


@pytest.mark.parametrize(
    "headings",
    [
        ["Дата", "ID орг", "ID польз…", "ФИО", "Тип польз", "Связь", "Кол-во соо...", "Кол-во зв"],
        [heading.upper() for heading in COUNTED],
        [f"  {heading.replace(' ', chr(10) + ' ')} " for heading in COUNTED],
        [heading.replace(" ", "\u00a0") for heading in COUNTED],
        [f"\ufeff{heading}" for heading in COUNTED],
        [f"\u200f{heading[0]}\u00ad{heading[1:]}\u200b\u2060" for heading in COUNTED],
        [f"{heading}:" for heading in COUNTED],
        [f"{heading} *" for heading in COUNTED],
        [f"«{heading}»." for heading in COUNTED],
        [heading.replace("-", "\u2011") for heading in COUNTED],
        ["Дaтa", "ID opгaнизaции", "ID пoльзoвaтeля", "ФИO", "Tип", "Cвязь c ЭЖ", *COUNTED[6:]],
    ],
)
def test_headings_are_known_however_they_are_typed(file: Path, headings):
    [row] = read_report(save(file, headings, HAZEEV)).rows
    assert (row.user_id, row.linked, row.messages, row.calls) == (757843276, True, 453, 15)


def test_heading_cut_too_short_is_not_guessed(file: Path):
    [row] = read_report(save(file, ["Дата", "ФИО", "Связь с ЭЖ", "Кол-во", "ID"], [DAY, "Хазеев", 1, 453, 7])).rows
    assert (row.messages, row.calls, row.user_id, row.organization_id) == (None, None, None, None)


@pytest.mark.parametrize("seed", range(8))
def test_columns_come_in_any_order_among_others(file: Path, seed: int):
    columns = [*zip(COUNTED, HAZEEV, strict=True), ("№", 1), ("Дата рождения", "нет"), ("ФИО директора", "Иванова")]
    Random(seed).shuffle(columns)
    [row] = read_report(save(file, *zip(*columns, strict=True))).rows
    assert (row.date, row.user_id, row.name, row.linked, row.messages) == (DAY, 757843276, "Хазеев Рустем", True, 453)


def test_title_above_and_blank_rows_around_do_not_matter(file: Path):
    rows: list[Sequence[object]] = [["Статистика за неделю"], [], COUNTED, HAZEEV, [], HAZEEV, [None, " "], []]
    reading = read_report(save(file, *rows))
    assert [row.number for row in reading.rows] == [4, 6]
    assert reading.problems == []


@pytest.mark.parametrize("day", [DAY, datetime.combine(DAY, time(8, 30)), "12.11.2024", " 12.11.2024 "])
def test_date_is_a_cell_or_a_text(file: Path, day: object):
    assert read_report(october(file, ("Хазеев Рустем", 1, 0, 0), day=day)).dates == [DAY]


@pytest.mark.parametrize(
    ("typed", "linked"), [(1, True), (0, False), ("1", True), ("Нет", False), (True, True)], ids=repr
)
def test_link_is_yes_or_no(file: Path, typed: object, linked: bool):
    [row] = read_report(save(file, OCTOBER, [DAY, "Хазеев", typed, 0, 0])).rows
    assert row.linked is linked


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        (453, 453),
        (453.0, 453),
        ("453", 453),
        (" 453 ", 453),
        ("\u200e4\u00ad53\ufeff", 453),
        ("1 000", 1000),
        ("12\u00a0345\u202f678", 12345678),
        (-0.0, 0),
        (999_999_999_999_999, 999_999_999_999_999),
    ],
    ids=repr,
)
def test_count_is_a_number_or_its_digits(file: Path, typed: object, count: int):
    [row] = read_report(save(file, OCTOBER, [DAY, "Хазеев", 1, typed, 0])).rows
    assert row.messages == count


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1e30, "слишком большое число"),
        (10**15, "слишком большое число"),
        (10**400, "слишком большое число"),
        (float("inf"), "слишком большое число"),
        (float("-inf"), "слишком большое число"),
        (1.5, "число"),
        (-1, "число"),
        ("1" * 19, "текст"),
        ("1 2", "текст"),
        ("1 0000", "текст"),
        ("１２", "текст"),
        ("٣", "текст"),
        ("²", "текст"),
        ("1_000", "текст"),
        ("+1", "текст"),
        ("1e3", "текст"),
        ("1,5", "текст"),
        (True, "логическое значение"),
        (False, "логическое значение"),
        (DAY, "дата"),
        (datetime.combine(DAY, time(8, 30)), "дата"),
        (time(8, 30), "время"),
        (timedelta(1), "время"),
        ("#DIV/0!", "ошибка #DIV/0!"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_value_that_is_no_count_is_reported(value: object, kind: str):
    with pytest.raises(CellValueError) as raised:
        parse_whole_number(value)
    assert str(raised.value) == f"ожидается целое число, 0 или больше, а в ячейке {kind}"


def test_nan_is_no_count():
    with pytest.raises(CellValueError, match="ожидается целое число, 0 или больше, а в ячейке"):
        parse_whole_number(float("nan"))


def test_every_sheet_with_the_headings_is_read(file: Path):
    book = load_workbook(october(file, ("Хазеев Рустем", 1, 0, 0)))
    book.create_sheet("Справка").append(["Как читать отчёт"])
    other = book.create_sheet("Филиал")
    other.append(OCTOBER)
    other.append([DAY, "Иванова Мария", 1, 0, 0])
    book.save(file)
    reading = read_report(file)
    assert [(row.sheet, row.name) for row in reading.rows] == [
        ("Статистика", "Хазеев Рустем"),
        ("Филиал", "Иванова Мария"),
    ]
    assert reading.problems == []
    assert reading.notes == [
        (
            f"{file}, лист «Справка»: неизвестный вид: нет строки с заголовками «Дата», «ФИО», «Связь с ЭЖ»; "
            "лист не считается"
        )
    ]


def with_sheets(path: Path, *sheets: tuple[str, str, list[Sequence[object]]]) -> Path:
    """Saves a workbook of sheets as (title, state, rows)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("first", [True, False])
def test_hidden_sheet_does_not_count_beside_a_visible_one(file: Path, state: str, first: bool):
    hidden: tuple[str, str, list[Sequence[object]]] = ("Старое", state, [COUNTED, [*HAZEEV[:5], 0, 0, 0]])
    visible: tuple[str, str, list[Sequence[object]]] = ("Новое", "visible", [COUNTED, HAZEEV])
    reading = read_report(with_sheets(file, *([hidden, visible] if first else [visible, hidden])))
    assert [(row.sheet, row.linked) for row in reading.rows] == [("Новое", True)]
    assert reading.notes == [f"{file}, лист «Старое»: скрыт и не считается: есть видимый"]
    assert reading.problems == []


def test_hidden_sheets_alone_count(file: Path):
    reading = read_report(
        with_sheets(
            file,
            ("Пустой", "visible", []),
            ("Первый", "hidden", [COUNTED, HAZEEV]),
            ("Второй", "veryHidden", [COUNTED, HAZEEV]),
        )
    )
    assert [row.sheet for row in reading.rows] == ["Первый", "Второй"]
    assert reading.notes == [
        f"{file}, лист «{title}»: скрыт, но считается: видимого с такими заголовками нет"
        for title in ("Первый", "Второй")
    ]
    assert reading.problems == []


def test_hidden_and_filtered_rows_count(file: Path):
    book = load_workbook(counted(file, (1, "Хазеев Рустем", 1, 453, 15), (2, "Иванова Мария", 0, 0, 0)))
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["F"].hidden = True
    sheet.auto_filter.ref = "A1:H3"
    sheet.auto_filter.add_filter_column(5, ["1"])
    book.save(file)
    assert [row.linked for row in read_report(file).rows] == [True, False]


def test_sheet_that_lies_about_its_size_is_read_whole(file: Path):
    counted(file, (1, "Хазеев Рустем", 1, 453, 15), (2, "Иванова Мария", 0, 0, 0))
    with zipfile.ZipFile(file) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:H3"', b'ref="A1"')
    with zipfile.ZipFile(file, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    assert [row.calls for row in read_report(file).rows] == [15, 0]


def test_formula_that_was_never_calculated_is_named(file: Path):
    book = load_workbook(counted(file, (1, "Хазеев Рустем", 1, 453, 15)))
    book.worksheets[0]["G2"] = "=SUM(1,2)"
    book.save(file)
    [problem] = problems(file)
    assert problem.startswith("лист «Статистика», строка 2, столбец «Кол-во сообщений за 7 дней» (G): ")
    assert problem.endswith(", а в ячейке ошибка «формула не вычислена»")


def test_unseen_signs_part_no_names(file: Path):
    [row] = read_report(october(file, ("Ха\u00adзе\u200bев\u2060 Рустем\ufeff", 1, 0, 0))).rows
    assert row.name == "Хазеев Рустем"


def test_control_characters_do_not_get_out_of_a_name(file: Path):
    [row] = read_report(october(file, ("Хазеев\u009b31m\u202e  Рустем\n", 1, 0, 0))).rows
    assert row.name == "Хазеев 31m Рустем"


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e"])
def test_sign_that_nobody_sees_does_not_part_a_name(file: Path, unseen: str):
    [row] = read_report(october(file, (f"Хаз{unseen}еев Рустем{unseen}", 1, 0, 0))).rows
    assert (row.name, row.person) == ("Хазеев Рустем", "рустем хазеев")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, "вчера", "столбец «Дата» (A): ожидается дата ДД.ММ.ГГГГ, а в ячейке текст"),
        (0, "31.02.2024", "столбец «Дата» (A): ожидается дата ДД.ММ.ГГГГ, а в ячейке текст"),
        (0, 45581, "столбец «Дата» (A): ожидается дата ДД.ММ.ГГГГ, а в ячейке число"),
        (1, "школа", "столбец «ID организации» (B): ожидается целое число, 0 или больше, а в ячейке текст"),
        (2, 7.5, "столбец «ID пользователя» (C): ожидается целое число, 0 или больше, а в ячейке число"),
        (3, 5, "столбец «ФИО» (D): ожидается имя, а в ячейке число"),
        (3, None, "столбец «ФИО» (D): ожидается имя, а ячейка пуста"),
        (3, "\u200b", "столбец «ФИО» (D): ожидается имя, а ячейка пуста"),
        (3, "#N/A", "столбец «ФИО» (D): ожидается имя, а в ячейке ошибка #N/A"),
        (5, 2, "столбец «Связь с ЭЖ» (F): ожидается 1 или 0, а в ячейке число"),
        (5, DAY, "столбец «Связь с ЭЖ» (F): ожидается 1 или 0, а в ячейке дата"),
        (6, "много", "столбец «Кол-во сообщений за 7 дней» (G): ожидается целое число, 0 или больше, а в ячейке текст"),
        (
            6,
            True,
            "столбец «Кол-во сообщений за 7 дней» (G): ожидается целое число, 0 или больше, а в ячейке логическое",
        ),
        (6, -1, "столбец «Кол-во сообщений за 7 дней» (G): ожидается целое число, 0 или больше, а в ячейке число"),
        (
            6,
            1e30,
            (
                "столбец «Кол-во сообщений за 7 дней» (G): ожидается целое число, 0 или больше, "
                "а в ячейке слишком большое число"
            ),
        ),
        (
            6,
            "9" * 19,
            "столбец «Кол-во сообщений за 7 дней» (G): ожидается целое число, 0 или больше, а в ячейке текст",
        ),
        (2, 10**15, "столбец «ID пользователя» (C): ожидается целое число, 0 или больше, а в ячейке слишком большое"),
        (3, "я" * 501, "столбец «ФИО» (D): ожидается имя, а в ячейке слишком длинный текст"),
        (3, "\u200b\ufeff", "столбец «ФИО» (D): ожидается имя, а ячейка пуста"),
        (4, "я" * 501, "столбец «Тип пользователя» (E): ожидается текст, а в ячейке слишком длинный текст"),
        (7, None, "столбец «Кол-во звонков за 7 дней» (H): ожидается целое число, 0 или больше, а ячейка пуста"),
    ],
)
def test_wrong_cell_is_named(file: Path, column: int, value: object, message: str):
    broken = [*HAZEEV]
    broken[column] = value
    [problem] = problems(save(file, COUNTED, HAZEEV, broken))
    assert problem.startswith(f"лист «Статистика», строка 3, {message}")


def test_wrong_cell_leaves_the_rest_of_its_row(file: Path):
    reading = read_report(save(file, COUNTED, [*HAZEEV[:5], "что", *HAZEEV[6:]], [*HAZEEV[:7], "сто"]))
    assert [(row.name, row.linked, row.messages, row.calls) for row in reading.rows] == [
        ("Хазеев Рустем", None, 453, 15),
        ("Хазеев Рустем", True, None, None),
    ]


def test_what_a_wrong_cell_holds_is_not_told(file: Path):
    lines = problems(save(file, COUNTED, [*HAZEEV[:5], "Иванова Мария", *HAZEEV[6:]]))
    assert "Иванова" not in "".join(lines)


def test_many_wrong_cells_are_counted(file: Path):
    lines = problems(save(file, COUNTED, *[[*HAZEEV[:5], "что", *HAZEEV[6:]]] * 25))
    assert len(lines) == 21
    assert lines[-1] == "и ещё таких ячеек: 5"


@pytest.mark.parametrize("again", ["Связь с ЭЖ", "СВЯЗЬ  с ЭЖ", "Связь с ЭИП"])
def test_column_that_is_there_twice_is_named(file: Path, again: str):
    reading = read_report(save(file, ["Отчёт"], [*COUNTED, again], [*HAZEEV, 0]))
    assert [row.linked for row in reading.rows] == [True]
    assert [str(problem) for problem in reading.problems] == [
        f"{file}, лист «Статистика», строка 2: столбцов «Связь с ЭЖ» несколько, прочитан первый: оставьте один"
    ]


def test_empty_id_is_no_mistake(file: Path):
    reading = read_report(save(file, COUNTED, [DAY, None, None, "Хазеев Рустем", None, 0, 0, 0]))
    assert reading.problems == []
    assert (reading.rows[0].user_id, reading.rows[0].user_type) == (None, "")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "файл пуст"),
        ([[" "]], "файл пуст"),
        (
            [["Фамилия", "Класс"], ["Хазеев", "10А"]],
            "лист «Статистика»: неизвестный вид: нет строки с заголовками «Дата»",
        ),
        (
            [["Отчёт"], ["Дата", "ФИО", "Класс"], [DAY, "Хазеев", 1]],
            "лист «Статистика», строка 2: среди заголовков нет: «Связь с ЭЖ»",
        ),
        ([COUNTED], "лист «Статистика»: под заголовками нет ни одной строки"),
        ([COUNTED, [], [None, " "]], "лист «Статистика»: под заголовками нет ни одной строки"),
    ],
)
def test_report_without_people_is_named(file: Path, rows, message: str):
    [problem] = problems(save(file, *rows))
    assert problem.startswith(message)


def test_file_that_is_no_workbook_is_named(file: Path):
    file.write_text("Дата;ФИО", encoding="utf-8")
    assert problems(file) == ["это текст (возможно, .csv), а не книга Excel: откройте в Excel и сохраните как .xlsx"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_file_cut_short_is_named(file: Path, share: float):
    data = october(file, *[("Хазеев Рустем", 1, 0, 0)] * 50).read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    assert problems(file) == ["файл повреждён: откройте в Excel и сохраните заново"]


def test_file_damaged_in_the_middle_gives_no_half_of_its_people(file: Path):
    october(file, *[(f"Хазеев Рустем {number}", 1, 0, 0) for number in range(500)])
    with zipfile.ZipFile(file) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    with zipfile.ZipFile(file, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    reading = read_report(file)
    assert reading.rows == []
    assert [problem.message for problem in reading.problems] == ["файл повреждён: откройте в Excel и сохраните заново"]


def test_missing_file_and_folder_are_named(tmp_path: Path):
    assert problems(tmp_path / "нет.xlsx") == ["такого файла нет"]
    assert problems(tmp_path) == ["это папка"]


def test_roster_has_whole_names(file: Path):
    reading = read_roster(
        save(file, ["Список учителей"], ["№", "ФИО"], [1, "Хазеев Рустем Ильдарович"], [2, "Иванова"])
    )
    assert [row.name for row in reading.rows] == ["Хазеев Рустем Ильдарович", "Иванова"]


def test_roster_has_names_in_parts(file: Path):
    rows: list[list[object]] = [
        ["Имя", "Отчество", "Фамилия"],
        ["Рустем", "Ильдарович", "Хазеев"],
        ["Мария", None, "Иванова"],
    ]
    reading = read_roster(save(file, *rows))
    assert [row.name for row in reading.rows] == ["Хазеев Рустем Ильдарович", "Иванова Мария"]


def test_roster_without_names_is_named(file: Path):
    [problem] = read_roster(save(file, ["Имя", "Класс"], ["Рустем", "10А"])).problems
    assert str(problem) == f"{file}, лист «Статистика», строка 1: среди заголовков нет: «ФИО»"


def test_progress_is_shown_row_by_row(file: Path):
    seen: list[tuple[str, int | None, int]] = []

    def track(rows, name, total):
        for number, cells in rows:
            seen.append((name, total, number))
            yield number, cells

    october(file, ("Хазеев Рустем", 1, 0, 0), ("Иванова Мария", 1, 0, 0))
    assert len(read_report(file, track).rows) == 2
    assert seen == [(str(file), 3, 2), (str(file), 3, 3)]


def test_chart_beside_the_report_does_not_matter(file: Path):
    book = load_workbook(october(file, ("Хазеев Рустем", 1, 0, 0)))
    book.create_chartsheet("График", 0).add_chart(BarChart())
    book.save(file)
    assert [row.name for row in read_report(file).rows] == ["Хазеев Рустем"]


def test_garbage_collection_goes_on_after_reading(file: Path):
    seen = []

    def track(rows, name, total):
        seen.append(gc.isenabled())
        return rows

    read_report(october(file, ("Хазеев Рустем", 1, 453, 15)), track)
    assert seen == [False]
    assert gc.isenabled()
    file.write_bytes(b"PK\x03\x04 and nothing more")
    assert problems(file)
    assert gc.isenabled()
