"""`python -m automation`: the jobs that people and schedules start."""

import click

from automation.links import links
from automation.statistics.check import check
from automation.statistics.download import download
from automation.target_check import target
from automation.validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Автоматизация Сферума: работа администратора без кнопок."""


@main.group()
def statistics() -> None:
    """Недельная статистика организации."""


statistics.add_command(check)
statistics.add_command(download)
main.add_command(links)
main.add_command(target)
main.add_command(validate)

if __name__ == "__main__":
    main(prog_name="python -m automation")
