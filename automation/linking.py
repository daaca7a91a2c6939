"""The guide's two journeys, step by step: linking with an educational profile (A) and without one (B).

A journey does what a person does and waits for the screen that follows; tests check the rest. Step titles are the
guide's own, from the catalogue of requirements.
"""

from functools import cache

from playwright.sync_api import Page, expect

from automation.guide import Requirement, load_requirements
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from pages.consent import ConsentDialog
from pages.journal import MessengerCard, NavBar, SignIn, TeacherOffice
from pages.messenger import ChatList
from pages.steps import step
from pages.vk_id import PhoneScreen
from pages.windows import Window


def link_with_profile(page: Page, target: Target, teacher: Teacher, code_for: CodeSource) -> None:
    """Takes section A, from the journal's first page to the connected state: the teacher has an educational profile."""
    enter_teacher_office(page, target, teacher)
    window = open_vk_id(page, "A")
    login = VkIdLogin(window, teacher.phone, code_for)
    with guide_step("A-3", window):
        login.submit_phone()
    with guide_step("A-4", window):
        login.submit_code()
    with guide_step("A-5", window):
        login.submit_account()
    give_consent(page, window, "A-7")


def link_without_profile(page: Page, target: Target, teacher: Teacher, code_for: CodeSource) -> None:
    """Takes section B: the same, but the teacher creates an educational profile on the way."""
    enter_teacher_office(page, target, teacher)
    window = open_vk_id(page, "B")
    login = VkIdLogin(window, teacher.phone, code_for)
    with guide_step("B-3", window):
        login.submit_phone()
    # The guide shows no confirmation in branch B; VK ID does not accept a phone without one.
    login.submit_code()
    with guide_step("B-4", window):
        login.open_new_profile()
    with guide_step("B-5", window):
        login.submit_new_profile(teacher)
    give_consent(page, window, "B-8")


def enter_teacher_office(page: Page, target: Target, teacher: Teacher) -> None:
    """Signs in and goes to «Кабинет учителя» (START-1, START-2)."""
    with guide_step("START-1", page):
        SignIn(page).open(target.journal)
        SignIn(page).sign_in(teacher.login, teacher.password)
        expect(NavBar(page).office).to_be_visible()
    with guide_step("START-2", page):
        NavBar(page).go_to_office()
        TeacherOffice(page).expect_open()


def open_vk_id(page: Page, section: str) -> Page:
    """Takes steps 1 and 2 of section A or B, and returns VK ID's window."""
    with guide_step(f"{section}-1", page):
        NavBar(page).open_messenger()
        MessengerCard(page).expect_not_connected()
    with guide_step(f"{section}-2", page):
        window = MessengerCard(page).go_to_connection()
        PhoneScreen(window).expect_open()
    return window


def give_consent(page: Page, window: Window, requirement: str) -> None:
    """Takes the last step of section A or B, and waits for the connected state in the journal."""
    with guide_step(requirement, window):
        ConsentDialog(window).link()
        MessengerCard(page).expect_connected()


def open_chats(page: Page) -> ChatList:
    """Goes from the journal's connected state to the list of chats in the messenger (C-2)."""
    with guide_step("C-2", page):
        MessengerCard(page).go_to_messenger()
        chats = ChatList(page)
        expect(chats.heading).to_be_visible()
    return chats


def guide_step(requirement: str, page: Window) -> step:
    """Returns a step of the guide, under the guide's title."""
    return step(_catalogue()[requirement].title, requirement=requirement, page=page)


@cache
def _catalogue() -> dict[str, Requirement]:
    return load_requirements()
