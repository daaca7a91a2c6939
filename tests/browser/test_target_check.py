"""`target check` finds out what a journal needs, and says what to write: each row is a journal of its own."""

import re
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page
from pytest_playwright.pytest_playwright import CreateContextCallback
from werkzeug.serving import make_server

from automation.target import read_target
from tests.browser.made_journals import CARD, DESK, FORM, JOURNAL, OFFICE, Pages, run_journal
from tests.target_files import TARGET
from validation.page_load_watch import PageLoadWatch
from validation.target_attempts import Attempts
from validation.teacher_check import check_teacher

TWO_SCREENS = """<form action=/second><label>Логин <input name=login></label><button>Далее</button></form>"""
SECOND = "<form action=/office><input type=password placeholder=Пароль><button>Войти</button></form>"
BY_BUTTON = f"<button onclick='box.showModal()'>Войти через портал</button><dialog id=box>{FORM}</dialog>"
SCHOOL = FORM.replace("<button>", "<select aria-label=Школа><option>—<option value=7>Гимназия №7</select><button>")
COVER = "<div id=news style='position: fixed; inset: 0; background: white'><h2>Что нового</h2>{way}</div>"
CLOSE = "<button onclick='news.remove()'>Понятно</button>"
SIDE = "<button aria-expanded=false onclick='side.hidden = !side.hidden'>Меню</button><nav id=side hidden>{0}</nav>"
NAMED = """<a href=/desk>Кабинет учителя</a><p id=side hidden><a href=/>Выйти</a></p>
<button aria-haspopup=menu onclick='side.hidden = !side.hidden'>Иванова А.</button>"""
LINKED = "<p>Мессенджер подключен</p><a href=/>Перейти в мессенджер</a>"
DOTS = "<button onclick='side.hidden = false'>⋮</button><p id=side hidden><button>Отвязать</button></p>"
ENDLESS = "<img src=/endless>"
OTHER_SCHOOL = """[other_school]
teacher = "ivanova"
id = 5
title = "Школа №12"
enter = [{ press = "Школа №12" }]
leave = [{ press = "Гимназия №7" }]"""
RELOADS = "<script>setTimeout(() => location.reload(), 800)</script>"


