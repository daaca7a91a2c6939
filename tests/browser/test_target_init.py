"""`target init` finds out what a journal's things are called: each row is a journal of its own kind."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from automation.target import TargetFile, read_target
from pages.labels import Selector
from pages.sign_in_form import Credentials
from tests.browser.made_journals import CARD, DESK, FIELDS, FORM, JOURNAL, OFFICE, Pages, run_journal
from validation.target_attempts import Attempts
from validation.target_draft import Draft
from validation.target_survey import SurveyError, survey_journal
from validation.target_text import Settings, format_target
from validation.teacher_check import check_teacher

GUIDE = {
    "office": "Кабинет учителя",
    "messenger": "Мессенджер",
    "sign_out": "Выйти",
    "connect": "Перейти к подключению",
}
TWO_SCREENS = "<form action=/second><label>Логин <input name=login></label><button>Далее</button></form>"
SECOND = "<form action=/office><input type=password placeholder=Пароль><button>Войти</button></form>"
BY_PORTAL = (
    "<form action=/sub><input placeholder=E-mail><button>Подписаться</button></form><a href=/in>Войти через портал</a>"
)
SCHOOL = FORM.replace(
    "<button>", "<select aria-label=Школа><option value=''>—<option value=7>Гимназия №7</select><button>"
)
BANNER = """<div id=bar style='position: fixed; bottom: 0'>Мы храним cookie
<button onclick='bar.remove()'>Принять</button>
</div>"""
NEWS = """<div id=news role=dialog style='position: fixed; inset: 0; background: white'><h2>Что нового</h2>
<button aria-label='Закрыть окно' class=close onclick='news.remove()'>×</button></div>"""
COVER = """<div id=news style='position: fixed; inset: 0; background: white'><h2>Что нового</h2>
<button onclick='news.remove()'>Начать работу</button></div>"""
MENU = """<button aria-expanded=false onclick='side.hidden = !side.hidden'>Разделы</button>
<nav id=side hidden><a href=/card>Мессенджер</a></nav>"""
BEHIND_NAME = """<a href=/desk>Кабинет учителя</a>
<button aria-haspopup=menu onclick='side.hidden = !side.hidden'>Иванова Анна Павловна</button>
<p id=side hidden><a href=/>Выйти</a></p>"""
ICON = "<a href=/card class='nav messenger-icon'><svg width=9 height=9></svg></a>"
ENGLISH = {
    "/": "<form action=/office><label>Username <input name=u></label><label>Password <input type=password></label>"
    "<button>Sign in</button></form>",
    "/office": "<a href=/desk>Teacher's office</a><form action=/><button>Log out</button></form>",
    "/desk": "<a href=/card>Messages</a>",
    "/card": "<h2>Chats are not connected yet</h2><button>Connect with VK ID</button>",
}
TATAR = {
    "/": "<form action=/office><label>Логин <input name=u></label><label>Серсүз <input type=password></label>"
    "<button>Керү</button></form>",
    "/office": "<a href=/desk>Укытучы кабинеты</a><a href=/>Чыгу</a>",
    "/desk": "<a href=/card>Хәбәрләр</a>",
    "/card": "<h2>Чатлар тоташтырылмаган</h2><button>Тоташтыру</button>",
}
UNKNOWN = {
    "/office": "<nav><a href=/one>Первое</a><a href=/desk>Второе</a><a href=/erase>Удалить всё</a></nav>"
    "<a href=/>Выйти</a>",
}
TWO_CARDS = """<div><h3>Почта</h3><p>Почта подключена</p><button>Отвязать почту</button></div>
<div><h3>Мессенджер</h3><p>Мессенджер не подключен</p><button>Перейти к подключению</button></div>"""
LINKED = "<h2>Мессенджер подключен</h2><a href=/out>Перейти в мессенджер</a><button>Отвязать</button>"
SHADOW = "<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML = `{inside}`</script>"
AUTHORIZE = "http://127.0.0.1:59998/authorize?client_id=77&redirect_uri=http%3A%2F%2Fa.test%2Fr&response_type=code"
CONNECTS = (
    f"<h2>Мессенджер не подключен</h2><button onclick=\"window.open('{AUTHORIZE}')\">Перейти к подключению</button>"
)
ASKS_FIRST = f"""<h2>Мессенджер не подключен</h2><button onclick='ask.showModal()'>Перейти к подключению</button>
<dialog id=ask>Откроется VK ID <button onclick="location.assign('{AUTHORIZE}')">Продолжить</button></dialog>"""


def write_target(
    browser: Browser,
    folder: Path,
    address: str,
    *,
    logins: tuple[str, ...] = ("ivanova",),
    connect: bool = False,
    sign_in_path: str = "/",
) -> tuple[Draft, Path]:
    """Returns what `target init` found out of the journal, and the file that it writes."""
    draft = Draft(journal=address)
    credentials = [Credentials(login, "secret") for login in logins]
    file = TargetFile.model_validate({"journal": address, "sign_in_path": sign_in_path})
    survey_journal(browser, file, draft, credentials, connect=connect)
    path = folder / "vendor.toml"
    path.write_text(format_target(draft, Settings("PATH", organization_id=1)), encoding="utf-8")
    return draft, path


def complete(path: Path) -> TargetFile:
    """Returns the file with what no page shows: the application, the teacher's name, the school."""
    text = path.read_text(encoding="utf-8")
    text = text.replace("# [client]", "[client]\nid = '1'\ncallback = 'http://a.test/r'")
    names = {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Павловна", "title": "Школа №1"}
    for key, value in names.items():
        text = text.replace(f'# {key} = "…"', f'{key} = "{value}"')
    path.write_text(f"{text}\n[limits]\npage_s = 3\n", encoding="utf-8")
    return read_target(path)


def try_target(browser: Browser, path: Path, keys: Iterable[str]) -> tuple[int, dict[str, object]]:
    """Completes the file and goes by it; returns how many of the teacher's ways failed, and its labels `keys`."""
    file = complete(path)
    (teacher,) = file.list_teachers().values()
    attempts = Attempts()
    check_teacher(attempts, browser, file, teacher)
    return attempts.failed, {key: file.dismiss if key == "dismiss" else getattr(file.labels, key) for key in keys}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({}, GUIDE),
        ({"/": TWO_SCREENS, "/second": SECOND}, GUIDE),
        ({"/": BY_PORTAL, "/in": FORM, "/sub": "подписка"}, GUIDE),
        ({"/": SCHOOL}, GUIDE),
        (
            {"/": "<iframe src=/in width=400 height=300></iframe>", "/in": FORM.replace("<form", "<form target=_top")},
            GUIDE,
        ),
        ({"/": SHADOW.replace("{inside}", FORM)}, GUIDE),
        ({"/": FORM + BANNER, "/office": OFFICE + BANNER}, {**GUIDE, "dismiss": ["Принять"]}),
        ({"/": FORM + COVER}, {**GUIDE, "dismiss": ["Начать работу"]}),
        ({"/office": OFFICE + NEWS}, {**GUIDE, "dismiss": ["Закрыть окно"]}),
        ({"/desk": MENU}, {**GUIDE, "messenger": ["Разделы", "Мессенджер"]}),
        ({"/office": BEHIND_NAME}, {**GUIDE, "sign_out": ["{last_name} {first_name} {patronymic}", "Выйти"]}),
        ({"/desk": ICON}, {**GUIDE, "messenger": Selector("a[href='/card']")}),
        ({"/office": OFFICE.replace("Кабинет учителя", "Моё") + DESK, "/desk": "пусто"}, {"messenger": "Мессенджер"}),
        ({"/desk": DESK.replace("Мессенджер", "Чаты <b>12</b>")}, {**GUIDE, "messenger": "Чаты"}),
        (ENGLISH, {"office": "Teacher's office", "messenger": "Messages", "connect": "Connect with VK ID"}),
        (TATAR, {"office": "Укытучы кабинеты", "messenger": "Хәбәрләр", "connect": "Тоташтыру", "sign_out": "Чыгу"}),
        (UNKNOWN, {"office": "Второе", "messenger": "Мессенджер"}),
        ({"/card": TWO_CARDS}, {**GUIDE, "card": "Мессенджер"}),
        ({"/card": SHADOW.replace("{inside}", CARD)}, GUIDE),
        ({"/card": LINKED}, {"connected": "Мессенджер подключен", "open_messenger": "Перейти в мессенджер"}),
    ],
)
def test_file_is_accepted_by_target_check_without_a_corrected_label(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str], pages: Pages, expected: dict[str, object]
) -> None:
    requests: list[str] = []
    with run_journal({**JOURNAL, **pages}, requests=requests) as address:
        draft, path = write_target(browser, tmp_path, address)
        assert draft.problems == []
        pressed = list(requests)
        failed, labels = try_target(browser, path, expected)
    assert failed == 0, capsys.readouterr().out + path.read_text(encoding="utf-8")
    assert labels == expected
    assert not {"GET /erase", "GET /sub", "GET /out"} & set(pressed), "nothing but the sign-in and links is pressed"


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ({"/": "<p>Ведутся работы</p>"}, "формы входа на странице нет"),
        ({"/": TWO_SCREENS, "/second": "<p>Введите код из SMS</p>"}, "до поля пароля вход не довёл"),
        ({"/office": FORM + "<p role=alert>Неверный пароль"}, "ivanova: журнал не впустил: «Неверный пароль»"),
        ({"/office": FORM}, "на экране снова форма входа"),
        ({"/office": "Слишком много попыток входа"}, "limits.sign_ins_per_minute"),
        ({"/desk": "<a href=/x>Расписание</a>"}, "карточка мессенджера не нашлась"),
        ({"/office": "<a href=/desk>Кабинет учителя</a>"}, "выхода из журнала не видно"),
        ({"/card": "<h2>Мессенджер не подключен</h2>"}, "не видно, чем подключать"),
        ({"/card": "<h2>Мессенджер подключен</h2>"}, "не видно, чем отвязать"),
    ],
)
def test_what_was_found_is_written_and_the_rest_is_said(
    browser: Browser, tmp_path: Path, pages: Pages, problem: str
) -> None:
    with run_journal({**JOURNAL, **pages}) as address:
        draft, path = write_target(browser, tmp_path, address)
    assert problem in "\n".join(draft.problems)
    assert "Traceback" not in "\n".join(draft.problems)
    assert f'journal = "{address}"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("card", "connect"), [(CONNECTS, "Перейти к подключению"),
                                               (ASKS_FIRST, ["Перейти к подключению", "Продолжить"])])  # fmt: skip
