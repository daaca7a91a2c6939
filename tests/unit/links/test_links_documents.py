"""What a check of links leaves: the workbook and the JSON file, of either way."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from automation.links import output, workbook
from automation.links.output import build_json, build_log_path, list_report_paths, write_reports
from automation.links.results import JOURNAL_COLUMNS, LinkResult, LinkReview, LinkStatus, choose_mesh_columns
from tests.html_page import read_page

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
LINKED = LinkResult(2, "Хазеев Рустем", "hazeev", LinkStatus.LINKED, profile=7)
FREE = LinkResult(3, "Орлова Анна", "orlova", LinkStatus.NOT_LINKED)
UNKNOWN = LinkResult(4, "", "petrov", LinkStatus.UNKNOWN, remark="войти не удалось", complete=False)
BOTH = ["vk", "max"]


def review(*results: LinkResult, columns: Any = JOURNAL_COLUMNS) -> LinkReview:
    return LinkReview("https://journal.example", "список.xlsx", results, columns)


def mesh_review() -> LinkReview:
    linked = LinkResult(2, "Хазеев", "person_id 1", LinkStatus.LINKED, 7, max_account=8, max_link="https://max.ru/u/a")
    free = LinkResult(3, "Орлова", "person_id 2", LinkStatus.NOT_LINKED, "нет", max_account="нет")
    return review(linked, free, columns=choose_mesh_columns(BOTH))


def read_rows(path: Path, sheet: str = "Привязка") -> list[tuple[object, ...]]:
    return list(load_workbook(path)[sheet].values)


def test_workbook_has_everybody_in_the_order_of_the_list(tmp_path: Path):
    workbook.write_workbook(review(LINKED, FREE, UNKNOWN), NOW, tmp_path / "links.xlsx")
    assert read_rows(tmp_path / "links.xlsx") == [
        ("Строка", "ФИО", "Логин", "Связь с ЭЖ", "ID пользователя", "Примечание"),
        (2, "Хазеев Рустем", "hazeev", 1, 7, None),
        (3, "Орлова Анна", "orlova", 0, None, None),
        (4, None, "petrov", None, None, "войти не удалось"),
    ]
    assert load_workbook(tmp_path / "links.xlsx").sheetnames[0] == "Привязка"


def test_each_status_has_a_colour_of_its_own_and_a_line_in_the_summary(tmp_path: Path):
    workbook.write_workbook(review(LINKED, FREE, UNKNOWN), NOW, tmp_path / "links.xlsx")
    sheet = load_workbook(tmp_path / "links.xlsx")["Привязка"]
    fills = {sheet.cell(row, column).fill.fgColor.rgb for row in (2, 3, 4) for column in (1, 6)}
    assert len(fills) == 3
    assert "00000000" not in fills
    summary = read_rows(tmp_path / "links.xlsx", "Сводка")
    assert [row[:2] for row in summary[3:6]] == [("Не привязаны", 1), ("Не проверены", 1), ("Привязаны", 1)]
    assert summary[1][2] == "список.xlsx, 27.11.2026 09:30"


def test_workbook_prints_on_pages_that_fit(tmp_path: Path):
    workbook.write_workbook(review(*[FREE] * 100), NOW, tmp_path / "links.xlsx")
    sheet = load_workbook(tmp_path / "links.xlsx")["Привязка"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'Привязка'!$A$1:$F$101"
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:F101", "A2")


@pytest.mark.parametrize("name", ["=1+1", "+79001234567", "-Орлова", "@SUM(A1)"])
def test_workbook_keeps_names_as_text(tmp_path: Path, name: str):
    result = LinkResult(2, name, "login", LinkStatus.LINKED, profile=7)
    workbook.write_workbook(review(result), NOW, tmp_path / "links.xlsx")
    sheet = load_workbook(tmp_path / "links.xlsx").worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == (name, "s", True)
    assert not sheet["C2"].quotePrefix


@pytest.mark.parametrize("message", ["ошибка \x07 журнала", "\ud83d", "\uffff", "я" * 40_000, "=1+1", "\r-1"])
def test_workbook_is_written_whatever_the_journal_says(tmp_path: Path, message: str):
    result = LinkResult(2, "Орлова", "login\x00", LinkStatus.UNKNOWN, remark=message)
    workbook.write_workbook(review(result), NOW, tmp_path / "links.xlsx")
    sheet = load_workbook(tmp_path / "links.xlsx").worksheets[0]
    assert sheet["F2"].data_type == sheet["C2"].data_type == "s"
    assert sheet["C2"].value == "login\ufffd"
    assert len(str(sheet["F2"].value)) == min(len(message), 32_767)


def test_workbook_of_mesh_tells_vk_and_max_apart(tmp_path: Path):
    workbook.write_workbook(mesh_review(), NOW, tmp_path / "links.xlsx")
    header, linked, free = read_rows(tmp_path / "links.xlsx")
    assert header[3:7] == ("Связь с ЭЖ", "VK (vk_edu_id)", "MAX (max_id)", "Ссылка MAX")
    assert linked[2:7] == ("person_id 1", 1, 7, 8, "https://max.ru/u/a")
    assert free[2:7] == ("person_id 2", 0, "нет", "нет", None)


@pytest.mark.parametrize(
    ("partners", "absent"), [(["vk"], {"max_id", "max_link"}), (["max"], {"vk_edu_id"}), (BOTH, set())]
)
def test_service_that_nobody_asked_about_has_no_column(partners: list[str], absent: set[str]):
    keys = {column.key for column in choose_mesh_columns(partners)}
    assert keys == {"row", "name", "id", "linked", "vk_edu_id", "max_id", "max_link", "remark"} - absent


def test_json_has_it_all():
    data = build_json(review(LINKED, FREE, UNKNOWN), NOW)
    assert data["counts"] == {"linked": 1, "not_linked": 1, "unknown": 1}
    assert (data["journal"], data["roster"]) == ("https://journal.example", "список.xlsx")
    assert [(person["status"], person["linked"], person["profile_id"]) for person in data["people"]] == [
        ("linked", 1, 7),
        ("not_linked", 0, None),
        ("unknown", None, None),
    ]
    assert data["people"][2]["remark"] == "войти не удалось"


@pytest.mark.parametrize(
    ("out", "names"),
    [("week", ["week/links-check"]), ("week/links.xlsx", ["week/links"]), ("a.b", ["a.b/links-check"])],
)
def test_out_is_a_folder_or_the_name_of_the_workbook(tmp_path: Path, out: str, names: list[str]):
    write_reports(tmp_path / out, review(LINKED))
    (stem,) = names
    paths = [tmp_path / f"{stem}{suffix}" for suffix in (".html", ".xlsx", ".json")]
    assert list_report_paths(tmp_path / out) == paths
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert build_log_path(tmp_path / out) == tmp_path / f"{stem}.unfinished.jsonl"
    assert json.loads(paths[2].read_text(encoding="utf-8"))["counts"]["linked"] == 1


def test_folder_may_be_called_like_a_workbook(tmp_path: Path):
    (tmp_path / "links.xlsx").mkdir()
    assert list_report_paths(tmp_path / "links.xlsx")[0] == tmp_path / "links.xlsx" / "links-check.html"


@pytest.mark.parametrize("failing", ["page.render_page", "workbook.write_workbook"])
def test_nothing_is_replaced_where_one_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str):
    write_reports(tmp_path, review(LINKED))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left")

    module, function = failing.split(".")
    monkeypatch.setattr(getattr(output, module), function, fail)
    with pytest.raises(OSError, match="No space"):
        write_reports(tmp_path, review(FREE))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_page_has_the_three_statuses_in_sections_of_their_own(tmp_path: Path):
    write_reports(tmp_path, review(LINKED, FREE, UNKNOWN))
    page = read_page((tmp_path / "links-check.html").read_text(encoding="utf-8"))
    titles = [heading.text for heading in page.find_all("h2")]
    assert [title.split() for title in titles] == [
        ["Картина"],
        ["Не", "привязаны", "1"],
        ["Не", "проверены", "1"],
        ["Привязаны", "1"],
    ]
    assert [cell.text for cell in page.find_all("th", scope="row")] == ["Орлова Анна", "petrov", "Хазеев Рустем"]


def test_person_without_a_name_among_others_is_called_so(tmp_path: Path):
    write_reports(tmp_path, review(FREE, LinkResult(5, "", "noname", LinkStatus.NOT_LINKED)))
    page = read_page((tmp_path / "links-check.html").read_text(encoding="utf-8"))
    assert [cell.text for cell in page.find_all("th", scope="row")] == ["Орлова Анна", "без имени"]
