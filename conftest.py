"""Our pytest plugins, for the tests of this project."""

from runner.plugins import PLUGINS

pytest_plugins = PLUGINS
