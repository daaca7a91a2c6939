"""The teacher's session at the journal: when it begins and ends, what its cookies allow, where its ID is seen."""

import secrets
from itertools import combinations
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Cookie, Error, Request

from automation.addresses import find_common_parent, is_same_site
from pages.windows import go_to, open_address
from validation.cookies import add_cookies
from validation.errors import CheckFailedError, NotTestableError
from validation.personal_answers import PersonalAnswers, is_told, list_marks
from validation.session_cookies import CookieTrial, list_hosts, sign_out, watch_sent_cookies
from validation.session_tokens import TokenTrial
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

_MIN_ID_LENGTH = 16


def find_cookie_faults(cookie: Cookie, vendor: Vendor, *, framed: bool) -> list[tuple[str, str]]:
    """Returns what is wrong with a session cookie's attributes, in two languages."""
    is_https = urlsplit(vendor.journal).scheme == "https"
    domain = cookie["domain"].lstrip(".")
    # Nothing else comes along in a frame of another site, nor to an API at another site.
    needs_none = framed or not all(is_same_site(origin, vendor.journal) for origin in vendor.file.api)
    faults = [
        (is_https and not cookie.get("secure"), ("без Secure", "without Secure")),
        (cookie.get("sameSite") == "None" and not needs_none, ("SameSite=None", "SameSite=None")),
        (
            not _is_as_wide_as(domain, list_hosts(vendor)),
            (f"Domain={domain} шире журнала", f"Domain={domain} is wider than the journal"),
        ),
    ]
    return [text for is_fault, text in faults if is_fault]


def _is_as_wide_as(domain: str, hosts: set[str]) -> bool:
    """Returns whether the domain is one of the hosts, or the least that two of them have in common."""
    return domain in hosts or any(domain == find_common_parent(*pair) for pair in combinations(hosts, 2))


def list_credentials(session: TeacherSession, headers: list[str]) -> dict[str, Cookie | None]:
    """Returns by value what may tell the journal who the teacher is: cookies, and tokens of its scripts (None)."""
    cookies = {cookie["value"]: cookie for cookie in session.vendor.list_cookies(session.context)}
    tokens = {header.removeprefix("Bearer ") for header in headers if header.startswith("Bearer ")}
    credentials = {**cookies, **dict.fromkeys(tokens)}
    return {value: cookie for value, cookie in credentials.items() if len(value) >= _MIN_ID_LENGTH}


@pytest.mark.requirement("P-35")
@pytest.mark.needs("sign_in")
def test_session_changes_at_sign_in(teacher_sessions: TeacherSessions) -> None:
    """Cookie, бывшие до входа, не открывают карточку того, кто вошёл с ними."""
    session = teacher_sessions.open_signed_out()
    open_address(session.page, session.vendor.file.sign_in_address)
    earlier = session.vendor.list_cookies(session.context)
    with watch_sent_cookies(session) as sent:
        session.arrive()
    later = session.vendor.list_cookies(session.context)
    # A sign-in of several screens may give its cookie on any of them.
    earlier += [Cookie(**{**cookie, "value": sent[cookie["name"]]}) for cookie in later if cookie["name"] in sent]
    trial = CookieTrial(teacher_sessions, session)
    trial.require_cookies(later)
    is_kept = bool(earlier) and trial.opens_card(earlier)
    if is_kept or _accepts_planted(session, trial, later, {cookie["name"] for cookie in earlier}):
        raise CheckFailedError(
            "cookie, которые были в браузере до входа, после него открывают карточку учителя",
            "cookies that were in the browser before the sign-in open the teacher's card after it",
        )


def _accepts_planted(session: TeacherSession, trial: CookieTrial, cookies: list[Cookie], known: set[str]) -> bool:
    """Returns whether the journal takes over session cookies that somebody else has put into the browser."""
    planted = [
        Cookie(**{**cookie, "value": secrets.token_hex(16)}) for cookie in cookies if cookie["name"] not in known
    ]
    if not planted:
        return False
    session.context.clear_cookies()
    add_cookies(session.context, planted)
    try:
        session.sign_in()
    except (AssertionError, Error):  # it does not even let them in
        return False
    return trial.opens_card(planted)


@pytest.mark.requirement("P-36")
@pytest.mark.needs("sign_out", "sign_in")
def test_session_ends_at_sign_out(teacher_sessions: TeacherSessions) -> None:
    """После выхода прежние cookie и токен скриптов ничего не открывают."""
    session = teacher_sessions.open_signed_out()
    token = TokenTrial(session, teacher_sessions.make_context().request)
    answers = PersonalAnswers(session)
    session.arrive()
    session.open_card()
    session.settle()
    naming, cookies = answers.list_naming(), session.vendor.list_cookies(session.context)
    trial = CookieTrial(teacher_sessions, session)
    has_token, has_cookies = token.opens_api(), trial.are_enough(cookies)
    if not has_token and not has_cookies:
        raise NotTestableError(
            "журнал узнаёт учителя не по cookie и не по токену в Authorization",
            "the journal knows the teacher neither by cookies nor by a token in Authorization",
        )
    sign_out(session)
    if has_cookies and not session.wait_until(lambda: not trial.opens_card(cookies)):
        raise CheckFailedError(
            "после выхода прежние cookie открывают карточку учителя",
            "after the sign-out the old cookies still open the teacher's card",
        )
    late, marks = teacher_sessions.make_context(), list_marks(session)
    add_cookies(late, cookies)
    for url in naming if has_cookies else ():
        if is_told(late.request, url, marks):
            raise CheckFailedError(
                f"после выхода {urlsplit(url).path} отвечает на прежние cookie",
                f"after the sign-out {urlsplit(url).path} still answers to the old cookies",
            )
    if has_token and not session.wait_until(lambda: not token.opens_api()):
        raise CheckFailedError(
            "после выхода API журнала отвечает на прежний токен",
            "after the sign-out the journal's API still answers to the old token",
        )


