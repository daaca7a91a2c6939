"""`python -m automation`, or `sferum` where the suite is installed: all that people and schedules start."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second

import errno
from pathlib import Path
from traceback import extract_tb
from typing import Any

import click

from automation import __version__
from automation.completion import completion
from automation.doctor import doctor
from automation.exit_codes import EXIT_NOT_CHECKED
from automation.links.check import links
from automation.setup import main as setup
from automation.statistics.check import check_statistics
from automation.statistics.download import download
from automation.weekly.command import weekly
from automation.weekly.letter_command import letter_template
from mock_server.cli import ProgramGroup, print_error
from mock_server.command import main as sandbox
from report.command import report
from runner.command import test, walk
from validation.command import validate
from validation.target_check import target


class _Jobs(ProgramGroup):
    """Lists its commands in their order.

    Ends a job that breaks with one line and EXIT_NOT_CHECKED: Python's own code, 1, means "somebody was found".
    """

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise  # `mock_server.cli` reports that the output is lost
            print_error(_describe(error))
            raise click.exceptions.Exit(EXIT_NOT_CHECKED) from error


def _describe(error: Exception) -> str:
    """Returns what broke and where, without the error's message: it may hold a name or a password."""
    place = extract_tb(error.__traceback__)[-1]
    return (
        f"программа сломалась и не закончила работу: {type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    )


@click.group(cls=_Jobs, variables="SFERUM", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s", help="Показать версию и выйти.")
def main() -> None:
    """Привязка электронного журнала к Сферуму: песочница, сценарии, проверка журнала, работа администратора."""


@main.group()
def statistics() -> None:
    """Недельная статистика организации."""


statistics.add_command(check_statistics)
statistics.add_command(download)
statistics.add_command(weekly)
statistics.add_command(letter_template)
main.add_command(sandbox, "sandbox")
main.add_command(walk)
main.add_command(test)
main.add_command(report)
main.add_command(validate)
main.add_command(target)
main.add_command(links)
main.add_command(setup, "setup")
main.add_command(doctor)
main.add_command(completion)

if __name__ == "__main__":
    main(prog_name="python -m automation")
