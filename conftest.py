"""The one list of our pytest plugins."""

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
