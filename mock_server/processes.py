"""Several processes of one sandbox: they share its ports and, in PostgreSQL, its state.

The parent opens the ports and serves nothing. The processes inherit its sockets: what waits to be accepted when one of
them dies goes to another one. They also inherit the reading end of a pipe whose other end only the parent has: when
the parent is gone, however it ended, they stop.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from mock_server.cli import SIGNALS, print_error
from mock_server.context import Addresses, Sandbox
from mock_server.errors import SandboxError
from mock_server.ownership import OwnershipError
from mock_server.server import build_addresses, build_local_addresses, check_settings, open_ports, serve_sandbox
from mock_server.settings import SandboxSettings
from mock_server.store import is_postgresql

_STOP_TIMEOUT_S = 20
_STABLE_S = 10
"""A process that has served for so long and then dies is started again without a pause."""
_MAX_PAUSE_S = 10.0

Work = Callable[[Sandbox, int, threading.Event], None]
"""What a process does beside serving, until the event is set; the number is the process's, from 0."""


@dataclass
class _Child:
    """One of the processes, and when to start it again."""

    number: int
    process: BaseProcess | None = None
    ready: Connection | None = None
    """Says None when it serves, and the error why it cannot, or cannot go on."""
    started_at: float = 0.0
    pause_s: float = 0.0


@dataclass
class ProcessGroup:
    """The processes of one sandbox, and where it is reached."""

    settings: SandboxSettings
    addresses: Addresses
    local_addresses: Addresses
    _listening: list[socket.socket]
    _work: Work
    _signal: socket.socket
    """Can be read once a signal has come that ends the program."""
    _lifeline: tuple[int, int] = field(default_factory=os.pipe)
    _children: list[_Child] = field(default_factory=list)

    def start(self, count: int) -> None:
        """Starts the processes, the first before the others: it makes the tables. Raises SandboxError."""
        for numbers in (range(1), range(1, count)):
            begun = [_Child(number) for number in numbers]
            self._children += begun
            for child in begun:
                self._start(child)
            for child in begun:
                self._require_ready(child)

    def watch(self) -> None:
        """Returns at a signal; until then starts each process that dies again, and says so.

        Raises SandboxError when another sandbox has taken the database.
        """
        while True:
            alive = {child.process.sentinel: child for child in self._children if child.process}
            pauses = [self._compute_pause(child) for child in self._children if child.process is None]
            events = wait([self._signal, *alive], min(pauses, default=None))
            if self._signal in events:
                return
            for child in (alive[event] for event in events if isinstance(event, int)):
                self._bury(child)
            for child in self._children:
                if child.process is None and self._compute_pause(child) <= 0:
                    self._start(child)

    def stop(self) -> None:
        """Ends all processes in order, and by force those that have not ended in time."""
        processes = [child.process for child in self._children if child.process]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        for process in processes:
            process.join(max(0.0, deadline - time.monotonic()))
            process.kill()
        for end in self._lifeline:
            os.close(end)

    def _start(self, child: _Child) -> None:
        # Only the first to come claims the database, later ones join it.
        is_first = child.number == 0 and not child.started_at
        settings = self.settings if is_first else replace(self.settings, join=True)
        child.ready, ready = multiprocessing.Pipe(duplex=False)
        child.process = multiprocessing.get_context("fork").Process(
            target=_serve_in_child, args=(settings, self._listening, self._work, child.number, self._lifeline, ready)
        )
        child.process.start()
        child.started_at = time.monotonic()
        ready.close()

    def _require_ready(self, child: _Child) -> None:
        assert child.ready
        if self._signal in wait([child.ready, self._signal]):
            raise SystemExit(0)
        try:
            error = child.ready.recv()
        except EOFError:
            error = SandboxError("процесс песочницы прервался при запуске")
        if error is not None:
            raise error

    def _bury(self, child: _Child) -> None:
        assert child.process
        child.process.join()
        error = _read_last(child.ready)
        if isinstance(error, OwnershipError):  # no other process of this sandbox can go on either
            raise error
        lived_s = time.monotonic() - child.started_at
        child.pause_s = 0.0 if lived_s > _STABLE_S else min(_MAX_PAUSE_S, max(0.2, child.pause_s * 2))
        reason = error or _describe_end(child.process)
        print_error(f"процесс {child.number + 1} песочницы прервался ({reason}): запускается снова")
        child.process = None
        child.started_at = time.monotonic()

    @staticmethod
    def _compute_pause(child: _Child) -> float:
        return child.started_at + child.pause_s - time.monotonic()


