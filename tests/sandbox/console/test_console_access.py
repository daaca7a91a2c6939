"""Who may use the console: with a control token only those who have entered it, and only from its own pages."""

from collections.abc import Iterator
from itertools import islice

import httpx
import pytest
from flask import Flask

from mock_server.console import sign_in
from mock_server.context import Sandbox
from mock_server.control import events
from mock_server.server import _create_sites, run_sandbox
from mock_server.settings import SandboxSettings
from tests.cases import case
from tests.html_page import read_page

TOKEN = "s3cret-of-the-school"
SITES = ("journal", "vk_id", "messenger", "sferum")
OPEN = {"console.static", "openapi.static", "console.sign_in.show", "console.sign_in.submit"}
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def guarded_sandbox() -> Iterator[Sandbox]:
    """A sandbox with a control token."""
    with run_sandbox(SandboxSettings(control_token=TOKEN)) as shared:
        yield shared


@pytest.fixture
def guarded(guarded_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A browser of its own at the console of that sandbox; nobody has entered a wrong token there yet."""
    monkeypatch.setattr(sign_in.WrongTokens, "are_too_many", lambda _self, _address: False)
    with open_browser(guarded_sandbox.addresses.control) as browser:
        yield browser


def open_browser(address: str) -> httpx.Client:
    """Returns a client that says, as browsers do, from which page its requests come."""
    return httpx.Client(base_url=address, headers={"Origin": address}, trust_env=False, timeout=30)


def enter(browser: httpx.Client, token: str = TOKEN, **query: str) -> httpx.Response:
    return browser.post("/console/sign-in", data={"token": token}, params=query)


def list_pages(app: Flask) -> Iterator[str]:
    """Yields the address of each page of the console, and of the description, that takes nothing from an address."""
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith(("console.", "openapi.")) and rule.endpoint not in OPEN
        if is_page and not rule.arguments and "GET" in (rule.methods or ()):
            yield rule.rule


def test_address_of_the_port_leads_to_the_console(control: httpx.Client) -> None:
    """Адрес управления без пути ведёт в пульт."""
    answer = control.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/codes")


def test_without_a_token_nobody_is_asked_for_one(control: httpx.Client) -> None:
    """Без токена управления пульт открыт, а страница входа ведёт в него."""
    assert control.get("/console/codes").is_success
    assert "Выйти" not in control.get("/console/codes").text
    answer = control.get("/console/sign-in")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/codes")


def test_every_page_asks_for_the_token(guarded_sandbox: Sandbox, guarded: httpx.Client) -> None:
    """С токеном каждая страница пульта и описание API ведут на вход, а вход открыт всем."""
    paths = set(list_pages(_create_sites(guarded_sandbox)["control"]))
    assert {"/", "/console/codes", "/console/people", "/openapi/"} <= paths
    for path in sorted(paths - {"/console/events", "/openapi/openapi.json"}):
        with case(path):
            answer = guarded.get(path)
            assert answer.status_code == 303
            assert answer.headers["Location"].startswith("/console/sign-in?next=/" if path != "/" else "/console/")
    for path in ("/console/events", "/openapi/openapi.json"):
        assert guarded.get(path, headers=EVENTS).status_code == 401
    assert guarded.post("/console/sign-out").is_redirect
    for path in ("/console/sign-in", "/console/static/console.css", "/static/base.css"):
        assert guarded.get(path).is_success


def test_token_opens_every_page_for_this_browser(guarded_sandbox: Sandbox, guarded: httpx.Client) -> None:
    """Введённый токен открывает все страницы этому браузеру и больше никому."""
    assert enter(guarded).headers["Location"] == "/console/codes"
    for path in sorted(set(list_pages(_create_sites(guarded_sandbox)["control"])) - {"/", "/console/events"}):
        with case(path):
            assert guarded.get(path).is_success
    assert "Выйти" in guarded.get("/console/codes").text
    with open_browser(guarded_sandbox.addresses.control) as other:
        assert other.get("/console/codes").is_redirect


def test_cookie_of_the_console_is_closed_to_others(guarded: httpx.Client) -> None:
    """Cookie пульта: не видна сценариям и чужим сайтам, случайна и токена не содержит."""
    first, second = enter(guarded).headers["Set-Cookie"], enter(guarded).headers["Set-Cookie"]
    assert first.partition("=")[0] == sign_in.COOKIE
    for part in ("HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={sign_in.LIFETIME_S}"):
        assert part in first
    assert TOKEN not in first
    assert first != second


def test_cookie_does_not_open_the_control_api(guarded: httpx.Client) -> None:
    """С cookie пульта управляющий API не отвечает: ему нужен токен в заголовке."""
    enter(guarded)
    for method, path in (("GET", "/codes"), ("GET", "/events"), ("POST", "/organizations"), ("DELETE", "/faults/1")):
        with case(f"{method} {path}"):
            assert guarded.request(method, path, json={}, headers=EVENTS).status_code == 401


def test_token_in_a_header_opens_pages_too(guarded: httpx.Client) -> None:
    """Токен в заголовке открывает и страницы."""
    assert guarded.get("/console/codes", headers={"Authorization": f"Bearer {TOKEN}"}).is_success
    assert guarded.get("/console/codes", headers={"Authorization": "Bearer other"}).is_redirect


def test_wrong_token_is_told_on_the_page(guarded: httpx.Client) -> None:
    """Неверный токен: страница говорит об этом и никого не впускает."""
    for wrong in ("", "other", TOKEN[:-1], "токен"):
        with case(wrong):
            answer = enter(guarded, wrong)
            assert answer.status_code == 403
            assert "Токен не подходит" in answer.text
            assert "Set-Cookie" not in answer.headers
            assert guarded.get("/console/codes").is_redirect


def test_signing_out_ends_the_session_itself(guarded: httpx.Client) -> None:
    """Выход: сеанса больше нет, даже если cookie сохранили."""
    enter(guarded)
    cookie = guarded.cookies[sign_in.COOKIE]
    assert guarded.get("/console/codes").is_success
    assert guarded.post("/console/sign-out").headers["Location"] == "/console/sign-in"
    assert sign_in.COOKIE not in guarded.cookies
    assert guarded.get("/console/codes", headers={"Cookie": f"{sign_in.COOKIE}={cookie}"}).is_redirect


def test_form_of_a_page_whose_session_has_ended_asks_for_the_token(guarded: httpx.Client) -> None:
    """Форма со страницы, сеанс которой кончился: вместо неё страница входа, и ничего не сделано."""
    enter(guarded)
    (made,) = guarded.post("/console/people", data={"last_name": "Сеансова"}, follow_redirects=True).history
    guarded.post("/console/sign-out")
    for path in ("/console/people", f"{httpx.URL(made.headers['Location']).path}/forget"):
        with case(path):
            answer = guarded.post(path, data={"last_name": "Безсеансова"})
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert "ничего не изменено" in answer.text
            assert read_page(answer.text).find("h1").text == "Пульт песочницы"
    known = guarded.get("/people", params={"search": "сеансова"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert [person["account"] for person in known.json()["people"]] == [True]


def test_made_up_cookie_opens_nothing(guarded: httpx.Client) -> None:
    """Выдуманная cookie ничего не открывает."""
    for value in ("made-up", TOKEN, "%00", "x" * 3000):
        with case(value[:20]):
            assert guarded.get("/console/codes", headers={"Cookie": f"{sign_in.COOKIE}={value}"}).is_redirect


def test_stream_of_events_ends_with_the_session(guarded: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Открытый поток событий после выхода кончается, а с токеном в заголовке идёт дальше."""
    monkeypatch.setattr(events, "_HEARTBEAT_S", 0.2)
    enter(guarded)
    by_token = {**EVENTS, "Authorization": f"Bearer {TOKEN}"}
    with (
        guarded.stream("GET", "/console/events?topics=codes", headers=EVENTS) as of_cookie,
        guarded.stream("GET", "/console/events?topics=codes", headers=by_token) as of_token,
    ):
        beats = of_cookie.iter_lines()
        assert all(any(line == ": still here" for line in beats) for _ in range(2)), "signed in, it goes on"
        guarded.post("/console/sign-out")
        assert len(list(islice(beats, 30))) < 30, "it has ended"
        assert sum(line == ": still here" for line in islice(of_token.iter_lines(), 12)) > 2


def test_session_ends_in_half_a_day(guarded: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Сеанс пульта кончается через полдня, даже если cookie сохранили."""
    assert sign_in.LIFETIME_S == 12 * 3600
    for lifetime_s, is_over in ((60, False), (-1, True)):
        monkeypatch.setattr(sign_in, "LIFETIME_S", lifetime_s)
        cookie = enter(guarded).headers["Set-Cookie"].partition(";")[0]
        guarded.cookies.clear()
        assert guarded.get("/console/codes", headers={"Cookie": cookie}).is_redirect == is_over


def test_another_control_token_ends_all_sessions(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Песочницу перезапустили с другим токеном: прежние сеансы кончились, с тем же — остались."""
    database = str(tmp_path_factory.mktemp("lasting") / "state.sqlite")
    cookies: dict[str, str] = {}
    opened = []
    for token in (TOKEN, TOKEN, "another"):
        settings = SandboxSettings(control_token=token, database=database)
        with run_sandbox(settings) as shared, open_browser(shared.addresses.control) as browser:
            if not cookies:
                enter(browser)
                cookies = {sign_in.COOKIE: browser.cookies[sign_in.COOKIE]}
            browser.cookies.update(cookies)
            opened.append(browser.get("/console/codes").is_success)
    assert opened == [True, True, False]


def test_tokens_cannot_be_guessed_by_trying() -> None:
    """Перебор токенов: после десяти неверных за минуту с одного адреса там не принимают и верного."""
    with (
        run_sandbox(SandboxSettings(control_token=TOKEN)) as shared,
        open_browser(shared.addresses.control) as browser,
    ):
        for _ in range(sign_in.MAX_WRONG_TOKENS):
            assert enter(browser, "wrong").status_code == 403
        answer = enter(browser)
        assert answer.status_code == 429
        assert "Попробуйте через минуту" in answer.text
        assert browser.get("/health", headers={"Authorization": f"Bearer {TOKEN}"}).is_success, "programs go on"


def test_wrong_tokens_are_counted_by_the_address_of_the_browser(
    guarded: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Перебор с одного адреса не мешает войти с другого."""
    monkeypatch.setattr(sign_in.WrongTokens, "are_too_many", lambda _self, address: address == "127.0.0.1")
    assert enter(guarded).status_code == 429
    monkeypatch.setattr(sign_in.WrongTokens, "are_too_many", lambda _self, address: address != "127.0.0.1")
    assert enter(guarded).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/console/people?q=1", "/console/people?q=1"),
        ("/openapi/", "/openapi/"),
        ("//evil.example/console/", "/console/codes"),
        ("https://evil.example/", "/console/codes"),
        ("/console/\\evil.example", "/console/codes"),
        ("/console/a\r\nSet-Cookie: a=b", "/console/codes"),
        ("/people", "/console/codes"),
    ],
    ids=["страница", "описание API", "без схемы", "чужой адрес", "обратная черта", "новая строка", "не страница"],
)
def test_sign_in_leads_to_the_page_that_was_wanted(guarded: httpx.Client, wanted: str, expected: str) -> None:
    """После входа открывается та страница пульта, которую хотели, и никакая чужая."""
    assert enter(guarded, next=wanted).headers["Location"] == expected


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "{journal}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "{control}", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
    ids=["чужой сайт", "без имени", "журнал песочницы", "чужой запрос", "соседний порт", "не со страницы",
         "заголовки спорят", "без заголовков"],
)  # fmt: skip
def test_pages_of_others_change_nothing(own_sandbox: Sandbox, headers: dict[str, str]) -> None:
    """Отправка формы не со страницы пульта отклонена, с его страницы принята."""
    addresses = {"journal": own_sandbox.addresses.journal, "control": own_sandbox.addresses.control}
    sent = {name: value.format(**addresses) for name, value in headers.items()}
    url = f"{own_sandbox.addresses.control}/console/sign-out"
    assert httpx.post(url, headers=sent, trust_env=False).status_code == 403
    for own in ({"Origin": addresses["control"]}, {"Sec-Fetch-Site": "same-origin"}):
        assert httpx.post(url, headers=own, trust_env=False).is_redirect


@pytest.mark.parametrize("site", SITES)
def test_other_sites_have_nothing_of_the_console(own_sandbox: Sandbox, site: str) -> None:
    """На портах сайтов нет ни страниц пульта, ни его файлов, ни событий."""
    address = getattr(own_sandbox.addresses, site)
    for path in ("codes", "people", "events", "sign-in", "static/console.css", "static/live.js"):
        with case(path):
            assert httpx.get(f"{address}/console/{path}", trust_env=False).status_code == 404


def test_pages_run_nothing_from_within_themselves(own_sandbox: Sandbox, control: httpx.Client) -> None:
    """Страницы пульта и описание API: ни сценария, ни стиля внутри, и правила браузера их запрещают."""
    paths = [path for path in list_pages(_create_sites(own_sandbox)["control"]) if "." not in path and path != "/"]
    for path in {*paths, "/console/nowhere"} - {"/console/events"}:
        with case(path):
            answer = control.get(path)
            policy = answer.headers["Content-Security-Policy"].split("; ")
            for rule in ("default-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
                assert rule in policy
            assert "unsafe" not in str(policy)
            page = read_page(answer.text)
            assert all("src" in script.attributes for script in page.find_all("script"))
            assert page.find_all("style") == []
            assert [name for element in page.find_all() for name in element.attributes if name.startswith("on")] == []
