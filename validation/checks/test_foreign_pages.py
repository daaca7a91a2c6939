"""What pages of other sites can do to a teacher who is signed in: they may neither act nor be led to."""

import re
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from playwright.sync_api import Error, Response

from pages.windows import go_to, reload_page
from validation.address_params import find_next_params, lead_abroad
from validation.agreement import is_linked
from validation.catalogue import BilingualText
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.expectations import require_two_people
from validation.foreign_requests import (
    fetch_answer,
    fetch_texts,
    record_requests,
    repeat_from_abroad,
    require_no_bridge,
)
from validation.foreign_site import ForeignSite
from validation.subjects import require_subjects
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.traffic import ForgedRequest
from validation.window_messages import MessageLog, find_reaction

pytestmark = pytest.mark.usefixtures("linked")

_LED_ABROAD = BilingualText("адрес в параметре — другого сайта", "the address in the parameter is another site's")
_MAX_PARAMS = 2
_NO_ORIGIN = "null"
"""That of a page in a sandboxed frame, which anybody can make."""
_OPEN_TO_ALL = {"*", "http:", "https:"}


def forbids_frames(response: Response) -> bool:
    """Returns whether the page says which sites may show it in a frame, and that not all may."""
    headers = response.headers
    policies = re.split("[;,]", headers.get("content-security-policy", ""))
    allowed = [policy.split()[1:] for policy in policies if policy.strip().lower().startswith("frame-ancestors")]
    by_policy = any(not _OPEN_TO_ALL & set(sources) for sources in allowed)
    # A proxy and the journal may each have added theirs.
    options = {option.strip().upper() for option in re.split("[,\n]", headers.get("x-frame-options", ""))}
    return by_policy or bool(options & {"DENY", "SAMEORIGIN"})


def count_attempts(session: TeacherSession) -> int:
    """Returns how often the browser has been sent to VK ID."""
    return len(session.traffic.authorizations)


@pytest.mark.requirement("P-34")
@pytest.mark.needs("sandbox", "changes")
def test_messages_of_other_sites_are_ignored(teacher_sessions: TeacherSessions) -> None:
    """Сообщения, которыми обмениваются окна журнала, от чужой страницы ничего не делают."""
    session = teacher_sessions.open()
    log = MessageLog(session.context)
    session.open_card()
    url = session.page.url
    session.link()
    session.settle()
    session.open_card()
    session.reset_link()
    if not log.texts:
        raise NotTestableError(
            "окна журнала не обмениваются сообщениями postMessage", "the journal's windows post no messages"
        )
    if reaction := find_reaction(session, log.texts, url):
        raise CheckFailedError(
            f"сообщение чужой страницы принято: {reaction}", f"a message of another site's page was taken: {reaction}"
        )


@pytest.mark.requirement("P-40")
@pytest.mark.needs("sandbox", "changes")
def test_other_sites_begin_no_attempt(teacher_sessions: TeacherSessions) -> None:
    """Чужая страница не отправляет учителя в VK ID с начатой попыткой."""
    recorder, session = teacher_sessions.open_several(2)
    recorded = record_requests(recorder, recorder.connect)
    repeat_from_abroad(session, recorded, recorder)
    if count_attempts(session):
        raise CheckFailedError(
            "страница другого сайта начала попытку привязки", "a page of another site has begun an attempt to link"
        )


def unlink(session: TeacherSession) -> None:
    """Presses «Отвязать», and waits until neither side has the link."""
    session.journal.unlink()
    session.journal.expect_not_connected()
    session.wait_until(lambda: not session.is_known_to_sferum())


@pytest.mark.requirement("P-41")
@pytest.mark.needs("sandbox", "changes", "unlink")
def test_other_sites_do_not_unlink(teacher_sessions: TeacherSessions) -> None:
    """Чужая страница не отвязывает."""
    recorder, session = teacher_sessions.open_several(2)
    with naming_earlier_step("привязка и отвязка", "linking and unlinking"):
        for linking in (recorder, session):
            linking.link()
            linking.open_card()
        recorded = record_requests(recorder, lambda: unlink(recorder))
    require_two_people(recorder, session)
    if not is_linked(session):
        raise NotTestableError(
            "отвязка одного учителя отвязала и другого (см. P-30)",
            "unlinking one teacher unlinked the other (see P-30)",
        )
    repeat_from_abroad(session, recorded, recorder)
    if not is_linked(session):
        raise CheckFailedError("страница другого сайта отвязала профиль", "a page of another site has unlinked")


@pytest.mark.requirement("P-42")
def test_other_sites_do_not_frame_the_card(teacher_sessions: TeacherSessions) -> None:
    """Карточка запрещает показывать себя во фрейме чужого сайта."""
    session = teacher_sessions.open()
    response = reload_page(session.page)
    if response is None:
        raise NotTestableError("страница карточки не пришла с сервера", "the card's page did not come from the server")
    if not forbids_frames(response):
        raise CheckFailedError(
            "нет ни frame-ancestors в Content-Security-Policy, ни X-Frame-Options",
            "there is neither frame-ancestors in Content-Security-Policy nor X-Frame-Options",
        )


