"""Every `expect_*` of a helper of the scenarios can fail: on a changed page, or where the sandbox says something else.

The tables are complete by themselves: a new `expect_*` needs a row.
"""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from automation.people import Teacher
from mock_server.client import Link, Organization, Person, Profile, SandboxClient
from pages.journal import MessengerCard
from pages.messenger import ChatList
from pages.vk_id import ProfileScreen
from tests.browser.expectation_rows import (
    PROJECT,
    Change,
    Row,
    check_row_fails,
    check_row_holds,
    fails,
    list_expectations,
    list_modules,
    short_timeouts,
    show,
)
from tests.cpu_time import expect_cpu_within
from tests.e2e import expectations, membership, messenger
from tests.e2e.journal_session import JournalSession
from tests.e2e.profile_form import Form, Typed

CHATS = """<h1>Чаты 2</h1><ul aria-label="Список чатов">
    <li><a href="#" title="А"><b>А</b> <i>1 участник</i></a></li>
    <li><a href="#" title="Б"><b>Б</b> <i>2 участника</i></a></li></ul>"""

FITS = "<div style='width: 200px; overflow: hidden'><button style='width: 150px'>Продолжить</button></div>"
SCREEN = """<main><h1>Экран</h1></main><aside aria-label="О сервисе"><p>VK ID</p>
    <p>С сервисом «МЭШ ВКС» можно связать свой учебный профиль</p>
    <ul><li>Вход в учебный профиль в VK Мессенджере по VK ID</li>
    <li>Общение в защищенном от посторонних лиц пространстве</li>
    <li>Регистрации ВКонтакте не нужна, а если аккаунт уже есть, его никто не увидит</li></ul></aside>"""
PERSON = cast(Teacher, SimpleNamespace(full_name="Смирнова Анна"))
TWO_CHATS = [("А", "1 участник"), ("Б", "2 участника")]
GUIDES_CHATS = '<h1>Чаты 28</h1><ul aria-label="Список чатов">{}</ul>'.format(
    "".join(f'<li><a href="#">{title} <i>{members}</i></a></li>' for title, members in messenger.GUIDES_ROWS)
)


def open_focused(page: Page) -> None:
    page.get_by_role("button").focus()
    expectations.expect_focus_seen(page.get_by_role("button"))


HELPERS: dict[str, Row] = {
    "tests.e2e.expectations.expect_fits": Row(
        expectations.expect_fits,
        FITS,
        (
            ("width: 150px", "width: 250px"),  # hidden by the box around it, and the page stays narrow
            ("width: 200px", "width: 20000px"),
            ("<button style='", "<button style='margin-left: 100px; "),
            ("<button style='", "<button style='position: relative; left: -80px; "),
            (
                "<button style='width: 150px'>Продолжить</button>",
                "<p style='width: 900px; white-space: pre'>Длинно</p>",
            ),
        ),
    ),
    "tests.e2e.expectations.expect_focus_seen": Row(
        open_focused,
        "<style>button:focus { outline: 3px solid red }</style><button>Дальше</button>",
        (("3px", "1px"), ("solid", "none")),
    ),
    "tests.e2e.expectations.expect_foreign": Row(
        expectations.expect_foreign,
        f"<h1>Ответ VK ID не принят</h1><p role=alert>{expectations.FOREIGN}</p>",
        (("не принят", "принят"), (expectations.FOREIGN, "Учётная запись привязана."), ("role=alert", "")),
    ),
    "tests.e2e.expectations.expect_account": Row(
        lambda page: expectations.expect_account(page, PERSON),
        "<h1>Проверьте учётные данные</h1><fieldset><legend>Учебный профиль</legend>Смирнова Анна</fieldset>",
        (("Смирнова", "Петрова"), ("Проверьте", "Нет")),
    ),
    "tests.e2e.expectations.expect_screen": Row(
        lambda page: expectations.expect_screen(page, '- main:\n  - heading "Экран" [level=1]'),
        SCREEN,
        (("Экран", "Другой"), ("МЭШ ВКС", "Другой"), ("h1", "h2"), ("<aside", "<aside hidden")),
    ),
    "tests.e2e.expectations.expect_only_text": Row(
        lambda page: expectations.expect_only_text(page, "<img>"),
        "<p>&lt;img&gt;</p>",
        (("&lt;img&gt;", "<img alt=''>"), ("<p>", "<img alt=''><p>"), ("<p>", "<p onmouseover=''>")),
    ),
    "tests.e2e.messenger.expect_rows": Row(
        lambda page: messenger.expect_rows(ChatList(page), TWO_CHATS),
        CHATS,
        (
            ("1 участник", "11 участников"),
            ("<b>Б", "<b>В"),
            ("</ul>", "<li><a href=#>В</a></li></ul>"),
            ("Список", "Не"),
        ),
    ),
    "tests.e2e.messenger.expect_guides_chats": Row(
        lambda page: messenger.expect_guides_chats(ChatList(page)),
        GUIDES_CHATS,
        (("Чаты 28", "Чаты 27"), ("251 подписчик", "252 подписчика"), ("10А", "10Б")),
    ),
}


