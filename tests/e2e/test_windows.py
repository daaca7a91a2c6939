"""Where the linking happens: a window or the same tab, a phone's screen, a keyboard without a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.factories import People
from automation.linking import open_chats
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from pages.consent import ConsentDialog
from pages.journal import NavBar, SignIn, TeacherOffice
from pages.messenger import ChatList, ChatPage
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen
from pages.windows import get_page, open_window
from tests.e2e.expectations import expect_fits, expect_focus_seen
from tests.e2e.journal_session import JournalSession, OpenJournal
from tests.e2e.vk_id_screens import open_screens

PHONE_SIZED: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MAX_TABS = 30
WHOLE_WAY = ("A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "B-3", "B-4", "B-5", "B-8")


@pytest.mark.requirement("A-1", "A-2", "A-3", "A-4", "A-5", "A-7")
def test_window_of_its_own_closes_and_the_journal_shows_the_link(people: People, open_journal: OpenJournal) -> None:
    """Отдельное окно VK ID закрывается само, журнал сам показывает привязку имеющегося профиля."""
    journal = open_journal(people.create_teacher())
    login = journal.open_vk_id()
    window = get_page(login.window)
    assert window is not journal.page
    with window.expect_event("close"):
        login.reach_consent().link()
    journal.expect_linked()
    NavBar(journal.page).expect_connected()
    assert journal.page.context.pages == [journal.page]


@pytest.mark.requirement(*WHOLE_WAY)
def test_same_tab_comes_back_to_the_journal(people: People, open_journal: OpenJournal) -> None:
    """VK ID в той же вкладке возвращает в журнал, журнал показывает привязку нового профиля."""
    teacher = people.create_teacher(people.create_organization(window="same-tab"), profile=False)
    journal = open_journal(teacher)
    login = journal.open_vk_id()
    assert login.window is journal.page
    login.reach_consent(new_profile=teacher).link()
    journal.expect_linked()
    NavBar(journal.page).expect_connected()
    assert journal.page.context.pages == [journal.page]


@pytest.mark.requirement("A-2", "A-7")
def test_browser_that_blocks_windows_links_in_the_same_tab(
    people: People, open_journal: OpenJournal, page: Page
) -> None:
    """Браузер не дал открыть окно: привязка проходит в той же вкладке."""
    page.add_init_script("window.open = () => null")
    journal = open_journal(people.create_teacher(), remembered=True)
    assert journal.reach_consent().page is page
    ConsentDialog(page).link()
    journal.expect_linked()


@pytest.mark.requirement(*WHOLE_WAY, "C-2")
def test_phone_sized_screen_needs_no_sideways_scrolling(
    people: People,
    target: Target,
    open_journal: OpenJournal,
    new_context: CreateContextCallback,
) -> None:
    """На экране телефона весь путь, с новым профилем и с имеющимся, проходится без горизонтальной прокрутки.

    Окно закрыто перед согласием: к новой попытке у учителя есть профиль, и VK ID помнит браузер. Окно закрывается само.
    """
    page = new_context(**PHONE_SIZED).new_page()
    SignIn(page).open(target.journal)
    expect_fits(page)
    journal = open_journal(teacher_with_long_names(people), at=page)
    for path in ("home", "office", "office/messenger"):
        page.goto(f"{target.journal}/{path}")
        expect_fits(page)
    login, window = open_phone_sized_vk_id(journal)
    for screen in open_screens(login, new_profile=journal.teacher):
        expect_fits(window)
        if screen.name != "consent":
            screen.leave()
    window.close()
    expect(journal.card.error).to_be_visible()
    expect_fits(page)
    login, window = open_phone_sized_vk_id(journal)
    with window.expect_event("close"):
        for screen in open_screens(login, remembered=True):
            expect_fits(window)
            screen.leave()
    journal.expect_linked()
    expect_fits(page)
    look_through_chats(page)


@pytest.mark.requirement("A-5")
def test_typeface_that_comes_late_moves_nothing(people: People, open_journal: OpenJournal) -> None:
    """Шрифт пришёл, когда экран уже показан: на экране ничего не сдвинулось, щелчок не пройдёт мимо кнопки."""
    journal = open_journal(people.create_teacher(), remembered=True)
    requests: list[Route] = []
    journal.page.context.route("**/*.woff2", lambda route: requests.append(route))
    account = AccountScreen(journal.card.go_to_connection())
    account.submit_button.click(trial=True)  # it waits, as every click does, until the screen is drawn
    link = account.page.get_by_role("link", name="Войти в другой аккаунт")
    before = link.bounding_box()
    assert requests, "the screen does not load its typeface"
    for request in requests:
        request.continue_()
    account.page.wait_for_load_state()
    assert link.bounding_box() == before


@pytest.mark.requirement("START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "C-2")
def test_keyboard_alone_links_a_profile(
    people: People, open_journal: OpenJournal, target: Target, code_for: CodeSource
) -> None:
    """Только клавиатура: от журнала до чата с имеющимся профилем, фокус всегда виден."""
    teacher = people.create_teacher(profile=False)
    _, second = people.give_profile(teacher, count=2)
    journal = open_journal(teacher)
    page = journal.page
    page.goto(f"{target.journal}/home")
    press(NavBar(page).office, "Enter")
    TeacherOffice(page).expect_open()
    press(NavBar(page).messenger, "Enter")
    journal.card.expect_not_connected()  # a key, unlike a click, does not wait until the page goes where it leads
    window = open_window(page.context, lambda: press(journal.card.connect_button, "Space"))
    type_and_enter(PhoneScreen(window).login, teacher.phone)
    expect(CodeScreen(window).code).to_be_focused()
    window.keyboard.type(code_for(teacher.phone))
    press(CodeScreen(window).submit_button, "Enter")
    AccountScreen(window).expect_open()
    tab_to(AccountScreen(window).profiles.get_by_role("radio").first)
    window.keyboard.press("ArrowDown")
    press(AccountScreen(window).submit_button, "Space")
    expect(ConsentDialog(window).link_button).to_be_focused()
    window.keyboard.press("Enter")
    journal.expect_linked(second)


@pytest.mark.requirement("A-2", "B-3", "B-4", "B-5", "B-8", "C-2", "C-3")
def test_keyboard_alone_creates_a_profile_and_writes_in_a_chat(
    people: People, open_journal: OpenJournal, code_for: CodeSource
) -> None:
    """Только клавиатура: новый учебный профиль, привязка, сообщение в чате; фокус всегда виден."""
    teacher = people.create_teacher(profile=False)
    journal = open_journal(teacher)
    window = open_window(journal.page.context, lambda: press(journal.card.connect_button, "Enter"))
    type_and_enter(PhoneScreen(window).login, teacher.phone)
    CodeScreen(window).expect_open()
    type_and_enter(CodeScreen(window).code, code_for(teacher.phone))
    press(AccountScreen(window).create_button, "Space")
    form = ProfileScreen(window)
    form.expect_open()
    birth_date = teacher.birth_date.strftime("%d.%m.%Y")
    for field, text in (
        (form.last_name, teacher.last_name),
        (form.first_name, teacher.first_name),
        (form.patronymic, teacher.patronymic),
        (form.birth_date, birth_date),
    ):
        tab_to(field)
        window.keyboard.type(text)
    press(form.female, "Space")
    window.keyboard.press("ArrowDown")
    expect(form.male).to_be_checked()
    press(form.submit_button, "Enter")
    expect(ConsentDialog(window).link_button).to_be_focused()
    window.keyboard.press("Enter")
    journal.expect_linked()
    press(journal.card.messenger_link, "Enter")
    chats = ChatList(journal.page)
    press(chats.row("5А · Общая беседа").get_by_role("link"), "Enter")
    chat = ChatPage(journal.page)
    chat.expect_open("5А · Общая беседа")
    tab_to(chat.text)
    type_and_enter(chat.text, "Завтра контрольная")
    expect(chat.messages).to_contain_text(["Завтра контрольная"])


def teacher_with_long_names(people: People) -> Teacher:
    """Makes a teacher without an educational profile, whose names and school hardly fit a phone's screen."""
    school = people.create_organization(title="Муниципальное бюджетное общеобразовательное учреждение «Лицей №131»")
    long_names = {"last_name": "Константинопольская-Водопьянова", "patronymic": "Серафимовна-Александровна"}
    return people.create_teacher(school, profile=False, sex="female", **long_names)