@pytest.mark.requirement("P-56")
def test_other_sites_do_not_read_the_card(teacher_sessions: TeacherSessions) -> None:
    """CORS не даёт скриптам чужого сайта прочесть ответы журнала."""
    session = teacher_sessions.open()
    require_no_bridge(session.vendor)
    foreign = ForeignSite(session.context, session.vendor.journal)
    recorded = record_requests(session, session.open_card)
    for origin in (foreign.origin, _NO_ORIGIN):
        answers = [
            fetch_answer(session, request, {"origin": origin}, origin)
            for request in recorded
            if request.method == "GET"
        ]
        for answer in require_subjects(filter(None, answers), "ответы журнала", "answers of the journal"):
            if lets_read(answer, origin):
                raise CheckFailedError(
                    f"Access-Control-Allow-Origin: {origin} с Access-Control-Allow-Credentials: true",
                    f"Access-Control-Allow-Origin: {origin} with Access-Control-Allow-Credentials: true",
                )


def lets_read(answer: httpx.Response, origin: str) -> bool:
    """Returns whether the answer, to a teacher's browser, may be read by scripts of this origin."""
    allowed = answer.headers.get("access-control-allow-origin", "")
    return bool(allowed == origin and answer.headers.get("access-control-allow-credentials") == "true")


@pytest.mark.requirement("P-43")
def test_no_parameter_leads_to_other_sites(teacher_sessions: TeacherSessions) -> None:
    """Чужой адрес в параметре «куда дальше» никуда не ведёт, ни до входа, ни после."""
    session = teacher_sessions.open()
    stranger = TeacherSession(session.vendor, session.teacher, teacher_sessions.make_context())
    go_to(stranger.page, session.page.url)
    stranger.settle()
    params = find_next_params(session.vendor, [*session.traffic.urls, *stranger.traffic.urls, stranger.page.url])
    if not params:
        raise NotTestableError(
            "в адресах журнала нет параметров, которые говорят, куда идти дальше",
            "no parameter of the journal's addresses says where to go next",
        )
    foreign = ForeignSite(session.context, session.vendor.journal)
    for url, name in params[:_MAX_PARAMS]:
        for changed in lead_abroad(url, name, foreign.origin):
            session.traffic.forged.append(ForgedRequest(f"GET {changed}", _LED_ABROAD))
            with suppress(Error):  # of an address that the server leads to, no browser finds the host
                go_to(session.page, changed)
            session.settle()
            if foreign.requests or _leads_abroad_at_sign_in(teacher_sessions, session, changed):
                raise CheckFailedError(
                    f"параметр {name} уводит на другой сайт", f"the parameter {name} leads to another site"
                )


def _leads_abroad_at_sign_in(sessions: TeacherSessions, session: TeacherSession, url: str) -> bool:
    """Returns whether a teacher who signs in at the address, if that is possible, is sent to another site."""
    address = urlsplit(url)
    path = urlunsplit(address._replace(scheme="", netloc=""))
    file = session.vendor.file.model_copy(update={"sign_in_path": path})
    # Not every browser holds a form's redirect to `form-action`.
    context = sessions.make_context(obeys_policies=False)
    foreign = ForeignSite(context, session.vendor.journal)
    stranger = TeacherSession(replace(session.vendor, file=file), session.teacher, context)
    go_to(stranger.page, url)
    if stranger.journal.sign_in_entrance.is_visible():
        with suppress(AssertionError, Error):
            stranger.sign_in()
    stranger.page.close()
    return bool(foreign.requests)


@pytest.mark.requirement("P-44")
def test_name_in_a_header_is_not_believed(teacher_sessions: TeacherSessions) -> None:
    """Имя узла из заголовка запроса не попадает ни в redirect_uri, ни в другие адреса."""
    session = teacher_sessions.open()
    vendor, foreign = session.vendor, ForeignSite(session.context, session.vendor.journal)
    require_no_bridge(vendor)
    headers = {"Host": foreign.host, "X-Forwarded-Host": foreign.host, "Forwarded": f"host={foreign.host}"}
    scheme = urlsplit(vendor.journal).scheme
    recorded = record_requests(session, session.connect)
    if not any(fetch_texts(session, request, {}, vendor.journal) is not None for request in recorded):
        raise NotTestableError(
            "запрос, которым начинается попытка, нельзя повторить",
            "the request that begins an attempt cannot be repeated",
        )
    for request in recorded:
        for name, value in headers.items():
            origin = f"{scheme}://{foreign.host}" if name == "Host" else vendor.journal
            if f"//{foreign.host}" in (fetch_texts(session, request, {name: value}, origin) or ""):
                raise CheckFailedError(
                    f"имя из заголовка {name} попало в адрес", f"the name in the header {name} got into an address"
                )
