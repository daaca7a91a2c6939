"""The screens of the messenger."""

from tests.http_person import HttpPerson
from tests.screens.gallery import HOSTILE, LONG, Shots, Studio

CODES = ("1А", "2А", "3А", "4А", "5А")


def show(studio: Studio) -> Shots:
    """Yields each screen."""
    nobody = studio.open_browser()
    yield "not signed in", nobody.open("messenger", "/sign-in/callback")
    yield "signed out", nobody.ask("POST", "messenger", "/sign-out")
    yield "no such page", nobody.open("messenger", "/nowhere")
    yield from _show_alone(studio)
    yield from _show_member(studio)


def _show_alone(studio: Studio) -> Shots:
    """Yields what a person of no organization sees, with a chat of their own and a dialog."""
    person = studio.open_browser(studio.build_person().phone)
    chats = person.open("messenger", "/chats")
    yield "chats, none", chats
    yield "chats, unknown person", person.submit(chats, "Написать", user_id=HOSTILE)
    own = person.submit(chats, "Создать чат", title=f"{HOSTILE}{LONG * 3}")
    yield "chat, made by hand", own
    yield "chat, unknown person", person.submit(own, "Пригласить", user_id=HOSTILE)
    other = studio.build_person()
    (profile,) = studio.sandbox.get_person(other.phone).profiles
    dialog = person.submit(chats, "Написать", user_id=str(profile.id))
    person.submit(dialog, "Отправить", text="Здравствуйте!")
    partner = studio.open_browser(other.phone)
    partner.open("messenger")
    yield "dialog", partner.submit(partner.open("messenger", dialog.url.path), "Отправить", text="Добрый день!")
    yield "settings", person.open("messenger", "/settings")
    yield "account", person.open("messenger", "/settings/account?back=L2NoYXRz")


def _show_member(studio: Studio) -> Shots:
    """Yields what a teacher of many classes sees, who has a second profile."""
    person = studio.build_person(studio.create_school(*CODES), profiles=2)
    studio.enter_roster(person, *CODES)
    studio.open_journal(person).link(remembered=True)
    profile = next(profile for profile in studio.sandbox.get_person(person.phone).profiles if profile.link)
    teacher = studio.open_browser(person.phone)
    _sign_in(teacher, profile.id)
    yield "chats", teacher.open("messenger", "/chats")
    yield "chats, all", teacher.open("messenger", "/chats?all=1")
    chats = teacher.list_chats()
    channel = next(number for title, number in chats.items() if "Объявления" in title)
    room = next(number for title, number in chats.items() if "Учительская" in title)
    yield "channel", teacher.open("messenger", f"/chats/{channel}")
    page = teacher.open("messenger", f"/chats/{room}")
    for text in (HOSTILE, LONG * 5):
        page = teacher.submit(page, "Отправить", text=text)
    yield "chat, messages and a call", teacher.submit(page, "Позвонить")
    yield "account, two profiles", teacher.open("messenger", "/settings/account")


def _sign_in(browser: HttpPerson, profile_id: int) -> None:
    """Enters the messenger with one of the person's profiles."""
    account = browser.open("messenger")
    browser.http.post(str(account.url), data={"profile_id": str(profile_id)}, follow_redirects=True)