def open_phone_sized_vk_id(journal: JournalSession) -> tuple[VkIdLogin, Page]:
    """Opens VK ID: on a phone a new window is as small as the others."""
    login = journal.open_vk_id()
    window = get_page(login.window)
    window.set_viewport_size(PHONE_SIZED["viewport"])
    return login, window


def press(control: Locator, key: str) -> None:
    """Goes to the control with Tab and presses a key on it."""
    tab_to(control)
    control.page.keyboard.press(key)


def tab_to(control: Locator) -> None:
    """Presses Tab until the control has the focus, and checks that the focus is seen."""
    expect(control).to_be_visible()
    for _ in range(MAX_TABS):
        control.page.keyboard.press("Tab")
        if control.evaluate("control => control === document.activeElement"):
            expect_focus_seen(control)
            return
    raise AssertionError(f"Tab does not lead to {control}")


def type_and_enter(field: Locator, text: str) -> None:
    """Types into the field that has the focus already, and sends the form with Enter."""
    expect(field).to_be_focused()
    expect_focus_seen(field)
    field.page.keyboard.type(text)
    field.page.keyboard.press("Enter")


def look_through_chats(page: Page) -> None:
    """Checks that all fits in a linked teacher's messenger: the list of chats, and a chat with a very long word."""
    chats = open_chats(page)
    expect_fits(page)
    chats.open("5А · Общая беседа")
    ChatPage(page).write("Длинноеслово" * 20)
    expect(ChatPage(page).messages).to_have_count(1)
    expect_fits(page)