@pytest.mark.requirement("P-37")
def test_session_cookie_has_its_attributes(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """Cookie сеанса только для https, не для чужих страниц, не для соседних сайтов."""
    session = teacher_sessions.open()
    cookies, framed = session.vendor.list_cookies(session.context), linked.window == "frame"
    if not cookies:
        raise NotTestableError("cookie у журнала нет", "the journal has no cookies")
    faults = {
        index: found
        for index, cookie in enumerate(cookies)
        if (found := find_cookie_faults(cookie, session.vendor, framed=framed))
    }
    has_short = any(len(cookie["value"]) < _MIN_ID_LENGTH for cookie in cookies)
    trial = CookieTrial(teacher_sessions, session)
    if faults:
        trial.require_cookies(cookies)
    elif not (has_short and trial.are_enough(cookies)):
        return
    needed = [index for index in range(len(cookies)) if not trial.opens_card(cookies[:index] + cookies[index + 1 :])]
    for index in needed:
        if index in faults:
            name, (ru, en) = cookies[index]["name"], map(", ".join, zip(*faults[index], strict=True))
            raise CheckFailedError(f"cookie сеанса {name}: {ru}", f"session cookie {name}: {en}")
    expect_long_id([cookies[index] for index in needed])


def expect_long_id(needed: list[Cookie]) -> None:
    """Raises CheckFailedError where all cookies without which nobody is signed in are too short to be a secret."""
    if needed and all(len(cookie["value"]) < _MIN_ID_LENGTH for cookie in needed):
        names = ", ".join(cookie["name"] for cookie in needed)
        raise CheckFailedError(
            f"cookie сеанса {names}: в ID меньше {_MIN_ID_LENGTH} знаков, его можно подобрать",
            f"session cookie {names}: its ID has fewer than {_MIN_ID_LENGTH} characters and can be guessed",
        )


@pytest.mark.requirement("P-38")
@pytest.mark.needs("sandbox", "changes")
@pytest.mark.usefixtures("linked")
def test_session_id_is_in_no_address(teacher_sessions: TeacherSessions) -> None:
    """Ни один адрес не несёт ID сеанса."""
    session = teacher_sessions.open_signed_out()  # it may be in the address after the sign-in alone
    session.remember()
    session.arrive()
    headers: list[str] = []

    def remember(request: Request) -> None:
        headers.append(request.headers.get("authorization", ""))

    session.context.on("request", remember)
    session.link()
    session.open_card()
    credentials = list_credentials(session, headers)
    if not credentials:
        raise NotTestableError("ID сеанса браузеру не виден", "no session ID is seen in the browser")
    text = "\n".join(unquote(url) for url in session.traffic.urls)
    trial, cookies = CookieTrial(teacher_sessions, session), session.vendor.list_cookies(session.context)
    for value, cookie in credentials.items():
        seen = value in text or unquote(value) in text
        if seen and (cookie is None or not trial.opens_card(other for other in cookies if other != cookie)):
            name = cookie["name"] if cookie else "Authorization"
            raise CheckFailedError(f"ID сеанса ({name}) в адресе", f"the session ID ({name}) is in an address")


@pytest.mark.requirement("P-39")
@pytest.mark.needs("sandbox", "changes", "sign_out", "sign_in")
@pytest.mark.usefixtures("linked")
def test_attempt_ends_at_sign_out(teacher_sessions: TeacherSessions) -> None:
    """Попытка, начатая до выхода, после нового входа ничего не привязывает."""
    session = teacher_sessions.open()
    _, address = session.reach_return()
    session.open_card()
    sign_out(session)
    session.sign_in()
    session.open_card()
    go_to(session.page, address)
    session.settle()
    if session.is_known_to_sferum():
        raise CheckFailedError(
            "попытка, начатая до выхода, привязала профиль после нового входа",
            "an attempt begun before the sign-out has linked after another sign-in",
        )


@pytest.mark.requirement("P-39")
@pytest.mark.needs("sandbox", "changes", "sign_out", "sign_in")
@pytest.mark.usefixtures("linked")
def test_return_after_sign_out_links_nobody_who_signs_in_next(teacher_sessions: TeacherSessions) -> None:
    """И ответ, который пришёл после выхода, не привязывает того, кто войдёт в этом браузере следующим."""
    first, other = teacher_sessions.open_several(2)
    _, address = first.reach_return()
    first.open_card()
    sign_out(first)
    go_to(first.page, address)
    first.settle()
    browser_state: Any = first.context.storage_state(indexed_db=True)
    second = TeacherSession(first.vendor, other.teacher, teacher_sessions.make_context(browser_state))
    second.sign_in()
    second.open_card()
    second.settle()
    if first.is_known_to_sferum() or second.journal.connected.is_visible():
        raise CheckFailedError(
            "ответ VK ID, который пришёл после выхода, привязал профиль к тому, кто вошёл следующим",
            "an answer of VK ID that came after the sign-out linked the profile to whoever signed in next",
        )
