"""The console: codes that come by themselves, the sign-in, and several people who watch one linking."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from pages.console import CodesPage, ConsoleFrame, ConsoleSignIn
from pages.console_people import PersonPage
from pages.console_requests import RequestsPage
from tests.e2e.journal_session import JournalSession
from tests.e2e.shortcuts import NewPage
from tests.http_teacher import HttpTeacher

pytestmark = pytest.mark.usefixtures("page")
TOKEN = "s3cret-of-the-school"
KEEP_STREAMS = """
window.streams = [];
window.EventSource = class extends EventSource {
  constructor(address) {
    super(address);
    streams.push(this);
  }
};
"""
HIDE_FROM_THE_START = "Object.defineProperty(document, 'hidden', { value: true, configurable: true })"
SET_HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.create_teacher()


@pytest.fixture
def codes_page(page: Page, sandbox: SandboxClient) -> CodesPage:
    """Opens the codes."""
    codes_page = CodesPage(page)
    codes_page.open(sandbox.control)
    expect(ConsoleFrame(page).live_state).to_be_visible()
    return codes_page


def test_code_comes_by_itself_and_is_copied(codes_page: CodesPage, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Код появляется в пульте сам, копируется нажатием, а использованный отмечен."""
    page = codes_page.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
        codes_page.expect_code(teacher.phone, "Действует")
        (code,) = sandbox.read_codes(teacher.phone, consume=False)
        codes_page.copy_code(teacher.phone)
        expect(codes_page.copied).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == code.code == codes_page.read_code(teacher.phone)
        http_teacher.link()
    codes_page.expect_code(teacher.phone, "Больше не действует")


