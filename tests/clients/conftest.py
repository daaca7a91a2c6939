"""What the tests of other people's clients share: a person with a profile, and the web SDKs as they are published."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.factories import People
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.consent import Consent
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen

_PACKAGES = Path(__file__).parent / "node_modules"


@dataclass(frozen=True)
class Walker:
    """A person with an educational profile, who walks through VK ID's screens by the page objects."""

    phone: str
    first_name: str
    last_name: str
    profile_id: int
    _code_for: CodeSource

    def reach_consent(self, window: Page, *, remembered: bool = False) -> Consent:
        """Through the phone, the code and the account; a browser that VK ID remembers is asked for the last only."""
        if not remembered:
            PhoneScreen(window).submit(self.phone)
            CodeScreen(window).submit(self._code_for(self.phone))
        AccountScreen(window).submit()
        return Consent(window)

    def agree(self, window: Page, *, remembered: bool = False) -> None:
        """Through all screens, to the end."""
        self.reach_consent(window, remembered=remembered).link()

    def refuse(self, window: Page, *, remembered: bool = False) -> None:
        """Through all screens, and no at the last."""
        self.reach_consent(window, remembered=remembered).refuse()

    def answer(self, window: Page, *, remembered: bool = False) -> str:
        """Through all screens, but not back: the address that VK ID sends the browser to."""
        self.reach_consent(window, remembered=remembered).expect_open()
        return window.request.post(window.url, max_redirects=0).headers["location"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people's code asks a proxy of the environment even for loopback."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")


@pytest.fixture
def walker(people: People, sandbox: SandboxClient, code_for: CodeSource) -> Walker:
    """Somebody whom no other test knows."""
    teacher = people.teacher()
    (profile,) = sandbox.person(teacher.phone).profiles
    return Walker(teacher.phone, teacher.first_name, teacher.last_name, profile.id, code_for)


@pytest.fixture(scope="session")
def web_sdk() -> Callable[[str], Path]:
    """Gives a file of a package of npm, such as `@vkid/sdk/dist-sdk/umd/index.js`, as it was published."""

    def find(path: str) -> Path:
        found = _PACKAGES / path
        if not found.is_file():
            reason = "npm is not installed" if shutil.which("npm") is None else "run `npm ci` in tests/clients"
            missing = f"the web SDKs of npm are not there: {reason}"
            if os.environ.get("CI"):  # set by continuous integration, where nothing may be skipped
                pytest.fail(missing, pytrace=False)
            pytest.skip(missing)
        return found

    return find
