"""What people read of a test in a report: a title of its own, in Russian."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDERS = ("tests/breaks", "tests/clients", "tests/e2e", "tests/load", "tests/sandbox", "tests/screens")
"""Every test here is for people; of other folders, the tests of a requirement are."""
LISTING = """
import json
from pathlib import Path

def pytest_collection_finish(session):
    rows = [[item.nodeid, *([value for name, value in item.user_properties if name == wanted]
             for wanted in ("title", "requirement"))] for item in session.items]
    Path({path!r}).write_text(json.dumps(rows), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def titles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Returns the titles of the tests that people read of, by nodeid."""
    folder = tmp_path_factory.mktemp("listing")
    (folder / "title_listing.py").write_text(LISTING.format(path=str(folder / "titles.json")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "title_listing", "-p", "no:cacheprovider"],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    rows = json.loads((folder / "titles.json").read_text(encoding="utf-8"))
    assert len(rows) > 5000, "the whole suite is collected"
    return {nodeid: title for nodeid, (title,), requirements in rows if requirements or nodeid.startswith(FOLDERS)}


def test_every_title_is_russian_and_the_tests_own(titles: dict[str, str]) -> None:
    assert len(titles) > 1000
    foreign = {nodeid: title for nodeid, title in titles.items() if not re.search("[а-яё]{2}", title.split(" · ")[0])}
    assert foreign == {}, "the first line of the docstring is the title: write it in Russian"

    times = Counter(titles.values())
    assert {nodeid: title for nodeid, title in titles.items() if times[title] > 1} == {}, "two tests have one title"


def test_parameters_of_scenarios_are_words_and_not_numbers(titles: dict[str, str]) -> None:
    scenarios = {nodeid: title for nodeid, title in titles.items() if nodeid.startswith(("tests/e2e", "tests/clients"))}
    assert {nodeid: title for nodeid, title in scenarios.items() if " · вариант " in title} == {}, "name them by `ids`"