def test_code_is_copied_without_a_clipboard(codes_page: CodesPage, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Где буфер обмена закрыт (обычный HTTP с другой машины), код копируется по-старому."""
    codes_page.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
        codes_page.copy_code(teacher.phone)
    expect(codes_page.copied).to_be_visible()


def open_codes_at_own_clock(page: Page, sandbox: SandboxClient, teacher: Teacher) -> CodesPage:
    """Sends the teacher a code, and shows it on a page whose time the test moves."""
    page.clock.install()
    return send_watched_code(page, sandbox, teacher)


def send_watched_code(page: Page, sandbox: SandboxClient, teacher: Teacher) -> CodesPage:
    """Sends the teacher a code, and shows it."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
    codes_page = CodesPage(page)
    codes_page.open(sandbox.control)
    return codes_page


def test_life_of_a_code_counts_down(page: Page, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Остаток жизни кода идёт на глазах и учитывает передвинутое время человека."""
    codes_page = open_codes_at_own_clock(page, sandbox, teacher)
    codes_page.filter(teacher.phone)
    left = codes_page.find_rows(teacher.phone).get_by_text("ещё")
    expect(left).to_have_text(re.compile("ещё [45]:"))
    page.clock.fast_forward(120_000)
    expect(left).to_have_text(re.compile("ещё [23]:"))
    sandbox.move_time(teacher.phone, 400)
    page.clock.fast_forward(1_000)
    page.reload()
    codes_page.expect_code(teacher.phone, "Истёк")


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)], ids=["спешат", "отстают"])
def test_life_of_a_code_does_not_depend_on_the_clock_of_who_watches(
    page: Page, sandbox: SandboxClient, teacher: Teacher, ahead: timedelta
) -> None:
    """Часы компьютера ошибаются на час: остаток жизни кода тот же, что по часам песочницы."""
    page.clock.install(time=datetime.now(UTC) + ahead)
    codes_page = send_watched_code(page, sandbox, teacher)
    expect(codes_page.find_rows(teacher.phone).get_by_text("ещё")).to_have_text(re.compile("ещё [45]:"))


def test_code_expires_while_it_is_watched(page: Page, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Код, чей срок вышел, становится «Истёк» сам, без обновления страницы."""
    codes_page = open_codes_at_own_clock(page, sandbox, teacher)
    expect(ConsoleFrame(page).live_state).to_be_visible()
    codes_page.expect_code(teacher.phone, "Действует")
    page.evaluate(SET_HIDDEN, True)  # no notice of the moved time comes: the page has its own clock only
    sandbox.move_time(teacher.phone, 400)
    page.clock.fast_forward(400_000)
    codes_page.expect_code(teacher.phone, "Истёк")


def test_keyboard_focus_stays_when_the_list_is_renewed(
    codes_page: CodesPage, sandbox: SandboxClient, people: People, teacher: Teacher
) -> None:
    """Пришёл ещё один код: фокус клавиатуры остаётся на той же кнопке."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
    button = codes_page.find_rows(teacher.phone).get_by_role("button", name="Скопировать код")
    button.focus()
    expect(button).to_be_focused()
    other = people.create_teacher()
    with HttpTeacher(sandbox, other) as http_teacher:
        http_teacher.send_code()
    codes_page.expect_code(other.phone, "Действует")
    expect(button).to_be_focused()


def test_hidden_tab_leaves_its_stream_to_the_others(page: Page, sandbox: SandboxClient) -> None:
    """Скрытая вкладка пульта закрывает поток событий, а показанная снова открывает."""
    page.add_init_script(KEEP_STREAMS)
    CodesPage(page).open(sandbox.control)
    expect(ConsoleFrame(page).live_state).to_be_visible()
    page.evaluate(SET_HIDDEN, True)
    assert page.evaluate("streams.map((stream) => stream.readyState === EventSource.CLOSED)") == [True]
    with page.expect_request("**/console/events?*"):
        page.evaluate(SET_HIDDEN, False)


def test_tab_opened_in_the_background_takes_no_stream(page: Page, sandbox: SandboxClient) -> None:
    """Вкладка пульта, открытая в фоне, не занимает поток событий, пока на неё не перешли."""
    page.add_init_script(KEEP_STREAMS)
    page.add_init_script(HIDE_FROM_THE_START)
    CodesPage(page).open(sandbox.control)
    assert page.evaluate("streams.length") == 0
    page.evaluate(SET_HIDDEN, False)
    expect(ConsoleFrame(page).live_state).to_be_visible()
    assert page.evaluate("streams.length") == 1


def test_codes_of_one_phone(codes_page: CodesPage, sandbox: SandboxClient, people: People, teacher: Teacher) -> None:
    """Коды одного телефона: чужих на странице нет, ошибка в номере названа."""
    other = people.create_teacher()
    for person in (teacher, other):
        with HttpTeacher(sandbox, person) as http_teacher:
            http_teacher.send_code()
    codes_page.filter(teacher.phone)
    codes_page.expect_code(teacher.phone, "Действует")
    expect(codes_page.find_rows(other.phone)).to_have_count(0)
    codes_page.filter("не телефон")
    expect(codes_page.mistake).to_have_text(re.compile("Это не телефон"))


def test_console_asks_for_the_control_token(page: Page) -> None:
    """С токеном управления пульт спрашивает его один раз, ведёт туда, куда шли, и выпускает по «Выйти»."""
    frame, sign_in = ConsoleFrame(page), ConsoleSignIn(page)
    with run_sandbox(SandboxSettings(control_token=TOKEN)) as shared:
        page.goto(f"{shared.addresses.control}/console/people")
        sign_in.sign_in(TOKEN)
        expect(page).to_have_url(f"{shared.addresses.control}/console/people")
        frame.open_page("Коды")
        expect(CodesPage(page).heading).to_be_visible()
        expect(frame.live_state).to_be_visible()
        frame.sign_out_button.click()
        expect(sign_in.heading).to_be_visible()
        CodesPage(page).open(shared.addresses.control)
        expect(sign_in.heading).to_be_visible()
        page.goto("about:blank")  # nothing asks the sandbox any more when it ends


def test_page_whose_session_has_ended_asks_for_the_token(page: Page) -> None:
    """Вышли в соседней вкладке: вернувшись к этой, видят вход, а не устаревшую страницу."""
    with run_sandbox(SandboxSettings(control_token=TOKEN)) as shared:
        CodesPage(page).open(shared.addresses.control)
        ConsoleSignIn(page).sign_in(TOKEN)
        expect(ConsoleFrame(page).live_state).to_be_visible()
        page.evaluate(SET_HIDDEN, True)
        other = page.context.new_page()
        CodesPage(other).open(shared.addresses.control)
        ConsoleFrame(other).sign_out_button.click()
        expect(ConsoleSignIn(other).heading).to_be_visible()
        page.evaluate(SET_HIDDEN, False)
        expect(ConsoleSignIn(page).heading).to_be_visible()
        for opened in (page, other):
            opened.goto("about:blank")  # nothing asks the sandbox any more when it ends


@pytest.mark.requirement("A-4", "A-7")
def test_two_people_watch_one_linking(
    codes_page: CodesPage, new_page: NewPage, target: Target, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Двое в двух браузерах видят в пульте одну привязку, пока она идёт: код, запросы, связь."""
    requests_page, person = RequestsPage(new_page()), PersonPage(new_page())
    requests_page.open(sandbox.control)
    requests_page.filter(phone=teacher.phone)
    person.open(sandbox.control, teacher.phone)
    for watched in (requests_page.page, person.page):
        expect(ConsoleFrame(watched).live_state).to_be_visible()

    journal = JournalSession(new_page(), target, sandbox, teacher, codes_page.read_code)
    login = journal.open_vk_id()
    requests_page.expect_request("POST /office/messenger/connect")
    login.submit_phone()
    codes_page.expect_code(teacher.phone, "Действует")
    login.submit_code()  # the code that the first of the two sees
    codes_page.expect_code(teacher.phone, "Больше не действует")
    person.expect_not_linked()
    login.submit_account().link()
    person.expect_linked()
    journal.expect_linked()
    expect(requests_page.rows.filter(has_text="Сферум").first).to_be_visible()


def test_description_of_the_api_is_shown(codes_page: CodesPage) -> None:
    """Описание управляющего API открывается из пульта, показано целиком и ведёт обратно."""
    page = codes_page.page
    ConsoleFrame(page).open_page("API")
    heading = page.get_by_role("heading", name=re.compile("Sandbox control API"))
    expect(heading).to_be_visible(timeout=30_000)  # Swagger UI draws it from a script of 1.5 MB
    expect(page.get_by_text("/people/{phone}/codes/take").first).to_be_visible()
    back = page.get_by_role("link", name="Пульт песочницы")
    expect(back).to_have_css("color", "rgb(31, 95, 168)")
    back.click()
    expect(codes_page.heading).to_be_visible()
