"""The page, the workbook and the JSON of a review."""

import json
import re
import stat
from datetime import datetime, time
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from automation.excel.book import open_book
from automation.statistics import output, page, workbook
from automation.statistics.findings import review_people
from automation.statistics.reading import read_report, read_roster
from automation.statistics.rows import Problem
from tests.browser.page_looks import find_violations, show
from tests.unit.statistics.statistics_books import DAY, LAST_WEEK, counted, october, save

FORMULAS = ["=1+2", "+79001234567", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")']
AXE_LOOKS = [("light", 1280), ("dark", 360)]  # no colour depends on the width: each scheme and each width once
TAGS = "<script>document.title = 'взломано'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


@pytest.fixture(scope="module")
def reviewed(books: Path):
    """A review with findings of every kind, and what it was made of; no test changes it."""
    now = counted(
        books / "now.xlsx",
        (1, "Хазеев Рустем", 1, 453, 15),
        (2, "Иванова Мария", 0, 0, 0),
        (3, "Петрова Анна", 1, 0, 0),
        (4, "Рустем ХАЗЕЕВ", 1, 0, 0),
        (5, TAGS, 1, 0, 0),
        (6, "Алексеева Мария", 1, 9, 0),
        (7, "Алексеeва Мария", 1, 8, 0),  # a Latin e
        (8, "Вторых Пётр", 1, 5, 0),
        (8, "Вторых Пётр", 1, 0, 0),
        *((10 + number, name, 1, 0, 0) for number, name in enumerate(FORMULAS)),
    )
    before = counted(books / "before.xlsx", (3, "Петрова Анна", 1, 7, 0), (9, "Третьяк Ольга", 1, 7, 0), day=LAST_WEEK)
    roster = save(books / "roster.xlsx", ["ФИО"], ["Хазеев Рустем"], ["Седова Юлия"])
    reading = read_report(now)
    problem = Problem("broken <b>.xlsx", "файл повреждён")
    return review_people(reading.rows, read_report(before).rows, read_roster(roster).rows), [reading], [problem]


@pytest.fixture(scope="module")
def folder(books: Path, reviewed) -> Path:
    """A folder with its page, workbook and JSON, for tests that only read."""
    folder = books / "out" / "week"
    output.write_reports(folder, *reviewed)
    return folder


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "statistics-check.html").read_text(encoding="utf-8")


