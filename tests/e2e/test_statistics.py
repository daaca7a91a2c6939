"""The weekly statistics an administrator downloads: who is in it, what counts, how the file looks (C-3, D)."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from openpyxl.utils import get_column_letter
from playwright.sync_api import Page, expect

from automation.admin_console import download_statistics, enter_admin_console
from automation.factories import People
from automation.linking import open_chats
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.messenger import ChatPage
from tests.e2e.journal_session import OpenJournal
from tests.e2e.report_file import read_counts, read_report, read_sheet
from tests.e2e.shortcuts import NewPage, open_admin_console

MOSCOW = timezone(timedelta(hours=3))
WEEK_S = 7 * 24 * 3600
OCTOBER = ["Дата", "ФИО", "Связь с ЭЖ", "Кол-во сообщений за 7 дней", "Кол-во звонков за 7 дней"]
NOVEMBER = ["Дата", "ID организации", "ID пользователя", "ФИО", "Тип пользователя", "Связь с ЭЖ"]
TEACHER = {"last_name": "Хазеев", "first_name": "Рустем", "role": "teacher", "classes": ["5А"]}


@pytest.mark.requirement("D-1", "D-2", "D-3")
def test_administrator_signs_in_and_downloads_the_week(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Администратор входит на сайт Сферума и скачивает недельную статистику: строки как в методичке."""
    school = people.create_organization(members=[TEACHER])
    (teacher,) = sandbox.get_organization(school).members
    sandbox.write_activity(school, teacher, "class:5А", messages=453, calls=15)
    before = moscow_day()
    console = enter_admin_console(page, target.sferum, people.create_administrator(school), code_for)
    report = download_statistics(console)
    (row,) = read_report(report)
    assert row.pop("Дата").strftime("%d.%m.%Y") in {before, moscow_day()}
    assert row == {
        "ID организации": school,
        "ID пользователя": teacher,
        "ФИО": "Хазеев Рустем",
        "Тип пользователя": "teacher",
        "Связь с ЭЖ": 0,
        "Кол-во сообщений за 7 дней": 453,
        "Кол-во звонков за 7 дней": 15,
    }
    assert re.fullmatch(rf"Статистика Сферум {school} \d\d\.\d\d\.\d{{4}}\.xlsx", report.suggested_filename)
    assert report.suggested_filename.removesuffix(".xlsx").split()[-1] in {before, moscow_day()}


@pytest.mark.parametrize("ids", [True, False], ids=["ноябрь 2024", "октябрь 2024"])
@pytest.mark.requirement("D-3")
def test_file_has_the_guides_headings_and_real_dates_and_numbers(
    page: Page, target: Target, people: People, sandbox: SandboxClient, ids: bool
) -> None:
    """Файл Excel обоих видов: заголовки методички, даты и числа настоящие, столбцы читаются целиком."""
    school = people.create_organization(members=[TEACHER])
    console = open_admin_console(page, target, sandbox, people.create_administrator(school), school)
    sheet = read_sheet(download_statistics(console, ids=ids))
    header = [cell.value for cell in sheet[1]]
    assert header == (NOVEMBER + OCTOBER[-2:] if ids else OCTOBER)
    for number, title in enumerate(header, start=1):
        assert sheet.column_dimensions[get_column_letter(number)].width >= len(str(title))
    kinds = {str(title): cell.data_type for title, cell in zip(header, sheet[2], strict=True)}
    assert kinds.pop("Дата") == "d"
    assert {title for title, kind in kinds.items() if kind == "s"} == {"ФИО", "Тип пользователя"} & set(kinds)
    assert all(kind == "n" for title, kind in kinds.items() if title not in ("ФИО", "Тип пользователя"))
    assert sheet["A2"].number_format == "DD.MM.YYYY"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)


@pytest.mark.parametrize("name", ["=1+1", "+7900", "-Орлова", "@SUM(A1)"], ids=["равно", "плюс", "минус", "собака"])
@pytest.mark.requirement("D-3")
def test_name_that_looks_like_a_formula_stays_text(
    page: Page, target: Target, people: People, sandbox: SandboxClient, name: str
) -> None:
    """ФИО, похожее на формулу, остаётся в файле текстом."""
    school = people.create_organization(members=[{**TEACHER, "last_name": name}])
    report = download_statistics(open_admin_console(page, target, sandbox, people.create_administrator(school), school))
    cell = read_sheet(report)["D2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{name} Рустем", "s", True)


