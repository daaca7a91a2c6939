"""The screens of Sferum."""

import httpx

from tests.html_page import read_page
from tests.http_person import HttpPerson
from tests.screens.gallery import HOSTILE, LONG, Shots, Studio

MEMBER = {"last_name": f"Хазеев{HOSTILE}", "first_name": "Рустем", "role": "teacher"}


def show(studio: Studio) -> Shots:
    """Yields each screen."""
    nobody = studio.open_browser()
    yield "home", nobody.open("sferum")
    yield "not signed in", nobody.open("sferum", "/sign-in/callback")
    yield "no such page", nobody.open("sferum", "/nowhere")
    stranger = studio.open_browser(studio.build_person().phone)
    yield "no administrator", stranger.open("sferum", "/organizations")
    yield from _show_empty_console(studio)
    yield from _show_people(studio)


def _show_empty_console(studio: Studio) -> Shots:
    """Yields the console of an organization without people, beside another one of the same administrator."""
    first, second = studio.create_school(), studio.create_school(kind="kindergarten")
    admin = studio.open_browser(studio.create_administrator(first, second))
    yield "organizations", admin.open("sferum", "/organizations")
    for path, name in (("", "statistics"), ("/members", "members, none"), ("/invitations", "invitations, none")):
        yield f"console, {name}", admin.open("sferum", f"/organizations/{first}{path}")
    yield "console, applications, none", admin.open("sferum", f"/organizations/{first}/applications")
    yield from _show_kindergarten(studio)


def _show_kindergarten(studio: Studio) -> Shots:
    """Yields the screens that say «Группы» where a school has «Классы», and an invitation for everybody."""
    kindergarten = studio.create_school("Ромашка", kind="kindergarten")
    admin = studio.open_browser(studio.create_administrator(kindergarten))
    invitations = admin.open("sferum", f"/organizations/{kindergarten}/invitations")
    sent = admin.submit(invitations, "Создать приглашение", "Сотрудник", f"Ромашка{HOSTILE}", "1 день")
    yield "console, invitation to a group", sent
    path = _read_link(studio, sent)
    yield "invitation to a group", studio.open_browser().open("sferum", path)
    yield "console, invitation withdrawn", admin.submit(sent, "Отозвать")
    person = studio.open_browser(studio.build_person().phone)
    yield "application to a group", person.open("sferum", f"/applications/new?organization_id={kindergarten}")


def _read_link(studio: Studio, invitations: httpx.Response) -> str:
    """Returns the path of the newest invitation."""
    link = read_page(invitations.text).find_all("a", **{"class": "link-line"})[0].attributes["href"]
    return link.removeprefix(studio.sandbox.addresses["sferum"])


def _show_people(studio: Studio) -> Shots:
    """Yields the console of a busy organization, and the pages of those who want to belong to it."""
    school = studio.create_school("5А", "10Б", members=[MEMBER])
    admin = studio.open_browser(studio.create_administrator(school))
    linked = studio.build_person(school, last_name="Орлова")
    studio.enter_roster(linked, "5А")
    studio.open_journal(linked).link(remembered=True)
    person = studio.build_person()
    browser = studio.open_browser(person.phone)
    yield "profile, no organization", browser.open("sferum", "/profile")
    profile = browser.open("sferum", "/profile")
    yield "profile, unknown organization", browser.submit(profile, "Найти", organization_id=HOSTILE)
    form = browser.open("sferum", f"/applications/new?organization_id={school}")
    yield "application", form
    choices = ("Родитель", f"5А{HOSTILE}", f"10Б{HOSTILE}")
    browser.submit(form, "Подать заявку", *choices)
    yield "application, sent already", browser.submit(form, "Подать заявку", *choices)
    page = admin.open("sferum", f"/organizations/{school}/applications")
    yield "console, application without a reason", admin.submit(page, "Отклонить", reason="")
    other = studio.open_browser(studio.build_person(last_name="Яковлева").phone)
    other.submit(other.open("sferum", f"/applications/new?organization_id={school}"), "Подать заявку")
    yield "console, applications", admin.open("sferum", f"/organizations/{school}/applications")
    admin.submit(page, "Отклонить", reason=f"{HOSTILE}{LONG * 3}")
    browser.submit(form, "Подать заявку")
    yield from _show_invitations(studio, admin, school, person.phone)
    yield "profile, invited and waiting", browser.open("sferum", "/profile")
    _confirm_last(studio, admin, school)
    yield "profile, member", browser.open("sferum", "/profile")
    yield "console, members", admin.open("sferum", f"/organizations/{school}/members")


def _confirm_last(studio: Studio, admin: HttpPerson, school: int) -> None:
    """Confirms the newest application, which is the last of the list."""
    page = read_page(admin.open("sferum", f"/organizations/{school}/applications").text)
    path = [form.attributes["action"] for form in page.find_all("form") if form.text == "Подтвердить"][-1]
    admin.ask("POST", "sferum", path)


def _show_invitations(studio: Studio, admin: HttpPerson, school: int, phone: str) -> Shots:
    """Yields the invitations as the administrator sees them, and one as those see it who follow its link."""
    page = admin.open("sferum", f"/organizations/{school}/invitations")
    yield (
        "console, invitation, mistake",
        admin.submit(page, "Создать приглашение", "Сотрудник", f"5А{HOSTILE}", "30 дней", "Одноразовое", phone=HOSTILE),
    )
    admin.submit(page, "Создать приглашение", "Одноразовое")
    sent = admin.submit(page, "Создать приглашение", "Ученик", f"10Б{HOSTILE}", "30 дней", phone=phone)
    yield "console, invitations", sent
    path = _read_link(studio, sent)
    yield "invitation, before the sign-in", studio.open_browser().open("sferum", path)
    stranger = studio.open_browser(studio.build_person().phone)
    stranger.open("sferum", "/profile")
    invitation = stranger.open("sferum", path)
    yield "invitation", invitation
    yield "invitation, another's", stranger.submit(invitation, "Принять приглашение")
    admin.http.post(f"{studio.sandbox.addresses['sferum']}/organizations/{school}{path}/withdrawal")
    yield "invitation, withdrawn", stranger.open("sferum", path)
    for role in ("Родитель", "Сотрудник"):
        admin.submit(page, "Создать приглашение", role, phone=phone)