@contextlib.contextmanager
def run_processes(settings: SandboxSettings, count: int, work: Work) -> Iterator[ProcessGroup]:
    """Runs the sandbox in `count` processes while the block runs. Raises SandboxError."""
    if not hasattr(os, "fork"):
        raise SandboxError("--processes: на этой системе песочница работает в одном процессе; уберите этот параметр")
    if not is_postgresql(settings.database):
        raise SandboxError(
            f"--processes {count}: несколько процессов работают только с PostgreSQL; "
            "укажите --database postgresql+psycopg://… или оставьте один процесс"
        )
    check_settings(settings)
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(open_ports(settings))
        woken = stack.enter_context(_catch_signals())
        addresses, local_addresses = build_addresses(settings, listening), build_local_addresses(settings, listening)
        group = ProcessGroup(settings, addresses, local_addresses, listening, work, woken)
        stack.callback(group.stop)
        group.start(count)
        yield group


@contextlib.contextmanager
def _catch_signals() -> Iterator[socket.socket]:
    """Yields a socket that can be read once a signal has come that ends the program."""
    reading, writing = socket.socketpair()
    with reading, writing:
        reading.setblocking(False)
        writing.setblocking(False)
        before = {number: signal.getsignal(number) for number in SIGNALS}
        wakeup = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        for number, handler in before.items():
            if (number, handler) != (signal.SIGHUP, signal.SIG_IGN):  # ignored by `nohup`
                signal.signal(number, lambda *_: None)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def _serve_in_child(
    settings: SandboxSettings,
    listening: list[socket.socket],
    work: Work,
    number: int,
    lifeline: tuple[int, int],
    ready: Connection,
) -> None:
    stop = _stop_in_child(lifeline)
    error: SandboxError | None = None
    try:
        with serve_sandbox(settings, listening, stop) as sandbox:
            ready.send(None)
            work(sandbox, number, stop)
    except SandboxError as reason:
        error = reason
    if error is not None:
        with contextlib.suppress(OSError):
            ready.send(error)
        sys.exit(1)


def _stop_in_child(lifeline: tuple[int, int]) -> threading.Event:
    """Returns an event that is set when the parent asks for the end or is gone.

    Ctrl-C and a hang-up reach all processes of a terminal: the parent alone decides what they mean.
    """
    reading, writing = lifeline
    os.close(writing)
    signal.set_wakeup_fd(-1)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN if number != signal.SIGTERM else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # in all threads: only the one below waits for it
    stop = threading.Event()

    def wait_for_parent() -> None:
        os.read(reading, 1)
        stop.set()

    def wait_for_signal() -> None:
        signal.sigwait({signal.SIGTERM})
        stop.set()

    for target in (wait_for_parent, wait_for_signal):
        threading.Thread(target=target, name="sandbox-stop", daemon=True).start()
    return stop


def _read_last(ready: Connection | None) -> SandboxError | None:
    """Returns the error that a process has left, if it has."""
    error: SandboxError | None = None
    with contextlib.suppress(EOFError, OSError):
        while ready and ready.poll():
            error = ready.recv()
    return error


def _describe_end(process: BaseProcess) -> str:
    code = process.exitcode or 0
    return f"код {code}" if code >= 0 else f"сигнал {signal.Signals(-code).name}"
