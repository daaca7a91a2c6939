"""A wrong label of each kind is named with what the page has instead: nearest first, by role and place, no people."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, TimeoutError

from pages.labels import JournalLabels, Selector
from pages.page_names import LabelNotFoundError, explain_absence
from pages.sign_in_form import Credentials, SignInStep, sign_in_by_steps
from pages.vendor_journal import VendorJournal

FORM = "<h1>Вход</h1><label>Имя <input></label><label>Слово <input type=password></label><button>Внутрь</button>"
HOME = "<a href=#>Рабочее место</a><a href=#>Почта</a><button>Уйти</button>"
CARD = """<div><h3>Чаты</h3><p>Чаты не подключены</p><button>Связать чаты</button><button>Разорвать</button>
<a href=#>Открыть чаты</a></div>"""
LIST = "<select aria-label=Школа><option>Лицей №3<option>Гимназия №7</select>"

_SOON_MS = 1000


def sign_in(*steps: SignInStep) -> Callable[[VendorJournal], object]:
    return lambda journal: sign_in_by_steps(journal.page, steps, Credentials("belova", "secret"))


@pytest.mark.parametrize(
    ("key", "html", "act", "reason"),
    [
        ("login", FORM, sign_in(SignInStep(login="Логин")), "вход: login.*поля: «Имя», «Слово»; кнопки: «Внутрь»"),
        ("password", FORM, sign_in(SignInStep(password="Пароль")), "вход: password.*поля: «Имя», «Слово»"),
        ("sign_in", FORM, sign_in(SignInStep(press="Войти")), "вход: press.*на странице кнопки: «Внутрь»"),
        ("choose", LIST, sign_in(SignInStep(choose="Шкала", option="x")), "похожее: «Школа».*списки: «Школа»"),
        ("option", LIST, sign_in(SignInStep(choose="Школа", option="№9")), "в списке «Лицей №3», «Гимназия №7»"),
        ("sign_out", HOME, VendorJournal.sign_out, "labels.sign_out.*кнопки: «Уйти»"),
        ("office", HOME, VendorJournal.go_to_office, "labels.office.*ссылки: «Рабочее место», «Почта»"),
        ("messenger", HOME, VendorJournal.open_messenger, "labels.messenger.*ссылки: «Рабочее место», «Почта»"),
        (
            "messenger",
            HOME,
            lambda journal: journal.expect_entrance(has_office=True),
            "после входа: на экране нет labels.office = .*labels.messenger = .*ссылки: «Рабочее место»",
        ),
        (
            "not_connected",
            CARD,
            VendorJournal.expect_card,
            "карточка: на экране нет labels.not_connected.*заголовки: «Чаты»; тексты: «Чаты не подключены»",
        ),
        ("connected", CARD, VendorJournal.explain_state, "похожее.*|тексты: «Чаты не подключены»"),
        ("connect", CARD, lambda journal: journal.go_to_connection(bool), "labels.connect.*кнопки: «Связать чаты»"),
        ("open_messenger", CARD, lambda journal: journal.go_to_messenger(bool), "ссылки: «Открыть чаты»"),
        ("unlink", CARD, VendorJournal.unlink, "labels.unlink.*кнопки: «Разорвать»|кнопки: .*«Разорвать»"),
        ("error", CARD, lambda journal: journal.explain_missing("error"), "тексты: «Чаты не подключены»"),
    ],
)
def test_wrong_label_is_named_with_what_the_page_has(page: Page, key: str, html: str, act, reason: str) -> None:
    page.set_content(html)
    page.set_default_timeout(700)
    try:
        said = str(act(VendorJournal(page, JournalLabels())))
    except LabelNotFoundError as error:
        said = str(error)
    assert re.search(reason, said), said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("html", "status", "stop"),
    [
        ("Запрос с чужой\nстраницы.", 403, r"j.test/in \(HTTP 403\), там написано: «Запрос с чужой страницы.»$"),
        ("<h1>Ведутся работы</h1>", 200, "остановились на http://j.test/in, там написано: «Ведутся работы»$"),
        ("<a href=/>На главную</a>", 404, r"ссылки: «На главную»; остановились на http://j.test/in \(HTTP 404\), "),
        ("", 200, "кнопок, ссылок и полей на странице нет; остановились на http://j.test/in, там ничего не написано$"),
        (f"Белова А. И. {'слово ' * 60}", 200, "там написано: «‹имя› (слово ?){17,19}…»$"),
        (FORM, 200, "кнопки: «Внутрь»; заголовки: «Вход»$"),
    ],
)  # fmt: skip
def test_page_that_shows_nothing_of_a_journal_is_told(page: Page, html: str, status: int, stop: str) -> None:
    page.route("**/*", lambda route: route.fulfill(status=status, content_type="text/html; charset=utf-8", body=html))
    page.goto("http://j.test/in")
    said = explain_absence(page, "Логин", kind="field")
    assert re.search(stop, said), said
    assert "\n" not in said


