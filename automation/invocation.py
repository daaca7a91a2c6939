"""How the suite is started where it is: from a checkout, or by the command of an installed one."""

from pathlib import Path

SUITE = Path(__file__).parent.parent
"""The checkout, or in an installed suite its folder."""
IS_CHECKOUT = (SUITE / "Makefile").exists()


def name_command(command: str) -> str:
    """Returns the line that starts the command, as in `setup --headed`, for advice to the person."""
    return f"python -m automation {command}" if IS_CHECKOUT else f"sferum {command}"
