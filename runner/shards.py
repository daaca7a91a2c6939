"""Splits a run between machines: with `--shard 2/4` it runs the second of four parts of the selected tests.

Each test is in exactly one shard, whatever the order, the seed and the number of workers: see `runner.shard_plan`.
Tests of one `xdist_group` stay together. All shards of a run must have the same selection and the same file of times;
`report merge` sees where they had not.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from mock_server.error_texts import describe_os_error
from report.durations import DurationsError, read_durations, update_durations
from report.junit import JUNIT_FILE
from report.run_file import RUN_FILE
from report.run_record import SHARD, ShardRecord
from runner.shard_plan import assign_shards, hash_plan, parse_shard, weigh_groups

DEFAULT_TIMES_FILE = "test-times.json"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum")
    group.addoption("--shard", metavar="I/N", help="выполнить одну часть тестов из N, например 2/4")
    group.addoption(
        "--times-file",
        metavar="ФАЙЛ",
        default=DEFAULT_TIMES_FILE,
        help=f"сколько длится каждый тест: по нему шарды равны по времени (иначе {DEFAULT_TIMES_FILE})",
    )
    group.addoption("--save-times", action="store_true", help="записать в этот файл время каждого теста")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if not is_worker:  # a worker gets the controller's options, and may stand in another folder
        config.option.times_file = str(config.invocation_params.dir / config.getoption("--times-file"))
    try:
        shard = ShardRecord(*parse_shard(text)) if (text := config.getoption("--shard")) is not None else None
        times = read_durations(Path(config.option.times_file)) if shard or config.getoption("--save-times") else {}
    except ValueError as error:
        raise pytest.UsageError(f"--shard: {error}") from error
    except DurationsError as error:
        raise pytest.UsageError(f"--times-file: {error}") from error
    if shard:
        config.stash[SHARD] = shard
        config.pluginmanager.register(_Sharding(shard, times), "sharding")
    if is_worker or config.getoption("collectonly"):
        return
    if shard and not getattr(config.option, "xmlpath", None):  # what `report merge` makes one of
        config.option.xmlpath = str(Path(config.getoption("--report-dir")) / JUNIT_FILE)
    if config.getoption("--save-times"):
        config.pluginmanager.register(_DurationsWriter(Path(config.option.times_file)), "durations_writer")


class _Sharding:
    """Leaves the tests of the other shards out."""

    def __init__(self, shard: ShardRecord, times: dict[str, float]) -> None:
        self._shard = shard
        self._times = times

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Removes what an earlier run left: a shard that does not reach its end must be missed, not mistaken for it."""
        config = session.config
        if not hasattr(config, "workerinput") and not config.getoption("collectonly"):
            with suppress(OSError):  # who cannot write there is told by the report
                (Path(config.getoption("--report-dir")) / RUN_FILE).unlink(missing_ok=True)

    def pytest_report_header(self) -> str:
        return f"шард {self._shard}, поровну по {'времени' if self._times else 'числу тестов'}"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None, object, object]:
        """Takes its part of what all other plugins have selected."""
        result = yield
        groups = {_read_name(item): _find_group(item) for item in items}
        shards = assign_shards(weigh_groups(groups, self._times), self._shard.count)
        shards = {test: shards[group] for test, group in groups.items()}
        left_out = [item for item in items if shards[_read_name(item)] != self._shard.index]
        items[:] = [item for item in items if shards[_read_name(item)] == self._shard.index]
        config.hook.pytest_deselected(items=left_out)
        self._note(config, ShardRecord(self._shard.index, self._shard.count, len(shards), hash_plan(shards)))
        return result

    def _note(self, config: pytest.Config, shard: ShardRecord) -> None:
        config.stash[SHARD] = shard
        if hasattr(config, "workerinput"):
            config.workeroutput["shard"] = asdict(shard)  # type: ignore[attr-defined]  # xdist's

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        if fields := getattr(node, "workeroutput", {}).get("shard"):
            node.config.stash[SHARD] = ShardRecord(**fields)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Takes no tests for success where other shards have some: there may be more shards than tests."""
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.stash[SHARD].selected:
            session.exitstatus = pytest.ExitCode.OK


class _DurationsWriter:
    """Writes how long each test took, set-up and tear-down with it, when the run ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seconds: dict[str, float] = {}
        self._last_line = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        try:
            update_durations(self._path, self._seconds)
        except (OSError, DurationsError) as error:
            reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
            self._last_line = f"Ошибка: времена тестов не записать в {self._path}: {reason}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        else:
            self._last_line = f"Времена тестов: {self._path}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(self._last_line)


def _find_group(item: pytest.Item) -> str:
    """Returns what the test must stay together with: its `xdist_group`, or itself."""
    group = _read_xdist_group(item)
    return f"@{group}" if group else _read_name(item)


def _read_name(item: pytest.Item) -> str:
    """Returns the test's id without the group that xdist's `--dist=loadgroup` puts behind it."""
    group = _read_xdist_group(item)
    return item.nodeid.removesuffix(f"@{group}") if group else item.nodeid


def _read_xdist_group(item: pytest.Item) -> str:
    """Returns the group as xdist names it; it is empty for a test of none."""
    marks = item.iter_markers("xdist_group")
    return "_".join(sorted({mark.args[0] if mark.args else mark.kwargs.get("name", "default") for mark in marks}))
