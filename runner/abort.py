"""How a run ends that cannot go on: one line that says why and the exit code of a usage error, from a worker too."""

from typing import Any, NoReturn

import pytest

from report.masking import mask

_ENDED = pytest.StashKey[bool]()


def abort_run(request: pytest.FixtureRequest, reason: str) -> NoReturn:
    """End the whole run with `reason` as its last word and the exit code 4."""
    reason = mask(reason)  # an address may hold a password
    if hasattr(request.config, "workerinput"):
        # xdist hands this on to the run; after a bare exit it would stumble over the tests that are left.
        request.session.shouldstop = reason
        request.config.workeroutput["cannot_go_on"] = True  # type: ignore[attr-defined]  # xdist's
    pytest.exit(reason, returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hears in xdist's controller from a worker that could not go on."""
    if getattr(node, "workeroutput", {}).get("cannot_go_on"):
        node.config.stash[_ENDED] = True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Has the run end with a worker's exit code, for which xdist has a code of its own."""
    if session.config.stash.get(_ENDED, False):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR
