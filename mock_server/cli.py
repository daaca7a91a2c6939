"""What every command of the project does alike: its output, its end by a signal, its exit code.

| Exit code | Means |
|---|---|
| 130, 143, 129 | Ctrl-C, SIGTERM, SIGHUP; what was begun is undone first, and no half of a file is left |
| 141 | whoever read the output has closed it (`… | head -1`), as with any program |
| 2 | the output could not be written: a full disk |
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from mock_server.click_texts import russian_click
from mock_server.encoding import readable

EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
EXIT_UNWRITTEN = 2
_CHILD_EXIT_TIMEOUT_S = 30
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""What ends a program; Windows has neither SIGHUP nor others SIGBREAK."""


class _ReaderGoneError(click.ClickException):
    """What a broken pipe is turned into: click itself would end with 1, which means something here."""

    exit_code = EXIT_BROKEN_PIPE

    def show(self, file: object = None) -> None:
        """Say nothing: there is nobody to read it."""


class _Orderly(click.Command):
    """Ends as the table above says. Not so with `standalone_mode=False`: the caller then handles all errors."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        run = partial(super().main, *args, standalone_mode=False, **extra)
        with russian_click():
            if not standalone_mode:
                return run()
            prepare_streams()
            with signals_end_program():
                sys.exit(_exit_code(run))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _broken_pipe_told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _broken_pipe_told():
            return super().invoke(ctx)


class Program(_Orderly):
    """A command that is a program of its own."""


class ProgramGroup(_Orderly, click.Group):
    """A program of several commands."""


@contextmanager
def _broken_pipe_told() -> Iterator[None]:
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
            result = EXIT_INTERRUPTED  # no words: who has pressed Ctrl-C knows
        sys.stdout.flush()
    except OSError as error:
        return report_lost(error)
    return result if isinstance(result, int) else 0


def quit_on_signals() -> None:
    """Let a signal end the process without a word, until `signals_end_program`: there is nothing to undo yet.

    For the first lines of a program: whatever it imports may take a second, and Ctrl-C would show a traceback.
    """
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _quit)


def _quit(number: int, _frame: object) -> NoReturn:
    os._exit(128 + number)


@contextmanager
def signals_end_program() -> Iterator[None]:
    """Unwind the block at a signal, so that whatever it opened is closed: SystemExit, at Ctrl-C KeyboardInterrupt.

    Further signals are ignored: unwinding is short, and cut off it would leave behind what it removes. A signal that
    was ignored stays so (`nohup`).
    """

    def unwind(number: int, _frame: object) -> NoReturn:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
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
            # What is left of a program is its interpreter's end, which takes a tenth of a second.
            signal.signal(number, signal.SIG_IGN if handler is _quit else handler)


def run_child(command: Sequence[str], folder: Path) -> int:
    """Run another program in the folder, returns its exit code; a signal that ends us lets it end in order first."""
    with subprocess.Popen(command, cwd=folder) as process:
        try:
            return process.wait()
        except BaseException:
            end_child(process)
            raise


def end_child(process: subprocess.Popen[bytes]) -> None:
    """Have the process end in order, and where it does not within half a minute, by force."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_CHILD_EXIT_TIMEOUT_S)
    process.kill()  # does nothing to one that has ended


def prepare_streams() -> None:
    """Have output show what it can, whatever its encoding, and input read as UTF-8, with or without a mark of it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # closed by whoever started us: the next file opened would take its number
            with suppress(OSError):
                _open_nowhere(number)
                setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        make_readable(stream)
    if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def make_readable(stream: TextIO) -> None:
    """Have the stream write something readable for a character that its encoding does not have."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=readable(stream.encoding))


def report_lost(error: OSError) -> int:
    """Tell that output could not be written, unless its reader went away; returns the exit code.

    The program writes nothing more: what the streams still hold goes nowhere.
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
        click.echo(f"Ошибка: {place}записать не удалось: {error.strerror or error}", err=True)
    return EXIT_UNWRITTEN


def _discard(stream: TextIO) -> None:
    """Or the interpreter, when it ends, would complain that it cannot write what the stream holds."""
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
