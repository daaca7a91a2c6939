"""The one list of our pytest plugins: of this project's tests, and by `-p runner.plugins` of somebody else's."""

import pytest

from runner.own_suite import open_own_folders

# Helper modules, too: a check that fails there says what it compared. In runner/ nothing asserts.
pytest.register_assert_rewrite("fixtures", "report", "tests", "validation")

PLUGINS = [
    "runner.process",
    "runner.abort",
    "runner.garbage",
    "runner.ordering",
    "runner.options",
    "runner.shards",
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


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Loads them where this module is named by `-p`: after pytest-playwright, whose fixtures ours override."""
    for plugin in PLUGINS:
        early_config.pluginmanager.import_plugin(plugin)
    open_own_folders(early_config)
