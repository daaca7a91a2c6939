"""How the journal redeems what VK ID sent back, and where its tokens and secrets must not be seen."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from pages.windows import go_to
from validation.errors import CheckFailedError, NotTestableError
from validation.expectations import expect_no_server_error
from validation.invariants import (
    TOKEN_CALLS,
    expect_no_code_in_referers,
    expect_no_token_request,
    expect_nothing_stored,
    expect_shown_once,
    expect_unseen,
)
from validation.request_records import (
    find_empty_token_calls,
    find_redemptions,
    find_token_calls,
)
from validation.subjects import require_subjects
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = pytest.mark.needs("sandbox", "changes")

_BAD_VERIFIER = "code_verifier is not"
"""In what the sandbox notes of a verifier that it accepts all the same."""


def expect_accepted(walkthrough: Walkthrough, check: str) -> None:
    """Checks that VK ID accepted what this check is about in the journal's request for tokens."""
    if walkthrough.unlinked_because == check:
        walkthrough.require_link()
    if not find_token_calls(walkthrough.records):
        walkthrough.require_link()
        raise CheckFailedError("журнал не погасил код", "the journal did not redeem the code")


@pytest.mark.requirement("P-11")
def test_code_is_redeemed_once(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """И после повторной загрузки адреса возврата код предъявлен один раз."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    go_to(window, address)
    session.wait_until(session.is_known_to_sferum)
    session.open_card()
    go_to(session.page, address)
    session.settle()
    expect_shown_once(find_token_calls(session.fetch_records()))


@pytest.mark.requirement("P-11")
def test_code_is_not_shown_again_when_the_answer_is_lost(
    linked: Walkthrough, teacher_sessions: TeacherSessions
) -> None:
    """И когда VK ID погасил код, а ответ потерян."""
    session = teacher_sessions.open()
    operation = session.vendor.find_linking_operation("vk_id")
    window, address = session.reach_return()
    with session.apply_fault("vk_id", operation, "drop", moment="after") as fault_id:
        go_to(window, address)
        session.wait_until(lambda: session.has_applied_fault(fault_id))
        session.settle()
    expect_shown_once(find_redemptions(session.fetch_records()))


@pytest.mark.requirement("P-12")
def test_code_is_redeemed_by_the_back_end(linked: Walkthrough) -> None:
    """Браузер не обращается за токеном."""
    expect_no_token_request(linked)


@pytest.mark.requirement("P-13")
def test_code_is_redeemed_without_delay(vendor: Vendor, linked: Walkthrough) -> None:
    """От возврата до погашения кода проходит не больше limits.redeem_s."""
    consents = [record for record in linked.records if record["operation"] == "submit_consent"]
    consents = require_subjects(consents, "согласия в VK ID", "consents at VK ID")
    agreed = consents[-1]["at"] + consents[-1]["seconds"]
    redeemed = min(call["at"] for call in require_subjects(find_token_calls(linked.records), *TOKEN_CALLS))
    late, limit = redeemed - agreed, vendor.file.limits.redeem_s
    if late > limit:
        raise CheckFailedError(
            f"прошло {late:.1f} с, можно {limit:g} с", f"{late:.1f} s passed, {limit:g} s are allowed"
        )


@pytest.mark.requirement("P-14")
def test_verifier_is_that_of_the_challenge(walkthrough_a: Walkthrough) -> None:
    """VK ID принимает code_verifier."""
    expect_accepted(walkthrough_a, "P-14")
    calls = [call for call in find_token_calls(walkthrough_a.records) if call["form"].get("code_verifier")]
    if not calls:
        raise NotTestableError("PKCE в этой привязке нет", "there is no PKCE in this flow")
    if any(_BAD_VERIFIER in note for call in calls for note in call["notes"]):
        raise CheckFailedError(
            "в code_verifier не 43–128 знаков из a-z, A-Z, 0-9, _ и -",
            "code_verifier is not 43 to 128 of a-z, A-Z, 0-9, _ and -",
        )


@pytest.mark.requirement("P-15")
def test_device_id_is_sent_back(walkthrough_a: Walkthrough) -> None:
    """VK ID принимает device_id или uuid."""
    expect_accepted(walkthrough_a, "P-15")


@pytest.mark.requirement("P-16")
def test_journal_proves_who_it_is(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """VK ID принимает ключ приложения."""
    if vendor.client.kind == "public":
        raise NotTestableError("приложение публичное, ключа у него нет", "the application is public and has no key")
    expect_accepted(walkthrough_a, "P-16")


@pytest.mark.requirement("P-17")
def test_refusal_is_no_code(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """После отказа журнал не обращается за токеном и отвечает страницей."""
    session = teacher_sessions.open()
    window, address = session.reach_return(refused=True)
    sandbox = session.vendor.require_sandbox()
    last = sandbox.list_all_requests(limit=1)
    expect_no_server_error(go_to(window, address))
    session.expect_unlinked()
    # With a silent token there is nothing in an empty request that tells whose it is.
    others = sandbox.list_all_requests(site="vk_id", after=last[-1]["id"] if last else 0, limit=1000)
    if find_token_calls(session.fetch_records()) or find_empty_token_calls(others):
        raise CheckFailedError(
            "после отказа журнал обратился за токеном", "after a refusal the journal asked for tokens"
        )


@pytest.mark.requirement("P-18")
def test_no_secret_is_in_an_address(vendor: Vendor, linked: Walkthrough) -> None:
    """Ни один адрес не содержит токена или секрета."""
    expect_unseen(vendor, linked, linked.traffic.urls, ("в адресе, который открывал браузер", "in an address"))


@pytest.mark.requirement("P-19")
def test_no_secret_is_in_a_page(vendor: Vendor, linked: Walkthrough) -> None:
    """Ни одна страница и ни один ответ журнала не содержат токена или секрета."""
    if not linked.traffic.pages:
        raise NotTestableError("ни одной страницы журнала не видно", "no page of the journal was seen")
    expect_unseen(
        vendor,
        linked,
        linked.traffic.pages,
        ("на странице или в ответе журнала", "in a page or an answer of the journal"),
    )


@pytest.mark.requirement("P-20")
def test_no_secret_is_stored_in_the_browser(vendor: Vendor, linked: Walkthrough) -> None:
    """Cookie и хранилища не содержат токена или секрета."""
    expect_nothing_stored(vendor, linked)


@pytest.mark.requirement("P-21")
def test_code_does_not_leave_in_a_referer(vendor: Vendor, linked: Walkthrough) -> None:
    """Адрес возврата с кодом не уходит в Referer другому сайту."""
    expect_no_code_in_referers(vendor, linked)


@pytest.mark.requirement("P-31")
def test_session_cookie_is_closed_to_scripts(vendor: Vendor, teacher_sessions: TeacherSessions) -> None:
    """Cookie сеанса имеет HttpOnly."""
    session = teacher_sessions.open()
    cookies = require_subjects(vendor.list_cookies(session.context), "cookie журнала", "cookies of the journal")
    readable = [cookie for cookie in cookies if not cookie.get("httpOnly")]
    for cookie in readable:
        session.context.clear_cookies(name=cookie["name"], domain=cookie["domain"])
    with suppress(AssertionError, Error):
        if not readable or session.tab.open_card_at(session.tab.card_address):
            return
    names = ", ".join(cookie["name"] for cookie in readable)
    raise CheckFailedError(f"без HttpOnly: {names}", f"without HttpOnly: {names}")
