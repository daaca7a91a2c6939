"""The console's requests: they come by themselves, are filtered and opened, and a login is drawn as a whole."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from pages.console import ConsoleFrame
from pages.console_requests import LoginPage, RequestPage, RequestsPage
from tests.e2e.shortcuts import NewPage
from tests.http_teacher import HttpTeacher

pytestmark = pytest.mark.usefixtures("page")
CONNECT = "POST /office/messenger/connect"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.create_teacher()


@pytest.fixture
def requests_page(page: Page, sandbox: SandboxClient, teacher: Teacher) -> RequestsPage:
    """Opens the requests of the teacher: others' come meanwhile."""
    requests_page = RequestsPage(page)
    requests_page.open(sandbox.control)
    requests_page.filter(phone=teacher.phone)
    expect(ConsoleFrame(requests_page.page).live_state).to_be_visible()
    return requests_page


def test_requests_come_by_themselves(requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Запросы человека появляются в пульте сами, последний сверху; о паузе речи нет, пока её не просили."""
    expect(requests_page.rows).to_have_text([re.compile("Запросов нет")])
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.read_messenger_page()
        requests_page.expect_request("GET /office/messenger")
        http_teacher.connect()
        requests_page.expect_request(CONNECT)
    expect(requests_page.pause_state).to_be_empty()
    expect(requests_page.rows.last).to_contain_text("GET /office/messenger")
    expect(requests_page.rows.last).to_contain_text("Журнал")
    expect(requests_page.rows.last).to_contain_text(teacher.phone)


def test_pause_keeps_the_list_as_it_is(requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher) -> None:
    """На паузе список не меняется, а о новых запросах сказано; после паузы они видны."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.read_messenger_page()
        requests_page.expect_request("GET /office/messenger")
        requests_page.toggle_pause()
        http_teacher.connect()
        expect(requests_page.pause_state).to_have_text("На паузе, есть новые запросы")
        expect(requests_page.rows).to_have_count(1)
        requests_page.toggle_pause()
        requests_page.expect_request(CONNECT)
        expect(requests_page.pause_state).to_be_empty()


def test_pause_keeps_the_way_to_earlier_requests(
    requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """На паузе «Более ранние запросы» ведёт туда же, куда вёл, а после паузы — дальше."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        for _ in range(101):
            http_teacher.request_journal("GET", "/office/messenger/callback")
        requests_page.page.reload()
        expect(ConsoleFrame(requests_page.page).live_state).to_be_visible()
        requests_page.toggle_pause()
        held = requests_page.earlier.get_attribute("href") or ""
        http_teacher.connect()
        expect(requests_page.pause_state).to_have_text("На паузе, есть новые запросы")
        # A page that renewed itself would have asked before this, and shown it.
        requests_page.page.evaluate("fetch(location.href).then((answer) => answer.text())")
        expect(requests_page.earlier).to_have_attribute("href", held)
        requests_page.toggle_pause()
        expect(requests_page.earlier).not_to_have_attribute("href", held)


@pytest.mark.provokes("/console/events: нет ответа")
def test_requests_of_a_broken_connection_come_after_it(page: Page, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Связи с песочницей не было, потом появилась: запросы, что были между, видны."""
    requests_page = RequestsPage(page)
    page.route("**/console/events?*", lambda route: route.abort())
    requests_page.open(sandbox.control)
    requests_page.filter(phone=teacher.phone)
    expect(page.get_by_text("Нет связи с песочницей")).to_be_visible()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.connect()
    expect(requests_page.find_row(CONNECT)).to_have_count(0)
    page.unroute_all()
    requests_page.expect_request(CONNECT)
    expect(ConsoleFrame(requests_page.page).live_state).to_be_visible()


def test_filters_stay_in_the_address(
    page: Page, requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Отбор остаётся в адресе: его можно переслать и обновить страницу."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    requests_page.filter(phone=teacher.phone, site="Сферум", status="2xx")
    expect(requests_page.rows).to_have_count(1)
    page.reload()
    expect(requests_page.rows).to_have_count(1)
    expect(requests_page.rows).to_contain_text("201")
    expect(requests_page.status).to_have_value("2xx")
    requests_page.filter(organization=str(teacher.organization_id), site="Журнал")
    expect(requests_page.find_row(CONNECT)).to_have_count(1)
    requests_page.filter(phone=teacher.phone, status="500")
    expect(requests_page.rows).to_have_text([re.compile("Запросов нет")])


def test_mistakes_in_filters_are_beside_their_fields(requests_page: RequestsPage) -> None:
    """Ошибка в отборе сказана рядом с полем, а введённое остаётся."""
    requests_page.filter(phone="123", organization="школа", status="1000")
    expect(requests_page.mistakes).to_have_count(3)
    expect(requests_page.phone).to_have_value("123")
    expect(requests_page.phone).to_have_accessible_description(re.compile("нужен мобильный номер"))
    expect(requests_page.rows).to_have_text([re.compile("Исправьте отбор")])


def test_opened_request_shows_what_was_sent_and_what_struck(
    requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Открытый запрос показывает посланное, ответ и сбой; секреты — хэшем."""
    fault = sandbox.create_fault("sferum", "attach", "error", phone=teacher.phone)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    (attach,) = sandbox.list_all_requests(phone=teacher.phone, status="503")
    expect(requests_page.find_row(f"PUT {attach['path']}")).to_contain_text("Сбой")
    requests_page.open_request(f"PUT {attach['path']}")
    opened = RequestPage(requests_page.page)
    expect(opened.heading).to_have_text(f"PUT {attach['path']}")
    expect(opened.marks).to_contain_text(f"Сбой № {fault}, заказан: ошибка до действия")
    expect(opened.form).to_contain_text("teacher")
    expect(opened.about).to_contain_text(re.compile(r"Bearer sha256:[0-9a-f]{12}"))
    opened.page.go_back()
    requests_page.open_request("POST /oauth2/auth")
    expect(opened.form).to_contain_text(re.compile("code_verifier *sha256:[0-9a-f]{12}"))
    expect(opened.answer).to_contain_text(re.compile("access_token *sha256:[0-9a-f]{12}"))


def test_login_is_found_from_the_return_to_the_journal(
    requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Из возвращения в журнал открывается весь вход."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    requests_page.open_request("GET /office/messenger/callback")
    RequestPage(requests_page.page).login.click()
    expect(LoginPage(requests_page.page).calls.first).to_contain_text(CONNECT)


def test_login_is_drawn_from_the_journal_to_sferum(
    requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Весь вход — одной схемой: браузер, журнал, VK ID, Сферум; то же списком."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    requests_page.open_login("POST /oauth2/auth")
    login = LoginPage(requests_page.page)
    expect(login.drawing).to_have_accessible_name("Схема входа: Браузер, Журнал, VK ID, Сферум")
    expect(login.calls.first).to_contain_text(f"Браузер → Журнал {CONNECT}")
    expect(login.calls.last).to_contain_text("Журнал → Сферум")
    expect(login.drawing.get_by_text("ответ")).to_have_count(1)


def test_login_grows_while_it_is_watched(
    page: Page, requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Схема входа растёт, пока на неё смотрят."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        code_screen = http_teacher.send_code()
        requests_page.open_login("POST " + page_path(code_screen.url.path, "phone"))
        login = LoginPage(page)
        expect(login.heading).to_be_visible()
        expect(page.get_by_text("Обновляется само")).to_be_visible()
        http_teacher.submit(http_teacher.reach_consent(code_screen))
        expect(login.calls.last).to_contain_text("Журнал → Сферум")


def page_path(path: str, screen: str) -> str:
    """Returns the path of another screen of the same login."""
    return f"{path.rpartition('/')[0]}/{screen}"


def test_hostile_requests_are_shown_as_text(
    page: Page, requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Разметка в пути, в имени поля и в значении остаётся текстом."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        form = {f"<b>{HOSTILE}": f"<img src=x>{HOSTILE}"}
        http_teacher.request_journal("POST", "/office/messenger/unlink", params={HOSTILE: "<i>"}, data=form)
        http_teacher.http.get(f"{sandbox.addresses['messenger']}/{teacher.organization_id}{HOSTILE}")
    requests_page.open_request("POST /office/messenger/unlink")
    opened = RequestPage(page)
    expect(opened.query).to_contain_text(HOSTILE)
    expect(opened.form).to_contain_text(f"<b>{HOSTILE}")
    expect(opened.form.locator("img")).to_have_count(0)
    requests_page.open(sandbox.control)
    requests_page.filter(status="404", site="Мессенджер")
    requests_page.expect_request(f"GET /{teacher.organization_id}{HOSTILE}")


@pytest.mark.parametrize("width", [1280, 390, 320], ids=["стол", "телефон", "узкий телефон"])
def test_pages_of_requests_fit(new_page: NewPage, sandbox: SandboxClient, teacher: Teacher, width: int) -> None:
    """Запросы, один запрос и вход помещаются по ширине."""
    sandbox.create_fault("sferum", "attach", "error", phone=teacher.phone)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.request_journal("GET", f"/office/messenger/{'длинный' * 40}")
        http_teacher.link()
    (attach,) = sandbox.list_all_requests(phone=teacher.phone, status="503")
    page = new_page()
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        f"requests?phone={teacher.phone[1:]}",
        "requests?phone=1&organization_id=x&status=9",
        f"requests/{attach['id']}",
        f"logins/{attach['login_id']}",
    ):
        page.goto(f"{sandbox.control}/console/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_requests_are_a_plain_page_without_scripts(
    new_context: CreateContextCallback, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Без сценариев это обычная страница: список, отбор, более ранние запросы."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.connect()
    requests_page = RequestsPage(new_context(java_script_enabled=False).new_page())
    requests_page.open(sandbox.control)
    requests_page.filter(phone=teacher.phone)
    requests_page.expect_request(CONNECT)
    expect(requests_page.pause).to_be_hidden()


def test_earlier_requests_are_on_a_page_of_their_own(
    requests_page: RequestsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Более ранние запросы — на отдельных страницах, по сто."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.connect()
        for _ in range(100):
            http_teacher.request_journal("GET", "/office/messenger/callback")
    requests_page.expect_request("GET /office/messenger/callback")
    requests_page.page.reload()
    expect(requests_page.rows).to_have_count(100)
    requests_page.earlier.click()
    requests_page.expect_request(CONNECT)
    expect(requests_page.pause).to_be_hidden()