@pytest.mark.parametrize("act", [VendorJournal.unlink, VendorJournal.expect_card])
def test_card_that_is_not_there_is_what_is_named(page: Page, act: Callable[[VendorJournal], None]) -> None:
    page.set_content(CARD)
    page.set_default_timeout(700)
    with pytest.raises(LabelNotFoundError, match=r"карточки «Мессенджер» \(labels.card\) нет: .*заголовки: «Чаты»"):
        act(VendorJournal(page, JournalLabels(card="Мессенджер", unlink="Разорвать")))


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<button disabled>Связать чаты</button>", "не нажимается: отключено"),
        ("<button>Связать чаты</button><div style='position: fixed; inset: 0'></div>", "закрыто другим элементом"),
        ("<button>Связать чаты</button>", "нажато, но ничего не открылось"),
    ],
)
def test_press_that_leads_to_nothing_is_told(page: Page, html: str, reason: str) -> None:
    page.set_default_timeout(_SOON_MS)
    page.set_content(html)
    journal = VendorJournal(page, JournalLabels(connect="Связать чаты"))
    with pytest.raises(TimeoutError, match=f"«Связать чаты» \\(labels.connect\\): .*{reason}"):
        journal.go_to_connection(lambda _: True)


def test_thing_that_is_outside_its_card_is_said_to_be_there(page: Page) -> None:
    page.set_content(f"{CARD}<main><p><button>Отвязать</button></p></main>")
    page.set_default_timeout(700)
    with pytest.raises(LabelNotFoundError, match="есть на странице, но вне карточки «Чаты»"):
        VendorJournal(page, JournalLabels(card="Чаты")).unlink()


@pytest.mark.parametrize(
    ("html", "label", "reason"),
    [
        ("<dialog open aria-label='Новое'><button>Понятно</button></dialog>", "Ясно",
         "в окне «Новое» кнопки: «Понятно»"),
        ("<iframe srcdoc='<button>Чаты</button>'></iframe>", "Чат",
         "найдено только внутри «Чаты».*во фрейме кнопки: «Чаты»"),
        ("<div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML = '<a href=#>Чаты</a>'</script>",
         "Почта", "ссылки: «Чаты»"),
        ("<p hidden><a href=#>Чаты</a></p><button>Меню</button>", "Чат", "похожее спрятано: «Чаты».*кнопки: «Меню»"),
        ("<p hidden><a href=#>Чаты</a></p><button>Меню</button>", "Чаты", "спрятано: если за меню"),
        ("<a href=#>Я</a><a href=#>Почта</a><a href=#>Чаты и почта</a><a href=#>Чат</a>", "Чаты",
         "найдено только внутри «Чаты и почта».*ссылки: «Чат», «Я»"),
        ("<div role=menu><a role=menuitem href=#>Чаты</a></div><div role=tab>Уроки</div>", "Почта",
         "пункты меню: «Чаты»; вкладки: «Уроки»"),
        ("<a href=#>Белова А. И.</a><a href=#>Гарин Пётр Олегович</a>", "Чаты", "ссылки: «‹имя›»$"),
        ("".join(f"<a href=#>Урок {number}</a>" for number in range(30)), "Чаты", "«Урок 9» и ещё 20$"),
        ("<p>Пусто</p>", "Чаты", "кнопок, ссылок и полей на странице нет|заголовки"),
        ("<p>Пусто</p>", Selector("css=[["), "это не селектор"),
    ],
)  # fmt: skip
def test_names_are_told_by_place_and_role(page: Page, html: str, label, reason: str) -> None:
    page.set_content(html)
    for frame in page.frames[1:]:
        frame.locator("button").wait_for()
    said = explain_absence(page, label)
    assert re.search(reason, said), said