@pytest.mark.parametrize(
    ("ago_s", "counted"),
    [(0, 1), (WEEK_S - 60, 1), (WEEK_S + 1, 0), (30 * 24 * 3600, 0)],
    ids=["сейчас", "на минуту меньше 7 дней", "на секунду больше 7 дней", "месяц"],
)
@pytest.mark.requirement("C-3", "D-3")
def test_week_is_seven_days_back(
    page: Page, target: Target, people: People, sandbox: SandboxClient, ago_s: int, counted: int
) -> None:
    """Считаются сообщения и звонки не старше 7 дней."""
    school = people.create_organization(members=[TEACHER])
    (teacher,) = sandbox.get_organization(school).members
    sandbox.write_activity(school, teacher, "teachers", messages=1, calls=1, ago_s=ago_s)
    console = open_admin_console(page, target, sandbox, people.create_administrator(school), school)
    assert read_counts(download_statistics(console)) == {teacher: (counted, counted)}


@pytest.mark.requirement("D-2")
def test_console_shows_the_bounds_in_moscow_time(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Кабинет называет границы недели до секунды, по московскому времени."""
    school = people.create_organization()
    before = datetime.now(MOSCOW).replace(microsecond=0)
    console = open_admin_console(page, target, sandbox, people.create_administrator(school), school)
    console.expect_open()
    moments = re.findall(r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d", console.bounds.inner_text())
    since, until = (datetime.strptime(moment, "%d.%m.%Y %H:%M:%S").replace(tzinfo=MOSCOW) for moment in moments)
    assert until - since == timedelta(days=7)
    assert before <= until <= datetime.now(MOSCOW)


@pytest.mark.requirement("C-3", "C-4", "D-3")
def test_group_chats_count_and_dialogs_do_not(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_page: NewPage,
) -> None:
    """Считаются сообщения и звонки в групповых чатах, своих тоже; личные диалоги не считаются."""
    journal = open_journal(people.create_teacher(), linked=True)
    school = journal.teacher.organization_id
    colleague = people.give_profile(people.build_teacher(school))[0]
    (teacher,) = sandbox.get_person(journal.teacher.phone).profiles
    chats, chat = open_chats(journal.page), ChatPage(journal.page)
    chats.open("5А · Общая беседа")
    chat.write("Завтра контрольная")
    expect(chat.messages).to_have_count(1)
    chat.call()
    expect(chat.calls).to_have_count(1)
    chat.go_back()
    chats.create("Поход 5А")
    chat.write("Кто идёт?")
    chat.write("Сбор в девять")
    expect(chat.messages).to_have_count(2)
    chat.go_back()
    chats.start_dialog(colleague)
    chat.write("Подмените меня завтра")
    expect(chat.messages).to_have_count(1)
    chat.call()
    expect(chat.calls).to_have_count(1)
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(school), school)
    assert read_counts(download_statistics(console)) == {teacher.id: (3, 1)}


@pytest.mark.requirement("D-3")
def test_report_says_who_is_linked(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_page: NewPage,
) -> None:
    """«Связь с ЭЖ»: 1 у привязанного, 0 у остальных; после отвязки учителя в отчёте нет."""
    journal = open_journal(people.create_teacher(people.create_organization(members=[TEACHER])), linked=True)
    school = journal.teacher.organization_id
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(school), school)
    rows = read_report(download_statistics(console, ids=False))
    assert {row["ФИО"]: row["Связь с ЭЖ"] for row in rows} == {journal.teacher.full_name: 1, "Хазеев Рустем": 0}
    journal.card.unlink()
    journal.expect_unlinked()
    assert [row["ФИО"] for row in read_report(download_statistics(console))] == ["Хазеев Рустем"]


def moscow_day() -> str:
    return datetime.now(MOSCOW).strftime("%d.%m.%Y")