def test_application_is_read_where_the_button_leads(
    browser: Browser, tmp_path: Path, card: str, connect: object
) -> None:
    with run_journal({**JOURNAL, "/card": card}) as address:
        draft, path = write_target(browser, tmp_path, address, connect=True)
        assert draft.problems == []
        file = complete(path)
    assert file.client is not None
    assert (file.client.id, file.client.callback, file.labels.connect) == ("77", "http://a.test/r", connect)


def test_connect_is_not_pressed_unless_asked_for(browser: Browser, tmp_path: Path) -> None:
    requests: list[str] = []
    card = "<h2>Мессенджер не подключен</h2><form action=/begin><button>Перейти к подключению</button></form>"
    with run_journal({**JOURNAL, "/card": card}, requests=requests) as address:
        write_target(browser, tmp_path, address)
    assert "GET /begin" not in requests


def test_second_teacher_shows_what_the_first_does_not(browser: Browser, tmp_path: Path) -> None:
    by_teacher = f"""<div id=card></div><script>card.innerHTML = sessionStorage.login === 'linked' ?
    {json.dumps(LINKED.replace("Отвязать", "Разорвать связь"))} : {json.dumps(CARD)}</script>"""
    remembers = FORM.replace("<form", "<form onsubmit='sessionStorage.login = this.login.value'")
    with run_journal({**JOURNAL, "/": remembers, "/card": by_teacher}) as address:
        draft, path = write_target(browser, tmp_path, address, logins=("ivanova", "linked"))
        file = complete(path)
    assert draft.problems == []
    assert (file.labels.unlink, file.labels.open_messenger) == ("Разорвать связь", "Перейти в мессенджер")
    assert (file.labels.connect, file.labels.not_connected) == ("Перейти к подключению", "Мессенджер не подключен")


def test_form_with_one_password_is_taken_of_several(browser: Browser, tmp_path: Path) -> None:
    registration = (
        f"<form action=/sub>{FIELDS}<input type=password placeholder='Ещё раз'><button>Создать</button></form>"
    )
    with run_journal({**JOURNAL, "/": registration + "<input type=search name=q>" + FORM}) as address:
        draft, _ = write_target(browser, tmp_path, address)
    assert draft.problems == []
    assert draft.guesses["connect"].label == "Перейти к подключению"


def test_journal_that_does_not_open_is_one_line(browser: Browser, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as error:
        write_target(browser, tmp_path, "http://127.0.0.1:9")
    assert "\n" not in str(error.value)
