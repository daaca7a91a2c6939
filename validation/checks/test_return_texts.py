"""An answer of VK ID holds a stranger's texts, and may be a stranger's own: nothing runs, nothing is undone."""

import secrets
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page

from automation.addresses import parse_query
from pages.windows import go_to
from validation.address_params import change_param, find_params, is_asset
from validation.agreement import open_clean_card
from validation.catalogue import BilingualText
from validation.element_probe import ElementProbe
from validation.errors import CheckFailedError, LinkFailedError
from validation.expectations import expect_no_server_error
from validation.messages import blames_teacher, read_error_message, shorten
from validation.other_accounts import rename_profile
from validation.return_address import change_params
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.traffic import ForgedRequest

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_STATES = (None, "invented")
_MAX_PARAMS = 20
_FOR_SCRIPTS = ("application/json", "application/problem+json", "text/xml", "application/xml")
_PARAM = ("то, что стояло в адресе возврата,", "what was in the return address")
_TEXT_IN_ADDRESS = BilingualText("текст в параметр поставлен проверкой", "a check has put a text into the parameter")


def refusal_address(session: TeacherSession, state: str | None) -> str:
    """Returns a return address with a refusal that VK ID has not sent, with no state or an invented one."""
    invented = secrets.token_urlsafe(32) if state else None
    return change_params(session.vendor.client.callback, error="access_denied", state=invented)


def expect_no_element(session: TeacherSession, probe: ElementProbe, ru: str, en: str) -> None:
    """Opens the card, and checks that no page so far has made an element of this text, which the probe has made."""
    session.settle()
    session.open_card()
    session.settle()
    if probe.is_found():
        raise CheckFailedError(
            f"{ru} показано неэкранированным: оно стало элементом страницы",
            f"{en} is shown unescaped: it became an element of the page",
        )


@pytest.mark.requirement("P-17")
def test_texts_of_the_answer_are_escaped(teacher_sessions: TeacherSessions) -> None:
    """Ни один параметр возврата не становится элементом страницы."""
    session = teacher_sessions.open()
    probe = ElementProbe(session.context)
    window, refused = session.reach_return(refused=True)
    go_to(window, change_params(refused, error_description=probe.markup, error_uri=probe.link))
    expect_no_element(session, probe, *_PARAM)
    others = dict.fromkeys(parse_query(refused), probe.markup)
    for changes in (
        {"error": probe.markup},
        {**others, "error": None, "code": probe.markup, "device_id": probe.markup},
    ):
        open_clean_card(session)  # a journal may open no second window while the first one is there
        window = session.connect()
        state = session.traffic.authorizations[-1].state
        go_to(window, change_params(refused, **{**changes, "state": state}))
        expect_no_element(session, probe, *_PARAM)
    go_to(session.page, change_params(refused, error_description=probe.markup, state=probe.markup))
    expect_no_element(session, probe, *_PARAM)


@pytest.mark.requirement("P-17")
def test_name_of_a_profile_is_escaped(teacher_sessions: TeacherSessions) -> None:
    """И имя профиля — тоже."""
    session = teacher_sessions.open()
    probe = ElementProbe(session.context)
    rename_profile(session, probe.markup, probe.markup)
    with suppress(LinkFailedError):  # a journal may refuse such a name
        session.link()
    expect_no_element(session, probe, "имя профиля", "a profile's name")


@pytest.mark.requirement("P-17")
def test_incomplete_answer_is_answered_by_a_page(teacher_sessions: TeacherSessions) -> None:
    """На возврат без параметров, без state, без кода и без входа журнал отвечает страницей."""
    session = teacher_sessions.open()
    _, address = session.reach_return()
    stranger = teacher_sessions.make_context().new_page()
    without_code = change_params(address, code=None, payload=None)
    for page, url in (
        (session.page, session.vendor.client.callback),
        (session.page, change_params(address, state=None)),
        (session.page, without_code),
        (stranger, address),
    ):
        expect_no_server_error(go_to(page, url))
        expect_page_for_people(page)


def expect_page_for_people(page: Page) -> None:
    """Raises CheckFailedError where the browser shows an answer that is for scripts."""
    with suppress(Error):  # it is going on by itself
        content_type = page.evaluate("document.contentType")
        if content_type in _FOR_SCRIPTS:
            raise CheckFailedError(
                f"на адресе возврата учителю показан ответ для скриптов: {content_type}",
                f"at the return address the teacher is shown an answer for scripts: {content_type}",
            )


@pytest.mark.requirement("P-55")
def test_text_of_an_address_is_not_told_by_the_journal(teacher_sessions: TeacherSessions) -> None:
    """Чужой текст из адреса журнал не показывает как своё сообщение."""
    session = teacher_sessions.open_signed_out()  # some journals greet who has signed in
    session.remember()
    session.arrive()
    session.refuse()
    session.settle()
    word = f"word{secrets.token_hex(6)}"
    text = f"Позвоните {word}"
    forged = [change_params(refusal_address(session, state), error_description=text) for state in _STATES]
    params = find_params(session.vendor, (url for url in session.traffic.urls if not is_asset(url)))
    for address in (*forged, *(change_param(url, name, text) for url, name in params[:_MAX_PARAMS])):
        session.traffic.forged.append(ForgedRequest(f"GET {address}", _TEXT_IN_ADDRESS))
        go_to(session.page, address)
        session.settle()
        if tells(session, word, anywhere=address in forged):
            raise CheckFailedError(
                "журнал показал как своё сообщение текст, который стоял в адресе",
                "the journal showed a text of the address as a message of its own",
            )


def tells(session: TeacherSession, word: str, *, anywhere: bool) -> bool:
    """Returns whether the page has the word in a message, or has had it; `anywhere`: in whatever it shows."""
    page = session.page
    if any(word in seen.text for seen in session.watch.errors):
        return True
    messages = page.get_by_role("alert").or_(page.get_by_role("status")).or_(session.journal.error)
    shown = page.locator("body") if anywhere else messages
    return shown.filter(has_text=word).filter(visible=True).count() > 0


@pytest.mark.requirement("P-33")
def test_refusal_that_nobody_asked_for_ends_no_attempt(teacher_sessions: TeacherSessions) -> None:
    """Отказ без state или с чужим не обрывает начатую попытку."""
    session = teacher_sessions.open()
    open_clean_card(session)
    window = session.connect()
    for state in _STATES:
        page = session.context.new_page()
        go_to(page, refusal_address(session, state))
        session.settle()
        message = read_error_message(session)
        if blames_teacher(message):
            raise CheckFailedError(
                f"отказ, который VK ID не присылал, принят за отказ учителя: «{shorten(message)}»",
                f"a refusal that VK ID never sent is taken for the teacher's: “{shorten(message)}”",
            )
    address = session.consent.hold_return(window)
    go_to(window, address)
    if not session.wait_until(session.is_known_to_sferum):
        raise CheckFailedError(
            "отказ, который VK ID не присылал, оборвал начатую попытку",
            "a refusal that VK ID never sent has ended the attempt that was running",
        )