@pytest.mark.parametrize(
    ("pages", "labels", "expected"),
    [
        ({}, "", None),
        ({"/card": LINKED + "<button>Отвязать</button>"}, "", None),
        ({"/": TWO_SCREENS, "/second": SECOND}, "", 'sign_in_steps = [{ login = "Логин" }, { press = "Далее" }, '),
        ({"/": BY_BUTTON}, "", 'sign_in_steps = [{ press = "Войти через портал" }, { login = "Логин" }, '),
        ({"/": FORM.replace("Логин", "Почта")}, "", 'sign_in_steps = [{ login = "Почта" }'),
        (
            {"/": SCHOOL.replace("Логин", "E-mail")},
            "",
            '{ choose = "Школа", option = "Гимназия №7" }, { login = "E-mail"',
        ),
        ({"/": FORM + COVER.format(way=CLOSE)}, "", 'мешает окно «Что нового»: напишите dismiss = ["Понятно"]'),
        ({"/office": OFFICE + COVER.format(way=CLOSE)}, "", 'мешает окно «Что нового»: напишите dismiss = ["Понятно"]'),
        ({"/": FORM + COVER.format(way=CLOSE)}, 'dismiss = ["Понятно"]', None),
        ({"/desk": SIDE.format(DESK)}, "", 'спрятано за меню: напишите messenger = ["Меню", "Мессенджер"]'),
        ({"/desk": SIDE.format(DESK)}, '[labels]\nmessenger = ["Меню", "Мессенджер"]', None),
        (
            {"/office": OFFICE.replace("Выйти", "") + NAMED.format("<a href=/>Выйти</a>")},
            "",
            'sign_out = ["{last_name} {initials}", "Выйти"]',
        ),
        ({"/card": LINKED + DOTS}, "", 'unlink = ["⋮", "Отвязать"]'),
        (
            {"/card": "<p>Чаты не подключены"},
            '[labels]\nnot_connected = "подключены"',
            "только внутри «Чаты не ",
        ),
        ({"/desk": "<a href=/card>Чаты</a>"}, "", "на странице ссылки: «Чаты»"),
        ({"/card": CARD + LINKED}, "", "на экране оба состояния сразу"),
        ({"/office": FORM + "<p role=alert>Неверный пароль"}, "", "журнал не впустил: «Неверный пароль»"),
        ({"/office": FORM}, "", "журнал не впустил: на экране снова форма входа"),
        ({"/office": "Слишком много попыток входа"}, "", "sign_ins_per_minute"),
        (
            {"/": FORM.replace("/office", "/refused"), "/refused": "Запрос с чужой страницы."},
            "",
            " (HTTP 403), там написано: «Запрос с чужой страницы.»",
        ),
        (
            {"/card": CARD + "<a href=/other>Школа №12</a>", "/other": "<a href=/card>Гимназия №7</a>"},
            OTHER_SCHOOL,
            None,
        ),
        ({"/card": CARD + "<a href=/other>Школа №9</a>"}, OTHER_SCHOOL, "✗ ivanova: другая школа (enter): "),
        ({"/card": CARD + ENDLESS}, "", "• страница не заканчивает загрузку"),
        ({"/card": CARD + RELOADS}, "", "• карточка сама загружается заново"),
        ({"/desk": DESK.replace("/card", "/card#/chats")}, "", "• адрес карточки — с #"),
    ],
)
def test_what_a_journal_needs_is_said(
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    pages: Pages,
    labels: str,
    expected: str | None,
) -> None:
    output = check_journal(browser, tmp_path, capsys, {**JOURNAL, **pages}, labels)
    if expected is None or expected.startswith("•"):
        assert "✗" not in output, output
    if expected is None:
        assert "•" not in output, output
        assert "карточка" in output
    else:
        assert expected in output, output


def test_throttled_sign_in_is_named(browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = check_journal(browser, tmp_path, capsys, {**JOURNAL, "/office": "позже"}, "", status=429)
    assert "журнал ограничивает число входов (429" in output
    assert "ответ просит подождать 30 с" in output


@pytest.mark.parametrize(
    ("headers", "status", "complaint"),
    [({"WWW-Authenticate": 'Basic realm="stand"'}, 401, "[stand] basic_user и basic_password_variable")],
)
def test_what_stands_before_the_journal_is_named(
    new_context: CreateContextCallback, headers: dict[str, str], status: int, complaint: str
) -> None:
    page = new_context().new_page()
    watch = PageLoadWatch(page)
    page.route("**/*", lambda route: route.fulfill(status=status, headers=headers, body="нельзя"))
    page.goto("http://journal.example/")
    assert complaint in watch.explain_refusal()


def test_certificate_of_the_stands_own_is_named(page: Page) -> None:
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True, ssl_context="adhoc")
    thread = Thread(target=server.serve_forever)
    thread.start()
    watch = PageLoadWatch(page)
    with pytest.raises(Error, match="ERR_CERT"):
        page.goto(f"https://127.0.0.1:{server.port}/")
    server.shutdown()
    thread.join()
    server.server_close()
    assert "[stand] certificate" in watch.explain_refusal()


def check_journal(
    browser: Browser, folder: Path, capsys: pytest.CaptureFixture[str], pages: Pages, labels: str, status: int = 200
) -> str:
    """Returns what `target check` prints of the first teacher of a journal with these pages."""
    file = folder / "vendor.toml"
    with run_journal(pages, status, Event()) as address:
        top, table = ("", labels) if labels.startswith("[") else (labels, "")
        text = f"{top}\n{TARGET.replace('http://127.0.0.1:1', address)}\n[limits]\npage_s = 2\n{table}\n"
        file.write_text(text, encoding="utf-8")
        target = read_target(file)
        (teacher,) = target.list_teachers().values()
        check_teacher(Attempts(), browser, target, teacher)
    return re.sub(r"\s+", " ", capsys.readouterr().out)
