"""The console's people, faults and applications: found, made, changed, and seen to change."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from pages.console_applications import ApplicationPage, ApplicationsPage
from pages.console_faults import FaultsPage
from pages.console_people import OrganizationPage, PeoplePage, PersonPage
from tests.http_teacher import HttpTeacher

pytestmark = pytest.mark.usefixtures("page")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.create_teacher()


@pytest.fixture
def person_page(page: Page, sandbox: SandboxClient, teacher: Teacher) -> PersonPage:
    """Opens the teacher."""
    person_page = PersonPage(page)
    person_page.open(sandbox.control, teacher.phone)
    return person_page


@pytest.fixture
def faults_page(page: Page, sandbox: SandboxClient, teacher: Teacher) -> FaultsPage:
    """Opens the faults of the teacher."""
    faults_page = FaultsPage(page)
    faults_page.open(sandbox.control, teacher.phone)
    return faults_page


@pytest.mark.parametrize("profile", [True, False], ids=["с профилем", "без профиля"])
def test_teacher_is_made_with_one_button(page: Page, sandbox: SandboxClient, profile: bool) -> None:
    """Учитель создаётся одной кнопкой; логин, пароль и телефон видны, копируются и подходят."""
    people_page, person = PeoplePage(page), PersonPage(page)
    people_page.open(sandbox.control)
    people_page.make_teacher(profile=profile)
    expect(person.done).to_contain_text("Учитель создан")
    login, password, phone = (field.inner_text().strip() for field in (person.login, person.password, person.phone))
    person.password.click()
    expect(person.copied).to_be_visible()
    sign_in = f"{sandbox.addresses['journal']}/sign-in"
    answer = page.request.post(sign_in, form={"login": login, "password": password})
    assert answer.url.endswith("/home")
    assert len(sandbox.get_person(phone).profiles) == profile
    expect(person.profiles).to_have_count(int(profile))


def test_teacher_is_made_in_a_school_that_there_is(page: Page, people: People, sandbox: SandboxClient) -> None:
    """Учителя создают в существующей школе; неизвестная школа — ошибка у поля, а введённое остаётся."""
    school, surname = people.create_organization(title="Школа, которая есть"), f"Я{secrets.token_hex(4)}{HOSTILE}"
    people_page, person = PeoplePage(page), PersonPage(page)
    people_page.open(sandbox.control)
    people_page.make_teacher(profile=True, organization="999", last_name=surname)
    expect(people_page.organization_id).to_have_accessible_description(re.compile("Такой организации нет"))
    expect(people_page.last_name).to_have_value(surname)
    people_page.organization_id.fill(str(school))
    people_page.make_button.click()
    expect(person.heading).to_contain_text(surname)
    people_page.open(sandbox.control)
    people_page.find(surname)
    expect(people_page.rows).to_have_count(1)
    expect(people_page.rows).to_contain_text("Школа, которая есть")
    people_page.open_person(surname)
    expect(person.heading).to_contain_text(surname)


def test_link_is_seen_as_it_is_made_and_undone(
    person_page: PersonPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Привязка видна на странице человека сама; «Отвязать» снимает её в Сферуме и в журнале."""
    person_page.expect_not_linked()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    person_page.expect_linked()
    expect(person_page.profiles).to_contain_text("5 чатов")
    person_page.unlink()
    expect(person_page.done).to_have_text("Привязка снята")
    person_page.expect_not_linked()
    assert sandbox.get_person(teacher.phone).journal == {teacher.login: None}


