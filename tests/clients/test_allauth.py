"""`django-allauth`'s VK provider, unmodified but for addresses, in a small Django project."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mock_server.client import SandboxClient
from tests.clients.answers import change_params
from tests.clients.apps import allauth_site
from tests.clients.conftest import VkIdUser
from tests.clients.serving import serve_app

Django = tuple[str, dict[str, str]]


@pytest.fixture(scope="session")
def django(sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Django]:
    """The project, of which a process can have only one: its origin, and its client's credentials, still empty."""
    client = {"client_id": "", "secret": ""}
    database = tmp_path_factory.mktemp("django") / "django.sqlite"
    with serve_app(allauth_site.create_app(sandbox.addresses["vk_id"], database, client)) as origin:
        yield origin, client


@pytest.fixture(params=["public", "confidential"], ids=["открытый клиент", "конфиденциальный клиент"])
def app(django: Django, sandbox: SandboxClient, request: pytest.FixtureRequest) -> str:
    """The project, registered with VK ID for this test; returns its origin."""
    origin, credentials = django
    client = sandbox.create_client(f"{origin}/accounts/vk/login/callback/", kind=request.param)
    credentials.update(client_id=client.id, secret=client.secret if request.param == "confidential" else "")
    return origin


def sign_in(page: Page, app: str) -> Page:
    """Opens «Sign in with VK» of the project."""
    page.goto(f"{app}/accounts/vk/login/")
    return page


def accounts_of(page: Page, app: str) -> list[str]:
    """Returns VK ID's user IDs of the person who is signed in to the project."""
    return list(page.request.get(f"{app}/me/").json()["accounts"])


def test_refusal_and_login(app: str, page: Page, vk_id_user: VkIdUser) -> None:
    """django-allauth: отказ, затем вход."""
    vk_id_user.refuse(sign_in(page, app))
    page.wait_for_url(f"{app}/accounts/3rdparty/login/cancelled/")
    assert accounts_of(page, app) == []
    vk_id_user.agree(sign_in(page, app), remembered=True)
    page.wait_for_url(f"{app}/me/")
    assert page.request.get(f"{app}/me/").json() == {
        "first_name": vk_id_user.first_name,
        "accounts": [str(vk_id_user.profile_id)],
    }


def test_forged_answer_is_rejected(app: str, page: Page, vk_id_user: VkIdUser) -> None:
    """django-allauth: поддельный ответ VK ID не принят."""
    remembered = False
    for name in ("state", "code", "device_id"):
        page.goto(
            change_params(vk_id_user.return_address(sign_in(page, app), remembered=remembered), **{name: "forged"})
        )
        expect(page.get_by_role("heading"), name).to_have_text("Third-Party Login Failure")
        assert accounts_of(page, app) == [], name
        remembered = True
