"""What people type: spaces around it change nothing, and spaces alone are nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from automation.factories import People
from mock_server.client import SandboxClient
from tests.html_page import read_page
from tests.http_person import HttpPerson, open_person
from tests.http_teacher import HttpTeacher

BLANK = " \t  "
OpenPerson = Callable[[str], HttpPerson]


@pytest.fixture
def open_browser(sandbox: SandboxClient) -> Iterator[OpenPerson]:
    with ExitStack() as browsers:
        yield lambda phone: browsers.enter_context(open_person(sandbox, phone))


@pytest.fixture
def person(people: People, open_browser: OpenPerson) -> HttpPerson:
    """A person with an educational profile and no organization."""
    someone = people.build_teacher(0)
    people.give_profile(someone)
    return open_browser(someone.phone)


def words_of(page: httpx.Response) -> str:
    return read_page(page.text).find("main").text


def test_title_of_a_chat(person: HttpPerson) -> None:
    """C-4: название чата без лишних пробелов; из одних пробелов чата не выйдет."""
    person.submit(person.open("messenger"), "Создать чат", title=BLANK)
    assert person.list_chats() == {}

    person.submit(person.open("messenger"), "Создать чат", title="  Поход   в музей ")
    assert [*person.list_chats()] == ["Поход в музей"]


def test_message(person: HttpPerson) -> None:
    """C-3: сообщение без пробелов по краям; пустого не отправить."""
    chat = person.submit(person.open("messenger"), "Создать чат", title="Чат")
    for text in (BLANK, "  Добрый  день ", BLANK):
        chat = person.submit(chat, "Отправить", text=text)

    messages = read_page(chat.text).find("ol").find_all("p")
    assert [message.children for message in messages] == [["Добрый  день"]]


def test_id_of_a_person(person: HttpPerson, people: People) -> None:
    """Пробелы вокруг ID собеседника ничего не меняют."""
    other = people.build_teacher(0)
    (profile_id,) = people.give_profile(other)
    assert "Пользователя с таким ID нет" in words_of(person.submit(person.open("messenger"), "Написать", user_id=BLANK))

    dialog = person.submit(person.open("messenger"), "Написать", user_id=f" {profile_id} ")
    assert dialog.url.path.startswith("/chats/")


def test_reason_of_a_rejection(person: HttpPerson, people: People, open_browser: OpenPerson) -> None:
    """F-3: причина отказа нужна, и пробелы — не причина."""
    school = people.create_organization()
    admin = open_browser(people.create_administrator(school))
    person.submit(person.open("sferum", f"/applications/new?organization_id=%20{school}%20"), "Подать заявку")
    applications = admin.open("sferum", f"/organizations/{school}/applications")

    refused = admin.submit(applications, "Отклонить", reason=BLANK)
    assert (refused.status_code, "Укажите причину отказа" in words_of(refused)) == (422, True)
    admin.submit(applications, "Отклонить", reason="  Нет   мест ")
    assert "Отклонена: Нет мест" in words_of(person.open("sferum", "/profile"))


def test_phone_of_an_invitation(people: People, open_browser: OpenPerson) -> None:
    """F-1: пробелы вместо номера — приглашение для всех, у кого есть ссылка."""
    school = people.create_organization()
    admin = open_browser(people.create_administrator(school))
    invitations = admin.open("sferum", f"/organizations/{school}/invitations")

    assert "ссылка для всех" in words_of(admin.submit(invitations, "Создать приглашение", phone=BLANK))
    phone = people.build_teacher(0).phone
    assert phone in words_of(admin.submit(invitations, "Создать приглашение", phone=f" {phone} "))


def test_login_of_the_journal(http_teacher: HttpTeacher) -> None:
    """START-1: пробелы вокруг логина не мешают войти; пароль — до последнего знака."""
    teacher = http_teacher.teacher
    form = {"login": f"  {teacher.login} ", "password": teacher.password}

    assert http_teacher.request_journal("POST", "/sign-in", data=form).url.path == "/home"
    wrong = http_teacher.request_journal("POST", "/sign-in", data={**form, "password": f"{teacher.password} "})
    assert "Неверный логин или пароль" in words_of(wrong)


def test_phone_and_code_of_vk_id(http_teacher: HttpTeacher) -> None:
    """A-3, A-4: пробелы вокруг номера и кода не мешают; вместо номера — названы ошибкой."""
    refused = http_teacher.submit(http_teacher.connect(), login=BLANK)
    assert "Введите номер телефона или почту" in words_of(refused)

    phone = http_teacher.teacher.phone
    code_screen = http_teacher.submit(http_teacher.connect(), login=f" {phone} ")
    code = http_teacher.sandbox.read_codes(phone)[-1].code
    assert http_teacher.submit(code_screen, code=f" {code} ").url.path.endswith("/account")