def build(kind: Callable[..., Any], **fields: object) -> Any:
    """Returns a record of the sandbox in which all other fields are None."""
    return kind(**{**dict.fromkeys(kind.__dataclass_fields__), **fields})  # type: ignore[attr-defined]


def profile(**changes: object) -> Profile:
    """Returns a profile that is linked to organization 7 and belongs to it."""
    whole = {"id": 1, "link": build(Link, organization_id=7, person_id="p"), "organizations": (7,), "chats": 4}
    name = {"last_name": "Петрова", "first_name": "Мария", "patronymic": "Ильинична"}
    made: Profile = build(Profile, **{**whole, **name, "birth_date": "1985-04-12", "sex": "female", **changes})
    return made


UNLINKED = profile(link=None, organizations=(), chats=0)


@dataclass(frozen=True)
class State:
    """What a sandbox says of one person and of organization 7."""

    profiles: tuple[Profile, ...]
    journal: dict[str, int | None]
    links: dict[str, int]
    members: tuple[int, ...]

    def sandbox(self) -> SandboxClient:
        organization = build(Organization, links=self.links, members=self.members)
        person = build(Person, profiles=self.profiles, journal=self.journal)
        return cast(
            SandboxClient,
            SimpleNamespace(get_person=lambda phone: person, get_organization=lambda organization_id: organization),
        )


LINKED = State((profile(),), {"login": 1}, {"p": 1}, (1,))
NOTHING = State((UNLINKED,), {"login": None}, {}, ())
CONNECTED = '<section aria-label="Мессенджер подключен">да</section>'
NOT_CONNECTED = '<section aria-label="Мессенджер не подключен">нет</section>'


def session(page: Page, state: State) -> JournalSession:
    made = object.__new__(JournalSession)
    made.page, made.card, made.sandbox = page, MessengerCard(page), state.sandbox()
    made.teacher = cast(Teacher, SimpleNamespace(login="login", phone="+7", organization_id=7, classes=("5А",)))
    return made


@dataclass(frozen=True)
class StateRow:
    """A page and a sandbox with which the check holds, and others, each of which breaks it."""

    check: Callable[[Page, State], None]
    body: str
    state: State
    broken_states: tuple[State, ...]
    broken_body: str | None = None


def form_of(page: Page, state: State) -> Form:
    return Form(ProfileScreen(page), state.sandbox(), "+7")


PETROVA = Typed()
MEMBER = State((profile(link=None),), {}, {}, (1,))
CONSENT = '<dialog open aria-label="Добавление профиля Сферум"><dl><dd>Петрова Мария Ильинична</dd></dl></dialog>'
FORM = """<form><p role=alert>Ошибка</p>
    <label>Фамилия <input value="Петрова"></label><label>Имя <input value="Мария"></label>
    <label>Отчество <input value="Ильинична"></label><label>Дата рождения <input value="12.04.1985"></label>
    <label><input type=radio checked> Женский</label><label><input type=radio> Мужской</label>
    <button>Продолжить</button></form>"""

STATES: dict[str, StateRow] = {
    "tests.e2e.journal_session.JournalSession.expect_linked": StateRow(
        lambda page, state: session(page, state).expect_linked(),
        CONNECTED,
        LINKED,
        (
            NOTHING,
            replace(LINKED, profiles=(profile(organizations=(8,)),)),
            replace(LINKED, profiles=(profile(chats=3),)),
            replace(LINKED, profiles=(profile(), profile(id=2, link=None))),
            replace(LINKED, journal={"login": 2}),
            replace(LINKED, journal={"login": 1, "other": 1}),
            replace(LINKED, links={"p": 2}),
            replace(LINKED, links={"p": 1, "q": 1}),
            replace(LINKED, members=()),
        ),
        NOT_CONNECTED,
    ),
    "tests.e2e.journal_session.JournalSession.expect_unlinked": StateRow(
        lambda page, state: session(page, state).expect_unlinked(), NOT_CONNECTED, NOTHING, (LINKED,), CONNECTED
    ),
    "tests.e2e.journal_session.JournalSession.expect_nothing_linked": StateRow(
        lambda page, state: session(page, state).expect_nothing_linked(),
        "",
        NOTHING,
        (
            replace(NOTHING, journal={"login": 1}),
            replace(NOTHING, profiles=(profile(organizations=()),)),
            replace(NOTHING, profiles=(profile(link=None),)),
            replace(NOTHING, links={"p": 1}),
            replace(NOTHING, members=(1,)),
        ),
    ),
    "tests.e2e.membership.expect_member": StateRow(
        lambda page, state: membership.expect_member(state.sandbox(), session(page, state).teacher, 7),
        "",
        MEMBER,
        (
            replace(MEMBER, members=()),
            replace(MEMBER, profiles=(profile(organizations=(7, 8)),)),
            replace(MEMBER, profiles=(profile(organizations=()),)),
        ),
    ),
    "tests.e2e.membership.expect_no_member": StateRow(
        lambda page, state: membership.expect_no_member(state.sandbox(), session(page, state).teacher),
        "",
        NOTHING,
        (replace(NOTHING, profiles=(profile(chats=0),)), replace(NOTHING, profiles=(profile(organizations=()),))),
    ),
    "tests.e2e.profile_form.Form.expect_created": StateRow(
        lambda page, state: form_of(page, state).expect_created(PETROVA),
        CONSENT,
        NOTHING,
        (
            replace(NOTHING, profiles=(replace(UNLINKED, sex="male"),)),
            replace(NOTHING, profiles=(replace(UNLINKED, birth_date="1985-04-11"),)),
            replace(NOTHING, profiles=(replace(UNLINKED, patronymic=""),)),
            replace(NOTHING, profiles=(profile(organizations=()),)),
            replace(NOTHING, profiles=(profile(link=None),)),
        ),
        CONSENT.replace("Петрова", "Иванова"),
    ),
}
ELSEWHERE = {
    # Each needs no page, one that is loaded, or another one after it: they have tests of their own below.
    "tests.cpu_time.expect_cpu_within",
    "tests.e2e.expectations.expect_browser_error",
    "tests.e2e.profile_form.Form.expect_refused",
}

