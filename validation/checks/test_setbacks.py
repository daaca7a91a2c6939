"""What the journal requests, shows and stores of a teacher who refuses, meets failures, unlinks and links again."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from validation.errors import CheckFailedError, NotTestableError
from validation.invariants import (
    expect_no_code_in_referers,
    expect_no_personal_data,
    expect_no_secret_in_queries,
    expect_no_strangers,
    expect_no_token_request,
    expect_not_kept,
    expect_nothing_stored,
    expect_organization,
    expect_registered_address,
    expect_role_and_classes,
    expect_shown_once,
    expect_unseen,
)
from validation.request_records import find_attach_calls, find_token_calls, read_attach_params
from validation.setbacks import Setbacks, record_setbacks
from validation.subjects import require_subjects
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = pytest.mark.needs("sandbox", "changes")


@pytest.fixture(scope="class")
def setbacks(
    vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any], walkthrough_a: Walkthrough
) -> Setbacks:
    """Returns what was seen on the way of one teacher; made once."""
    vendor.require_features("sandbox", "changes")  # before the marks are looked at, and a link that is not there
    walkthrough_a.require_link()
    return record_setbacks(vendor, browser, browser_context_args)


def expect_fresh(values: list[str], name: str) -> None:
    """Raises CheckFailedError where two attempts have the same value; NotTestableError where there are no two."""
    if len(values) < 2:
        raise NotTestableError(f"второй попытки с {name} не было", f"there was no second attempt with a {name}")
    if len(set(values)) < len(values):
        raise CheckFailedError(
            f"после отказа, сбоя или отвязки {name} тот же, что был",
            f"after a refusal, a failure or an unlinking {name} is one that has been",
        )


def list_attach_params(setbacks: Setbacks) -> list[dict[str, str]]:
    """Returns what each call to Sferum names."""
    calls = find_attach_calls(setbacks.walkthrough.records)
    return [read_attach_params(call) for call in require_subjects(calls, "вызовы прикрепления", "calls to attach")]


class TestSetbacks:
    """One worker of a run has them all: they look at the same way."""

    @pytest.mark.requirement("P-1")
    def test_state_is_fresh_after_setbacks(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_fresh([attempt.state for attempt in setbacks.walkthrough.traffic.authorizations], "state")

    @pytest.mark.requirement("P-9")
    def test_verifier_is_fresh_after_setbacks(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        attempts = setbacks.walkthrough.traffic.authorizations
        challenges = [attempt.params.get("code_challenge", "") for attempt in attempts]
        expect_fresh(list(filter(None, challenges)), "code_challenge")

    @pytest.mark.requirement("P-10")
    def test_redirect_uri_is_exact_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        walkthrough = setbacks.walkthrough
        attempts = require_subjects(walkthrough.traffic.authorizations, "запросы к VK ID", "requests to VK ID")
        expect_registered_address(vendor, attempts, walkthrough.records)

    @pytest.mark.requirement("P-11")
    def test_codes_are_redeemed_once_after_setbacks(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_shown_once(find_token_calls(setbacks.walkthrough.records))

    @pytest.mark.requirement("P-12")
    def test_codes_are_redeemed_by_the_back_end_after_setbacks(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_no_token_request(setbacks.walkthrough)

    @pytest.mark.requirement("P-18")
    def test_no_secret_is_in_an_address_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        walkthrough = setbacks.walkthrough
        expect_unseen(vendor, walkthrough, walkthrough.traffic.urls, ("в адресе после сбоя", "in an address"))

    @pytest.mark.requirement("P-19")
    def test_no_secret_is_in_a_page_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        walkthrough = setbacks.walkthrough
        place = ("на странице или в ответе журнала после сбоя", "in a page or an answer after a failure")
        expect_unseen(vendor, walkthrough, walkthrough.traffic.pages, place)

    @pytest.mark.requirement("P-20")
    def test_no_secret_is_stored_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_nothing_stored(vendor, setbacks.walkthrough)

    @pytest.mark.requirement("P-21")
    def test_code_does_not_leave_in_a_referer_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_no_code_in_referers(vendor, setbacks.walkthrough)

    @pytest.mark.requirement("P-22")
    def test_organization_is_right_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        for params in list_attach_params(setbacks):
            expect_organization(vendor, params)

    @pytest.mark.requirement("P-23")
    def test_person_is_right_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        people = {params["person"] for params in list_attach_params(setbacks)}
        person_id = vendor.file.list_teachers()[setbacks.walkthrough.login].person_id
        if person_id is not None and people != {person_id}:
            raise CheckFailedError(
                "после отказа, сбоя или отвязки прикреплён другой человек журнала",
                "after a refusal, a failure or an unlinking another person of the journal was attached",
            )

    @pytest.mark.requirement("P-24")
    def test_role_and_classes_are_right_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        calls = list_attach_params(setbacks)
        teacher = vendor.file.list_teachers()[setbacks.walkthrough.login]
        for params in calls:
            expect_role_and_classes(teacher, params)

    @pytest.mark.requirement("P-26")
    def test_nothing_is_attached_without_a_token_of_its_own(self, setbacks: Setbacks) -> None:
        """И без ответа VK ID — прежним токеном — тоже."""
        if not setbacks.returned_in_vain:
            raise NotTestableError("возвратов без токена не было", "there was no return without a token")
        if setbacks.uninvited_calls:
            raise CheckFailedError(
                "после отказа или сбоя VK ID журнал прикрепил профиль: токена этой попытки у него нет",
                "after a refusal or a failure of VK ID a profile was attached, without a token of this attempt",
            )

    @pytest.mark.requirement("P-45")
    def test_no_personal_data_is_in_an_address_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_no_personal_data(vendor, setbacks.walkthrough)

    @pytest.mark.requirement("P-46")
    def test_page_of_a_setback_is_not_kept(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_not_kept(setbacks.watch)

    @pytest.mark.requirement("P-48")
    def test_no_stranger_is_on_the_page_of_a_setback(self, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_no_strangers(setbacks.watch)

    @pytest.mark.requirement("P-49")
    def test_secrets_are_not_in_addresses_after_setbacks(self, vendor: Vendor, setbacks: Setbacks) -> None:
        """И после отказа, сбоев и отвязки."""
        expect_no_secret_in_queries(vendor, setbacks.walkthrough.records)
