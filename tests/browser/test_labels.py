"""What a label of a target file finds on a page of a journal."""

import pytest
from playwright.sync_api import Page

from pages.labels import JournalLabels, Selector, find_action, find_card, find_field, find_text
from pages.vendor_journal import VendorJournal

FOUND, ABSENT = True, False
CARDS = """
<div><h3>Почта</h3><p>Подключено</p><button>Отвязать</button></div>
<div id=chats><h3>Мессенджер</h3><p>{state}</p><button>{button}</button></div>
"""


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<p>Подключено</p>", FOUND),
        ("<p>Чаты <span>ПОДКЛЮЧЕНО</span></p>", FOUND),
        ("<p style='text-transform: lowercase'>Статус: <b>Подключено</b> ✓</p>", FOUND),
        ("<p>ПОДКЛЮЧЕНО <a href=/>Отвязать</a></p>", FOUND),
        ("<p>Чаты: подключено&nbsp;✓ <button>Отвязать</button> Помощь</p>", FOUND),
        ("<div><svg></svg>Под&shy;ключено<br>Белова А. И.</div>", FOUND),
        ("<p>Подключено — не закрывайте окно</p>", FOUND),
        ("<p>Не подключено <a href=/>Подключить</a></p>", ABSENT),
        ("<p><b>Не</b> подключено <a href=/>Подключить</a></p>", ABSENT),
        ("<p>Подключено: нет <a href=/>Подключить</a></p>", ABSENT),
        ("<p>Не подключено</p>", ABSENT),
        ("<p>Не <b>подключено</b></p>", ABSENT),
        ("<p><span>ещё НЕ</span><span> подключено</span></p>", ABSENT),
        ("<p><i>Не</i></p><p>Подключено</p>", ABSENT),
        ("<p>Пока <em>не</em> подключено</p>", ABSENT),
        ("<p hidden>Подключено</p><p>Не подключено</p>", ABSENT),
        ("<p style='visibility: hidden'>Подключено</p>", ABSENT),
        ("<p hidden>Подключено</p><p>Подключено</p>", FOUND),
        ("<i role=img aria-label=Подключено style='display: block; width: 9px; height: 9px'></i>", FOUND),
        ("<i title=Подключено style='display: block; width: 9px; height: 9px'></i>", FOUND),
        ("<i title='Не подключено' style='display: block; width: 9px; height: 9px'></i>", ABSENT),
        ("<img alt=Подключено width=9 height=9 src=data:,>", FOUND),
        ("<svg role=img width=9 height=9><title>Подключено</title></svg>", FOUND),
        (
            "<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML = '<p>Подключено</p>'</script>",
            FOUND,
        ),
    ],
)
def test_state_is_found_by_its_text(page: Page, html: str, is_found: bool) -> None:
    page.set_content(html)
    assert find_text(page, "Подключено").is_visible() is is_found


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        *((f"<{tag}>Чаты</{tag.split()[0]}>", FOUND) for tag in ("button", "a href=/", "summary", "div onclick=1")),
        *(
            (f"<div role={role} tabindex=-1>Чаты</div>", FOUND)
            for role in ("menuitem", "tab", "option", "checkbox", "radio", "switch", "link", "button")
        ),
        ("<button aria-label=Чаты>✉</button>", FOUND),
        ("<button><img alt=Чаты src=data:,></button>", FOUND),
        ("<button>Чаты <sup>3</sup></button>", FOUND),
        ("<input type=submit value=Чаты>", FOUND),
        ("<input type=checkbox id=box hidden><label for=box>Чаты</label>", FOUND),
        ("<button>Чаты класса</button>", ABSENT),
        ("<button hidden>Чаты</button>", ABSENT),
        ("<p>Чаты</p>", ABSENT),
    ],
)
def test_action_is_found_by_its_name(page: Page, html: str, is_found: bool) -> None:
    page.set_content(html)
    assert find_action(page, "Чаты").first.is_visible() is is_found


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<label>Пароль <input type=password></label>", FOUND),
        ("<label for=field>Пароль*:</label><input type=password id=field>", FOUND),
        ("<input type=password placeholder=Пароль>", FOUND),
        ("<input type=password aria-label=Пароль>", FOUND),
        ("<select aria-label=Пароль><option>1</option></select>", FOUND),
        ("<label>Новый пароль <input type=password></label>", ABSENT),
        ("<input type=password><a href=/ aria-label=Пароль>?</a>", ABSENT),
    ],
)
def test_field_is_found_by_its_label(page: Page, html: str, is_found: bool) -> None:
    page.set_content(html)
    assert find_field(page, "Пароль").is_visible() is is_found


@pytest.mark.parametrize("name", ["Чаты/звонки", "C++ [чат]", "a >> b", 'Чаты "Мы"', r"a\b", "Да, отвязать!", "⋮", "?"])
def test_marks_in_a_name_are_only_marks(page: Page, name: str) -> None:
    page.set_content("<p></p><button></button><label><span></span><input></label>")
    page.evaluate("name => document.querySelectorAll('p, button, span').forEach(e => e.textContent = name)", name)
    for found in (find_text(page, name), find_action(page, name), find_field(page, name)):
        assert found.first.is_visible()


@pytest.mark.parametrize("card", ["Мессенджер", Selector("#chats")])
def test_card_keeps_what_is_beside_it_out(page: Page, card: str | Selector) -> None:
    labels = JournalLabels(card=card, connected="Подключено", not_connected="Не подключено", connect="Подключить")
    journal = VendorJournal(page, labels)
    page.set_content(CARDS.format(state="Не подключено", button="Подключить"))
    assert journal.not_connected.is_visible()
    assert not journal.connected.is_visible()
    assert journal.connect_button.is_visible()
    assert not journal.unlink_button.is_visible()
    page.set_content(CARDS.format(state="Подключено", button="Отвязать"))
    assert journal.connected.is_visible()
    assert not journal.not_connected.is_visible()
    assert journal.unlink_button.is_visible()


@pytest.mark.parametrize("tag", ["section", "article", "fieldset"])
def test_card_is_a_region_of_that_name(page: Page, tag: str) -> None:
    page.set_content(f"<div><{tag} aria-label=Чаты><p>Подключено</p></{tag}><button>x</button></div>")
    assert find_card(page, "Чаты").inner_text().strip() == "Подключено"


@pytest.mark.parametrize("name", ["Teacher's office", "Гимназия «№7", 'Класс "А', "O`Neil"])
def test_action_is_found_by_a_name_with_a_lone_quote(page: Page, name: str) -> None:
    page.set_content(f"<button>{name}</button>")
    assert find_action(page, name).count() == 1
    assert find_text(page, name).is_visible()
