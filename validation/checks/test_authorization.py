"""What the journal asks of VK ID by sending the browser there, seen in two attempts of one teacher."""

import re
import string

import pytest

from mock_server.recording.redaction import redact_text
from validation.errors import CheckFailedError, NotTestableError
from validation.traffic import Authorization, token_calls
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

_STATE_BITS = 128
_ALLOWED_SCOPE = {"vkid.personal_info", "email", "phone"}


def two(walk: Walkthrough) -> tuple[Authorization, Authorization]:
    """The first attempt and a later one."""
    return one(walk), walk.later_attempt()


def one(walk: Walkthrough) -> Authorization:
    """The first attempt."""
    if not walk.watch.authorizations:
        walk.step("A-2")
    return walk.watch.authorizations[0]


def bits(state: str) -> float:
    """How much a random state of this length and these letters holds at most."""
    sets = ((string.digits, 3.32), ("0123456789abcdef-", 4.0), ("0123456789ABCDEF-", 4.0))
    each = next((size for letters, size in sets if set(state) <= set(letters)), 6.0)
    return len(state.replace("-", "")) * each


@pytest.mark.requirement("P-1")
def test_state_is_fresh(walk_a: Walkthrough) -> None:
    """Две попытки имеют разный state."""
    first, second = two(walk_a)
    if first.state and first.state == second.state:
        raise CheckFailedError("state второй попытки тот же", "the second attempt has the same state")


@pytest.mark.requirement("P-2")
def test_state_cannot_be_guessed(walk_a: Walkthrough) -> None:
    """В state не меньше 128 бит."""
    state = one(walk_a).state
    if bits(state) < _STATE_BITS:
        raise CheckFailedError(
            f"в state {len(state)} знаков: не больше {bits(state):.0f} бит",
            f"state has {len(state)} characters: {bits(state):.0f} bits at most",
        )


@pytest.mark.requirement("P-8")
def test_pkce_is_of_s256(vendor: Vendor, walk_a: Walkthrough) -> None:
    """Запрос несёт code_challenge метода S256."""
    asked = one(walk_a).asked
    if vendor.file.protocol == "silent-token" and "code_challenge" not in asked:
        raise NotTestableError(
            "в silent token PKCE не обязателен, журнал его не использует", "no PKCE with a silent token"
        )
    method, challenge = asked.get("code_challenge_method", ""), asked.get("code_challenge", "")
    if method.lower() != "s256":
        raise CheckFailedError(
            f"code_challenge_method: {method or 'нет'}", f"code_challenge_method: {method or 'none'}"
        )
    if not re.fullmatch(r"[\w-]{43}=?", challenge):
        raise CheckFailedError(
            "code_challenge не похож на SHA-256 в base64url", "code_challenge is no SHA-256 in base64url"
        )


@pytest.mark.requirement("P-9")
def test_verifier_is_fresh(walk_a: Walkthrough) -> None:
    """Две попытки имеют разный code_challenge."""
    first, second = (each.asked.get("code_challenge") for each in two(walk_a))
    if not first:
        raise NotTestableError("code_challenge в запросе нет", "there is no code_challenge in the request")
    if first == second:
        raise CheckFailedError("code_challenge второй попытки тот же", "the second attempt has the same code_challenge")


@pytest.mark.requirement("P-10")
def test_redirect_uri_is_exact(vendor: Vendor, walk_a: Walkthrough) -> None:
    """redirect_uri в точности зарегистрированный."""
    callback = vendor.client.callback
    other = [each for each in [one(walk_a).asked.get("redirect_uri", "")] if each != callback]
    # The record of requests hides what looks like a secret, in the registered address too.
    sent = [each["form"]["redirect_uri"] for each in token_calls(walk_a.records) if "redirect_uri" in each["form"]]
    other += [each for each in sent if each != redact_text(callback)]
    if other:
        raise CheckFailedError(
            f"redirect_uri={other[0]} вместо {callback}", f"redirect_uri={other[0]} instead of {callback}"
        )


@pytest.mark.requirement("P-32")
def test_scope_is_no_wider_than_needed(walk_a: Walkthrough) -> None:
    """В scope нет лишних прав."""
    wide = sorted({*one(walk_a).asked.get("scope", "").split()} - _ALLOWED_SCOPE)
    if wide:
        raise CheckFailedError(f"лишние права: {', '.join(wide)}", f"rights beyond need: {', '.join(wide)}")
