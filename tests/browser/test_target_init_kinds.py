"""`target init` on journals that draw themselves, press by things without a role, or are no journals at all."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from mock_server.cli import raise_interruption
from pages.labels import Selector
from pages.shown_names import find_initials, list_shown_names
from pages.sign_in_survey import SignInSurvey, survey_screens
from tests.browser.made_journals import FIELDS, FORM, JOURNAL, OFFICE, REFUSED, Pages, run_journal
from tests.browser.test_target_init import GUIDE, try_target, write_target
from validation.target_survey import SurveyError

WITHOUT_FORM = (
    "<span>Логин</span><input id=u><span>Пароль</span><input id=p type=password>"
    "<div tabindex=0 onclick=\"location.assign('/office')\">Войти</div>"
)
BY_POINTER = "<div class=go style='cursor: pointer'><svg width=9 height=9></svg></div>"
BY_SCRIPT = """<div id=root></div><script>
const pages = {'': `<span tabindex=0 onclick="location.hash = '#desk'">Кабинет учителя</span>
                    <span tabindex=0 onclick="location.assign('/')">Выйти</span>`,
               '#desk': `<span tabindex=0 onclick="location.hash = '#card'">Мессенджер</span>`,
               '#card': `<span>Мессенджер не подключен</span> <span tabindex=0>Перейти к подключению</span>`}
const draw = async () => { root.innerHTML = 'Загрузка…'; await fetch('/slow')
    root.innerHTML = pages[location.hash] }
