"""The one list of our pytest plugins, and what pytest is to know before it loads any."""

import pytest

# Helper modules, too: a check that fails there says what it compared.
pytest.register_assert_rewrite("fixtures", "report", "runner", "tests", "validation")

pytest_plugins = [
    "runner.process",
    "runner.abort",
    "runner.garbage",
    "runner.ordering",
    "runner.options",
    "fixtures.settings",
    "fixtures.browser",
    "report.plugin",
    "report.evidence",
    "fixtures.evidence",
    "fixtures.sandbox",
    "fixtures.bridge",
    "validation.plugin",
    "validation.deadline",
    "fixtures.target",
    "fixtures.strict",
    "fixtures.people",
    "fixtures.codes",
]
