"""Our pytest plugins, for the tests of this project."""

pytest_plugins = ["runner.plugins"]
