"""Logins per second of two processes of one sandbox on PostgreSQL, beside one process."""

from contextlib import ExitStack
from dataclasses import replace
from statistics import median

from benchmarks.clients import start_clients
from benchmarks.logins import Round, describe_rounds, measure_rounds
from benchmarks.measure import Goal, NotMeasuredError, Row, compare_rounds
from benchmarks.postgresql import run_postgresql
from benchmarks.servers import TOGETHER, Contender, sandbox

PROCESSES = 2
GOAL = Goal(1.7, at_least=True)
_SQLITE, _ONE, _MANY = "1 процесс на SQLite", "1 процесс на PostgreSQL", f"{PROCESSES} процесса на PostgreSQL"


def measure_processes(rounds: int) -> list[Row]:
    """Measures one process on either database and two on PostgreSQL; returns the rows of the table."""
    names = [f"то же, {TOGETHER} сразу: {_MANY} рядом с «{beside}»" for beside in (_ONE, _SQLITE)]
    try:
        with ExitStack() as stack:
            postgresql = stack.enter_context(run_postgresql())
            contenders: dict[str, Contender] = {_SQLITE: stack.enter_context(sandbox(name=_SQLITE))}
            for name, count in ((_ONE, 1), (_MANY, PROCESSES)):
                options = ("--database", postgresql.create_database(f"sandbox{count}"), "--processes", str(count))
                started = stack.enter_context(sandbox(*options, name=name))
                contenders[name] = replace(started, database_pid=postgresql.pid)
            measured = measure_rounds(stack.enter_context(start_clients()), contenders, TOGETHER, rounds)
    except NotMeasuredError as error:
        return [Row(name, not_measured=str(error)) for name in names]
    for name, rounds_of_one in measured.items():
        print(describe_rounds(name, rounds_of_one))
    return [_compare(name, measured, beside) for name, beside in zip(names, (_ONE, _SQLITE), strict=True)]


def _compare(name: str, rounds: dict[str, list[Round]], beside: str) -> Row:
    many, one = ([measured.tally.rate for measured in rounds[contender]] for contender in (_MANY, beside))
    goal = GOAL if beside == _ONE else None
    return Row(name, f"{median(many):.1f}/с", f"{median(one):.1f}/с", compare_rounds(many, one), goal)
