"""The bridge: VK's hosts are the sandbox, loopback addresses stay what they are, all others are blocked."""

from collections.abc import Iterator

import pytest
from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from playwright.sync_api import Error, Page, expect

from automation.bridge import VK_ID, Bridge
from mock_server.client import SandboxClient
from pages.vk_id import AccountScreen, PhoneScreen
from tests.clients.conftest import VkIdUser
from tests.clients.serving import serve_app
from validation.traffic import TrafficLog

SITE = "https://site.example"
AWAY = "https://elsewhere.example/secret?token=1"
RECORDED = "GET https://elsewhere.example/secret"


@pytest.fixture
def site(bridge: Bridge, sandbox: SandboxClient) -> Iterator[Page]:
    """A page of an application behind the bridge."""
    app = Flask(__name__)
    client = sandbox.create_client(f"{SITE}/callback")

    @app.get("/")
    def home() -> str:
        return "<h1>Сайт</h1>"

    @app.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        challenge = "code_challenge_method=S256&code_challenge=" + "a" * 43
        query = f"response_type=code&client_id={client.id}&redirect_uri={SITE}/callback&state=s&{challenge}"
        return redirect(f"{VK_ID}/authorize?{query}")

    @app.get("/away")
    def away() -> ResponseReturnValue:
        return redirect(AWAY)

    @app.get("/onward")
    def onward() -> ResponseReturnValue:
        response = redirect("/?token=51")
        response.cache_control.max_age = 60
        return response

    with serve_app(app) as address:
        bridge.serve(SITE, address)
        page = bridge.context.new_page()
        page.goto(SITE)
        yield page


@pytest.mark.parametrize(
    "host", ["vk.ru", "vk.com", "id.vk.ru", "id.vk.com", "api.vk.ru", "login.vk.com"], ids="узел {}".format
)
def test_every_host_of_vk_is_the_sandbox(bridge: Bridge, host: str) -> None:
    """Каждый узел VK для браузера — песочница."""
    page = bridge.context.new_page()
    page.goto(f"https://{host}/domain.txt")
    expect(page.get_by_text("vk.ru")).to_be_visible()


def test_redirect_of_a_server_to_vk_is_followed(site: Page) -> None:
    """Переход с сервера на VK выполняется."""
    site.goto(f"{SITE}/sign-in")
    PhoneScreen(site).expect_open()
    assert site.url.startswith(f"{VK_ID}/login/")


def test_redirect_is_no_page_of_the_site(bridge: Bridge, site: Page) -> None:
    """Переход, который мост показывает страницей, страницей сайта не считается, и кеш её не хранит."""
    traffic = TrafficLog(bridge.context, (SITE,), VK_ID)
    site.add_init_script(
        "addEventListener('DOMContentLoaded', () => { sessionStorage.shown ??= document.documentElement.outerHTML })"
    )
    answer = site.goto(f"{SITE}/onward")
    site.wait_for_url(f"{SITE}/?token=51")
    shown = site.evaluate("sessionStorage.shown")
    traffic.add_report("page", shown, SITE)
    traffic.snapshot(site)
    assert "token=51" in shown
    assert f"{SITE}/?token=51" in traffic.urls
    assert any("Сайт" in text for text in traffic.pages)
    assert [text for text in traffic.pages if "51" in text] == []
    assert answer
    assert answer.headers["cache-control"] == "no-store"


def test_cookies_of_vk_id_belong_to_its_host(
    bridge: Bridge, site: Page, sandbox: SandboxClient, vk_id_user: VkIdUser
) -> None:
    """Cookie VK ID остаются у его узла."""
    cookie = sandbox.create_vk_session(vk_id_user.phone)
    bridge.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": VK_ID}])
    site.goto(f"{SITE}/sign-in")
    AccountScreen(site).expect_open()
    assert {cookie["domain"] for cookie in bridge.context.cookies()} == {"id.vk.ru"}


def test_page_reads_only_what_the_server_allows(site: Page) -> None:
    """Страница читает только то, что разрешил сервер."""
    fetch = "address => fetch(address).then(answer => answer.status, () => 'refused')"
    assert site.evaluate(fetch, "https://vk.ru/domain.txt") == 200
    assert site.evaluate(fetch, f"{VK_ID}/openapi/openapi.json") == "refused"


@pytest.mark.parametrize(
    "address",
    [AWAY, AWAY.replace("https:", "http:"), "https://evil-vk.ru/", "http://id.vk.ru/"],
    ids=["чужой узел", "чужой узел без TLS", "похожее имя", "узел VK без TLS"],
)
def test_request_to_another_host_fails_the_test(bridge: Bridge, address: str) -> None:
    """Запрос к чужому узлу проваливает тест."""
    with pytest.raises(Error):
        bridge.context.new_page().goto(address)
    recorded = f"GET {address.partition('?')[0]}"
    with pytest.raises(AssertionError, match=recorded):
        bridge.expect_no_foreign_requests()
    assert bridge.foreign_requests.pop() == recorded


@pytest.mark.parametrize(
    "script", ["location.href = '/away'", "fetch('/away').catch(() => {})"], ids=["страница", "скрипт"]
)
def test_redirect_to_another_host_fails_the_test(bridge: Bridge, site: Page, script: str) -> None:
    """Переход на чужой узел проваливает тест."""
    with bridge.context.expect_event("requestfailed", lambda request: request.url == AWAY):
        site.evaluate(script)
    assert bridge.foreign_requests.pop() == RECORDED
    assert not bridge.foreign_requests


def test_server_that_does_not_answer_is_a_lost_connection(bridge: Bridge) -> None:
    """Сервер, который не отвечает, — потерянная связь."""
    bridge.serve(SITE, "http://127.0.0.1:1")
    with pytest.raises(Error, match="ERR_CONNECTION_FAILED"):
        bridge.context.new_page().goto(SITE)
