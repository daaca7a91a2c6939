"""`social-auth-core`'s VK ID backend, unmodified but for addresses, in a small Flask application."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from mock_server.client import SandboxClient
from tests.clients.answers import change_params
from tests.clients.apps import social_auth
from tests.clients.conftest import VkIdUser
from tests.clients.serving import serve_app


@pytest.fixture
def app(sandbox: SandboxClient) -> Iterator[str]:
    """The application, registered with VK ID; yields its origin."""
    client: dict[str, str] = {}
    with serve_app(social_auth.create_app(sandbox.addresses["vk_id"], client)) as origin:
        client["id"] = sandbox.create_client(f"{origin}/complete").id
        yield origin


def outcome(page: Page, app: str) -> dict[str, Any]:
    """Returns what the application says after the person's return."""
    page.wait_for_url(f"{app}/complete?*")
    return dict(json.loads(page.get_by_text("{").inner_text()))


def test_refusal_and_login(app: str, page: Page, vk_id_user: VkIdUser) -> None:
    """social-auth-core: отказ, затем вход и обновление токенов."""
    page.goto(app)
    vk_id_user.refuse(page)
    assert outcome(page, app)["refused"] == "AuthCanceled"
    page.goto(app)
    vk_id_user.agree(page, remembered=True)
    person = outcome(page, app)
    assert person["user_id"] == str(vk_id_user.profile_id)
    assert (person["last_name"], person["first_name"]) == (vk_id_user.last_name, vk_id_user.first_name)
    tokens = {name: person[name] for name in ("refresh_token", "device_id")}
    refreshed = page.request.post(f"{app}/refresh", form=tokens).json()
    assert refreshed["user_id"] == vk_id_user.profile_id
    assert refreshed["refresh_token"] != person["refresh_token"]


def test_forged_answer_is_rejected(app: str, page: Page, vk_id_user: VkIdUser) -> None:
    """social-auth-core: поддельный ответ VK ID не принят."""
    refusals = {"state": "AuthSessionError", "code": "AuthCredentialError", "device_id": "AuthConfigurationError"}
    remembered = False
    for name, refused in refusals.items():
        page.goto(app)
        page.goto(change_params(vk_id_user.return_address(page, remembered=remembered), **{name: "forged"}))
        assert outcome(page, app)["refused"] == refused, name
        remembered = True
