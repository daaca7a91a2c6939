"""The end of a run whose check does not end by itself: a verdict is written on what came before."""

import threading
from typing import Any

import pytest

from validation.collector import VerdictCollector


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """Replaces pytest-timeout's own timer, which ends the process without a word.

    A worker of xdist's keeps that timer: its controller has the verdict.
    """
    collector = item.config.pluginmanager.get_plugin("verdicts")
    if not isinstance(collector, VerdictCollector):
        return None
    timer = threading.Timer(settings.timeout, collector.give_up, (item, settings.timeout))
    timer.daemon = True
    item.cancel_timeout = timer.cancel  # type: ignore[attr-defined]  # called by pytest-timeout
    timer.start()
    return True
