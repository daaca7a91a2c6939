"""The files that the documents show are files that the programs accept."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from validation.catalogue import load_checks
from validation.expected import load_expected

DOCS = Path(__file__).parents[2] / "docs"


def test_file_of_clients_registers_its_client(tmp_path: Path) -> None:
    """Файл клиентов из документации регистрирует клиента."""
    with run_sandbox(SandboxSettings(clients=str(_shown_file("clients.md", tmp_path)))):
        pass


@pytest.mark.parametrize("document", ["validate.md", "validate.ru.md"])
def test_list_of_expected_failures_is_read(document: str, tmp_path: Path) -> None:
    """Список ожидаемых отказов из документации читается."""
    (failure,) = load_expected(_shown_file(document, tmp_path), load_checks().checks).failures

    assert failure.id == "P-21"


def _shown_file(document: str, folder: Path) -> Path:
    """Writes the TOML that a document shows into a file of the folder."""
    tokens = MarkdownIt().parse((DOCS / document).read_text(encoding="utf-8"))
    (text,) = [token.content for token in tokens if token.type == "fence" and token.info == "toml"]
    path = folder / "shown.toml"
    path.write_text(text, encoding="utf-8")
    return path
