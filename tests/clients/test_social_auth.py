"""`social-auth-core`'s VK ID backend, unmodified but for addresses, in a small Flask application."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from mock_server.client import SandboxClient
from tests.clients.answers import forged
from tests.clients.apps import social_auth
from tests.clients.conftest import Walker
from tests.clients.serving import served


@pytest.fixture
def app(sandbox: SandboxClient) -> Iterator[str]:
    """The application, registered with VK ID; gives its origin."""
    client: dict[str, str] = {}
    with served(social_auth.create_app(sandbox.addresses["vk_id"], client)) as origin:
        client["id"] = sandbox.create_client(f"{origin}/complete").id
        yield origin


def outcome(page: Page, app: str) -> dict[str, Any]:
    """What the application says after the person's return."""
    page.wait_for_url(f"{app}/complete?*")
    return dict(json.loads(page.get_by_text("{").inner_text()))


def test_refusal_and_login(app: str, page: Page, walker: Walker) -> None:
    """social-auth-core: отказ, затем вход и обновление токенов."""
    page.goto(app)
    walker.refuse(page)
    assert outcome(page, app)["refused"] == "AuthCanceled"
    page.goto(app)
    walker.agree(page, remembered=True)
    person = outcome(page, app)
    assert person["user_id"] == str(walker.profile_id)
    assert (person["last_name"], person["first_name"]) == (walker.last_name, walker.first_name)
    held = {name: person[name] for name in ("refresh_token", "device_id")}
    fresh = page.request.post(f"{app}/refresh", form=held).json()
    assert fresh["user_id"] == walker.profile_id
    assert fresh["refresh_token"] != person["refresh_token"]


def test_forged_answer_is_rejected(app: str, page: Page, walker: Walker) -> None:
    """social-auth-core: поддельный ответ VK ID не принят."""
    refusals = {"state": "AuthSessionError", "code": "AuthCredentialError", "device_id": "AuthConfigurationError"}
    remembered = False
    for name, refused in refusals.items():
        page.goto(app)
        page.goto(forged(walker.answer(page, remembered=remembered), **{name: "forged"}))
        assert outcome(page, app)["refused"] == refused, name
        remembered = True
