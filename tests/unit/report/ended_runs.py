"""A run of pytest as its plugins meet the end of it."""

from types import SimpleNamespace
from typing import Any


def end_run(plugin: Any) -> tuple[int, list[str]]:
    """Ends a run of tests that all passed; returns its exit code and what the plugin says."""
    lines: list[str] = []
    session: Any = SimpleNamespace(exitstatus=0)
    for _ in plugin.pytest_sessionfinish(session):
        pass
    terminal: Any = SimpleNamespace(write_line=lines.append)
    plugin.pytest_terminal_summary(terminal)
    return session.exitstatus, lines
