"""How a run ends that cannot go on: «Ошибка: …» as its last words and the exit code of a usage error, 4."""

import sys
from collections.abc import Generator
from typing import Any, NoReturn

import pytest

from mock_server.cli import make_readable
from report.masking import mask

_ABORT_REASONS = pytest.StashKey[list[str]]()


def abort_run(request: pytest.FixtureRequest, reason: str) -> NoReturn:
    """Ends the whole run with `reason`, in one line, from a worker of xdist's too."""
    _abort(request.config, [mask(reason)])  # an address may hold a password


def _abort(config: pytest.Config, reasons: list[str]) -> NoReturn:
    config.stash[_ABORT_REASONS] = reasons
    if hasattr(config, "workerinput"):
        config.workeroutput["abort_reasons"] = reasons  # type: ignore[attr-defined]  # xdist's
    pytest.exit("; ".join(reasons), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Aborts the run for a usage error while a worker collects: xdist would end with an internal error."""
    try:
        return (yield)
    except pytest.UsageError as error:
        if hasattr(session.config, "workerinput"):
            _abort(session.config, list(error.args))
        raise


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Ends the run in xdist's controller, too, when a worker could not go on."""
    if reasons := getattr(node, "workeroutput", {}).get("abort_reasons"):
        _abort(node.config, reasons)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Has pytest's terminal forget the exit, which it would show in words of its own: `_pytest.outcomes.Exit: …`."""
    if _ABORT_REASONS in config.stash and (reporter := config.pluginmanager.getplugin("terminalreporter")):
        reporter._keyboardinterrupt_memo = None


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(
    config: pytest.Config,
) -> Generator[None, int | pytest.ExitCode | None, int | pytest.ExitCode | None]:
    """Prints the mistakes of the options, or why the run was aborted."""
    if hasattr(config, "workerinput"):  # the controller prints it, once
        return (yield)
    try:
        code = yield
        reasons = config.stash.get(_ABORT_REASONS, [])
    except pytest.UsageError as error:
        code, reasons = pytest.ExitCode.USAGE_ERROR, list(error.args)
    sys.stdout.flush()
    make_readable(sys.stderr)  # options are read before `runner.process` sees to all output
    for reason in reasons:  # click.echo would write past the stream that was made readable, where it is ASCII
        print(f"Ошибка: {reason}", file=sys.stderr)
    return code
