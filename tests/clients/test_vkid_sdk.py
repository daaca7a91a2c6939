"""`@vkid/sdk` in a page, unmodified: the browser half of a login that VK gives to every site."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from automation.bridge import Bridge
from fixtures.sandbox import SandboxClient
from pages.windows import window_opened_by
from tests.clients.apps import web_page
from tests.clients.conftest import Walker
from tests.clients.serving import served

SITE = "https://site.example"
"""The SDK keeps its cookies for a host with no port only."""
AUTHORIZATION_FAILED, STATE_MISMATCH = 103, 104  # the SDK's AuthErrorCode


class SdkPage:
    """The page with «Войти через VK ID», and what the SDK told it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.get_by_role("status")

    def sign_in(self) -> Page:
        """Returns the window in which VK ID opened."""
        button = self.page.get_by_role("button", name="Войти через VK ID")
        return window_opened_by(self.page.context, button.click)

    def outcome(self) -> dict[str, Any]:
        """What came of it, as soon as it is there."""
        expect(self.status).not_to_be_empty()
        return dict(json.loads(self.status.inner_text()))

    def call(self, method: str, *arguments: str) -> Any:
        """Call a method of the SDK's `Auth`; its error comes back as its answer."""
        return self.page.evaluate(
            "([method, given]) => VKIDSDK.Auth[method](...given).catch(error => error)", [method, arguments]
        )


SdkPageWith = Callable[..., SdkPage]


@pytest.fixture
def sdk_page(bridge: Bridge, sandbox: SandboxClient, web_sdk: Callable[[str], Path]) -> Iterator[SdkPageWith]:
    """Opens a page of an application of its own; `config` goes to the SDK."""
    stack = contextlib.ExitStack()

    def open_page(**config: Any) -> SdkPage:
        client = sandbox.create_client(f"{SITE}/")
        given = {"app": int(client.id), "redirectUrl": f"{SITE}/", "scope": "email phone", **config}
        app = web_page.create_app("vkid_sdk.html", web_sdk("@vkid/sdk/dist-sdk/umd/index.js"), given)
        bridge.serve(SITE, stack.enter_context(served(app)))
        page = bridge.context.new_page()
        page.goto(SITE)
        return SdkPage(page)

    with stack:
        yield open_page


def test_login_by_redirect(sdk_page: SdkPageWith, walker: Walker) -> None:
    """@vkid/sdk: вход переходом."""
    site = sdk_page(mode="redirect")
    assert site.sign_in() == site.page
    walker.agree(site.page)
    assert site.outcome()["tokens"]["user_id"] == walker.profile_id


@pytest.mark.parametrize("response_mode", ["callback", "redirect"])
@pytest.mark.parametrize("mode", ["new_tab", "new_window"])
def test_login_in_a_window(sdk_page: SdkPageWith, walker: Walker, mode: str, response_mode: str) -> None:
    """@vkid/sdk: вход в отдельном окне или вкладке, ответ сообщением или переходом."""
    site = sdk_page(mode=mode, responseMode=response_mode)
    window = site.sign_in()
    assert window != site.page
    walker.agree(window)
    assert site.outcome()["tokens"]["user_id"] == walker.profile_id


def test_tokens_of_a_login(sdk_page: SdkPageWith, walker: Walker) -> None:
    """@vkid/sdk: данные человека, обновление токенов и выход."""
    site = sdk_page(mode="redirect")
    walker.agree(site.sign_in())
    outcome = site.outcome()
    tokens = outcome["tokens"]
    user = site.call("userInfo", tokens["access_token"])["user"]
    assert user["user_id"] == str(walker.profile_id)
    assert (user["last_name"], user["first_name"]) == (walker.last_name, walker.first_name)
    assert user["phone"] == walker.phone.removeprefix("+")
    masked = site.call("publicInfo", tokens["id_token"])["user"]
    assert (masked["user_id"], masked["last_name"]) == (user["user_id"], f"{walker.last_name[0]}.")
    fresh = site.call("refreshToken", tokens["refresh_token"], outcome["device_id"])
    assert site.call("userInfo", tokens["access_token"])["error"] == "invalid_token"
    assert site.call("userInfo", fresh["access_token"])["user"] == user
    assert site.call("logout", fresh["access_token"]) == {"response": 1}
    assert site.call("userInfo", fresh["access_token"])["error"] == "invalid_token"


@pytest.mark.parametrize("response_mode", ["callback", "redirect"])
def test_refusal_in_a_window(sdk_page: SdkPageWith, walker: Walker, response_mode: str) -> None:
    """@vkid/sdk: отказ в отдельном окне."""
    site = sdk_page(mode="new_window", responseMode=response_mode)
    walker.refuse(site.sign_in())
    refused = site.outcome()["refused"]
    assert refused["code"] == AUTHORIZATION_FAILED
    assert "access_denied" in refused["error_description"]


def test_refusal_by_redirect(sdk_page: SdkPageWith, walker: Walker) -> None:
    """@vkid/sdk: отказ при входе переходом."""
    site = sdk_page(mode="redirect")
    walker.refuse(site.sign_in())
    assert site.outcome()["refused"]["error"] == "access_denied"


@pytest.mark.parametrize("mode", ["redirect", "new_window"])
def test_tokens_with_a_forged_state_are_rejected(
    bridge: Bridge, sdk_page: SdkPageWith, walker: Walker, mode: str
) -> None:
    """@vkid/sdk: ответ с токенами, где state подделан, не принят."""

    def forge(route: Route) -> None:
        answer = bridge.ask(route.request)
        route.fulfill(json={**answer.json(), "state": "forged"}, headers={"access-control-allow-origin": "*"})

    bridge.context.route("https://id.vk.ru/oauth2/auth?*", forge)
    site = sdk_page(mode=mode, responseMode="callback")
    walker.agree(site.sign_in())
    assert site.outcome()["refused"]["code"] == STATE_MISMATCH


def test_message_from_a_stranger_is_ignored(sdk_page: SdkPageWith, walker: Walker) -> None:
    """@vkid/sdk: сообщение не из окна VK ID ничего не решает."""
    site = sdk_page(mode="new_window", responseMode="callback")
    window = site.sign_in()
    site.page.evaluate("postMessage({action: 'oauth2_authorize_response', payload: {error: 'forged'}}, '*')")
    walker.agree(window)
    assert site.outcome()["tokens"]["user_id"] == walker.profile_id
