"""Kindergartens and additional education (F): invitations, by link and by phone."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from mock_server.client import SandboxClient
from pages.messenger import ChatList
from pages.sferum import Invitations
from pages.sferum_profile import InvitationPage, ProfilePage
from tests.e2e.membership import expect_member, expect_no_member
from tests.e2e.shortcuts import NewPage, open_admin_console, open_profile, remember

DAY_S = 24 * 3600


@pytest.fixture
def invitations(page: Page, target: Target, people: People, sandbox: SandboxClient, kindergarten: int) -> Invitations:
    """«Приглашения» in the kindergarten's console, in the test's own page."""
    open_admin_console(page, target, sandbox, people.create_administrator(kindergarten), kindergarten).go_to(
        "Приглашения"
    )
    expect(Invitations(page).heading).to_be_visible()
    return Invitations(page)


@pytest.mark.requirement("F-1")
def test_invited_person_accepts_with_the_educational_profile(
    invitations: Invitations,
    person: Teacher,
    new_page: NewPage,
    target: Target,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Приглашение по ссылке: принято с учебным профилем, чаты групп появились."""
    link = invite(invitations, "Ромашка")
    page = new_page()
    remember(page, sandbox, person.phone)
    accept(page, link)
    expect(ProfilePage(page).organizations).to_contain_text(["Детский сад №7"])
    expect_member(sandbox, person, kindergarten)
    page.goto(target.messenger)
    chats = ChatList(page)
    expect(chats.rows).to_contain_text(
        [
            "Детский сад №7 · Объявления",
            "Детский сад №7 · Сотрудники",
            "Детский сад №7 · Педагоги",
            "Группа «Ромашка» · Общая беседа",
        ]
    )
    chats.expect_count(4)
    invitations.page.reload()
    expect(invitations.sent.first).to_contain_text("принято: 1")


