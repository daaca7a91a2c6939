"""Runs every benchmark in turn."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second

import os
from collections.abc import Callable

import click
import psutil

from benchmarks import admin_console, crowd, linking, logins, processes_on_postgresql, statistics, workers
from benchmarks.http_browser import JourneyError
from benchmarks.measure import Row, render_table
from mock_server.cli import Program
from mock_server.client import SandboxClientError

HEADINGS = ("за один прогон, рядом", "сейчас", "рядом с этим", "итог", "цель")
TABLE: dict[str, tuple[str, Callable[[int], list[Row]]]] = {
    "logins": ("Входы", logins.measure_logins),
    "processes": ("Процессы на PostgreSQL", processes_on_postgresql.measure_processes),
    "crowd": ("Толпа", crowd.measure_crowd),
    "workers": ("Рабочие процессы тестов", workers.measure_workers),
}
OTHERS: dict[str, tuple[str, Callable[[], None]]] = {
    "linking": ("Привязка в браузере", linking.report),
    "weekly": ("Недельная статистика организации", admin_console.report),
    "check": ("Проверка статистики", statistics.report),
}


@click.command(cls=Program, context_settings={"show_default": True})
@click.option(
    "--only",
    metavar="ЧТО",
    type=click.Choice([*OTHERS, *TABLE, "memory"]),
    multiple=True,
    help=f"Измерить только это: {', '.join([*OTHERS, *TABLE, 'memory'])}. Можно повторять.",
)
@click.option("--rounds", metavar="N", default=5, type=click.IntRange(1), help="Сколько раз измерить каждую строку.")
@click.option(
    "--logins",
    "count",
    metavar="N",
    default=10_000,
    type=click.IntRange(1),
    help="После скольких входов смотреть память.",
)
def main(only: tuple[str, ...], rounds: int, count: int) -> None:
    """Измерить скорость и память и сравнить их с целями."""
    chosen = only or (*OTHERS, *TABLE, "memory")
    for key, (title, report) in OTHERS.items():
        if key in chosen:
            print(title)
            report()
    rows: list[Row] = []
    for key, (title, measure) in TABLE.items():
        if key in chosen:
            print(title, flush=True)
            try:
                rows += measure(rounds)
            except (JourneyError, SandboxClientError, psutil.Error) as error:
                rows.append(Row(title, not_measured=str(error)))
    if "memory" in chosen:
        print("Память")
        logins.measure_memory(count)
    if rows:
        print(f"\n{render_table(HEADINGS, rows)}\n\nЯдер: {os.cpu_count()}, загрузка: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
