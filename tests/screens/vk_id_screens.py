"""The screens of VK ID."""

import httpx

from automation.http_login import ClientApp, LoginAttempt
from automation.people import Teacher
from tests.html_page import read_page
from tests.http_teacher import HttpTeacher
from tests.screens.gallery import HOSTILE, Shots, Studio

MADE_UP = {"last_name": HOSTILE, "first_name": HOSTILE, "birth_date": HOSTILE}

NO_SUCH_DAY = {**MADE_UP, "last_name": "Орлова", "first_name": "Анна", "birth_date": "31.02.1990", "sex": "male"}


def show(studio: Studio) -> Shots:
    """Yields each screen."""
    yield from _show_sign_in(studio)
    yield from _show_codes(studio)
    yield from _show_accounts(studio)
    yield from _show_ends(studio)


def _open(studio: Studio, *, profiles: int = 1, remembered: bool = False) -> tuple[Teacher, HttpTeacher]:
    """Makes a person on the roster of a journal, and opens their browser."""
    person = studio.build_person(studio.create_school("5А"), profiles=profiles)
    studio.enter_roster(person)
    browser = studio.open_journal(person)
    if remembered:
        browser.remember_browser()
    return person, browser


def _show_sign_in(studio: Studio) -> Shots:
    person, browser = _open(studio)
    phone = browser.connect()
    yield "phone", phone
    yield "phone, mistake", browser.submit(phone, login=HOSTILE)
    studio.sandbox.create_fault("vk_id", "submit_phone", "identity-data", phone=person.phone)
    yield "phone, identity data", browser.submit(phone, login=person.phone)
    vk_id = browser.sandbox.addresses["vk_id"]
    newcomer = studio.open_browser()
    yield "phone, for the messenger", newcomer.open("messenger")
    yield "help", browser.http.get(f"{vk_id}/help/identity-data")
    back = phone.url.path.split("/")[2]
    yield "help, with a way back", browser.http.get(f"{vk_id}/help/identity-data?login={back}")


def _show_codes(studio: Studio) -> Shots:
    for method in ("call", "sms"):
        person, browser = _open(studio)
        studio.sandbox.set_confirmation(person.phone, method=method)
        code = browser.submit(browser.connect(), login=person.phone)
        yield f"code, {method}", code
        yield f"code, {method}, mistake", browser.submit(code, code=HOSTILE)
    person = studio.people.build_teacher(studio.create_school())
    email = f"{person.login}@school.example"
    studio.people.give_profile(person, email=email)
    studio.enter_roster(person)
    browser = studio.open_journal(person)
    studio.sandbox.set_confirmation(person.phone, resend_s=0)
    yield "code, e-mail, resend", browser.submit(browser.connect(), login=email)
    person, browser = _open(studio)
    studio.sandbox.set_confirmation(person.phone, resend_s=0)
    code = browser.submit(browser.connect(), login=person.phone)
    yield "code, resend", code
    yield "code, resend, mistake", browser.submit(code, code=HOSTILE)


def _show_accounts(studio: Studio) -> Shots:
    for profiles in (1, 2):
        _, browser = _open(studio, profiles=profiles, remembered=True)
        yield f"account, profiles: {profiles}", browser.connect()
    account = str(browser.connect().url)
    second = read_page(browser.http.get(account).text).find_all("input", name="profile_id")[1].attributes["value"]
    browser.http.post(account, data={"profile_id": second})
    yield "account, the second profile chosen", browser.http.get(account)
    _, browser = _open(studio, profiles=0, remembered=True)
    no_profile = browser.connect()
    yield "account, no profile", no_profile
    form = browser.http.get(str(no_profile.url).replace("/account", "/profile"))
    yield "new profile", form
    yield "new profile, mistakes", browser.submit(form, **MADE_UP)
    yield "new profile, a mistake", browser.submit(form, **NO_SUCH_DAY)
    _, browser = _open(studio)
    yield "consent", browser.reach_consent()


def _show_ends(studio: Studio) -> Shots:
    _, browser = _open(studio)
    consent = browser.reach_consent()
    account = str(consent.url).partition("/consent")[0] + "/account"
    browser.submit(consent)
    yield "login ended", browser.http.get(account)
    yield "login lost", studio.open_browser().http.get(account)
    nobody = studio.open_browser()
    yield "unknown application", nobody.open("vk_id", f"/authorize?client_id={HOSTILE}")
    yield "no such page", nobody.open("vk_id", "/nowhere")
    yield "answer to a window", _answer_to_window(studio)


def _answer_to_window(studio: Studio) -> httpx.Response:
    """Returns the page with which VK ID answers the page of a web SDK that opened it in a window."""
    client = studio.sandbox.create_client("http://127.0.0.1:1/callback")
    app = ClientApp(studio.sandbox.addresses["vk_id"], client.id, client.redirect_uris[0])
    url = LoginAttempt(app).url(origin="http://127.0.0.1", prompt="none", state=f"{HOSTILE}{'s' * 32}")
    return studio.open_browser().http.get(url)
