"""`@vkid/sdk` in a page, unmodified: the browser half of a login, as VK publishes it."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from automation.bridge import Bridge
from mock_server.client import SandboxClient
from pages.windows import open_window
from tests.clients.apps import web_page
from tests.clients.conftest import VkIdUser
from tests.clients.serving import serve_app

SITE = "https://site.example"
"""The SDK keeps its cookies for a host with no port only."""
TOKENS = "https://id.vk.ru/oauth2/auth?*"
AUTHORIZATION_FAILED, STATE_MISMATCH = 103, 104  # the SDK's AuthErrorCode


class SdkPage:
    """The page with «Войти через VK ID», and what the SDK answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.get_by_role("status")

    def open(self, **config: str) -> None:
        """Loads the page with no outcome on it; `config` goes to the SDK."""
        self.page.goto(SITE)
        self.page.evaluate("config => VKIDSDK.Config.update(config)", config)

    def sign_in(self) -> Page:
        """Returns the window in which VK ID opens."""
        button = self.page.get_by_role("button", name="Войти через VK ID")
        return open_window(self.page.context, button.click)

    def outcome(self) -> dict[str, Any]:
        """Waits for the SDK's outcome and returns it."""
        expect(self.status).not_to_be_empty()
        return dict(json.loads(self.status.inner_text()))

    def call(self, method: str, *arguments: str) -> Any:
        """Calls a method of the SDK's `Auth` and returns its answer or its error."""
        return self.page.evaluate(
            "([method, args]) => VKIDSDK.Auth[method](...args).catch(error => error)", [method, arguments]
        )


ForgeState = Callable[[], contextlib.AbstractContextManager[None]]


@pytest.fixture
def site(bridge: Bridge, sandbox: SandboxClient, web_sdk: Callable[[str], Path]) -> Iterator[SdkPage]:
    """A page, not opened yet, of an application of its own."""
    client = sandbox.create_client(f"{SITE}/")
    config = {"app": int(client.id), "redirectUrl": f"{SITE}/", "scope": "email phone"}
    with serve_app(web_page.create_app("vkid_sdk.html", web_sdk("@vkid/sdk/dist-sdk/umd/index.js"), config)) as address:
        bridge.serve(SITE, address)
        yield SdkPage(bridge.context.new_page())


@pytest.fixture
def forge_state(bridge: Bridge) -> ForgeState:
    """Changes the `state` of VK ID's answers with tokens, inside its block."""

    def answer_forged(route: Route) -> None:
        answer = bridge.forward(route.request)
        route.fulfill(json={**answer.json(), "state": "forged"}, headers={"access-control-allow-origin": "*"})

    @contextlib.contextmanager
    def forging() -> Iterator[None]:
        bridge.context.route(TOKENS, answer_forged)
        yield
        bridge.context.unroute(TOKENS, answer_forged)

    return forging


def test_login_by_redirect(site: SdkPage, vk_id_user: VkIdUser, forge_state: ForgeState) -> None:
    """@vkid/sdk, переход: ответ с подделанным state не принят, отказ, вход; данные, обновление токенов и выход."""
    site.open(mode="redirect", responseMode="callback")
    with forge_state():
        vk_id_user.agree(site.sign_in())
        assert site.outcome()["refused"]["code"] == STATE_MISMATCH
    site.open(mode="redirect")
    vk_id_user.refuse(site.sign_in(), remembered=True)
    assert site.outcome()["refused"]["error"] == "access_denied"
    site.open(mode="redirect")
    assert site.sign_in() == site.page
    vk_id_user.agree(site.page, remembered=True)
    outcome = site.outcome()
    tokens = outcome["tokens"]
    assert tokens["user_id"] == vk_id_user.profile_id
    user = site.call("userInfo", tokens["access_token"])["user"]
    assert user["user_id"] == str(vk_id_user.profile_id)
    assert (user["last_name"], user["first_name"]) == (vk_id_user.last_name, vk_id_user.first_name)
    assert user["phone"] == vk_id_user.phone.removeprefix("+")
    masked = site.call("publicInfo", tokens["id_token"])["user"]
    assert (masked["user_id"], masked["last_name"]) == (user["user_id"], f"{vk_id_user.last_name[0]}.")
    fresh = site.call("refreshToken", tokens["refresh_token"], outcome["device_id"])
    assert site.call("userInfo", tokens["access_token"])["error"] == "invalid_token"
    assert site.call("userInfo", fresh["access_token"])["user"] == user
    assert site.call("logout", fresh["access_token"]) == {"response": 1}
    assert site.call("userInfo", fresh["access_token"])["error"] == "invalid_token"


def test_login_in_a_window_and_in_a_tab(site: SdkPage, vk_id_user: VkIdUser, forge_state: ForgeState) -> None:
    """@vkid/sdk, окно и вкладка, ответ сообщением и переходом: подделанный state не принят, отказ, вход.

    Сообщение не из окна VK ID ничего не решает.
    """
    site.open(mode="new_window", responseMode="callback")
    with forge_state():
        vk_id_user.agree(site.sign_in())
        assert site.outcome()["refused"]["code"] == STATE_MISMATCH
    for mode, response_mode in (("new_window", "redirect"), ("new_tab", "callback")):
        site.open(mode=mode, responseMode=response_mode)
        vk_id_user.refuse(site.sign_in(), remembered=True)
        refused = site.outcome()["refused"]
        assert refused["code"] == AUTHORIZATION_FAILED, mode
        assert "access_denied" in refused["error_description"], mode
    for mode, response_mode in (("new_window", "callback"), ("new_tab", "redirect")):
        site.open(mode=mode, responseMode=response_mode)
        window = site.sign_in()
        assert window != site.page, mode
        site.page.evaluate("postMessage({action: 'oauth2_authorize_response', payload: {error: 'forged'}}, '*')")
        vk_id_user.agree(window, remembered=True)
        assert site.outcome()["tokens"]["user_id"] == vk_id_user.profile_id, mode
