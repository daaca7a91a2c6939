"""Answers that VK ID did not give, or gave to another person, link nobody."""

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, expect

from automation.factories import People
from mock_server.client import SandboxClient
from tests.cases import case
from tests.clients.answers import change_params, parse_query
from tests.clients.serving import serve_app
from tests.e2e.expectations import expect_foreign
from tests.e2e.journal_session import JournalSession, OpenJournal
from tests.e2e.shortcuts import NewPage
from tests.http_teacher import HttpTeacher

NOT_CONFIRMED = "VK ID не подтвердил вход. Учётная запись не привязана. Повторите попытку."

pytestmark = pytest.mark.requirement("A-7", "B-8")


def test_answer_with_a_forged_state_is_refused(people: People, open_journal: OpenJournal) -> None:
    """Ответ VK ID с поддельным, пустым или пропавшим state не принят."""
    journal = open_journal(people.create_teacher(), remembered=True)
    for state in ("made-up", "", None):
        with case(f"state={state!r}"):
            journal.page.goto(change_params(return_address(journal), state=state))
            expect_foreign(journal.page)
            journal.expect_nothing_linked()
    journal.open()
    journal.expect_unlinked()


def test_answer_to_another_person_is_refused(people: People, open_journal: OpenJournal, new_page: NewPage) -> None:
    """Ответ VK ID одному учителю у другого не принят ни целиком, ни кодом при собственном state: никто не привязан."""
    school = people.create_organization()
    first = open_journal(people.create_teacher(school), remembered=True)
    second = open_journal(people.create_teacher(school), remembered=True, at=new_page())
    second.page.goto(return_address(first))
    expect_foreign(second.page)
    for journal in (first, second):
        journal.open()
        journal.expect_unlinked()
    stolen = parse_query(return_address(first))
    second.page.goto(change_params(return_address(second), code=stolen["code"], device_id=stolen["device_id"]))
    expect(second.card.error).to_have_text(NOT_CONFIRMED)
    second.expect_unlinked()
    first.expect_unlinked()
    first.link()
    first.expect_linked()


def test_forged_answer_to_ones_own_request_is_refused(people: People, open_journal: OpenJournal) -> None:
    """Подделан ответ VK ID на собственный запрос, так или иначе: привязки нет, новая попытка удаётся."""
    journal = open_journal(people.create_teacher(), remembered=True)
    forgeries: dict[str, dict[str, str | None]] = {
        "made-up code": {"code": "vk2.a.made-up"},
        "empty code": {"code": ""},
        "no code": {"code": None},
        "another device": {"device_id": "made-up"},
        "VK ID failed": {"code": None, "error": "server_error"},
        "refusal added": {"error": "access_denied"},
    }
    for name, params in forgeries.items():
        with case(name):
            journal.page.goto(change_params(return_address(journal), **params))
            expect(journal.card.error).to_contain_text("Учётная запись не привязана.")
            journal.expect_unlinked()
    journal.link()
    journal.expect_linked()


def test_answer_repeated_after_unlinking_links_nobody(
    people: People, open_journal: OpenJournal, new_page: NewPage
) -> None:
    """Ответ VK ID открыт повторно после отвязки, в той же сессии и в другой: привязки нет."""
    teacher = people.create_teacher()
    journal = open_journal(teacher, remembered=True)
    address = return_address(journal)
    journal.page.goto(address)
    journal.expect_linked()
    journal.card.unlink()
    journal.card.expect_not_connected()
    for name, session in (
        ("same session", journal),
        ("another session", open_journal(teacher, at=new_page())),
    ):
        with case(name):
            session.page.goto(address)
            session.expect_unlinked()


def test_login_cannot_go_on_in_another_browser(people: People, open_journal: OpenJournal, new_page: NewPage) -> None:
    """Другой браузер: начатый вход в VK ID не найден, по ответу VK ID журнал просит войти, привязки нет."""
    journal = open_journal(people.create_teacher(), remembered=True)
    consent = journal.reach_consent()
    stranger = new_page()
    stranger.goto(consent.page.url)
    expect(stranger.get_by_role("heading", name="Вход не найден")).to_be_visible()
    assert stranger.request.post(consent.page.url).status == 404
    journal.expect_unlinked()
    stranger.goto(return_address(journal))
    expect(stranger.get_by_role("heading", name="Вход в электронный журнал")).to_be_visible()
    journal.expect_unlinked()


