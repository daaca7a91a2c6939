"""A check that does not end by itself: the run is given up, with a verdict on what came before."""

import threading
from typing import Any

import pytest

from validation.collector import VerdictCollector


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """pytest-timeout's own ends the process without a word; a worker of xdist's may: its controller has the verdict."""
    verdicts = item.config.pluginmanager.get_plugin("verdicts")
    if not isinstance(verdicts, VerdictCollector):
        return None
    timer = threading.Timer(settings.timeout, verdicts.give_up, (item, settings.timeout))
    timer.daemon = True
    item.cancel_timeout = timer.cancel  # type: ignore[attr-defined]  # called by pytest-timeout
    timer.start()
    return True
