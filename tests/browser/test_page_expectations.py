"""Every `expect_*` of a page object can fail: it has a page on which it holds, and changes after which it does not.

The table is complete by itself: a new `expect_*` needs a row.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pages.consent import ConsentDialog
from pages.console import CodesPage
from pages.console_people import PersonPage
from pages.console_requests import RequestsPage
from pages.journal import MessengerCard, NavBar, TeacherOffice
from pages.labels import JournalLabels
from pages.messenger import ChatList, ChatPage
from pages.messenger_settings import AccountSettingsPage
from pages.sferum import AdminConsole, Members
from pages.sferum_profile import InvitationPage, ProfilePage
from pages.vendor_journal import VendorJournal
from pages.vk_id import AccountScreen, CodeScreen, IdentityDataHelp, PhoneScreen, ProfileScreen
from tests.browser.expectation_rows import (
    Row,
    check_row_fails,
    check_row_holds,
    fails,
    list_expectations,
    short_timeouts,
    show,
)

HIDE = ("<h1", "<h1 hidden")


def heading(check: Callable[[Page], None], title: str) -> Row:
    """Returns the row of a check that a screen with this heading is open."""
    return Row(check, f"<h1>{title}</h1>", (HIDE, (title, "Другое"), ("h1", "p")))


CARD_ERROR = "<p role=alert>VK ID не отвечает.</p><button>Перейти к подключению</button>"
NAV = """<nav aria-label="Навигационная панель"><a href="#" title="Мессенджер: {words}">Мессенджер</a></nav>
    <i data-testid="messenger-badge" class="badge {badge}"></i>"""
PROFILE = """<section aria-labelledby="title"><h2 id="title">Учебный профиль 5 <span>{state}</span></h2></section>"""
REFUSED = "<p role=alert>Приглашение отозвано</p>"
CHATS = """<h1>Чаты 2</h1><ul aria-label="Список чатов">
    <li><a href="#" title="А"><b>А</b> <i>1 участник</i></a></li>
    <li><a href="#" title="Б"><b>Б</b> <i>2 участника</i></a></li></ul>"""

PAGES: dict[str, Row] = {
    "pages.consent.ConsentDialog.expect_open": Row(
        lambda page: ConsentDialog(page).expect_open(),
        '<dialog open aria-label="Добавление профиля Сферум">согласие</dialog>',
        ((" open", ""), ("Сферум", "Другой"), ("dialog", "div")),
    ),
    "pages.console.CodesPage.expect_code": Row(
        lambda page: CodesPage(page).expect_code("+79001234567", "Действует"),
        "<ol aria-label='Коды, последний сверху'><li>+79001234567 <b>Действует</b></li></ol>",
        ((">Действует", ">Больше не действует"), ("+79001234567", "+79001234568"), ("<li", "<li hidden")),
    ),
    "pages.console_people.PersonPage.expect_linked": Row(
        lambda page: PersonPage(page).expect_linked(),
        PROFILE.format(state="Привязан"),
        ((">Привязан", ">Не привязан"), ("section", "div"), ("Учебный профиль", "Вход")),
    ),
    "pages.console_people.PersonPage.expect_not_linked": Row(
        lambda page: PersonPage(page).expect_not_linked(),
        PROFILE.format(state="Не привязан"),
        ((">Не привязан", ">Привязан"), ("section", "div"), ("Учебный профиль", "Вход")),
    ),
    "pages.console_requests.RequestsPage.expect_request": Row(
        lambda page: RequestsPage(page).expect_request("GET /office"),
        "<ol aria-label='Запросы, последний сверху'><li><a href='#'>GET /office</a></li></ol>",
        (("GET", "POST"), ("/office", "/office/messenger"), ("<li", "<li hidden"), ("последний", "первый")),
    ),
    "pages.journal.NavBar.expect_connected": Row(
        lambda page: NavBar(page).expect_connected(),
        NAV.format(words="подключен", badge="on"),
        (
            ("badge on", "badge off"),
            ("badge on", "badge"),
            (": подключен", ": не подключен"),
            ('"messenger-badge"', '"x"'),
        ),
    ),
    "pages.journal.NavBar.expect_not_connected": Row(
        lambda page: NavBar(page).expect_not_connected(),
        NAV.format(words="не подключен", badge="off"),
        (
            ("badge off", "badge on"),
            ("badge off", "badge"),
            (": не подключен", ": подключен"),
            ('"messenger-badge"', '"x"'),
        ),
    ),
    "pages.journal.TeacherOffice.expect_open": heading(
        lambda page: TeacherOffice(page).expect_open(), "Кабинет учителя"
    ),
    "pages.journal.MessengerCard.expect_not_connected": Row(
        lambda page: MessengerCard(page).expect_not_connected(),
        '<section aria-label="Мессенджер не подключен">нет</section>',
        (("Мессенджер не подключен", "Мессенджер подключен"), ("<section", "<section hidden"), ("section", "div")),
    ),
    "pages.journal.MessengerCard.expect_connected": Row(
        lambda page: MessengerCard(page).expect_connected(),
        '<section aria-label="Мессенджер подключен">да</section>',
        (("Мессенджер подключен", "Мессенджер не подключен"), ("<section", "<section hidden"), ("section", "div")),
    ),
    "pages.journal.MessengerCard.expect_error": Row(
        lambda page: MessengerCard(page).expect_error("VK ID не отвечает."),
        CARD_ERROR,
        (
            ("VK ID не отвечает.", "Сферум не отвечает."),
            ("не отвечает.", "не отвечает. И ещё что-то."),
            ("role=alert", ""),
            (CARD_ERROR[: CARD_ERROR.index("<button")], ""),
            ("<button", "<button hidden"),
            ("Перейти к подключению", "Подождать"),
        ),
    ),
    "pages.messenger.ChatList.expect_count": Row(
        lambda page: ChatList(page).expect_count(28),
        "<h1>Чаты 28</h1>",
        (("28", "27"), ("28", "280"), ("28", ""), ("h1", "h2")),
    ),
    "pages.messenger.ChatPage.expect_open": Row(
        lambda page: ChatPage(page).expect_open("5А"), "<h1>5А</h1>", (("5А", "5Б"), ("5А", "5А и ещё"), ("h1", "h2"))
    ),
    "pages.messenger_settings.AccountSettingsPage.expect_user_id": Row(
        lambda page: AccountSettingsPage(page).expect_user_id(757),
        "<p data-testid=user-id>757</p>",
        (("757", "758"), ("757", "7570"), ("user-id", "other")),
    ),
    "pages.sferum.AdminConsole.expect_open": heading(lambda page: AdminConsole(page).expect_open(), "Статистика"),
    "pages.sferum.AdminConsole.expect_refused": heading(
        lambda page: AdminConsole(page).expect_refused(), "Нет доступа администратора"
    ),
    "pages.sferum_profile.ProfilePage.expect_open": heading(
        lambda page: ProfilePage(page).expect_open(), "Мой учебный профиль"
    ),
    "pages.sferum_profile.InvitationPage.expect_refused": Row(
        lambda page: InvitationPage(page).expect_refused("Приглашение отозвано"),
        REFUSED,
        (
            ("отозвано", "использовано"),
            (REFUSED, REFUSED + "<button>Принять приглашение</button>"),
            (REFUSED, REFUSED + "<a href='#'>Войти через VK ID</a>"),
            (REFUSED, ""),
        ),
    ),
    "pages.vendor_journal.VendorJournal.expect_not_connected": Row(
        lambda page: VendorJournal(page, JournalLabels()).expect_not_connected(),
        "<h1>Мессенджер не подключен</h1>",
        (HIDE, ("Мессенджер не подключен", "Другое")),
    ),
    "pages.vendor_journal.VendorJournal.expect_connected": Row(
        lambda page: VendorJournal(page, JournalLabels()).expect_connected(),
        "<h1>Мессенджер подключен</h1>",
        (HIDE, ("Мессенджер подключен", "Другое")),
    ),
    "pages.vendor_journal.VendorJournal.expect_card": Row(
        lambda page: VendorJournal(page, JournalLabels()).expect_card(),
        "<h1>Мессенджер не подключен</h1>",
        (HIDE, ("не подключен", "на ремонте")),
    ),
    "pages.vendor_journal.VendorJournal.expect_entrance": Row(
        lambda page: VendorJournal(page, JournalLabels()).expect_entrance(has_office=True),
        "<a href=#>Кабинет учителя</a>",
        (("<a ", "<a hidden "), ("Кабинет учителя", "Кабинет завуча")),
    ),
    "pages.vk_id.PhoneScreen.expect_open": heading(lambda page: PhoneScreen(page).expect_open(), "Вход в VK ID"),
    "pages.vk_id.IdentityDataHelp.expect_open": heading(
        lambda page: IdentityDataHelp(page).expect_open(), "Невозможно получить идентификационные данные"
    ),
    "pages.vk_id.CodeScreen.expect_open": heading(lambda page: CodeScreen(page).expect_open(), "Подтвердите вход"),
    "pages.vk_id.CodeScreen.expect_counting": Row(
        lambda page: CodeScreen(page).expect_counting(),
        "<p>Звонок поступит в течение 00:56</p>",
        (("<p", "<p hidden"), ("поступит в течение", "поступил")),
    ),
    "pages.vk_id.CodeScreen.expect_error": Row(
        lambda page: CodeScreen(page).expect_error("Неверный код"),
        "<p role=alert>Неверный код</p>",
        (("Неверный код", "Код устарел"), ("Неверный код", "Неверный код. Осталась 1 попытка"), ("role=alert", "")),
    ),
    "pages.vk_id.AccountScreen.expect_open": heading(
        lambda page: AccountScreen(page).expect_open(), "Проверьте учётные данные"
    ),
    "pages.vk_id.ProfileScreen.expect_open": heading(
        lambda page: ProfileScreen(page).expect_open(), "Новый учебный профиль"
    ),
    "pages.vk_id.ProfileScreen.expect_errors": Row(
        lambda page: ProfileScreen(page).expect_errors("Первая", "Вторая"),
        "<p role=alert>Первая</p><p role=alert>Вторая</p>",
        (("Первая", "Другая"), ("<p role=alert>Вторая</p>", ""), ("</p><p", "</p><p role=alert>Третья</p><p")),
    ),
}


def test_each_expectation_has_a_row() -> None:
    assert list_expectations("pages/*.py") == set(PAGES)


@pytest.mark.parametrize("row", PAGES.values(), ids=PAGES)
def test_expectation_holds_on_its_page(page: Page, row: Row) -> None:
    check_row_holds(page, row)


@pytest.mark.parametrize("row", PAGES.values(), ids=PAGES)
def test_expectation_fails_on_every_broken_page(page: Page, row: Row) -> None:
    check_row_fails(page, row)


TOGETHER = {
    frozenset(
        {"pages.vendor_journal.VendorJournal.expect_card", "pages.vendor_journal.VendorJournal.expect_not_connected"}
    ),
    frozenset(
        {"pages.vendor_journal.VendorJournal.expect_card", "pages.vendor_journal.VendorJournal.expect_connected"}
    ),
}
"""Expectations that one page may meet: a card is one in each of its states."""
CONTRARY = [
    (name, other)
    for name in PAGES
    for other in PAGES
    if name != other
    and name.rpartition(".")[0] == other.rpartition(".")[0]
    and frozenset({name, other}) not in TOGETHER
]


@pytest.mark.parametrize(
    ("name", "other"), CONTRARY, ids=[f"{name} on {other.rpartition('.')[2]}" for name, other in CONTRARY]
)
def test_expectation_fails_where_another_of_its_page_holds(page: Page, name: str, other: str) -> None:
    show(page, PAGES[other].body)
    with short_timeouts():
        assert fails(PAGES[name].check, page), f"{name} holds on a page of {other}"


def test_member_is_found_by_the_whole_id(page: Page) -> None:
    cells = "".join(f"<tr><td>{profile_id}</td></tr>" for profile_id in (7570, 757, 1757))
    page.set_content(f"<table>{cells}</table>")
    expect(Members(page).row(757)).to_have_text("757")
