"""Runs a command of `python -m automation` in this process."""

from click.testing import CliRunner, Result

from automation.__main__ import main


def run_automation(*arguments: object, **variables: str) -> Result:
    """Returns what the command printed and how it ended; an exception other than its exit fails the test."""
    result = CliRunner().invoke(main, [*map(str, arguments)], env=variables)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
