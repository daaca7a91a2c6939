"""What the tests of other people's clients share: a person with a profile, and the web SDKs as they are published."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.factories import People
from automation.vk_id_login import CodeSource, VkIdLogin
from mock_server.client import SandboxClient
from pages.consent import ConsentDialog

_PACKAGES = Path(__file__).parent / "node_modules"


@dataclass(frozen=True)
class VkIdUser:
    """A person with an educational profile, who signs in to applications in a browser."""

    phone: str
    first_name: str
    last_name: str
    profile_id: int
    _code_for: CodeSource

    def reach_consent(self, window: Page, *, remembered: bool = False) -> ConsentDialog:
        """Goes through VK ID's screens; a browser that VK ID remembers begins at the account."""
        return VkIdLogin(window, self.phone, self._code_for).reach_consent(remembered=remembered)

    def agree(self, window: Page, *, remembered: bool = False) -> None:
        """Goes through all screens and agrees at the last."""
        self.reach_consent(window, remembered=remembered).link()

    def refuse(self, window: Page, *, remembered: bool = False) -> None:
        """Goes through all screens and refuses at the last."""
        self.reach_consent(window, remembered=remembered).refuse()

    def return_address(self, window: Page, *, remembered: bool = False) -> str:
        """Goes through all screens and returns the address that VK ID sends the browser to, not visited yet."""
        self.reach_consent(window, remembered=remembered)
        return window.request.post(window.url, max_redirects=0).headers["location"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people's code uses a proxy of the environment even for loopback."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def scenario_watch() -> None:
    """Watches nothing: other people's applications have hosts, statuses and errors of their own."""


@pytest.fixture
def vk_id_user(people: People, sandbox: SandboxClient, code_for: CodeSource) -> VkIdUser:
    """A person of the test's own."""
    teacher = people.create_teacher()
    (profile,) = sandbox.get_person(teacher.phone).profiles
    return VkIdUser(teacher.phone, teacher.first_name, teacher.last_name, profile.id, code_for)


@pytest.fixture(scope="session")
def web_sdk() -> Callable[[str], Path]:
    """Finds a file of a package of npm, such as `@vkid/sdk/dist-sdk/umd/index.js`, as it was published."""

    def find(path: str) -> Path:
        file = _PACKAGES / path
        if not file.is_file():
            cause = "npm is not installed" if shutil.which("npm") is None else "run `npm ci` in tests/clients"
            reason = f"the web SDKs of npm are not there: {cause}"
            if os.environ.get("CI"):  # set by continuous integration, where nothing may be skipped
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
        return file

    return find
