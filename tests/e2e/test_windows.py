"""Where the linking happens: a window of its own or the same tab, a phone's screen, a keyboard without a mouse."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.factories import People
from automation.linking import open_chats
from automation.target import Target
from automation.vk_id_login import CodeSource
from pages.consent import Consent
from pages.journal import NavBar, SignIn, TeacherOffice
from pages.messenger import ChatList, ChatPage
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen
from pages.windows import window_opened_by
from tests.e2e.journal_session import OpenJournal
from tests.e2e.vk_id_screens import trip

PHONE_SIZED: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MOST_TABS = 30
THICK = re.compile(r"^([2-9]|\d\d+)(\.\d+)?px$")
WHOLE_WAY = ("A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "B-3", "B-4", "B-5", "B-8")


@pytest.mark.requirement("A-1", "A-2", "A-3", "A-4", "A-5", "A-7")
def test_window_of_its_own_closes_and_the_journal_shows_the_link(
    people: People, open_journal: OpenJournal, code_for: CodeSource
) -> None:
    """Отдельное окно VK ID закрывается само, журнал сам показывает привязку имеющегося профиля."""
    teacher = people.teacher()
    desk = open_journal(teacher)
    window = desk.card.go_to_connection()
    assert window is not desk.page
    with window.expect_event("close"):
        for screen in trip(window, teacher, code_for):
            screen.leave()
    desk.expect_linked()
    NavBar(desk.page).expect_connected()
    assert desk.page.context.pages == [desk.page]


@pytest.mark.requirement(*WHOLE_WAY)
def test_same_tab_comes_back_to_the_journal(people: People, open_journal: OpenJournal, code_for: CodeSource) -> None:
    """VK ID в той же вкладке возвращает в журнал, журнал показывает привязку нового профиля."""
    teacher = people.teacher(people.organization(window="same-tab"), profile=False)
    desk = open_journal(teacher)
    window = desk.card.go_to_connection()
    assert window is desk.page
    for screen in trip(window, teacher, code_for, profile=False):
        screen.leave()
    desk.expect_linked()
    NavBar(desk.page).expect_connected()
    assert desk.page.context.pages == [desk.page]


@pytest.mark.requirement("A-2", "A-7")
def test_browser_that_blocks_windows_links_in_the_same_tab(
    people: People, open_journal: OpenJournal, page: Page
) -> None:
    """Браузер не дал открыть окно: привязка проходит в той же вкладке."""
    page.add_init_script("window.open = () => null")
    desk = open_journal(people.teacher(), remembered=True)
    assert desk.reach_consent().page is page
    Consent(page).link()
    desk.expect_linked()


@pytest.mark.requirement(*WHOLE_WAY, "C-2")
def test_phone_sized_screen_needs_no_sideways_scrolling(
    people: People,
    target: Target,
    open_journal: OpenJournal,
    new_context: CreateContextCallback,
    code_for: CodeSource,
) -> None:
    """На экране телефона весь путь, с новым профилем и с имеющимся, проходится без горизонтальной прокрутки.

    Окно закрыто перед согласием: к новой попытке у учителя есть профиль, и VK ID помнит браузер. Окно закрывается само.
    """
    school = people.organization(title="Муниципальное бюджетное общеобразовательное учреждение «Лицей №131»")
    long_names = {"last_name": "Константинопольская-Водопьянова", "patronymic": "Серафимовна-Александровна"}
    teacher = people.teacher(school, profile=False, sex="female", **long_names)
    page = new_context(**PHONE_SIZED).new_page()
    SignIn(page).open(target.journal)
    expect_fits(page)
    desk = open_journal(teacher, at=page)
    for path in ("home", "office", "office/messenger"):
        page.goto(f"{target.journal}/{path}")
        expect_fits(page)
    window = desk.card.go_to_connection()
    window.set_viewport_size(PHONE_SIZED["viewport"])  # on a phone a new window is as small as the others
    for screen in trip(window, teacher, code_for, profile=False):
        expect_fits(window)
        if screen.name != "consent":
            screen.leave()
    window.close()
    expect(desk.card.error).to_be_visible()
    expect_fits(page)
    window = desk.card.go_to_connection()
    window.set_viewport_size(PHONE_SIZED["viewport"])
    with window.expect_event("close"):
        for screen in trip(window, teacher, code_for, remembered=True):
            expect_fits(window)
            screen.leave()
    desk.expect_linked()
    expect_fits(page)
    chats = open_chats(page)
    expect_fits(page)
    chats.open("5А · Общая беседа")
    ChatPage(page).write("Длинноеслово" * 20)
    expect(ChatPage(page).messages).to_have_count(1)
    expect_fits(page)


@pytest.mark.requirement("A-5")
def test_typeface_that_comes_late_moves_nothing(people: People, open_journal: OpenJournal) -> None:
    """Шрифт пришёл, когда экран уже показан: на экране ничего не сдвинулось, щелчок не пройдёт мимо кнопки."""
    desk = open_journal(people.teacher(), remembered=True)
    held: list[Route] = []
    desk.page.context.route("**/*.woff2", lambda font: held.append(font))
    account = AccountScreen(desk.card.go_to_connection())
    account.submit_button.click(trial=True)  # it waits, as every click does, until the screen is drawn
    link = account.page.get_by_role("link", name="Войти в другой аккаунт")
    before = link.bounding_box()
    assert held, "the screen does not ask for its typeface"
    for request in held:
        request.continue_()
    account.page.wait_for_load_state()
    assert link.bounding_box() == before


@pytest.mark.requirement("START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "C-2")
def test_keyboard_alone_links_a_profile(
    people: People, open_journal: OpenJournal, target: Target, code_for: CodeSource
) -> None:
    """Только клавиатура: от журнала до чата с имеющимся профилем, фокус всегда виден."""
    teacher = people.teacher(profile=False)
    _, second = people.give_profile(teacher, count=2)
    desk = open_journal(teacher)
    page = desk.page
    page.goto(f"{target.journal}/home")
    press(NavBar(page).office, "Enter")
    TeacherOffice(page).expect_open()
    press(NavBar(page).messenger, "Enter")
    desk.card.expect_not_connected()  # a key, unlike a click, does not wait until the page goes where it leads
    window = window_opened_by(page.context, lambda: press(desk.card.connect_button, "Space"))
    type_and_enter(PhoneScreen(window).login, teacher.phone)
    expect(CodeScreen(window).code).to_be_focused()
    window.keyboard.type(code_for(teacher.phone))
    press(CodeScreen(window).submit_button, "Enter")
    AccountScreen(window).expect_open()
    tab_to(AccountScreen(window).profiles.get_by_role("radio").first)
    window.keyboard.press("ArrowDown")
    press(AccountScreen(window).submit_button, "Space")
    expect(Consent(window).link_button).to_be_focused()
    window.keyboard.press("Enter")
    desk.expect_linked(second)


@pytest.mark.requirement("A-2", "B-3", "B-4", "B-5", "B-8", "C-2", "C-3")
def test_keyboard_alone_makes_a_profile_and_writes_in_a_chat(
    people: People, open_journal: OpenJournal, code_for: CodeSource
) -> None:
    """Только клавиатура: новый учебный профиль, привязка, сообщение в чате; фокус всегда виден."""
    teacher = people.teacher(profile=False)
    desk = open_journal(teacher)
    window = window_opened_by(desk.page.context, lambda: press(desk.card.connect_button, "Enter"))
    type_and_enter(PhoneScreen(window).login, teacher.phone)
    CodeScreen(window).expect_open()
    type_and_enter(CodeScreen(window).code, code_for(teacher.phone))
    press(AccountScreen(window).create_button, "Space")
    form = ProfileScreen(window)
    form.expect_open()
    born = teacher.birth_date.strftime("%d.%m.%Y")
    for field, text in (
        (form.last_name, teacher.last_name),
        (form.first_name, teacher.first_name),
        (form.patronymic, teacher.patronymic),
        (form.birth_date, born),
    ):
        tab_to(field)
        window.keyboard.type(text)
    press(form.female, "Space")
    window.keyboard.press("ArrowDown")
    expect(form.male).to_be_checked()
    press(form.submit_button, "Enter")
    expect(Consent(window).link_button).to_be_focused()
    window.keyboard.press("Enter")
    desk.expect_linked()
    press(desk.card.messenger_link, "Enter")
    chats = ChatList(desk.page)
    press(chats.row("5А · Общая беседа").get_by_role("link"), "Enter")
    chat = ChatPage(desk.page)
    chat.expect_open("5А · Общая беседа")
    tab_to(chat.text)
    type_and_enter(chat.text, "Завтра контрольная")
    expect(chat.messages).to_contain_text(["Завтра контрольная"])


def press(target: Locator, key: str) -> None:
    """Goes to the control with Tab and presses it."""
    tab_to(target)
    target.page.keyboard.press(key)


def tab_to(target: Locator) -> None:
    """Presses Tab until the control has the focus, which must be seen."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        target.page.keyboard.press("Tab")
        if target.evaluate("control => control === document.activeElement"):
            expect_focus_seen(target)
            return
    raise AssertionError(f"Tab does not lead to {target}")


def type_and_enter(field: Locator, text: str) -> None:
    """Types into the field that has the focus already, and sends the form with Enter."""
    expect(field).to_be_focused()
    expect_focus_seen(field)
    field.page.keyboard.type(text)
    field.page.keyboard.press("Enter")


def expect_focus_seen(control: Locator) -> None:
    """The focused control is outlined."""
    expect(control).to_have_css("outline-width", THICK)  # waits for the styles, which come after the control
    expect(control).not_to_have_css("outline-style", "none")


def expect_fits(page: Page) -> None:
    """Nothing sticks out to the side of the screen."""
    page.wait_for_load_state()  # a screen without its styles yet is another screen
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE_SIZED["viewport"]["width"], f"{page.url} is {wide} px wide"
