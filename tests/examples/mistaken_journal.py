"""`python -m tests.examples.mistaken_journal`: the example journal in Django with mistakes, on a port of 127.0.0.1."""

from collections.abc import Callable, Collection
from typing import Any

import click

from examples.command_line import Command, StartError, make_streams_readable
from examples.django_journal import __main__ as journal
from examples.django_journal import settings
from examples.django_journal.config import Config
from tests.examples.effects import IMPOSSIBLE, PAGES, SINGLE_PAGE
from tests.examples.mistakes import MISTAKES
from tests.examples.mistakes.patching import TEMPLATES, replaces


@click.command(
    cls=Command,
    params=[*journal.main.params],
    context_settings=journal.main.context_settings,
    epilog=f"Ошибки: {', '.join(MISTAKES)}.",
)
@click.option("--mistake", "mistakes", metavar="ИМЯ", multiple=True, help="Ошибка; можно назвать несколько.")
@click.option("--list-mistakes", is_flag=True, help="Показать, что журнал делает неверно при каждой ошибке, и выйти.")
def main(mistakes: Collection[str], list_mistakes: bool, **options: Any) -> None:
    """Пример журнала на Django с ошибками, сделанными нарочно; всё остальное в нём верно."""
    if list_mistakes:
        for mistake in MISTAKES.values():
            click.echo(f"{mistake.name:20} {mistake.description}")
        return
    unknown = [name for name in mistakes if name not in MISTAKES]
    if unknown:
        raise StartError(f"--mistake {', '.join(unknown)}: такой ошибки нет; список: --list-mistakes")
    if mistakes and options["scripted"]:
        raise StartError("--mistake не сочетается с --scripted; уберите одно из двух")
    refuse_impossible(mistakes, SINGLE_PAGE if options["single_page"] else PAGES)
    make_mistakes(mistakes)
    journal.main.callback(**options)  # type: ignore[misc]  # a command of click may have none


def refuse_impossible(mistakes: Collection[str], style: str) -> None:
    """Raises StartError where a mistake cannot be made in this style of journal."""
    for name in mistakes:
        if reason := IMPOSSIBLE[style].get(name):
            option = "без --single-page" if style == PAGES else "с --single-page"
            raise StartError(f"--mistake {name}: {option} такой ошибки не бывает: {reason}")


def make_mistakes(names: Collection[str]) -> None:
    """Patches the journal, before Django imports its addresses."""

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        django_settings = original(config)
        django_settings["ROOT_URLCONF"] = "tests.examples.mistakes.urls"
        django_settings["TEMPLATES"][0]["DIRS"].append(TEMPLATES)
        return django_settings

    for mistake in MISTAKES.values():  # always in the same order
        if mistake.name in names:
            mistake.apply()


if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m tests.examples.mistaken_journal")
