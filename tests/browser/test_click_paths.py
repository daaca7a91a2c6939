"""Paths of clicks: menus, names, confirmations of a journal's own."""

import re

import pytest
from playwright.sync_api import Page, TimeoutError

from pages.labels import JournalLabels, Selector
from pages.overlays import dismiss_overlays
from pages.page_names import LabelNotFoundError
from pages.vendor_journal import VendorJournal

DONE = "document.title = 'done'"
MENU = f"""
<button id=menu aria-expanded=false onclick="list.hidden = !list.hidden">⋮</button>
<ul id=list role=menu hidden><li role=menuitem onclick="ask.hidden = false; list.hidden = true">Отвязать</li></ul>
<div id=ask role=alertdialog hidden>Отвязать Сферум? <button onclick="{DONE}">Да, отвязать</button></div>
"""
SAME_NAME = """
<button onclick="ask.showModal()">Отвязать</button>
<dialog id=ask>Точно? <button onclick="{done}">Отвязать</button><button onclick="ask.close()">Нет</button></dialog>
"""
SAME_NAME_INLINE = """
<button onclick="ask.hidden = false">Отвязать</button><p id=ask hidden>Точно? <button onclick="{done}">Отвязать</button>
"""
SAME_BUTTON = """
<button onclick="this.dataset.asked ? {done} : this.dataset.asked = 1">Отвязать</button>
"""
CONSENT = """
<label><input type=checkbox onchange="go.disabled = !this.checked"> Согласен на обработку</label>
<button id=go disabled onclick="{done}">Отвязать</button>
"""
FREE_CONSENT = """
<label><input type=checkbox id=box> Согласен на обработку</label>
<button onclick="if (box.checked) {done}">Отвязать</button>
"""
STYLED_CONSENT = """
<input type=checkbox id=box style="display: none"><label for=box>Согласен на обработку</label>
<button onclick="if (box.checked) {done}">Отвязать</button>
"""
OFF_CANVAS = """
<style>#side { position: fixed; left: 0; transform: translateX(-300px) } #side.open { transform: none }</style>
<button style="margin-left: 300px" onclick="side.classList.add('open')">Меню</button>
<nav id=side><a href="#" onclick="{done}">Отвязать</a></nav>
"""
HOVER = """
<style>nav ul { display: none } nav:hover ul { display: block }</style>
<nav><a href="#">Белова А.&nbsp;И.</a><ul><li><a href="#" onclick="{done}">Отвязать</a></ul></nav>
"""
CLOSES_ONCE = """
<button onclick="list.hidden = false; if (!window.shut) { shut = 1; setTimeout(() => list.hidden = true) }">⋮</button>
<p id=list hidden><button onclick="{done}">Отвязать</button>
"""


@pytest.mark.parametrize(
    ("html", "path"),
    [
        (MENU, ["⋮", "Отвязать", "Да, отвязать"]),
        (MENU.replace(" hidden><li", "><li"), ["⋮", "Отвязать", "Да, отвязать"]),
        (MENU, [Selector("#menu"), Selector("[role=menuitem]"), "Да, отвязать"]),
        (SAME_NAME, ["Отвязать", "Отвязать"]),
        (SAME_NAME_INLINE, ["Отвязать", "Отвязать"]),
        (SAME_BUTTON, ["Отвязать", "Отвязать"]),
        (CONSENT, ["Согласен на обработку", "Отвязать"]),
        (FREE_CONSENT, ["Согласен на обработку", "Отвязать"]),
        (FREE_CONSENT.replace("id=box", "id=box checked"), ["Согласен на обработку", "Отвязать"]),
        (STYLED_CONSENT, ["Согласен на обработку", "Отвязать"]),
        (OFF_CANVAS, ["Меню", "Отвязать"]),
        (HOVER, ["{last_name} {initials}", "Отвязать"]),
        (CLOSES_ONCE, ["⋮", "Отвязать"]),
        (f"<button onclick=\"if (confirm('?')) {DONE}\">Отвязать</button>", "Отвязать"),
        (f"<button>Отвязать класс</button><a href='#' onclick=\"{DONE}\">Отвязать</a>", "Отвязать"),
        (f"<button>Отвязать (всех)</button><a href='#' onclick=\"{DONE}\">Отвязать</a>", "Отвязать"),
    ],
)
def test_path_is_pressed_to_its_end(page: Page, html: str, path) -> None:
    page.set_default_timeout(8000)
    dismiss_overlays(page.context, [], lambda _: True)
    page.set_content(html.replace("{done}", DONE))
    labels = JournalLabels(unlink=path).fill_in({"last_name": "Белова", "initials": "А. И."})
    VendorJournal(page, labels).unlink()
    page.wait_for_function("document.title === 'done'")


@pytest.mark.parametrize(
    ("html", "label", "reason"),
    [
        ("<button>Отвязать всех</button>", "Отвязать", "найдено только внутри «Отвязать всех»"),
        ("<button hidden>Отвязать</button><button>⋮</button>", "Отвязать", "спрятано.*кнопки: «⋮»"),
        ("<a href=/>Отключить</a><input aria-label=Поиск>", "Отключать", "похожее: «Отключить».*поля: «Поиск»"),
        ("<p>Пусто</p>", "Отвязать", "кнопок, ссылок и полей на странице нет"),
        ("<button hidden id=x>Отвязать</button>", Selector("#x"), "спрятано"),
        ("<button>⋮</button>", ["⋮", "Отвязать"], "на экране нет «Отвязать»"),
    ],
)
def test_label_that_finds_nothing_is_named_with_what_is_there(page: Page, html: str, label, reason: str) -> None:
    page.set_content(html)
    page.set_default_timeout(700)
    with pytest.raises(LabelNotFoundError) as missing:
        VendorJournal(page, JournalLabels(unlink=label)).unlink()
    assert re.search(reason, str(missing.value)), str(missing.value)
    assert "labels.unlink" in str(missing.value)
    assert "\n" not in str(missing.value)


def test_button_that_is_shown_and_cannot_be_pressed_is_no_wrong_label(page: Page) -> None:
    page.set_content("<button disabled>Отвязать</button>")
    page.set_default_timeout(700)
    with pytest.raises(TimeoutError) as failed:
        VendorJournal(page, JournalLabels()).unlink()
    assert not isinstance(failed.value, LabelNotFoundError)
