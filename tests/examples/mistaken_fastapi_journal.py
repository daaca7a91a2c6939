"""`python -m tests.examples.mistaken_fastapi_journal`: the example journal in FastAPI with mistakes."""

from collections.abc import Collection, Mapping
from typing import Any

from examples.command_line import make_streams_readable
from examples.fastapi_journal import __main__ as journal
from tests.examples.mistaken_command import create_command
from tests.examples.silent_token import MISTAKES


def make_mistakes(names: Collection[str], _options: Mapping[str, Any]) -> None:
    """Patches the journal."""
    for mistake in MISTAKES.values():  # always in the same order
        if mistake.name in names:
            mistake.apply()


main = create_command(journal.main, MISTAKES, make_mistakes)

if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m tests.examples.mistaken_fastapi_journal")