onhashchange = draw; draw()</script>"""
DIALOG = f"""<a href='#' onclick='ask.showModal(); return false'>Войти</a>
<dialog id=ask><form action=/office>{FIELDS}<button>Войти</button></form></dialog>"""
LABEL_AROUND_LIST = FORM.replace(
    "<button>", "<label>Школа<select><option value=''>Выберите<option value=7>Гимназия №7</select></label><button>"
)
BANNER = """<div id=bar style='position: fixed; bottom: 0'>Мы храним cookie
<a href='#' onclick='bar.remove(); return false'>Хорошо</a></div>"""
SPANS = "<div><span>Мессенджер не подключен</span> <span tabindex=0>Перейти к подключению</span></div>"
BEHIND_INITIALS = """<a href=/desk>Кабинет учителя</a><p>Иванова А.П.</p>
<button aria-haspopup=menu onclick='side.hidden = !side.hidden'>Иванова А.П.</button>
<p id=side hidden><a href=/>Выйти</a></p>"""


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"/": WITHOUT_FORM}, {"sign_in": "Войти", "login": Selector("#u")}),
        (
            {"/": WITHOUT_FORM.replace("tabindex=0 onclick", "style='cursor: pointer' onclick")},
            {"sign_in": "Войти", "login": Selector("#u")},
        ),
        ({"/office": BY_SCRIPT}, GUIDE),
        ({"/": DIALOG}, GUIDE),
        ({"/": LABEL_AROUND_LIST}, GUIDE),
        ({"/": FORM + BANNER, "/office": OFFICE + BANNER}, {**GUIDE, "dismiss": ["Хорошо"]}),
        ({"/office": BEHIND_INITIALS}, {"sign_out": ["{last_name} {initials}", "Выйти"]}),
        ({"/card": SPANS},
         GUIDE),
    ],
)  # fmt: skip
def test_journal_without_roles_or_drawn_by_scripts_is_described(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str], pages: Pages, expected: dict[str, object]
) -> None:
    with run_journal({**JOURNAL, **pages}) as address:
        draft, path = write_target(browser, tmp_path, address)
        assert draft.problems == []
        failed, labels = try_target(browser, path, expected)
    assert failed == 0, capsys.readouterr().out + path.read_text(encoding="utf-8")
    assert labels == expected
    assert "nth-child" not in path.read_text(encoding="utf-8"), "names are found where there are names"


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/broken", "HTTP 500"),
        ("/nothing", "страница пуста"),
        ("/application-json", "там application/json"),
        ("/text-plain", "там text/plain"),
        ("/application-pdf", "а не страница журнала"),
        ("/spin", "скрипт страницы не кончается"),
    ],
)
def test_what_is_no_page_of_a_journal_is_one_line(browser: Browser, tmp_path: Path, path: str, complaint: str) -> None:
    pages = {"/broken": "<p>Ошибка сервера", "/spin": FORM + "<script>onload = () => { for (;;); }</script>"}
    with run_journal(pages) as address, pytest.raises(SurveyError, match=complaint) as error:
        write_target(browser, tmp_path, address, sign_in_path=path)
    assert str(error.value).startswith(f"{address}{path}: ")
    assert "\n" not in str(error.value)


def test_sign_in_page_with_an_error_status_is_described(browser: Browser, tmp_path: Path) -> None:
    with run_journal({**JOURNAL, "/broken": FORM}) as address:
        draft, _ = write_target(browser, tmp_path, address, sign_in_path="/broken")
    assert draft.problems == []


OPTIONS = "<option>Лицей №3<option {0}>Гимназия №7<option>Школа №12"


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (OPTIONS.format("selected"), "Гимназия №7"),
        (OPTIONS.format(""), "Лицей №3"),
        ("<option value=''>Выберите" + OPTIONS.format(""), "Лицей №3"),
        ("<option value=0 selected>— Выберите школу —" + OPTIONS.format(""), "Лицей №3"),
        ("<option selected disabled>Школа" + OPTIONS.format(""), "Лицей №3"),
        ("<option>—" + OPTIONS.format("selected"), "Гимназия №7"),
        (OPTIONS.format("") + "<script>document.querySelector('select').value = 'Школа №12'</script>", "Школа №12"),
    ],
)
def test_school_that_the_page_has_chosen_is_kept(page: Page, options: str, chosen: str) -> None:
    page.set_content(FORM.replace("<button>", f"<select aria-label=Школа>{options}</select><button>"))
    survey = SignInSurvey()
    survey_screens(page, survey, "ivanova")
    assert [(step.choose, step.option) for step in survey.steps if step.choose] == [("Школа", chosen)]
    assert [(offered.chosen, len(offered.others)) for offered in survey.lists] == [(chosen, 2)]


def test_refused_sign_in_names_the_schools_to_choose_from(browser: Browser, tmp_path: Path) -> None:
    choice = f"<select aria-label=Школа>{OPTIONS.format('selected')}</select>"
    with run_journal({**JOURNAL, "/": FORM.replace("<button>", f"{choice}<button>"), "/office": FORM}) as address:
        draft, path = write_target(browser, tmp_path, address)
    offered = "в списке «Школа» выбрано «Гимназия №7», есть ещё «Лицей №3», «Школа №12»"
    written = 'если нужно другое, напишите в файле цели, в sign_in_steps, { choose = "Школа", option = "…" }'
    assert draft.problems == [f"ivanova: журнал не впустил: на экране снова форма входа; {offered}: {written}"]
    assert f"# {offered}\n" in path.read_text(encoding="utf-8")


STOPPED = "; остановились на {0} (HTTP 403), там написано: «Запрос с чужой страницы.»"


@pytest.mark.parametrize(
    ("pages", "problem", "stop"),
    [
        (
            {"/": "<form action=/refused><input name=login aria-label=Логин><button>Далее</button></form>"},
            "до поля пароля вход не довёл: впишите sign_in_steps",
            "/refused?login=ivanova",
        ),
        (
            {"/": FORM.replace("/office", "/refused")},
            "выхода из журнала не видно: впишите sign_out, за меню — путём нажатий",
            "/refused?login=ivanova&password=****",
        ),
        (
            {"/desk": "<a href=/refused>Мессенджер</a>"},
            "карточка мессенджера не нашлась: впишите office, messenger и состояния",
            "/refused",
        ),
    ],
)
def test_page_that_the_way_ended_at_is_told(
    browser: Browser, tmp_path: Path, pages: Pages, problem: str, stop: str
) -> None:
    with run_journal({**JOURNAL, **pages, REFUSED: "<p>Запрос с чужой страницы."}) as address:
        draft, _ = write_target(browser, tmp_path, address)
    assert f"{problem}{STOPPED.format(f'{address}{stop}')}" in draft.problems


def test_page_without_a_form_and_with_an_error_is_quoted(browser: Browser, tmp_path: Path) -> None:
    with run_journal({REFUSED: "<p>Запрос с чужой страницы."}) as address, pytest.raises(SurveyError) as error:
        write_target(browser, tmp_path, address, sign_in_path=REFUSED)
    stop = STOPPED.format(f"{address}{REFUSED}")
    assert str(error.value) == f"{address}{REFUSED}: формы входа на странице нет{stop}"


def test_form_without_anything_to_press_is_named(browser: Browser, tmp_path: Path) -> None:
    with run_journal({"/": FIELDS}) as address:
        draft, _ = write_target(browser, tmp_path, address)
    assert draft.problems == ["чем войти, на странице не видно: впишите sign_in"]


def test_office_in_a_frame_is_named(browser: Browser, tmp_path: Path) -> None:
    with run_journal({**JOURNAL, "/office": "<a href=/>Выйти</a><iframe src=/desk></iframe>"}) as address:
        draft, _ = write_target(browser, tmp_path, address)
    assert f"Мессенджер есть во фрейме {address}/desk" in "\n".join(draft.problems)


def test_names_of_what_is_pressed_without_a_role_are_apart(page: Page) -> None:
    page.set_content("<div>Чаты <span tabindex=0>Открыть</span> <span onclick='1'>Отвязать</span></div>")
    assert [name.name for name in list_shown_names(page) if name.is_action] == ["Открыть", "Отвязать"]


@pytest.mark.parametrize(("text", "initials"), [("Иванова А. П.", "А. П."), ("Иванова А.П., учитель", "А.П."),
                                                ("Петрова А. П.", ""), ("Иванова Анна", "")])  # fmt: skip
def test_initials_are_as_the_page_writes_them(text: str, initials: str) -> None:
    assert find_initials("Иванова", [text]) == initials


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(143)])
def test_error_of_closing_does_not_hide_the_end_by_a_signal(end: BaseException) -> None:
    closed = Error("Target page, context or browser has been closed")
    closed.__context__ = end
    with pytest.raises(type(end)):
        raise_interruption(closed)
    raise_interruption(Error("another"))
