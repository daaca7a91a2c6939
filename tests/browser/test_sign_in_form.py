"""Sign-ins of several screens, in a dialog, in a frame."""

import pytest
from playwright.sync_api import Page

from pages.labels import JournalLabels
from pages.page_names import LabelNotFoundError
from pages.sign_in_form import SignInStep
from pages.vendor_journal import VendorJournal

LOGIN, PASSWORD = SignInStep(login="Логин"), SignInStep(password="Пароль")
ENTER = SignInStep(press="Войти")
CHECK = "document.title = window.login.value + '/' + window.password.value"
FIELDS = "<label>Логин <input id=login></label><label>Пароль <input id=password type=password></label>"
FORM = f'{FIELDS}<button onclick="{CHECK}">Войти</button>'
TWO_SCREENS = f"""
<div id=one><label>Логин <input id=login></label><button>Далее</button></div>
<div id=two hidden><input id=password type=password placeholder=Пароль><button onclick="{CHECK}">Войти</button></div>
<script>one.querySelector('button').onclick = () => setTimeout(() => {{ one.hidden = true; two.hidden = false }}, 300)
</script>"""
NATIVE = f"""
<select aria-label=Школа id=school><option>Выберите</option></select>{FIELDS}
<button onclick="if (school.value === '7') {CHECK}">Войти</button>
<script>setTimeout(() => school.innerHTML += '<option value=71>Гимназия №71<option value=7>Гимназия №7', 300)
</script>"""
OWN_LIST = f"""
<button id=school role=combobox aria-label=Школа onclick="list.hidden = false">—</button>
<ul id=list role=listbox hidden><li role=option>Гимназия №71</li>
<li role=option onclick="school.dataset.chosen = 7; list.hidden = true">Гимназия №7</li></ul>{FIELDS}
<button onclick="if (school.dataset.chosen) {CHECK}">Войти</button>"""
TYPED_LIST = f"""
<input id=school aria-label=Школа oninput="options.hidden = false"><ul id=options hidden><li
onclick="school.dataset.chosen = 7; options.hidden = true">Гимназия №7</li></ul>{FIELDS}
<button onclick="if (school.dataset.chosen) {CHECK}">Войти</button>"""
DIALOG = f'<button onclick="box.showModal()">Войти</button><dialog id=box>{FORM}</dialog>'
FRAME = '<h1>Дневник</h1><iframe srcdoc="{form}"></iframe>'.format(
    form=FORM.replace("document.title", "top.document.title").replace('"', "&quot;")
)
SCHOOL = SignInStep(choose="Школа", option="Гимназия №7")


@pytest.mark.parametrize(
    ("html", "steps"),
    [
        (FORM, ()),
        (FORM.replace("Логин <input", "<b>Логин</b>*: <input"), ()),
        (FORM.replace("<button", "<a href='#'").replace("/button", "/a"), ()),
        (FORM + "<button>Войти через Госуслуги</button>", ()),
        (TWO_SCREENS, (LOGIN, SignInStep(press="Далее"), PASSWORD, ENTER)),
        (NATIVE, (SCHOOL, LOGIN, PASSWORD, ENTER)),
        (OWN_LIST, (SCHOOL, LOGIN, PASSWORD, ENTER)),
        (TYPED_LIST, (SCHOOL, LOGIN, PASSWORD, ENTER)),
        (DIALOG, (ENTER, LOGIN, PASSWORD, ENTER)),
        (FRAME, ()),
        (f"<iframe srcdoc='<p>counter'></iframe>{FORM}", ()),
    ],
    ids=["form", "marks", "link", "other", "two", "select", "combobox", "typed", "dialog", "frame", "beside"],
)
def test_teacher_signs_in(page: Page, html: str, steps) -> None:
    page.set_default_timeout(8000)
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    VendorJournal(page, JournalLabels(), steps).sign_in("http://journal.example/", "belova", "s3cret")
    page.wait_for_function("document.title === 'belova/s3cret'")


def test_page_that_asks_who_the_person_is_is_known_by_the_first_step(page: Page) -> None:
    page.set_content(TWO_SCREENS)
    journal = VendorJournal(page, JournalLabels(login="E-mail"), (LOGIN, SignInStep(press="Далее"), PASSWORD, ENTER))
    assert journal.sign_in_entrance.is_visible()
    page.set_content("<label>Поиск <input></label>")
    assert not journal.sign_in_entrance.is_visible()


@pytest.mark.parametrize("html", [NATIVE, OWN_LIST, TYPED_LIST], ids=["select", "combobox", "typed"])
def test_option_that_a_list_does_not_have_is_named_with_those_it_has(page: Page, html: str) -> None:
    page.set_default_timeout(1500)
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    steps = (SignInStep(choose="Школа", option="Лицей №3"), LOGIN, PASSWORD, ENTER)
    with pytest.raises(LabelNotFoundError) as raised:
        VendorJournal(page, JournalLabels(), steps).sign_in("http://journal.example/", "belova", "s3cret")
    assert str(raised.value).startswith("в «Школа» нет «Лицей №3»")
    assert "«Гимназия №7»" in str(raised.value)