@pytest.mark.requirement("F-1")
def test_invited_person_creates_a_profile_on_the_way(
    invitations: Invitations,
    people: People,
    new_page: NewPage,
    code_for: CodeSource,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Приглашённый без учебного профиля создаёт его при входе и принимает приглашение."""
    link, person, page = invite(invitations), people.build_teacher(0), new_page()
    invitation = InvitationPage(page)
    invitation.open(link)
    invitation.sign_in()
    login = VkIdLogin(page, person.phone, code_for)
    login.submit_phone()
    login.submit_code()
    login.open_new_profile()
    login.fill_in_new_profile(person)
    invitation.accept()
    expect(ProfilePage(page).organizations).to_contain_text(["Детский сад №7"])
    expect_member(sandbox, person, kindergarten)


@pytest.mark.requirement("F-1")
def test_invitation_by_phone_is_for_its_owner(
    invitations: Invitations,
    people: People,
    person: Teacher,
    new_page: NewPage,
    target: Target,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Приглашение по номеру телефона видит и принимает его владелец; другому — отказ."""
    link = invite(invitations, phone=person.phone)
    stranger, strangers_page = people.build_teacher(0), new_page()
    people.give_profile(stranger)
    remember(strangers_page, sandbox, stranger.phone)
    accept(strangers_page, link)
    InvitationPage(strangers_page).expect_refused("Приглашение отправлено на другой номер телефона")
    expect_no_member(sandbox, stranger)
    profile = open_profile(new_page(), target, sandbox, person.phone)
    expect(profile.invitations).to_have_count(1)
    profile.open_invitation()
    InvitationPage(profile.page).accept()
    expect(profile.organizations).to_contain_text(["Детский сад №7"])
    expect(profile.invitations).to_have_count(0)
    expect_member(sandbox, person, kindergarten)


@pytest.mark.requirement("F-1")
def test_single_use_invitation_is_used_once(
    invitations: Invitations,
    people: People,
    person: Teacher,
    new_page: NewPage,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Одноразовое приглашение: второй человек с той же ссылкой опоздал."""
    link = invite(invitations, single_use=True)
    late_person, late_page, page = people.build_teacher(0), new_page(), new_page()
    people.give_profile(late_person)
    remember(page, sandbox, person.phone)
    open_invitation(page, link)
    remember(late_page, sandbox, late_person.phone)
    open_invitation(late_page, link)
    InvitationPage(page).accept()
    expect(ProfilePage(page).organizations).to_have_count(1)
    InvitationPage(late_page).accept()
    InvitationPage(late_page).expect_refused("Приглашение уже использовано")
    expect_member(sandbox, person, kindergarten)
    expect_no_member(sandbox, late_person)


@pytest.mark.requirement("F-1")
def test_open_invitation_adds_every_person_once(
    invitations: Invitations,
    people: People,
    person: Teacher,
    new_page: NewPage,
    sandbox: SandboxClient,
    kindergarten: int,
) -> None:
    """Открытая ссылка: её принимают несколько человек, повторно — ничего не меняется."""
    link = invite(invitations)
    second = people.build_teacher(0)
    people.give_profile(second)
    for member in (person, second):
        page = new_page()
        remember(page, sandbox, member.phone)
        accept(page, link)
        expect(ProfilePage(page).organizations).to_have_count(1)
        accept(page, link)
        expect(ProfilePage(page).organizations).to_have_count(1)
        expect_member(sandbox, member, kindergarten)
    assert len(sandbox.get_organization(kindergarten).members) == 2


@pytest.mark.parametrize(
    ("forward_s", "accepted"), [(7 * DAY_S - 120, True), (7 * DAY_S + 1, False)], ids=["до конца срока", "после срока"]
)
@pytest.mark.requirement("F-1")
def test_invitation_expires(
    invitations: Invitations,
    person: Teacher,
    new_page: NewPage,
    sandbox: SandboxClient,
    forward_s: int,
    accepted: bool,
) -> None:
    """Срок приглашения: до его конца принять можно, после — нет."""
    link, page = invite(invitations), new_page()
    remember(page, sandbox, person.phone)
    open_invitation(page, link)
    sandbox.move_time(person.phone, forward_s)
    InvitationPage(page).accept()
    if accepted:
        expect(ProfilePage(page).organizations).to_have_count(1)
    else:
        InvitationPage(page).expect_refused("Срок приглашения истёк")
        expect_no_member(sandbox, person)


@pytest.mark.requirement("F-1")
def test_withdrawn_invitation_cannot_be_accepted(
    invitations: Invitations, person: Teacher, new_page: NewPage, sandbox: SandboxClient
) -> None:
    """Отозванное приглашение принять нельзя, даже если страница уже открыта."""
    link, page = invite(invitations), new_page()
    remember(page, sandbox, person.phone)
    open_invitation(page, link)
    invitations.withdraw_last()
    expect(invitations.sent.first).to_contain_text("Приглашение отозвано")
    InvitationPage(page).accept()
    InvitationPage(page).expect_refused("Приглашение отозвано")
    expect_no_member(sandbox, person)


@pytest.mark.requirement("F-1")
def test_centre_of_additional_education_has_groups(
    page: Page, people: People, person: Teacher, new_page: NewPage, target: Target, sandbox: SandboxClient
) -> None:
    """Дополнительное образование: в форме приглашения и в самом приглашении «Группы», а не «Классы»."""
    groups = [{"code": "chess", "title": "Шахматы"}]
    centre = people.create_organization(title="Дом творчества", kind="additional-education", classes=groups)
    open_admin_console(page, target, sandbox, people.create_administrator(centre), centre).go_to("Приглашения")
    expect(page.get_by_role("group", name="Группы", exact=True)).to_be_visible()
    link, persons_page = invite(Invitations(page), "Шахматы"), new_page()
    remember(persons_page, sandbox, person.phone)
    open_invitation(persons_page, link)
    expect(persons_page.get_by_role("term").filter(has_text="Группы")).to_be_visible()
    expect(persons_page.get_by_text("Шахматы")).to_be_visible()


@pytest.mark.requirement("F-1")
def test_wrong_phone_sends_no_invitation(invitations: Invitations) -> None:
    """Неверный номер: приглашение не создано, введённое не пропало."""
    invitations.create("Ромашка", phone="12345")
    expect(invitations.error).to_have_text("Проверьте номер мобильного телефона")
    expect(invitations.phone).to_have_value("12345")
    expect(invitations.sent).to_have_count(0)


def invite(invitations: Invitations, *groups: str, phone: str = "", single_use: bool = False) -> str:
    """Creates an invitation and returns its link."""
    invitations.create(*groups, phone=phone, single_use=single_use)
    expect(invitations.sent).to_have_count(1)
    return invitations.last_link()


def open_invitation(page: Page, link: str) -> None:
    """Opens the invitation and signs its reader in."""
    invitation = InvitationPage(page)
    invitation.open(link)
    if invitation.sign_in_link.is_visible():
        invitation.sign_in()
    expect(invitation.heading).to_be_visible()


def accept(page: Page, link: str) -> None:
    """Opens the invitation and accepts it."""
    open_invitation(page, link)
    InvitationPage(page).accept()
