"""The one list of our pytest plugins; each is a room of `fixtures/`."""

pytest_plugins = [
    "fixtures.settings",
    "fixtures.browser",
    "fixtures.requirements",
    "fixtures.evidence",
    "fixtures.sandbox",
    "fixtures.target",
    "fixtures.people",
    "fixtures.codes",
    "fixtures.bridge",
    "fixtures.pace",
]
