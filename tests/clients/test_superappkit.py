"""`@vkontakte/superappkit` in a journal's page, unmodified: the way real journals link."""

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
from tests.clients.answers import forged
from tests.clients.apps import journal
from tests.clients.conftest import Walker
from tests.clients.serving import served

JOURNAL = "https://journal.example"
"""The SDK goes back to https addresses only."""
STATE_NOT_OURS, NO_SUCH_TOKEN = "state", 104


@pytest.fixture
def card(bridge: Bridge, sandbox: SandboxClient, web_sdk: Callable[[str], Path]) -> Iterator[Page]:
    """The journal's page, with «Перейти к подключению»."""
    client = sandbox.create_client(f"{JOURNAL}/callback", kind="confidential", journal_key=secrets.token_urlsafe(24))
    sdk = web_sdk("@vkontakte/superappkit/dist/index-umd.js")
    with served(journal.create_app(sdk, sandbox.addresses["vk_id"], client)) as address:
        bridge.serve(JOURNAL, address)
        page = bridge.context.new_page()
        page.goto(JOURNAL)
        yield page


def connect(card: Page) -> Page:
    """«Перейти к подключению»."""
    card.get_by_role("button", name="Перейти к подключению").click()
    return card


def outcome(card: Page) -> dict[str, Any]:
    """What the journal says after the person's return."""
    card.wait_for_url(f"{JOURNAL}/callback?*")
    return dict(json.loads(card.get_by_text("{").inner_text()))


def test_refusal_and_login_with_eljour(card: Page, walker: Walker) -> None:
    """@vkontakte/superappkit: отказ, затем login_with_eljour до токена доступа."""
    walker.refuse(connect(card))
    assert outcome(card) == {"refused": "access_denied"}
    card.goto(JOURNAL)
    walker.agree(connect(card), remembered=True)
    said = outcome(card)
    assert said["person"]["user_id"] == said["shown"]["id"] == walker.profile_id
    assert said["person"]["phone"] == walker.phone.removeprefix("+")
    assert (said["shown"]["last_name"], said["shown"]["first_name"]) == (walker.last_name, walker.first_name)


def test_forged_answer_is_rejected(bridge: Bridge, card: Page, walker: Walker) -> None:
    """@vkontakte/superappkit: поддельный ответ VK ID не принят."""
    refusals = {"state": STATE_NOT_OURS, "token": NO_SUCH_TOKEN, "uuid": NO_SUCH_TOKEN}
    callback = f"{JOURNAL}/callback?*"
    remembered = False
    for what, refused in refusals.items():
        card.goto(JOURNAL)
        consent = walker.reach_consent(connect(card), remembered=remembered)
        bridge.context.route(callback, lambda route: route.fulfill(body=""))  # the genuine answer gets no further
        consent.link()
        card.wait_for_url(callback)
        returning = card.url
        bridge.context.unroute(callback)
        answer = {name: values[0] for name, values in parse_qs(urlsplit(returning).query).items()}
        payload = json.loads(answer["payload"])
        change = {"state": "forged"} if what == "state" else {"payload": json.dumps({**payload, what: "forged"})}
        card.goto(forged(returning, **change))
        assert outcome(card) == {"refused": refused}, what
        remembered = True