def test_time_of_one_person_is_moved(
    person_page: PersonPage, people: People, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Время человека передвигают кнопками; сказано, на сколько всего, и когда его передвинул кто-то другой."""
    for title in ("+1 минута", "+10 минут", "+7 дней"):
        person_page.move_time(title)
        expect(person_page.done).to_have_text("Время передвинуто")
    expect(person_page.time).to_contain_text("Передвинуто на 7 дней 11 минут")
    sandbox.move_time(teacher.phone, 3600)
    expect(person_page.time).to_contain_text("Передвинуто на 7 дней 1 час 11 минут")
    other = people.create_teacher()
    person_page.open(sandbox.control, other.phone)
    expect(person_page.time).to_contain_text("Ещё не передвигали")


def test_person_is_forgotten_after_a_question(
    person_page: PersonPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Забывают человека только после вопроса."""
    person_page.forget_link.click()
    assert sandbox.get_person(teacher.phone).profiles
    person_page.forget_button.click()
    expect(PeoplePage(person_page.page).done).to_be_visible()
    assert sandbox.get_person(teacher.phone).profiles == ()


def test_organization_shows_its_linked_people_and_chats(page: Page, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Организация показывает привязанных, всех участников и чаты."""
    organization = OrganizationPage(page)
    organization.open(sandbox.control, teacher.organization_id)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    expect(organization.members).to_have_count(1)
    expect(organization.members).to_contain_text(teacher.last_name)
    expect(organization.chats).to_have_count(5)
    organization.all_members.click()
    expect(organization.members).to_have_count(1)


def test_fault_is_ordered_strikes_and_is_removed(
    faults_page: FaultsPage, sandbox: SandboxClient, teacher: Teacher
) -> None:
    """Сбой заказывают формой; список сам показывает, сколько раз он сработал; удалённый больше не случается."""
    faults_page.order("страница «Мессенджер»", "Ошибка", status="503", times="2")
    expect(faults_page.rows).to_contain_text("сработал 0 из 2")
    with HttpTeacher(sandbox, teacher) as http_teacher:
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == 503
        expect(faults_page.rows).to_contain_text("сработал 1 из 2")
        faults_page.remove("Ошибка 503")
        expect(faults_page.rows).to_have_text([re.compile("Ничего не заказано")])
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200


def test_each_kind_of_fault_is_ordered(faults_page: FaultsPage, sandbox: SandboxClient, teacher: Teacher) -> None:
    """Задержка, обрыв, молчание на полуслове и A-3E заказываются, с бесконечным повтором тоже."""
    faults_page.order("данные человека", "Ответ замирает на полуслове")
    expect(faults_page.delay).to_have_accessible_description(re.compile("сколько секунд длится молчание"))
    faults_page.order("данные человека", "Ответ замирает на полуслове", delay="20")
    faults_page.order("обмен кода на токен", "Задержка", delay="1,5", times="")
    faults_page.order("прикрепить профиль", "Обрыв соединения")
    faults_page.order("ввод телефона", "A-3E: нет идентификационных данных", times="3")
    expect(faults_page.rows).to_have_count(4)
    ordered = [(fault.kind, fault.delay_s, fault.times) for fault in sandbox.list_faults(phone=teacher.phone)]
    assert ordered == [("identity-data", None, 3), ("drop", None, 1), ("delay", 1.5, None), ("stall", 20, 1)]


def test_mistakes_in_an_order_are_beside_their_fields(faults_page: FaultsPage, sandbox: SandboxClient) -> None:
    """Ошибки заказа сказаны у своих полей, введённое остаётся, ничего не заказано."""
    faults_page.whom.fill(HOSTILE)
    faults_page.order("обмен кода на токен", "Ошибка", status="42", times="0")
    expect(faults_page.mistakes).to_have_count(3)
    expect(faults_page.whom).to_have_accessible_description(re.compile("Нужен телефон"))
    expect(faults_page.whom).to_have_value(HOSTILE)
    expect(faults_page.operation).to_have_value("vk_id.token")
    expect(faults_page.status).to_have_accessible_description(re.compile("от 200 до 599"))
    faults_page.order("обмен кода на токен", "A-3E: нет идентификационных данных")
    expect(faults_page.mistakes.first).to_be_visible()


def test_application_is_registered_and_shows_what_strict_mode_refuses(page: Page, sandbox: SandboxClient) -> None:
    """Приложение регистрируют; секрет скрыт, пока не попросят; видно, что отклонит строгий режим."""
    applications, application = ApplicationsPage(page), ApplicationPage(page)
    applications.open(sandbox.control)
    applications.register(f"Журнал {HOSTILE}", "http://journal.example/back", "https://journal.example/back")
    expect(application.heading).to_have_text(f"Журнал {HOSTILE}")
    expect(application.secret).to_be_hidden()
    application.show_secret.click()
    client = sandbox.get_client(page.url.rpartition("/")[2].partition("?")[0])
    assert client
    expect(application.secret).to_have_text(client.secret)
    expect(application.addresses.first).to_contain_text("Строгий режим отклонит")
    expect(application.addresses.last).not_to_contain_text("отклонит")
    application.remove()
    expect(applications.done).to_be_visible()
    assert sandbox.get_client(client.id) is None


def test_mistakes_in_an_application_are_beside_their_fields(page: Page, sandbox: SandboxClient) -> None:
    """Ошибки приложения сказаны у своих полей, введённое остаётся."""
    applications = ApplicationsPage(page)
    applications.open(sandbox.control)
    applications.register("", "javascript:alert(1)")
    expect(applications.mistakes).to_have_count(2)
    expect(applications.redirect_uris).to_have_value("javascript:alert(1)")
    expect(applications.confidential).to_be_checked()
