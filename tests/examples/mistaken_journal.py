"""`python -m tests.examples.mistaken_journal`: the example journal in Django with mistakes, on a port of 127.0.0.1."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from examples.command_line import StartError, make_streams_readable
from examples.django_journal import __main__ as journal
from examples.django_journal import settings
from examples.django_journal.config import Config
from tests.examples.mistaken_command import create_command
from tests.examples.mistakes import MISTAKES
from tests.examples.mistakes.patching import TEMPLATES, replaces
from tests.examples.styles import IMPOSSIBLE, PAGES, SINGLE_PAGE


def refuse_impossible(names: Collection[str], options: Mapping[str, Any]) -> None:
    """Raises StartError where a mistake cannot be made in a journal with these options."""
    if names and options["scripted"]:
        raise StartError("--mistake не сочетается с --scripted; уберите одно из двух")
    style = SINGLE_PAGE if options["single_page"] else PAGES
    for name in names:
        if reason := IMPOSSIBLE[style].get(name):
            option = "с --single-page" if style == SINGLE_PAGE else "без --single-page"
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


def check_and_make(names: Collection[str], options: Mapping[str, Any]) -> None:
    """Patches the journal. Raises StartError where that cannot be done."""
    refuse_impossible(names, options)
    make_mistakes(names)


main = create_command(journal.main, MISTAKES, check_and_make)

if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m tests.examples.mistaken_journal")
