"""“The next scenario, in ten lines” of the READMEs is a scenario that passes."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from automation.factories import People
from automation.target import Target

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_scenario_of_the_readme_passes(readme: str, page: Page, target: Target, people: People) -> None:
    names: dict[str, Any] = {}
    exec(_scenario(readme), names)
    (scenario,) = [value for name, value in names.items() if name.startswith("test_")]

    scenario(page, target, people)


def _scenario(readme: str) -> str:
    (code,) = re.findall(r"(?ms)^```python\n(.+?)^```$", (PROJECT / readme).read_text(encoding="utf-8"))
    assert isinstance(code, str)
    return code
