"""`@vkontakte/superappkit` in a journal's page, unmodified: what real journals link with."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from automation.bridge import Bridge
from mock_server.client import SandboxClient
from tests.clients.answers import change_params
from tests.clients.apps import journal
from tests.clients.conftest import VkIdUser
from tests.clients.serving import serve_app

JOURNAL = "https://journal.example"
"""The SDK goes back to https addresses only."""
STATE_NOT_OURS, NO_SUCH_TOKEN = "state", 104


@pytest.fixture
def card(bridge: Bridge, sandbox: SandboxClient, web_sdk: Callable[[str], Path]) -> Iterator[Page]:
    """The journal's page, with «Перейти к подключению»."""
    client = sandbox.create_client(f"{JOURNAL}/callback", kind="confidential", journal_key=secrets.token_urlsafe(24))
    sdk = web_sdk("@vkontakte/superappkit/dist/index-umd.js")
    with serve_app(journal.create_app(sdk, sandbox.addresses["vk_id"], client)) as address:
        bridge.serve(JOURNAL, address)
        page = bridge.context.new_page()
        page.goto(JOURNAL)
        yield page


def connect(card: Page) -> Page:
    """Presses «Перейти к подключению»."""
    card.get_by_role("button", name="Перейти к подключению").click()
    return card


def outcome(card: Page) -> dict[str, Any]:
    """Returns what the journal says after the person's return."""
    card.wait_for_url(f"{JOURNAL}/callback?*")
    return dict(json.loads(card.get_by_text("{").inner_text()))


def test_refusal_and_login_with_eljour(card: Page, vk_id_user: VkIdUser) -> None:
    """@vkontakte/superappkit: отказ, затем login_with_eljour до токена доступа."""
    vk_id_user.refuse(connect(card))
    assert outcome(card) == {"refused": "access_denied"}
    card.goto(JOURNAL)
    vk_id_user.agree(connect(card), remembered=True)
    answer = outcome(card)
    person, shown = answer["person"], answer["shown"]
    assert person["user_id"] == shown["id"] == vk_id_user.profile_id
    assert person["phone"] == vk_id_user.phone.removeprefix("+")
    assert (shown["last_name"], shown["first_name"]) == (vk_id_user.last_name, vk_id_user.first_name)


def test_forged_answer_is_rejected(bridge: Bridge, card: Page, vk_id_user: VkIdUser) -> None:
    """@vkontakte/superappkit: поддельный ответ VK ID не принят."""
    refusals = {"state": STATE_NOT_OURS, "token": NO_SUCH_TOKEN, "uuid": NO_SUCH_TOKEN}
    callback = f"{JOURNAL}/callback?*"
    remembered = False
    for param, refused in refusals.items():
        card.goto(JOURNAL)
        consent = vk_id_user.reach_consent(connect(card), remembered=remembered)
        bridge.context.route(callback, lambda route: route.fulfill(body=""))  # VK ID's own answer is stopped here
        consent.link()
        card.wait_for_url(callback)
        return_address = card.url
        bridge.context.unroute(callback)
        answer = {name: values[0] for name, values in parse_qs(urlsplit(return_address).query).items()}
        payload = json.loads(answer["payload"])
        changes = {"state": "forged"} if param == "state" else {"payload": json.dumps({**payload, param: "forged"})}
        card.goto(change_params(return_address, **changes))
        assert outcome(card) == {"refused": refused}, param
        remembered = True
