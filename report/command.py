"""`report`: what is done with the reports of several runs."""

import click

from report.compare_command import compare
from report.history_command import history
from report.merge_command import merge


@click.group()
def report() -> None:
    """Отчёты нескольких запусков: объединить, сравнить, показать историю."""


report.add_command(compare)
report.add_command(history)
report.add_command(merge)