HELPER_FILES = ("tests/e2e/*.py", "tests/*.py")


def test_each_expectation_has_a_row() -> None:
    assert list_expectations(*HELPER_FILES) == {*HELPERS, *STATES, *ELSEWHERE}


def test_no_scenario_has_expectations_of_its_own() -> None:
    own = [
        f"{path.name}: {name}"
        for path in sorted(PROJECT.glob("tests/e2e/test_*.py"))
        for name in re.findall(r"^ *def (_?expect_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert own == [], "a helper module has them, where the table sees them"


@pytest.mark.parametrize("number", ["один"])
def test_parameters_are_shown_as_they_are_written(request: pytest.FixtureRequest, number: str) -> None:
    assert request.node.name.endswith(f"[{number}]")


def test_helper_that_fails_says_what_it_compared(page: Page) -> None:
    row = STATES["tests.e2e.membership.expect_no_member"]
    with pytest.raises(AssertionError, match=re.escape("== ((), 0)")):
        row.check(page, MEMBER)


def test_every_helper_of_the_tests_is_one_that_says_so() -> None:
    hook = type(importlib.import_module("tests.e2e.membership").__loader__)
    assert hook.__name__ == "AssertionRewritingHook"
    others = [
        name
        for name in list_modules("pages/*.py", *HELPER_FILES)
        if not isinstance(importlib.import_module(name).__loader__, hook)
    ]
    assert [name for name in others if name.startswith("tests.")] == []


@pytest.mark.parametrize("row", HELPERS.values(), ids=HELPERS)
def test_expectation_holds_on_its_page(page: Page, row: Row) -> None:
    check_row_holds(page, row)


@pytest.mark.parametrize("row", HELPERS.values(), ids=HELPERS)
def test_expectation_fails_on_every_broken_page(page: Page, row: Row) -> None:
    check_row_fails(page, row)


@pytest.mark.parametrize("row", STATES.values(), ids=STATES)
def test_expectation_of_a_state_holds(page: Page, row: StateRow) -> None:
    show(page, row.body)
    row.check(page, row.state)


@pytest.mark.parametrize("row", STATES.values(), ids=STATES)
def test_expectation_of_a_state_fails_in_every_other(page: Page, row: StateRow) -> None:
    show(page, row.body)
    with short_timeouts():
        for state in row.broken_states:
            assert fails(row.check, page, state), f"it holds in {state}"
        if row.broken_body is not None:
            show(page, row.broken_body)
            assert fails(row.check, page, row.state), "it holds on the other page"


def test_work_over_its_processor_time_is_told() -> None:
    with pytest.raises(AssertionError), expect_cpu_within(0.01):
        sum(range(10**7))
    with expect_cpu_within(60):
        sum(range(10**7))


def test_error_of_the_browser_is_told_from_a_page(page: Page) -> None:
    with short_timeouts(), pytest.raises(AssertionError):
        expectations.expect_browser_error(page)
    page.route("**/*", lambda route: route.abort())
    page.evaluate("location.href = 'http://site.test/'")
    expectations.expect_browser_error(page)


@pytest.mark.parametrize(
    ("changes", "state", "holds"),
    [
        ((), State((), {}, {}, ()), True),
        ((), NOTHING, False),
        ((("Ошибка", "Другая"),), State((), {}, {}, ()), False),
        ((("Ильинична", ""),), State((), {}, {}, ()), False),
        (((" checked", ""),), State((), {}, {}, ()), False),
    ],
    ids=["holds", "profile made", "another error", "patronymic forgotten", "sex forgotten"],
)
def test_refused_form_keeps_what_was_typed(page: Page, changes: tuple[Change, ...], state: State, holds: bool) -> None:
    answered = FORM
    for find, put in changes:
        answered = answered.replace(find, put)
    shown = iter([FORM, answered])
    page.route("**/*", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=next(shown)))
    page.goto("http://site.test/")
    refuse = form_of(page, state).expect_refused
    if holds:
        refuse(PETROVA, "Ошибка")
    else:
        with short_timeouts(), pytest.raises(AssertionError):
            refuse(PETROVA, "Ошибка")
