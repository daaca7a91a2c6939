"""Another try of a check that says nothing about the journal yet: it was broken off, or had a session of another's."""

from collections.abc import Sequence

import pytest
from _pytest.runner import runtestprotocol

from report.evidence import EVIDENCE


def run_check(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Runs the check, once more from the beginning where the first time ended with `retry`, and reports the last."""
    location = item.location
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if _asks_for_retry(reports) and not item.session.shouldstop:
        item.stash[EVIDENCE].restart()
        item._initrequest()  # type: ignore[attr-defined]  # fixtures anew; pytest has no public way
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=location)


def _asks_for_retry(reports: Sequence[pytest.TestReport]) -> bool:
    return any(getattr(report, "check", {}).get("retry") for report in reports)
