"""`sferum`: the command of an installed suite."""


def main() -> None:
    """Runs the program of `python -m automation` under its short name."""
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second
    from automation.__main__ import main as program

    program(prog_name="sferum")