def test_folder_holds_whole_files_for_their_owner(folder: Path):
    assert sorted(path.name for path in folder.iterdir()) == [
        "statistics-check.html",
        "statistics-check.json",
        "statistics-check.xlsx",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("failing", ["render_page", "write_workbook"])
def test_failure_leaves_the_earlier_files(tmp_path: Path, reviewed, failing: str, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise OSError("no space")

    output.write_reports(tmp_path, *reviewed)
    monkeypatch.setattr(page if failing == "render_page" else workbook, failing, fail)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert before
    with pytest.raises(OSError, match="no space"):
        output.write_reports(tmp_path, *reviewed)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_workbook_has_a_coloured_sheet_for_each_kind(folder: Path):
    book = load_workbook(folder / "statistics-check.xlsx")
    assert book.sheetnames == [
        "Сводка",
        "Не привязаны к журналу",
        "Замолчали",
        "Привязаны, но молчат",
        "Под двумя ID",
        "Возможно, под двумя ID",
        "Строки противоречат друг другу",
        "Пропали из отчёта",
        "Есть в списке, нет в отчёте",
        "Не прочитано",
    ]
    assert [[cell.value for cell in row][:2] for row in book["Сводка"].iter_rows()] == [
        ["Что проверено", "Людей"],
        ["Всего людей", 13],
        ["Педагоги", 13],
        [str(folder.parent.parent / "now.xlsx"), 14],
        ["Не привязаны к журналу", 1],
        ["Замолчали", 1],
        ["Привязаны, но молчат", 8],
        ["Под двумя ID", 1],
        ["Возможно, под двумя ID", 1],
        ["Строки противоречат друг другу", 1],
        ["Пропали из отчёта", 1],
        ["Есть в списке, нет в отчёте", 1],
        ["Замечание", None],
        ["Замечание", None],
        ["Замечание", None],
        ["Не прочитано", 1],
    ]
    fills = [book[name]["A2"].fill.fgColor.rgb for name in book.sheetnames[1:-1]]
    assert len(set(fills)) == 8
    assert "00000000" not in fills
    assert all(sheet.freeze_panes == "A2" for sheet in book)


def test_workbook_has_the_people(folder: Path):
    book = load_workbook(folder / "statistics-check.xlsx")
    heading, petrova = book["Замолчали"].iter_rows(values_only=True)
    assert dict(zip(heading, petrova, strict=True)) == {
        "ФИО": "Петрова Анна",
        "ID пользователя": 3,
        "Связь с ЭЖ": 1,
        "Было сообщений": 7,
        "Было звонков": 0,
        "Строка": 4,
    }


def test_what_differs_between_people_is_shown(tmp_path: Path):
    readings = [
        read_report(counted(tmp_path / "51.xlsx", (1, "Хазеев Рустем", 0, 0, 0), school=51)),
        read_report(counted(tmp_path / "52.xlsx", (2, "Иванова Мария", 0, 0, 0), school=52, day=LAST_WEEK)),
    ]
    output.write_reports(tmp_path, review_people([row for reading in readings for row in reading.rows]), readings, [])
    sheet = load_workbook(tmp_path / "statistics-check.xlsx")["Не привязаны к журналу"]
    heading, *people = sheet.iter_rows(values_only=True)
    shown = [dict(zip(heading, cells, strict=True)) for cells in people]
    assert [(person["ID организации"], person["Файл"]) for person in shown] == [
        (51, str(tmp_path / "51.xlsx")),
        (52, str(tmp_path / "52.xlsx")),
    ]
    assert [person["Дата"] for person in shown] == [datetime.combine(day, time()) for day in (DAY, LAST_WEEK)]
    assert "Лист" not in shown[0]
    html = (tmp_path / "statistics-check.html").read_text(encoding="utf-8")
    assert "51.xlsx" in html
    assert "05.11.2024, 12.11.2024" in html


def test_formula_in_a_name_stays_a_text(folder: Path):
    sheet = load_workbook(folder / "statistics-check.xlsx")["Привязаны, но молчат"]
    cells = {cell.value: cell for [cell] in sheet.iter_rows(min_row=2, max_col=1)}
    assert {name: cells[name].data_type for name in FORMULAS} == dict.fromkeys(FORMULAS, "s")
    assert all(cells[name].quotePrefix for name in FORMULAS)
    assert not cells["Петрова Анна"].quotePrefix


def test_sheet_has_no_more_rows_than_excel_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    reading = read_report(october(tmp_path / "now.xlsx", *[(f"Учитель {number}", 0, 0, 0) for number in range(6)]))
    workbook.write_workbook(review_people(reading.rows), [reading], [], tmp_path / "out.xlsx")
    names = [name for name, *_ in load_workbook(tmp_path / "out.xlsx")["Не привязаны к журналу"].values]
    assert names[1:] == [
        *(f"Учитель {number}" for number in range(3)),
        "И ещё строк: 3; все они — в statistics-check.json",
    ]


def test_texts_that_no_workbook_can_hold_do_not_lose_it(tmp_path: Path):
    reading = read_report(october(tmp_path / "now.xlsx", ("Хазеев Рустем", 0, 0, 0)))
    odd = ["\x01=1+1", "\tтаб", "половина \ud800", "\ufffe", "_x000D_", "я" * 40_000, "😀" * 20_000, "#N/A"]
    workbook.write_workbook(
        review_people(reading.rows), [reading], [Problem("now.xlsx", text) for text in odd], tmp_path / "out.xlsx"
    )
    with open_book(tmp_path / "out.xlsx") as sheets:
        messages = [cells[4] for _, cells in sheets[-1].rows()][1:]
    assert messages == [
        "\ufffd=1+1",
        "\tтаб",
        "половина \ufffd",
        "\ufffd",
        "_x000D_",
        "я" * 32_766 + "…",
        "😀" * 16_383 + "…",
        "#N/A",
    ]
    cells = load_workbook(tmp_path / "out.xlsx")["Не прочитано"]["E"][1:]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [False, True, *[False] * 6]


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]


def test_names_are_escaped_on_the_page(html: str):
    tags = Tags(html)
    assert not {"script", "img", "b>"} & set(tags.seen)
    assert "&lt;script&gt;" in html
    assert "broken &lt;b&gt;.xlsx" in html


def test_page_asks_the_network_for_nothing(html: str):
    assert all(address.startswith(("#", "data:")) for address in Tags(html).addresses)
    assert not re.search(r"url\(|@import|https?://(?!example\.org)", html)


def test_page_says_what_was_found(html: str, folder: Path):
    assert re.findall(r'<a href="#\w+">(.+?)</a>\s*<strong>(\d+)', html) == [
        ("Не привязаны к журналу", "1"),
        ("Замолчали", "1"),
        ("Привязаны, но молчат", "8"),
        ("Под двумя ID", "1"),
        ("Возможно, под двумя ID", "1"),
        ("Строки противоречат друг другу", "1"),
        ("Пропали из отчёта", "1"),
        ("Есть в списке, нет в отчёте", "1"),
    ]
    for name in ("Хазеев Рустем", "Иванова Мария", "Петрова Анна", "Седова Юлия"):
        assert name in html
    labels = re.findall(r'role="img" aria-label="(.+?)"', html)
    assert labels == [
        "Связь с журналом: привязаны 12, не привязаны 1",
        "Активность за 7 дней: пишут или звонят 4, замолчали 1, молчали и раньше 8",
    ]


def test_page_and_workbook_say_what_was_merged(html: str, folder: Path, reviewed):
    notes = reviewed[0].notes
    assert len(notes) == 3
    assert re.findall("<li>(.*?)</li>", html[html.index('id="notes"') : html.index("<nav")]) == notes
    summary = load_workbook(folder / "statistics-check.xlsx")["Сводка"]
    assert [note for title, _, note in summary.iter_rows(values_only=True) if title == "Замечание"] == notes


def test_letter_that_only_looks_russian_is_shown(folder: Path):
    sheet = load_workbook(folder / "statistics-check.xlsx")["Возможно, под двумя ID"]
    heading, *rows = sheet.iter_rows(values_only=True)
    shown = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(row["ID пользователя"], row["Нерусские буквы"]) for row in shown] == [(6, None), (7, "e")]


