"""The one list of our pytest plugins; each is a room of `fixtures/`."""

pytest_plugins = [
    "fixtures.process",
    "fixtures.settings",
    "fixtures.browser",
    "fixtures.evidence",
    "fixtures.sandbox",
    "fixtures.bridge",
    "fixtures.vendor",
    "fixtures.visits",
    "fixtures.walks",
    "fixtures.checks",
    "fixtures.deadline",
    "fixtures.requirements",
    "fixtures.target",
    "fixtures.people",
    "fixtures.codes",
    "fixtures.pace",
    "fixtures.sizes",
]
