"""One running sandbox per worker, and all of its screens."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox
from tests.screens import journal_screens, messenger_screens, sferum_screens, vk_id_screens
from tests.screens.gallery import Screen, Studio, collect_screens

SHOWS = {
    "journal": journal_screens.show,
    "vk_id": vk_id_screens.show,
    "messenger": messenger_screens.show,
    "sferum": sferum_screens.show,
}


@pytest.fixture(scope="session")
def screens(own_sandbox: Sandbox, sandbox: SandboxClient) -> Iterator[list[Screen]]:
    """Returns every screen; the people's browsers stay open, so that their sessions live."""
    with ExitStack() as browsers:
        studio = Studio(own_sandbox, sandbox, browsers)
        yield [screen for site, show in SHOWS.items() for screen in collect_screens(site, show(studio))]
