"""The command of a journal with mistakes: that of the correct journal, with `--mistake` and `--list-mistakes`."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import click

from examples.command_line import Command, StartError
from tests.examples.patching import Mistake


def create_command(
    journal: click.Command, mistakes: Mapping[str, Mistake], make_mistakes: Callable[[Collection[str], Any], None]
) -> click.Command:
    """Returns the command. `make_mistakes` patches the journal, given the names and the journal's options."""

    @click.command(
        cls=Command,
        params=[*journal.params],
        context_settings=journal.context_settings,
        help="Пример журнала с ошибками, сделанными нарочно; всё остальное в нём верно.",
        epilog=f"Ошибки: {', '.join(mistakes)}.",
    )
    @click.option("--mistake", "names", metavar="ИМЯ", multiple=True, help="Ошибка; можно назвать несколько.")
    @click.option(
        "--list-mistakes", is_flag=True, help="Показать, что журнал делает неверно при каждой ошибке, и выйти."
    )
    def main(names: Collection[str], list_mistakes: bool, **options: Any) -> None:
        if list_mistakes:
            for mistake in mistakes.values():
                click.echo(f"{mistake.name:23} {mistake.description}")
            return
        if unknown := [name for name in names if name not in mistakes]:
            raise StartError(f"--mistake {', '.join(unknown)}: такой ошибки нет; список: --list-mistakes")
        make_mistakes(names, options)
        journal.callback(**options)  # type: ignore[misc]  # a command of click may have none

    return main
