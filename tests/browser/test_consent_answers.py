"""Answers to VK ID's consent, without its screens and through them: the same way back, and the same record of it."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page

from automation.addresses import parse_query
from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.rules.protocol import compute_challenge
from validation.consent_answers import ConsentAnswers
from validation.traffic import AuthorizationRequest

VERIFIER = "v" * 43


@pytest.fixture
def teacher(people: People) -> Teacher:
    """A teacher with an educational profile."""
    return people.create_teacher()


@pytest.fixture
def window(context: BrowserContext, sandbox: SandboxClient, teacher: Teacher) -> Page:
    """The account's screen of a login that a journal began, in a browser that VK ID remembers."""
    cookie = sandbox.create_vk_session(teacher.phone)
    vk_id = sandbox.addresses["vk_id"]
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": vk_id}])
    page = context.new_page()
    page.goto(authorization_url(sandbox), wait_until="commit")
    return page


def return_address(sandbox: SandboxClient) -> str:
    """Returns the address of a page that comes whatever is in its query."""
    return f"{sandbox.addresses['journal']}/sign-in"


def authorization_url(sandbox: SandboxClient) -> str:
    callback = return_address(sandbox)
    params = {
        "response_type": "code",
        "client_id": sandbox.create_client(callback).id,
        "redirect_uri": callback,
        "state": "the-state",
        "code_challenge": compute_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"{sandbox.addresses['vk_id']}/authorize?{urlencode(params)}"


def consent_answers(
    context: BrowserContext, sandbox: SandboxClient, teacher: Teacher, **changes: Any
) -> ConsentAnswers:
    """Returns the teacher's answers; `bridge`, `host` and `origin` make the screens the only way."""
    vk_id, origin = sandbox.addresses["vk_id"], changes.get("origin")
    vendor: Any = SimpleNamespace(
        sandbox=sandbox,
        file=SimpleNamespace(bridge=changes.get("bridge")),
        target=SimpleNamespace(vk_id=vk_id),
        is_return=lambda url: url.startswith(f"{return_address(sandbox)}?"),
        code_for=None,
    )
    url = f"{changes.get('host', vk_id)}/authorize{f'?origin={origin}' if origin else ''}"
    traffic: Any = SimpleNamespace(authorizations=[AuthorizationRequest(url)], returns=[])
    return ConsentAnswers(vendor, teacher, context, traffic)


def list_screens(sandbox: SandboxClient, teacher: Teacher) -> list[str]:
    """Returns the screens that VK ID has shown."""
    return [record["operation"] for record in sandbox.list_requests(teacher.phone) if record["method"] == "GET"]


@pytest.mark.parametrize("refused", [False, True], ids=["given", "refused"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"bridge": {"somewhere": "else"}}, {"host": "https://id.vk.ru"}],
    ids=["by requests", "behind a bridge", "by another name"],
)
def test_consent_is_answered_and_the_browser_kept_at_vk_id(
    context: BrowserContext,
    window: Page,
    sandbox: SandboxClient,
    teacher: Teacher,
    refused: bool,
    changes: dict[str, Any],
) -> None:
    answers = consent_answers(context, sandbox, teacher, **changes)
    address = answers.hold_return(window, refused=refused)
    assert answers._traffic.returns == [address]  # what a forged address is compared with
    assert address.startswith(f"{return_address(sandbox)}?")
    expected = {"error", "error_description", "state"} if refused else {"code", "state"}
    assert expected <= set(parse_query(address))
    assert not window.url.startswith(sandbox.addresses["journal"])
    assert ("consent" in list_screens(sandbox, teacher)) == bool(changes)


@pytest.mark.parametrize("refused", [False, True], ids=["given", "refused"])
def test_browser_goes_back_with_the_answer(
    context: BrowserContext, window: Page, sandbox: SandboxClient, teacher: Teacher, refused: bool
) -> None:
    answers = consent_answers(context, sandbox, teacher)
    with context.expect_event("request", lambda request: request.url.startswith(return_address(sandbox))) as back:
        answers.answer(window, refused=refused)
    assert ("error" in parse_query(back.value.url)) == refused
    assert answers.way_back_s > 0


def test_profile_is_the_one_that_is_named(
    context: BrowserContext, window: Page, sandbox: SandboxClient, teacher: Teacher
) -> None:
    second = sandbox.create_profile(
        teacher.phone, last_name="Вторая", first_name="Анна", birth_date="1980-01-01", sex="female"
    )
    consent_answers(context, sandbox, teacher).answer(window, profile_id=second)
    (chosen,) = [record for record in sandbox.list_requests(teacher.phone) if record["operation"] == "submit_account"]
    assert chosen["form"]["profile_id"] == str(second)


def test_answer_that_is_told_by_a_message_goes_through_the_screens(
    context: BrowserContext, window: Page, sandbox: SandboxClient, teacher: Teacher
) -> None:
    consent_answers(context, sandbox, teacher, origin="http://journal.test").answer(window)
    window.wait_for_url(f"{sandbox.addresses['journal']}/**")
    assert "consent" in list_screens(sandbox, teacher)
