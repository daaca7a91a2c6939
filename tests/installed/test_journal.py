"""The installed command and a vendor's journal: its target file is drafted and tried, the journal is validated."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.examples.conftest import Stand
from tests.installed.conftest import PROJECT, Installed

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Journal:
    """A journal that runs, the control API of its sandbox, and the variables that its target file names."""

    address: str
    control: str
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """The example journal of `docs/target.toml`."""
    with run_sandbox(SandboxSettings()) as sandbox:
        stand = Stand(sandbox.addresses, tmp_path_factory.mktemp("stand"))
        with stand.start("examples.django_journal", (), f"--vk-id={sandbox.addresses.vk_id}") as address:
            secrets = {name: value for name, value in stand.env.items() if name.startswith("EXAMPLE_")}
            yield Journal(address, sandbox.addresses.control, secrets)


@pytest.fixture
def vendor(installed: Installed, journal: Journal) -> Installed:
    """The installed suite in a folder with the journal's `vendor.toml`."""
    target = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
    (installed.folder / "vendor.toml").write_text(target.replace("http://localhost:8011", journal.address), "utf-8")
    return installed


def test_target_file_is_drafted(installed: Installed, journal: Journal) -> None:
    """`sferum target init` описывает журнал, который видит."""
    password = {"JOURNAL_PASSWORD": journal.secrets["EXAMPLE_PASSWORD"]}
    options = ("--login=belova", f"--sandbox={journal.control}", "--connect")
    ended = installed.sferum("target", "init", f"{journal.address}/", *options, **password)
    assert ended.returncode in (0, 1), ended.stdout
    text = (installed.folder / "vendor.toml").read_text(encoding="utf-8")
    assert 'messenger = "Чаты"' in text
    assert 'office = "Рабочее место"' in text


def test_target_file_is_tried(vendor: Installed, journal: Journal) -> None:
    """`sferum target check` входит в журнал каждым учителем файла."""
    ended = vendor.sferum("target", "check", "vendor.toml", f"--sandbox={journal.control}", **journal.secrets)
    assert ended.returncode == 0, ended.stdout


def test_journal_is_validated(vendor: Installed, journal: Journal) -> None:
    """`sferum validate` пишет заключение."""
    options = ("--check=P-1", "--check=A-7", f"--sandbox={journal.control}")
    ended = vendor.sferum("validate", "vendor.toml", *options, **journal.secrets)
    assert ended.returncode == 0, ended.stdout
    statuses = vendor.read_statuses("results")
    assert (statuses["P-1"], statuses["A-7"]) == ("passed", "passed")
