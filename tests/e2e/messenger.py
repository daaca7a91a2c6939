"""What several scenarios do and see in the messenger."""

from playwright.sync_api import Page, expect

from automation.target import Target
from pages.messenger import ChatList, ChatPage
from pages.vk_id import AccountScreen

SCHOOL_51 = 'МБОУ "Школа №51" Вахитовского района г. Казани'
GUIDES_ROWS = [
    (f"{SCHOOL_51} · О...", "Информационный канал · 251 подписчик"),
    (f"{SCHOOL_51} · С...", "Информационный канал · 34 подписчика"),
    (f"{SCHOOL_51} · У...", "37 участников"),
    ("10А · Общая беседа", "15 участников"),
    ("11А · Общая беседа", "24 участника"),
    ("11А · Общая беседа", "20 участников"),
]
"""The list of chats in the guide's picture (C-2): title and members."""


def enter_messenger(page: Page, target: Target, profile_id: int) -> ChatList:
    """Enters the messenger with one of the account's profiles, in a browser that VK ID remembers."""
    page.goto(target.messenger)
    account = AccountScreen(page)
    account.choose(profile_id)
    account.submit()
    chats = ChatList(page)
    expect(chats.heading).to_be_visible()
    return chats


def write_messages(page: Page, *texts: str) -> None:
    """Writes messages in the open chat, each after the one before is shown."""
    chat = ChatPage(page)
    for text in texts:
        chat.write(text)
        expect(chat.messages.last).to_contain_text(text)


def expect_rows(chats: ChatList, rows: list[tuple[str, str]], *, of: int | None = None) -> None:
    """Checks that the list starts with these rows, word for word; `of` is its length if it is longer."""
    expect(chats.rows).to_have_count(of or len(rows))
    for number, (title, members) in enumerate(rows):
        expect(chats.rows.nth(number).get_by_role("link")).to_have_accessible_name(f"{title} {members}")


def expect_guides_chats(chats: ChatList) -> None:
    """Checks the picture of C-2: «Чаты 28» and its six rows."""
    chats.expect_count(28)
    expect_rows(chats, GUIDES_ROWS)