def test_unknown_client_or_redirect_address_gets_an_error_page(people: People, open_journal: OpenJournal) -> None:
    """Неизвестное приложение или адрес возврата, не совпавший буквально: страница с ошибкой, никакого перехода."""
    journal = open_journal(people.create_teacher(), remembered=True)
    address = authorize_address(journal)
    registered = parse_query(address)["redirect_uri"]
    changes: list[tuple[str, str | None]] = [
        ("client_id", "1"),
        ("client_id", None),
        ("redirect_uri", "http://evil.example/"),
        ("redirect_uri", None),
        ("redirect_uri", f"{registered}/"),
        ("redirect_uri", f"{registered}?next=1"),
        ("redirect_uri", f"{registered}/../callback"),
    ]
    for name, value in changes:
        with case(f"{name}={value!r}"):
            answer = journal.page.goto(change_params(address, **{name: value}))
            assert answer is not None
            assert (answer.status, answer.request.redirected_from) == (400, None)
            assert answer.header_value("location") is None
            expect(journal.page.get_by_role("heading", name="Приложение не опознано")).to_be_visible()
            expect(journal.page.get_by_text(f"{name} is missing or invalid")).to_be_visible()


def test_request_without_state_or_pkce_is_refused(people: People, open_journal: OpenJournal) -> None:
    """Запрос без state или PKCE возвращается в журнал с ошибкой."""
    journal = open_journal(people.create_teacher(), remembered=True)
    for missing in ("state", "code_challenge", "code_challenge_method", "response_type"):
        with case(f"no {missing}"):
            address = authorize_address(journal)
            back = get(journal.page.request, change_params(address, **{missing: None})).headers["location"]
            assert back.startswith(parse_query(address)["redirect_uri"] + "?")
            assert parse_query(back)["error"] == "invalid_request"
            assert parse_query(back)["error_description"] == f"{missing} is missing or invalid"
            journal.page.goto(back)
            expect(journal.page.get_by_role("alert")).to_contain_text("Учётная запись не привязана.")
            journal.expect_nothing_linked()


@pytest.mark.provokes("/sign-in/callback: ответ 502")
def test_messenger_refuses_a_forged_answer_too(people: People, open_journal: OpenJournal) -> None:
    """Мессенджер не принимает подделанный ответ VK ID, после него принимает настоящий."""
    journal = open_journal(people.create_teacher(), remembered=True)
    for param in ("state", "code"):
        with case(f"forged {param}"):
            journal.page.goto(change_params(messengers_return_address(journal), **{param: "made-up"}))
            expect(journal.page.get_by_role("heading", name="Войти не удалось")).to_be_visible()
    journal.page.goto(messengers_return_address(journal))
    expect(journal.page.get_by_role("heading", name="Чаты")).to_be_visible()


@pytest.mark.provokes("запрос к чужому узлу", "/codes: нет ответа")
def test_page_on_another_port_unlinks_nobody_and_spends_no_code(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Чужая страница на другом порту этой машины не отвязывает учителя формой и не тратит код картинкой."""
    journal = open_journal(people.create_teacher(), linked=True)
    other = people.create_teacher()
    with HttpTeacher(sandbox, other) as other_browser:
        other_browser.send_code()
    codes = f"{sandbox.control}/people/{other.phone}/codes"
    content = (
        f'<form method="post" action="{journal.target.journal}/office/messenger/unlink"><button>Приз</button></form>'
        f'<img src="{codes}">'
    )

    def page(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [content.encode()]

    with serve_app(page) as foreign_site:
        journal.page.goto(foreign_site)  # until its image has been answered
        with journal.page.expect_navigation() as unlinking:
            journal.page.get_by_role("button", name="Приз").click()
    assert unlinking.value.status == 403
    expect(journal.page.get_by_role("heading", name="Нет доступа")).to_be_visible()
    journal.open()
    journal.expect_linked()
    statuses = [record["status"] for record in sandbox.list_requests(other.phone) if record["operation"] == "codes"]
    assert statuses == [403]
    assert len(sandbox.read_codes(other.phone)) == 1


def authorize_address(journal: JournalSession) -> str:
    """Returns where the journal sends the browser: VK ID's authorize address with the journal's state and PKCE."""
    connect = f"{journal.target.journal}/office/messenger/connect"
    return journal.page.request.post(connect, max_redirects=0).headers["location"]


def return_address(journal: JournalSession) -> str:
    """Returns where VK ID sends the browser after the consent: the journal's callback, not visited yet."""
    account = get(journal.page.request, authorize_address(journal)).headers["location"]
    (profile,) = journal.sandbox.get_person(journal.teacher.phone).profiles
    form: dict[str, str | float | bool] = {"profile_id": profile.id}
    consent = journal.page.request.post(urljoin(journal.target.vk_id, account), form=form, max_redirects=0)
    address = urljoin(journal.target.vk_id, consent.headers["location"])
    return journal.page.request.post(address, max_redirects=0).headers["location"]


def messengers_return_address(journal: JournalSession) -> str:
    """Returns where VK ID sends a remembered browser: the messenger's callback, not visited yet."""
    address = f"{journal.target.messenger}/sign-in"
    while not address.startswith(f"{journal.target.messenger}/sign-in/callback?"):
        address = urljoin(address, get(journal.page.request, address).headers["location"])
    return address


def get(browser: APIRequestContext, address: str) -> APIResponse:
    """Sends a request with the browser's cookies and follows no redirect."""
    return browser.get(address, max_redirects=0)
