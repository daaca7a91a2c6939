"""Runs every benchmark in turn."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second

import click

from benchmarks import admin_console, linking, logins, statistics
from mock_server.cli import Program


@click.command(cls=Program, context_settings={"show_default": True})
@click.option("--logins", "count", metavar="N", default=10_000, type=click.IntRange(1), help="Сколько входов измерить.")
def main(count: int) -> None:
    """Измерить скорость и память и сравнить их с целями."""
    print("Привязка")
    linking.report()
    print("Недельная статистика организации")
    admin_console.report()
    print("Проверка статистики")
    statistics.report()
    print("Входы")
    logins.report(count)


if __name__ == "__main__":
    main()
