"""The journal's request to VK ID, made by the browser, in two attempts of one teacher."""

import re
import string
from contextlib import suppress
from itertools import takewhile

import pytest

from validation.errors import CheckFailedError, LinkFailedError, NotTestableError
from validation.guessable import is_challenge_of_something_known, is_hash_of_something_known
from validation.invariants import expect_registered_address
from validation.subjects import require_subjects
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

_STATE_BITS = 128
_COMMON_BY_CHANCE = 4
"""So many characters two random states may have in common at their ends."""
_ALLOWED_SCOPE = {"vkid.personal_info", "email", "phone"}


def max_entropy_bits(state: str) -> float:
    """Returns how much a random state of this length and these characters holds at most."""
    sets = ((string.digits, 3.32), ("0123456789abcdef-", 4.0), ("0123456789ABCDEF-", 4.0))
    bits = next((bits for characters, bits in sets if set(state) <= set(characters)), 6.0)
    return len(state.replace("-", "")) * bits


def count_common(state: str, other: str) -> int:
    """Returns with how many of the same characters the two begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(state, other, strict=False)))


def cut_common_ends(state: str, other: str) -> str:
    """Returns the state without the beginning and the end that the other has too; those that chance makes stay."""
    if state == other:
        return state  # P-1 says so
    begin = count_common(state, other)
    end = count_common(state[begin:][::-1], other[begin:][::-1])
    return state if begin + end <= _COMMON_BY_CHANCE else state[begin : len(state) - end]


def find_later_state(vendor: Vendor, walkthrough: Walkthrough, sessions: TeacherSessions) -> str:
    """Returns the state of the walkthrough's second attempt; of one begun here where nobody could be linked.

    Raises NotTestableError or LinkFailedError where there is none.
    """
    try:
        return walkthrough.require_later_attempt().state
    except (NotTestableError, LinkFailedError):
        if vendor.sandbox is None:
            raise
        session = sessions.open()
        try:
            session.connect()
        except LinkFailedError:  # VK ID may refuse the request: it was made all the same
            if not session.traffic.authorizations:
                raise
        return session.traffic.authorizations[-1].state


@pytest.mark.requirement("P-1")
def test_state_is_fresh(vendor: Vendor, walkthrough_a: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """Две попытки имеют разный state."""
    state = walkthrough_a.require_first_attempt().state
    later_state = find_later_state(vendor, walkthrough_a, teacher_sessions)
    require_subjects(filter(None, [state, later_state]), "state в запросах", "state in the requests")
    if state == later_state:
        raise CheckFailedError("state второй попытки тот же", "the second attempt has the same state")


@pytest.mark.requirement("P-2")
def test_state_cannot_be_guessed(vendor: Vendor, walkthrough_a: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """В state не меньше 128 бит, и он не хеш того, что можно перебрать."""
    state = walkthrough_a.require_first_attempt().state
    # What two attempts have in common is no secret; without a second one, all counts.
    with suppress(NotTestableError, LinkFailedError):
        state = cut_common_ends(state, find_later_state(vendor, walkthrough_a, teacher_sessions))
    if max_entropy_bits(state) < _STATE_BITS:
        raise CheckFailedError(
            f"в state случайных знаков {len(state)}: не больше {max_entropy_bits(state):.0f} бит",
            f"state has {len(state)} random characters: {max_entropy_bits(state):.0f} bits at most",
        )
    teacher = vendor.file.list_teachers()[walkthrough_a.login]
    whole_state = walkthrough_a.require_first_attempt().state
    if is_hash_of_something_known(whole_state, teacher, walkthrough_a.records):
        raise CheckFailedError(
            "state — хеш номера, времени или данных учителя",
            "state is a hash of a number, a time or the teacher's data",
        )


@pytest.mark.requirement("P-8")
def test_pkce_is_of_s256(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """Запрос несёт code_challenge метода S256."""
    params = walkthrough_a.require_first_attempt().params
    if vendor.file.protocol == "silent-token" and "code_challenge" not in params:
        raise NotTestableError(
            "в silent token PKCE не обязателен, журнал его не использует", "no PKCE with a silent token"
        )
    method, challenge = params.get("code_challenge_method", ""), params.get("code_challenge", "")
    if method.lower() != "s256":
        raise CheckFailedError(
            f"code_challenge_method: {method or 'нет'}", f"code_challenge_method: {method or 'none'}"
        )
    if not re.fullmatch(r"[\w-]{43}=?", challenge):
        raise CheckFailedError(
            "code_challenge не похож на SHA-256 в base64url", "code_challenge is no SHA-256 in base64url"
        )


@pytest.mark.requirement("P-9")
def test_verifier_is_fresh(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """Две попытки имеют разный code_challenge."""
    attempts = (walkthrough_a.require_first_attempt(), walkthrough_a.require_later_attempt())
    first, second = (attempt.params.get("code_challenge") for attempt in attempts)
    if not first:
        raise NotTestableError("code_challenge в запросе нет", "there is no code_challenge in the request")
    if first == second:
        raise CheckFailedError("code_challenge второй попытки тот же", "the second attempt has the same code_challenge")
    attempt, teacher = walkthrough_a.require_first_attempt(), vendor.file.list_teachers()[walkthrough_a.login]
    # The challenge is a hash of the verifier: that of something known shows a verifier that anybody knows.
    if is_challenge_of_something_known(first, teacher, walkthrough_a.records, attempt.state, vendor.client.id):
        raise CheckFailedError(
            "code_verifier известен: это state, номер, время или данные учителя",
            "code_verifier is known: it is the state, a number, a time or the teacher's data",
        )


@pytest.mark.requirement("P-10")
def test_redirect_uri_is_exact(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """redirect_uri в точности зарегистрированный."""
    expect_registered_address(vendor, [walkthrough_a.require_first_attempt()], walkthrough_a.records)


@pytest.mark.requirement("P-32")
def test_scope_is_no_wider_than_needed(walkthrough_a: Walkthrough) -> None:
    """В scope нет лишних прав."""
    wide = sorted({*walkthrough_a.require_first_attempt().params.get("scope", "").split()} - _ALLOWED_SCOPE)
    if wide:
        raise CheckFailedError(f"лишние права: {', '.join(wide)}", f"rights beyond need: {', '.join(wide)}")
