"""`sferum test DIR`: a repository of somebody's own, with folders and fixtures named as ours, as a person starts it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import automation.__main__
from report.run_file import read_run_file

CONFTEST = """
import pytest
from fixtures.cards import card  # in conftest.py, before any test is collected
from mock_server.answers import ANSWER

@pytest.fixture
def settings():
    return {"answer": ANSWER}

@pytest.fixture
def target(target):
    return target.journal
"""
TESTS = """
from pages.card import Card
from pages.journal import TeacherOffice

def test_theirs_and_ours(card, settings, target, browser_type_launch_args):
    \"\"\"Свои фикстуры и страницы — рядом с нашими.\"\"\"
    assert isinstance(card, Card)
    assert settings == {"answer": 42}
    assert target.startswith("http://127.0.0.1:")
    assert TeacherOffice.__module__ == "pages.journal"
    assert browser_type_launch_args
"""
FILES = {
    "conftest.py": CONFTEST,
    "fixtures/cards.py": "import pytest\nfrom pages.card import Card\n\n@pytest.fixture\ndef card(): return Card()\n",
    "mock_server/answers.py": "ANSWER = 42\n",
    "pages/__init__.py": "",
    "pages/card.py": "class Card: pass\n",
    "scenarios/test_own.py": TESTS,
}


@pytest.mark.parametrize("arguments", [[], ["-n", "1"]], ids=["один процесс", "xdist"])
def test_folders_and_fixtures_may_be_called_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """Свои pages, fixtures и mock_server видны уже из conftest.py, а своя фикстура settings не мешает нашим."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(automation.__main__.main, ["test", "scenarios", "-q", *arguments])

    assert result.exit_code == 0, result.output
    (test,) = read_run_file(tmp_path / "results").run.tests
    assert (test.outcome, test.title) == ("passed", "Свои фикстуры и страницы — рядом с нашими")
