"""What all programs of the project have in common: their output, their end by a signal, their exit code.

| Exit code | Means |
|---|---|
| 130, 143, 129 | Ctrl-C, SIGTERM, SIGHUP; first the program undoes what it began: no half of a file is left |
| 141 | the reader of the output has closed it (`… | head -1`), as with any program |
| 2 | the output could not be written: a full disk |
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from mock_server.click_texts import russian_click
from mock_server.encoding import register_error_handler
from mock_server.error_texts import describe_os_error
from mock_server.option_variables import name_variables

EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
EXIT_UNWRITTEN = 2
_CHILD_EXIT_TIMEOUT_S = 30
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""The signals that end a program; Windows has no SIGHUP, other systems have no SIGBREAK."""


class _ReaderGoneError(click.ClickException):
    """The output's reader is gone. click itself would end with 1, which means something else here."""

    exit_code = EXIT_BROKEN_PIPE

    def show(self, file: object = None) -> None:
        """Says nothing: there is nobody to read it."""


class _Command(click.Command):
    """Speaks Russian and ends as the table above says; with `standalone_mode=False` the caller handles all errors.

    `variables` begins the names of its options' environment variables.
    """

    def __init__(self, *args: Any, variables: str | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.variables = variables

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        if self.variables:  # here, when all subcommands are there
            name_variables(self, self.variables)
        run = partial(super().main, *args, standalone_mode=False, **extra)
        with russian_click():
            if not standalone_mode:
                return run()
            prepare_streams()
            with signals_end_program():
                sys.exit(_exit_code(run))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _broken_pipe_as_click_error():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _broken_pipe_as_click_error():
            return super().invoke(ctx)


class Program(_Command):
    """A command that is a program of its own."""


class ProgramGroup(_Command, click.Group):
    """A program of several commands."""


@contextmanager
def _broken_pipe_as_click_error() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError("") from error


def _exit_code(run: Callable[[], object]) -> int:
    try:
        try:
            result = run()
        except click.ClickException as error:
            error.show()
            result = error.exit_code
        except click.Abort:
            result = EXIT_INTERRUPTED  # no words: the person who pressed Ctrl-C knows
        sys.stdout.flush()
    except OSError as error:
        return report_lost_output(error)
    return result if isinstance(result, int) else 0


def quit_on_signals() -> None:
    """Lets a signal end the process without a word, until `signals_end_program`: there is nothing to undo yet.

    For the first lines of a program: its imports may take a second, and Ctrl-C would show a traceback.
    """
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _quit)


def _quit(number: int, _frame: object) -> NoReturn:
    os._exit(128 + number)


@contextmanager
def signals_end_program() -> Iterator[None]:
    """Unwinds the block at a signal, which closes all that it opened: by KeyboardInterrupt at Ctrl-C, else SystemExit.

    Ignores further signals: unwinding is short, and if it were cut off it would leave behind what it removes. A signal
    that was ignored stays ignored (`nohup`).
    """

    def unwind(number: int, _frame: object) -> NoReturn:
        for replaced in before:
            signal.signal(replaced, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    before = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}
    for number in before:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        for number, handler in before.items():
            # After this a program only ends its interpreter, which takes a tenth of a second.
            signal.signal(number, signal.SIG_IGN if handler is _quit else handler)


def raise_interruption(error: BaseException) -> None:
    """Raises again the end by a signal in whose place the error came; returns where there was none.

    What is closed while a program unwinds, such as a browser that the same signal has ended, raises errors of its own.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt | SystemExit):
            raise cause
        cause = cause.__context__


def run_child(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> int:
    """Runs another program in the folder; returns its exit code. A signal that ends us lets it end in order first."""
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        try:
            return process.wait()
        except BaseException:
            end_child(process)
            raise


def end_child(process: subprocess.Popen[bytes]) -> None:
    """Ends the process in order, and by force where it has not ended within half a minute."""
    if sys.platform != "win32":  # there it would be by force; Ctrl-C has reached everything in the console
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_CHILD_EXIT_TIMEOUT_S)
    process.kill()  # does nothing where it has ended


def prepare_streams() -> None:
    """Makes output readable in any encoding, and input UTF-8, with or without a byte order mark."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # closed by our parent: the next file opened would take its number
            with suppress(OSError):
                _open_nowhere(number)
                setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        make_readable(stream)
    if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def print_error(message: object) -> None:
    """Prints a line for the person on standard error, with the prefix that all errors have."""
    click.echo(f"Ошибка: {message}", err=True)


def make_readable(stream: TextIO) -> None:
    """Makes the stream write something readable for a character that its encoding lacks."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=register_error_handler(stream.encoding))


def report_lost_output(error: OSError) -> int:
    """Says that output could not be written, unless its reader went away; returns the exit code.

    The program writes nothing more: what the streams still hold is thrown away.
    """
    _discard(sys.stdout)
    try:
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)
    if isinstance(error, BrokenPipeError):
        return EXIT_BROKEN_PIPE
    place = f"{error.filename}: " if error.filename else ""
    with suppress(OSError):
        print_error(f"{place}записать не удалось: {describe_os_error(error)}")
    return EXIT_UNWRITTEN


def _discard(stream: TextIO) -> None:
    """Throws away what the stream holds: the interpreter would complain at its end that it cannot write that."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _open_nowhere(number: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    os.set_inheritable(opened, True)  # a program that we start has the same descriptors
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
