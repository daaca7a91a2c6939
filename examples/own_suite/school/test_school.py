"""Two rules of the school."""

import pytest
from playwright.sync_api import Page, expect

from automation.linking import enter_teacher_office, link_with_profile, open_chats
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource
from pages.class_chat import ClassChat
from pages.journal import MessengerCard, NavBar


@pytest.mark.requirement("S-1", "A-7", "C-2")
def test_form_teacher_finds_the_chat_of_the_class(
    page: Page, target: Target, form_teacher: Teacher, code_for: CodeSource
) -> None:
    """Классный руководитель открывает чат своего класса."""
    link_with_profile(page, target, form_teacher, code_for)
    open_chats(page)
    chat = ClassChat(page, "10А")
    chat.open()
    chat.expect_open()


@pytest.mark.requirement("A-9")
def test_card_promises_nothing_before_the_link(page: Page, target: Target, form_teacher: Teacher) -> None:
    """До привязки на карточке нет ссылки в мессенджер."""
    enter_teacher_office(page, target, form_teacher)
    NavBar(page).open_messenger()
    card = MessengerCard(page)
    card.expect_not_connected()
    expect(card.messenger_link).to_be_hidden()
