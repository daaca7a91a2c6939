"""“The next scenario, in ten lines” of the READMEs is a scenario that passes."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from automation.factories import People
from automation.target import Target

PROJECT = Path(__file__).parents[2]


def test_scenario_of_the_readmes_passes(page: Page, target: Target, people: People) -> None:
    assert _scenario("README.md") == _scenario("README.ru.md")
    names: dict[str, Any] = {}
    exec(_scenario("README.md"), names)
    (scenario,) = [value for name, value in names.items() if name.startswith("test_")]

    scenario(page, target, people)


def _scenario(readme: str) -> str:
    (code,) = re.findall(r"(?ms)^```python\n(.+?)^```$", (PROJECT / readme).read_text(encoding="utf-8"))
    assert isinstance(code, str)
    return code
