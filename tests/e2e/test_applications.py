"""Kindergartens and additional education (F): applications for membership, and who may decide on them."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient
from pages.messenger import ChatList
from pages.sferum import Applications
from pages.sferum_profile import ApplicationPage
from tests.e2e.membership import expect_member, expect_no_member
from tests.e2e.shortcuts import NewPage, apply_for_membership, open_admin_console, open_profile

WAITING = "Ждёт подтверждения администратора"


@pytest.fixture
def applications(page: Page, target: Target, people: People, sandbox: SandboxClient, kindergarten: int) -> Applications:
    """«Заявки» in the kindergarten's console, in the test's own page."""
    open_admin_console(page, target, sandbox, people.create_administrator(kindergarten), kindergarten).go_to("Заявки")
    expect(Applications(page).heading).to_be_visible()
    return Applications(page)


@pytest.mark.requirement("F-2", "F-3")
def test_person_belongs_once_the_application_is_confirmed(
    applications: Applications,
    person: Teacher,
    new_page: NewPage,
    target: Target,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Заявка: до подтверждения ничего не меняется, после — прикреплён, чаты групп появились."""
    profile = apply_for_membership(new_page(), target, sandbox, person.phone, kindergarten, "Ромашка", "Василёк")
    expect(profile.applications).to_contain_text([WAITING])
    expect_no_member(sandbox, person)
    (profile_of_person,) = sandbox.get_person(person.phone).profiles
    applications.page.reload()
    expect(applications.row(profile_of_person.id)).to_contain_text("Ромашка")
    applications.confirm(profile_of_person.id)
    expect(applications.rows).to_have_count(0)
    profile.page.reload()
    expect(profile.applications).to_contain_text(["Подтверждена"])
    expect(profile.organizations).to_contain_text(["Детский сад №7"])
    expect_member(sandbox, person, kindergarten)
    profile.page.goto(target.messenger)
    ChatList(profile.page).expect_count(5)
    for group in ("Ромашка", "Василёк"):
        expect(ChatList(profile.page).row(f"Группа «{group}» · Общая беседа")).to_have_count(1)


@pytest.mark.requirement("F-2", "F-3")
def test_rejected_person_reads_why_and_applies_again(
    applications: Applications,
    person: Teacher,
    new_page: NewPage,
    target: Target,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Отказ: причина видна, подать снова можно, и новую заявку можно подтвердить."""
    page = new_page()
    profile = apply_for_membership(page, target, sandbox, person.phone, kindergarten)
    (profile_of_person,) = sandbox.get_person(person.phone).profiles
    applications.page.reload()
    applications.reject(profile_of_person.id, "")
    expect(applications.error).to_contain_text("Укажите причину отказа")
    applications.reject(profile_of_person.id, "Вас нет в штате")
    expect(applications.rows).to_have_count(0)
    profile.page.reload()
    expect(profile.applications).to_contain_text(["Отклонена: Вас нет в штате"])
    expect_no_member(sandbox, person)
    apply_for_membership(page, target, sandbox, person.phone, kindergarten)
    expect(profile.applications).to_contain_text([WAITING, "Отклонена: Вас нет в штате"])
    applications.page.reload()
    applications.confirm(profile_of_person.id)
    expect(applications.rows).to_have_count(0)
    expect_member(sandbox, person, kindergarten)


@pytest.mark.requirement("F-2")
def test_second_application_waits_for_the_first(
    person: Teacher, new_page: NewPage, target: Target, sandbox: SandboxClient, kindergarten: int
) -> None:
    """Пока заявка не рассмотрена, вторую подать нельзя."""
    profile = apply_for_membership(new_page(), target, sandbox, person.phone, kindergarten)
    profile.find(kindergarten)
    ApplicationPage(profile.page).submit()
    expect(ApplicationPage(profile.page).error).to_contain_text("Вы уже подали заявку")
    profile.page.goto(f"{target.sferum}/profile")
    expect(profile.applications).to_have_count(1)


@pytest.mark.requirement("F-2")
def test_application_to_no_organization_is_refused(
    page: Page, person: Teacher, target: Target, sandbox: SandboxClient
) -> None:
    """Организации с таким ID нет: так и сказано."""
    profile = open_profile(page, target, sandbox, person.phone)
    profile.find(7)
    expect(profile.error).to_have_text("Организации с таким ID нет")


@pytest.mark.requirement("F-3")
def test_administrator_of_another_organization_cannot_decide(
    page: Page,
    people: People,
    person: Teacher,
    new_page: NewPage,
    target: Target,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Чужой администратор не видит заявки и не может её подтвердить ни по своему, ни по чужому адресу."""
    applicant = apply_for_membership(new_page(), target, sandbox, person.phone, kindergarten)
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(kindergarten), kindergarten)
    console.go_to("Заявки")
    action = console.page.locator("form[action$=confirmation]").get_attribute("action")  # an address is no role
    assert action is not None
    other = people.create_organization()
    open_admin_console(page, target, sandbox, people.create_administrator(other), other).go_to("Заявки")
    expect(Applications(page).heading).to_have_text("Заявки 0")
    for address in (action, action.replace(str(kindergarten), str(other))):
        assert page.request.post(target.sferum + address).status == 404
    applicant.page.reload()
    expect(applicant.applications).to_contain_text([WAITING])
    expect_no_member(sandbox, person)


@pytest.mark.requirement("F-3")
def test_person_cannot_confirm_their_own_application(
    person: Teacher, new_page: NewPage, target: Target, sandbox: SandboxClient, kindergarten: int, people: People
) -> None:
    """Подавший заявку сам её подтвердить не может."""
    applicant = apply_for_membership(new_page(), target, sandbox, person.phone, kindergarten)
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(kindergarten), kindergarten)
    console.go_to("Заявки")
    action = console.page.locator("form[action$=confirmation]").get_attribute("action")  # an address is no role
    assert action is not None
    assert applicant.page.request.post(target.sferum + action).status == 403
    expect_no_member(sandbox, person)
