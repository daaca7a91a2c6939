"""Runs every benchmark in turn."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second

import click

from benchmarks import linking, logins, office, statistics
from mock_server.cli import Program


@click.command(cls=Program, context_settings={"show_default": True})
@click.option("--logins", "count", default=10_000, type=click.IntRange(1), help="How many logins to measure.")
def main(count: int) -> None:
    """Print all figures."""
    print("Linking")
    linking.report()
    print("The week's statistics of an organization")
    office.report()
    print("Checking statistics")
    statistics.report()
    print("Logins")
    logins.report(count)


if __name__ == "__main__":
    main()
