"""A row for every `expect_*` of the validation: the sessions in which it holds, and those in which it does not."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.unit.validation.invariant_rows import INVARIANT_ROWS
from tests.unit.validation.made_up_sessions import HERE, linked, shown, unlinked, window
from tests.unit.validation.rows import Row, rows
from tests.unit.validation.service_records import record
from tests.unit.validation.test_two_schools import OWN, at_other_school
from tests.unit.validation.unlinking_rows import UNLINKING_ROWS
from validation import agreement, expectations, messages, service_answers
from validation.checks import (
    test_answers,
    test_journal,
    test_other_accounts,
    test_return,
    test_return_texts,
    test_sessions,
    test_setbacks,
    test_tokens,
    test_two_schools,
)
from validation.errors import LinkFailedError
from validation.label_guesses import State
from validation.two_schools import TwoSchools

OUTAGE = "Сферум не отвечает"
REFUSAL = "Вы отказались"
SAYS_ERROR = {"error": shown(True, OUTAGE)}


def walkthrough(*, calls: bool = True, because: str = "") -> Any:
    def require_link() -> None:
        if because:
            raise LinkFailedError("нет привязки", "no link")

    return SimpleNamespace(
        records=[record("token")] if calls else [],
        unlinked_because=because,
        require_link=require_link,
    )


def blame(service: str, message: str) -> Callable[[], None]:
    return partial(messages.expect_no_other_service, message, service)


def on_screen(text: str) -> Any:
    """Returns a session whose page shows the text."""
    session = unlinked()
    session.page.inner_text = lambda _: text
    return session


def name_refusal(message: str, failure: str = OUTAGE) -> Callable[[], None]:
    """Returns the check of a message about a refusal, in a journal that says `failure` where a service fails."""

    def expect_it() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "link_in_vain", lambda *_: failure)
            test_journal.expect_refusal_named(unlinked(), message)

    return expect_it


def fail_service(session: Any) -> Callable[[], None]:
    """Returns the check that failures of a service are reported."""

    def expect_it() -> None:
        session.connect = lambda: None
        session.leave = lambda _: None
        session.apply_fault = lambda *_, **__: nullcontext(1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "open_clean_card", lambda _: None)
            test_journal.expect_failures_reported(session, "sferum")

    return expect_it


def make_cookie(length: int) -> Any:
    return {"name": "id", "value": "x" * length}


def say_state(session: Any, state: State) -> Callable[[], None]:
    """Returns the expectation that the card says this state alone."""
    return lambda: expectations.expect_one_state(session, state)


def try_again(session: Any) -> Callable[[], None]:
    """Returns the check that the next try links."""

    def expect_it() -> None:
        session.reach_return = lambda: (None, HERE)
        session.apply_fault = lambda *_, **__: nullcontext(1)
        session.has_applied_fault = lambda _: True
        session.link = session.expect_linked
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "go_to", lambda *_: None)
            patch.setattr(test_journal, "come_back_to_card", lambda _: None)
            test_journal.expect_next_try_links(session, "sferum")

    return expect_it


def come_back(session: Any) -> Callable[[], None]:
    def expect_it() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_return, "go_to", lambda *_: None)
            test_return.expect_refused(session, HERE)

    return expect_it


def redeemed(records: list[dict[str, Any]]) -> None:
    """Checks a teacher for whom the journal has requested this."""
    session = unlinked()
    session.records = records
    test_return.expect_unredeemed(session)


def show_type(content_type: str | Error) -> None:
    """Checks a page of this type; an error: one that is going on."""

    def evaluate(_: str) -> str:
        if isinstance(content_type, Error):
            raise content_type
        return content_type

    page: Any = SimpleNamespace(evaluate=evaluate)
    test_return_texts.expect_page_for_people(page)


def bring_back(session: Any, event: str) -> None:
    """Lets the session's card show a link from the next `event` on, which is a method of the session; empty: never."""
    if event:
        setattr(session, event, lambda: session.show(connected=True))


def show_other_link(event: str) -> Callable[[], None]:
    """Returns the check of a card that shows the link of another school from the `event` on."""

    def expect_it() -> None:
        schools: Any = SimpleNamespace(session=unlinked())
        schools.session.open_card = lambda: schools.session.show(connected=False)
        bring_back(schools.session, event)
        test_two_schools.expect_not_shown(schools)

    return expect_it


def undo_link(event: str, unlink: Callable[[Any], None] = lambda session: session.show(connected=False)) -> Any:
    """Returns the check of a link that is undone, and that is back from the `event` after another sign-in on."""

    def expect_it() -> None:
        session = linked()
        session.unlink = lambda: unlink(session)
        session.sign_in = lambda: bring_back(session, event)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "sign_out", lambda _: None)
            test_journal.expect_unlinking_to_last(session)

    return expect_it


