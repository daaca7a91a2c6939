"""The example journals are correct: no check is red, in whatever window VK ID opens."""

from collections.abc import Callable

import pytest

from tests.examples.conftest import Said, Stand
from tests.proxy import logging_proxy

pytestmark = pytest.mark.timeout(900)


def expect_all_green(said: Said, skipped: set[str]) -> None:
    """All checks passed but those that cannot be done here."""
    assert said.ended("failed", "warning", "expected", "not-run") == set(), said.output
    assert said.ended("skipped") == skipped, said.output
    assert (said.code, said.verdict["outcome"]) == (0, "passed")


@pytest.mark.parametrize("window", ["popup", "same-tab", "frame"])
def test_journal_in_django_is_all_green(stand: Stand, gymnasium: Callable[..., str], window: str) -> None:
    """Журнал на Django проходит все проверки, и прокси из окружения о них не узнаёт."""
    target = gymnasium("--window", window)
    with logging_proxy() as proxy:
        stand.env |= proxy.variables
        said = stand.validate(target)
    expect_all_green(said, set())
    assert said.verdict["window"] == window
    assert proxy.seen == []


@pytest.mark.parametrize("window", ["popup", "same-tab"])
def test_journal_whose_pages_are_scripted_is_all_green(
    stand: Stand, gymnasium: Callable[..., str], window: str
) -> None:
    """Журнал, страницы которого сами передают ответ VK ID и отвязывают, проходит все проверки."""
    expect_all_green(stand.validate(gymnasium("--scripted", "--window", window)), set())


def test_journal_in_fastapi_is_all_green(stand: Stand, lyceum: str) -> None:
    """Журнал на FastAPI с SuperAppKit проходит все проверки своего протокола."""
    said = stand.validate(lyceum)
    # A silent token has no PKCE and no redirect address in the exchange; the journal has no button to unlink.
    expect_all_green(said, {"P-8", "P-9", "P-14", "J-7", "P-30"})
    assert said.verdict["protocol"] == "silent-token"
