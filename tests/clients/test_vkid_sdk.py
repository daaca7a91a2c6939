"""`@vkid/sdk` in a page, unmodified: the browser half of a login that VK gives to every site."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from fixtures.bridge import Bridge
from fixtures.sandbox import SandboxClient
from pages.journal import window_opened_by
from tests.clients.apps import web_page
from tests.clients.conftest import Walker
from tests.clients.serving import served

SITE = "https://site.example"
"""The SDK keeps its cookies for a host with no port only."""


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
    """@vkid/sdk: вход переходом, затем данные, обновление токенов и выход."""
    site = sdk_page(mode="redirect")
    walker.agree(site.sign_in())
    outcome = site.outcome()
    tokens = outcome["tokens"]
    assert tokens["user_id"] == walker.profile_id