def at_first_school(*calls: dict[str, Any]) -> TwoSchools:
    schools = at_other_school(*calls)
    schools.is_at_other = False
    return schools


def undo_in_school(links: dict[int, int]) -> None:
    """Checks that profile 7 is not among these links, of profiles in organizations."""
    schools: Any = SimpleNamespace(session=unlinked(), find_linked_organization_ids=lambda: links)
    test_two_schools.expect_gone(schools, 7)


def keep_link(links: dict[int, int | None]) -> None:
    """Checks profile 7 of a teacher whose profiles are linked in these organizations; the other school is number 2."""
    schools = at_other_school()
    profiles = [SimpleNamespace(id=id, link=at and SimpleNamespace(organization_id=at)) for id, at in links.items()]
    session: Any = schools.session
    session.vendor = SimpleNamespace(
        require_sandbox=lambda: SimpleNamespace(get_person=lambda _: SimpleNamespace(profiles=profiles))
    )
    test_two_schools.expect_kept(schools, 7, "привязка снята", "the link is undone")


def probe(is_found: bool) -> Any:
    return SimpleNamespace(is_found=lambda: is_found)


BLAMES_NO_OTHER = {
    "vk_id": (
        *("VK ID недоступен", "VK не отвечает. Сферум не привязан", "Подключение Сферум недоступно"),
        *("Сферум не отвечает: VK прислал ошибку", "Сферум не отвечает, вход через ВК не удался"),
    ),
    "sferum": (
        *(OUTAGE, "VK ID и Сферум не отвечают", "VK сейчас не отвечает", "Что-то пошло не так", ""),
        *("VK ID не отвечает, Сферум не привязан", "VK ID is down, Sferum is not linked"),
    ),
}
"""Messages of a service that has failed."""
BLAMES_OTHER = {
    "vk_id": (
        *(OUTAGE, "Сферум не ответил", "Сферум не работает", "Сферум сейчас временно недоступен, попробуйте позже."),
        *("Sferum is not responding", "Sferum does not answer", "Sferum didn't work", "Sferum doesn't respond"),
        *("Sferum is unavailable", "Sferum is down"),
    ),
    "sferum": ("VK ID пока не работает", "VK ID did not respond"),
}
FOR_TEACHERS = [
    *(
        OUTAGE,
        "",
        "VK ID не ответил (код 503), обратитесь к admin@school.ru",
        "Ошибка VK: invalid_grant. Время 10:32:15",
    ),
    *("Ошибка 503: Service Unavailable", "forbidden", "Error", "Connection to VK ID failed", "Сайт vk.ru не отвечает"),
    *("Подключить (ещё раз) в 12:30", "См. https://journal.test/help.php?id=12", "Файл «help.js» не открылся {код 5}"),
]
FOR_DEVELOPERS = [
    "Error: vkid\n    at redeem (/srv/journal/vk.js:12:3)",
    "Не вышло. Traceback (most recent call last): ...",
    'File "/srv/journal/links.py", line 12, in link',
    "journal/links.py:12 link",
    "Error\n    at redeem (node:internal:12",
    *(f"Vk.{ending}:80" for ending in ("php", "java", "cs", "go", "rb", "js", "mjs", "ts", "tsx")),
    'vkid {"error": "invalid_grant"}',
    "{'error': 'invalid_grant'}",
    "SQLSTATE[23000]: Integrity constraint violation",
    "<!doctype html><title>Сервис</title>",
    "Ответ: <html><body>502",
    *(
        "Не удалось подключить: [object Object]",
        "Чаты undefined не подключены",
        "TypeError",
        "java.net.SocketException",
    ),
    *("HTTPConnectionPool(host='vk', port=80)", "HTTPSConnectionPool(host='vk')", "cURL error 28", "[errno 111]"),
    *("connect ECONNREFUSED 127.0.0.1:80", "ETIMEDOUT", "getaddrinfo ENOTFOUND id.vk.ru", "getaddrinfo EAI_AGAIN vk"),
    *("socket hang up", "Connection refused", "Connection reset by peer", "Connection aborted."),
    *("Request failed with status code 503", "Failed to fetch", "Load failed", "Read timed out. (timeout=2)"),
    *("Unexpected token < in JSON", "Unexpected end of JSON input", "Expecting value: line 1 column 1 (char 0)"),
    *("errors.sferum.unavailable", "sferum_unavailable"),
]
FIRST = {"organization": 1, "person": "T-101", "role": "teacher", "classes": ["6А"]}
FALSE = [REFUSAL, "Профиль уже привязан к другому", "You declined"]
ROWS: dict[str, Row] = {
    **INVARIANT_ROWS,
    **UNLINKING_ROWS,
    "agreement.expect_agreement": rows(
        agreement.expect_agreement,
        [linked(), unlinked()],
        [linked(links=[]), unlinked(links=[1]), linked(is_stuck=True), unlinked(is_stuck=True)],
    ),
    "agreement.expect_true_message": rows(
        lambda message: agreement.expect_true_message(message, "vk_id", service_answers.UNAVAILABLE),
        ["VK ID не отвечает", "Что-то пошло не так"],
        ["TypeError", "Сферум не отвечает", REFUSAL],
    ),
    "expectations.expect_error_message": rows(
        expectations.expect_error_message,
        [
            unlinked(errors_seen=[OUTAGE]),
            unlinked(**SAYS_ERROR),
            unlinked(pages=[window(), window(error=SAYS_ERROR["error"])]),
        ],
        [
            unlinked(),
            unlinked(error=shown(False, OUTAGE)),
            unlinked(error=shown(True, "  ")),
            unlinked(error=shown(True, "Сохранено")),
            unlinked(pages=[], **SAYS_ERROR),
        ],
    ),
    "expectations.expect_card": rows(expectations.expect_card, [unlinked()], [linked()]),
    "expectations.expect_one_link": rows(
        expectations.expect_one_link, [linked()], [unlinked(), linked(links=[]), linked(links=[1, 2])]
    ),
    "expectations.expect_one_state": (
        [say_state(linked(), "connected"), say_state(unlinked(), "not_connected")],
        [say_state(linked(says_both=True), "connected"), say_state(unlinked(says_both=True), "not_connected")],
    ),
    "expectations.expect_no_extra_window": rows(
        expectations.expect_no_extra_window,
        [unlinked(), unlinked(pages=[window(), window("http://vk.test/", has_closed=True)])],
        [unlinked(pages=[window(), window("http://vk.test/")]), unlinked(pages=[window(is_stuck=True)])],
    ),
    "expectations.expect_no_server_error": rows(expectations.expect_no_server_error, [None, 200, 499], [500, 503]),
    "messages.expect_no_other_service": (
        [blame(service, text) for service, texts in BLAMES_NO_OTHER.items() for text in texts],
        [blame(service, text) for service, texts in BLAMES_OTHER.items() for text in texts],
    ),
    "messages.expect_no_internals": rows(messages.expect_no_internals, FOR_TEACHERS, FOR_DEVELOPERS),
    "messages.expect_no_false_cause": rows(
        messages.expect_no_false_cause, [OUTAGE, "Что-то пошло не так", "", f"{OUTAGE}. {REFUSAL}"], FALSE
    ),
    "teacher_session.TeacherSession.expect_linked": rows(
        lambda session: session.expect_linked(),
        [linked(), linked(links=[], sandbox=None)],
        [unlinked(), linked(links=[]), unlinked(links=[1])],
    ),
    "teacher_session.TeacherSession.expect_unlinked": rows(
        lambda session: session.expect_unlinked(),
        [unlinked(), unlinked(links=[1], sandbox=None)],
        [linked(), unlinked(links=[1]), linked(links=[])],
    ),
    "teacher_session.TeacherSession.expect_not_connected": rows(
        lambda session: session.expect_not_connected(), [unlinked(), unlinked(links=[1])], [linked(), linked(links=[])]
    ),
    "two_schools.TwoSchools.expect_own_call": rows(
        lambda schools: schools.expect_own_call(),
        [at_other_school(OWN), at_other_school(FIRST, OWN), at_first_school(FIRST), at_first_school(OWN, FIRST)],
        [at_other_school(FIRST), at_other_school(OWN, FIRST), at_first_school(OWN), at_first_school(FIRST, OWN)],
    ),
    "checks.test_answers.expect_few_calls": rows(test_answers.expect_few_calls, [0, 1, 5], [6, 50]),
    "checks.test_journal.expect_reported_failure": rows(
        test_journal.expect_reported_failure, [unlinked(**SAYS_ERROR)], [unlinked(), linked(**SAYS_ERROR)]
    ),
    "checks.test_journal.expect_refusal_named": (
        [name_refusal(REFUSAL), name_refusal(""), name_refusal("Не вышло"), name_refusal(REFUSAL, REFUSAL)],
        [name_refusal(OUTAGE, ""), name_refusal("Не вышло", "Не вышло")],
    ),
    "checks.test_journal.expect_failures_reported": rows(
        lambda session: fail_service(session)(),
        [unlinked(**SAYS_ERROR)],
        [unlinked(), linked(**SAYS_ERROR), unlinked(links=[1], **SAYS_ERROR)],
    ),
    "checks.test_journal.expect_next_try_links": rows(
        lambda session: try_again(session)(),
        [linked()],
        [unlinked(), linked(links=[]), linked(links=[1, 2]), linked(**SAYS_ERROR)],
    ),
    "checks.test_journal.expect_no_old_error": rows(
        lambda shown_after: test_journal.expect_no_old_error(*shown_after),
        [
            (linked(), OUTAGE),
            (unlinked(**SAYS_ERROR), OUTAGE),
            (linked(**SAYS_ERROR), ""),
            (linked(error=shown(True, "Профиль 812345 подключён")), OUTAGE),
        ],
        [(linked(**SAYS_ERROR), OUTAGE)],
    ),
    "checks.test_journal.expect_unlinking_to_last": (
        [undo_link("")],
        [undo_link("open_card"), undo_link("settle")],
    ),
    "checks.test_other_accounts.expect_later_name": rows(
        lambda text: test_other_accounts.expect_later_name(on_screen(text)),
        ["Подключено", "Подключено: Сыроежкин Мефодий", "Было: Перепёлкина. Подключено: СЫРОЕЖКИН"],
        ["Подключено: Перепёлкина Аглая", "Подключено: Аглая П."],
    ),
    "checks.test_other_accounts.expect_no_garbled_name": rows(
        lambda text: test_other_accounts.expect_no_garbled_name(on_screen(text), ["Белова", "Анна"]),
        ["Белова Анна", ""],
        ["Ð\x91ÐµÐ»Ð¾Ð²Ð°", "Подключено: Р‘РµР»РѕРІР°", r"\u0410\u043d\u043d\u0430", "&#1040;&#1085;&#1085;&#1072;"],
    ),
    "checks.test_other_accounts.expect_owner_untold": rows(
        lambda text: test_other_accounts.expect_owner_untold(on_screen(text), "Белова"),
        ["Профиль подключён к другому", ""],
        ["Профиль подключён: Белова Анна", "владелец БЕЛОВА"],
    ),
    "checks.test_other_accounts.expect_not_linked": rows(
        test_other_accounts.expect_not_linked, [unlinked(), unlinked(links=[1])], [linked(), linked(links=[])]
    ),
    "checks.test_other_accounts.expect_no_message": rows(
        test_other_accounts.expect_no_message,
        [unlinked(), unlinked(error=shown(True, "Сохранено"))],
        [unlinked(**SAYS_ERROR), linked(**SAYS_ERROR)],
    ),
    "checks.test_sessions.expect_long_id": rows(
        lambda lengths: test_sessions.expect_long_id([make_cookie(length) for length in lengths]),
        [[], [16], [40], [2, 16], [32, 5]],
        [[15], [4], [4, 15]],
    ),
    "checks.test_return.expect_refused": rows(
        lambda session: come_back(session)(), [unlinked()], [linked(), unlinked(links=[1]), linked(links=[])]
    ),
    "checks.test_return.expect_unredeemed": rows(
        redeemed, [[], [record("attach", site="sferum")]], [[record("token")], [record("exchange_silent_token")]]
    ),
    "checks.test_return_texts.expect_page_for_people": rows(
        show_type, ["text/html", "text/plain", Error("going on")], ["application/json", "application/xml"]
    ),
    "checks.test_return_texts.expect_no_element": rows(
        lambda found: test_return_texts.expect_no_element(unlinked(), probe(found), "имя", "a name"), [False], [True]
    ),
    "checks.test_tokens.expect_accepted": rows(
        lambda walked: test_tokens.expect_accepted(walked, "P-12"),
        [walkthrough(), walkthrough(because="P-13")],
        [walkthrough(calls=False), walkthrough(because="P-12"), walkthrough(calls=False, because="P-13")],
    ),
    "checks.test_setbacks.expect_fresh": rows(
        lambda values: test_setbacks.expect_fresh(values, "state"),
        [["a", "b"], ["a", "b", "c"]],
        [["a", "a"], ["a", "b", "a"]],
    ),
    "checks.test_two_schools.expect_not_shown": (
        [show_other_link("")],
        [show_other_link("open_card"), show_other_link("settle")],
    ),
    "checks.test_two_schools.expect_kept": rows(
        keep_link, [{7: 2}, {7: 2, 8: 1}], [{7: 1}, {7: None}, {8: 2}, {}, {7: 1, 8: 2}]
    ),
    "checks.test_two_schools.expect_gone": rows(undo_in_school, [{}, {8: 2}], [{7: 2}, {7: 1, 8: 2}]),
}
