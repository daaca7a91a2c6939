"""Each planted mistake of the example in Django turns its own check red, and no other."""

from collections.abc import Callable

import pytest

from examples.django_journal.mistakes import Mistake
from tests.examples.conftest import Stand

pytestmark = pytest.mark.timeout(900)

# A mistake with which nobody can be linked leaves the checks of a link untestable: skipped, and never passed.
TELLS = {
    "constant-state": {"P-1"},
    "short-state": {"P-2"},
    "state-prefix": {"P-3"},
    "state-optional": {"P-4"},
    "shared-states": {"P-5"},
    "state-kept": {"P-6"},
    "unbound-attempts": {"P-7"},
    "pkce-plain": {"P-8"},
    "constant-verifier": {"P-9"},
    "redirect-uri-query": {"P-10"},
    "redeem-on-reload": {"P-11"},
    "browser-redeems": {"P-12"},
    "late-redemption": {"P-13"},
    "wrong-verifier": {"P-14"},
    "no-device-id": {"P-15"},
    "wrong-secret": {"P-16"},
    "error-ignored": {"P-17"},
    "token-in-url": {"P-18"},
    "token-in-page": {"P-19"},
    "token-in-cookie": {"P-20"},
    "referrer-leak": {"P-21"},
    "wrong-organization": {"P-22"},
    "wrong-person": {"P-23"},
    "wrong-role": {"P-24"},
    "wrong-classes": {"P-24"},
    "attach-twice": {"P-25"},
    "stale-token": {"P-26"},
    "created-only": {"P-27"},
    "no-timeout": {"P-28"},
    "strict-cookie": {"P-29"},
    "unlink-locally": {"P-30"},
    "readable-cookie": {"P-31"},
    "greedy-scope": {"P-32"},
    "silent-refusal": {"J-1"},
    "no-retry": {"J-6", "P-27"},  # half a link too is completed by a retry
    "waits-forever": {"J-3"},
    "dead-end-failure": {"J-4", "J-5"},
    "double-click": {"J-9"},
    "reload-breaks": {"J-11"},
    "last-attempt-only": {"J-12"},
    "forgets-link": {"J-13"},
}
ONLY_WARNS = {"P-31", "P-32"}
NOBODY_LINKED = {
    "pkce-plain",
    "redirect-uri-query",
    "wrong-verifier",
    "no-device-id",
    "wrong-secret",
    "wrong-organization",
}


@pytest.mark.parametrize("mistake", TELLS)
def test_mistake_turns_its_own_check_red(stand: Stand, gymnasium: Callable[..., str], mistake: str) -> None:
    """Ошибка интеграции, сделанная нарочно, находит свою проверку."""
    said = stand.validate(gymnasium("--mistake", mistake))
    told = TELLS[mistake]
    assert said.ended("failed", "warning") == told, said.output
    assert said.code == (0 if told <= ONLY_WARNS else 1)
    skipped = said.ended("skipped")
    assert bool(skipped) == (mistake in NOBODY_LINKED), skipped
    if skipped:
        assert said.ended("passed") & {"A-7", "B-8"} == set(), "what cannot be linked cannot have passed"


def test_every_mistake_is_tried() -> None:
    assert set(TELLS) == {mistake.option for mistake in Mistake}