def test_contradictory_rows_are_all_shown(folder: Path):
    sheet = load_workbook(folder / "statistics-check.xlsx")["Строки противоречат друг другу"]
    heading, *rows = sheet.iter_rows(values_only=True)
    shown = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(row["ФИО"], row["Сообщений"], row["Строка"]) for row in shown] == [
        ("Вторых Пётр", 0, 10),
        ("Вторых Пётр", 5, 9),
    ]


def test_page_can_be_read_by_everybody(html: str, page: Page):
    page.set_content(re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", html))  # axe is a script
    for scheme, width in product(("light", "dark"), (1280, 360)):
        assert show(page, scheme, width) == width
        if (scheme, width) in AXE_LOOKS:
            assert find_violations(page) == [], (scheme, width)


def test_week_without_findings_says_so(tmp_path: Path):
    reading = read_report(october(tmp_path / "now.xlsx", ("Хазеев Рустем", 1, 453, 15)))
    output.write_reports(tmp_path, review_people(reading.rows), [reading], [])
    html = (tmp_path / "statistics-check.html").read_text(encoding="utf-8")
    assert "Ничего не найдено" in html
    assert "не проверено: в отчёте нет ID пользователей" in html
    assert load_workbook(tmp_path / "statistics-check.xlsx").sheetnames == ["Сводка"]


def test_report_without_counts_has_no_charts_of_them(tmp_path: Path):
    reading = read_report(save(tmp_path / "now.xlsx", ["Дата", "ФИО", "Связь с ЭЖ"], ["12.11.2024", "Хазеев", 0]))
    output.write_reports(tmp_path, review_people(reading.rows), [reading], [])
    html = (tmp_path / "statistics-check.html").read_text(encoding="utf-8")
    assert "Связь с журналом" in html
    assert "Кто пишет" not in html
    assert "не проверено: в отчёте нет столбца «Кол-во сообщений за 7 дней»" in html


def test_page_of_many_findings_points_to_the_workbook(tmp_path: Path):
    reading = read_report(october(tmp_path / "now.xlsx", *[(f"Учитель {n}", 0, 0, 0) for n in range(205)]))
    output.write_reports(tmp_path, review_people(reading.rows), [reading], [])
    html = (tmp_path / "statistics-check.html").read_text(encoding="utf-8")
    assert "Показаны первые 200 строк из 205" in html
    assert "Кто пишет" not in html
    assert load_workbook(tmp_path / "statistics-check.xlsx")["Не привязаны к журналу"].max_row == 206


def test_who_wrote_nothing_is_not_among_the_most_active(tmp_path: Path):
    people = [(f"Учитель {number}", 1, max(0, number - 4), 7) for number in range(40)]
    reading = read_report(october(tmp_path / "now.xlsx", *people))
    html = page.render_page(review_people(reading.rows), [reading], [], datetime.now().astimezone())
    assert "30 самых активных из 35 писавших" in html
    few = review_people([row for row in reading.rows if (row.messages or 0) < 3])
    html = page.render_page(few, [reading], [], datetime.now().astimezone())
    assert "Все, кто писал за 7 дней" in html
    assert re.findall(r'<th scope="row">(Учитель \d+)</th>', html) == ["Учитель 6", "Учитель 5"]


def test_printed_table_has_its_headings_on_every_page_and_no_cut_columns(tmp_path: Path, page: Page):
    people = [(number, f"Первова-Долгополова Александра Константиновна {number}", 0, 0, 0) for number in range(120)]
    first = read_report(counted(tmp_path / "first.xlsx", *people))
    second = read_report(counted(tmp_path / "second.xlsx", *people, school=52, day=LAST_WEEK))
    output.write_reports(tmp_path, review_people([*first.rows, *second.rows]), [first, second], [])
    page.goto((tmp_path / "statistics-check.html").as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 900})  # A4 without the margins
    assert page.evaluate("document.documentElement.scrollWidth") == 703
    assert (
        page.evaluate("[...document.querySelectorAll('.wide')].map(box => getComputedStyle(box).overflowX)")
        == ["visible"] * page.locator(".wide").count()
    )
    assert page.locator(".wide thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"


def test_everybody_linked_but_one_is_not_hundred_percent(tmp_path: Path):
    people = [(f"Учитель {number}", int(number > 0), 5, 0) for number in range(300)]
    reading = read_report(october(tmp_path / "now.xlsx", *people))
    html = page.render_page(review_people(reading.rows), [reading], [], datetime.now().astimezone())
    assert re.findall(r">(\d+)\N{NO-BREAK SPACE}%<", html) == ["99", "100"]


def test_json_has_it_all(folder: Path, reviewed):
    data = json.loads((folder / "statistics-check.json").read_text(encoding="utf-8"))
    assert datetime.fromisoformat(data["made"]).tzinfo is not None
    assert (data["people"], [report["dates"] for report in data["reports"]]) == (13, [["2024-11-12"]])
    assert {kind: len(findings) for kind, findings in data["found"].items()} == {
        "not_linked": 1,
        "fell_silent": 1,
        "silent": 8,
        "two_ids": 2,
        "possibly_two_ids": 2,
        "contradictory": 2,
        "gone": 1,
        "absent": 1,
    }
    assert data["found"]["fell_silent"][0]["previous"]["messages"] == 7
    assert data["found"]["not_linked"][0] == {
        "name": "Иванова Мария",
        "file": str(folder.parent.parent / "now.xlsx"),
        "sheet": "Статистика",
        "number": 3,
        "date": "2024-11-12",
        "organization_id": 216579624,
        "user_id": 2,
        "user_type": "teacher",
        "linked": False,
        "messages": 0,
        "calls": 0,
    }
    assert data["notes"] == reviewed[0].notes
    assert [row["messages"] for row in data["found"]["contradictory"]] == [0, 5]
    assert data["problems"] == [
        {"file": "broken <b>.xlsx", "message": "файл повреждён", "sheet": "", "row": None, "column": ""}
    ]
