"""Opens the ports of a sandbox, serves its sites, and leaves nothing behind."""

import contextlib
import errno
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import wasyncore

from mock_server import console, control, journal, messenger, sferum, vk_id
from mock_server.context import Addresses, Sandbox
from mock_server.error_texts import describe_os_error
from mock_server.errors import SandboxError
from mock_server.http import certificates, tls
from mock_server.http.calls import Caller
from mock_server.http.connections import Server, raise_connection_limit
from mock_server.http.dispatching import Dispatcher
from mock_server.http.gate import MAX_READ_BYTES
from mock_server.http.hosts import is_loopback, list_public_hosts
from mock_server.http.waiting_room import WaitingRoom
from mock_server.ownership import claim_database
from mock_server.registration import register_clients
from mock_server.rules import id_tokens
from mock_server.settings import SandboxSettings
from mock_server.store import Store, is_postgresql

SITES = ("journal", "vk_id", "messenger", "sferum", "control")
_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  guarded by check_settings
THREADS = {"journal": 32, "vk_id": 32, "messenger": 8, "sferum": 16, "control": 16}
"""How many requests of each site are answered at the same time, without those that wait: see `Dispatcher`."""
_PAGES_ABOUT = ("console.", "openapi.")
"""Beginnings of the endpoints that are no operations of a site."""
_DRAIN_TIMEOUT_S = 5
_STOP_TIMEOUT_S = 5
_PORT_REASONS = {errno.EADDRINUSE: "порт занят", errno.EACCES: "на этот порт нет прав"}


class _PortError(SandboxError):
    """A port cannot be opened, and the others may be no better."""


@contextlib.contextmanager
def run_sandbox(settings: SandboxSettings, stop: threading.Event | None = None) -> Iterator[Sandbox]:
    """Runs a sandbox that serves while the block runs. Raises SandboxError.

    It sets `stop` when it cannot go on: then the end of the block raises SandboxError.
    """
    check_settings(settings)
    with open_ports(settings) as listening, serve_sandbox(settings, listening, stop or threading.Event()) as shared:
        yield shared


@contextlib.contextmanager
def serve_sandbox(
    settings: SandboxSettings, listening: list[socket.socket], stop: threading.Event
) -> Iterator[Sandbox]:
    """Serves the sites on these sockets, one each, while the block runs, as `run_sandbox` does. Raises SandboxError."""
    addresses, local_addresses = build_addresses(settings, listening), build_local_addresses(settings, listening)
    with contextlib.ExitStack() as stack:
        publish = stack.enter_context(claim_database(settings.database, addresses, stop, join=settings.join))
        store = stack.enter_context(contextlib.closing(Store(settings.database)))
        publish(store)
        caller = stack.enter_context(contextlib.closing(Caller()))
        with store.write() as session:
            signer = id_tokens.load_signer(session, addresses.vk_id)
        room = WaitingRoom(raise_connection_limit() * 4 // 5)  # the rest is for requests that do not wait
        shared = Sandbox(settings, store, addresses, local_addresses, caller, signer, room)
        if is_postgresql(settings.database):
            stack.enter_context(_share_state(shared))
        register_clients(shared)
        if settings.tls:
            hosts = _LOOPBACK_OF.get(settings.host, settings.host), *list_public_hosts(settings)
            listening = stack.enter_context(_open_tls_sockets(listening, settings.tls, hosts))
        servers: list[Server] = []
        for (name, app), listener in zip(_create_sites(shared).items(), listening, strict=True):
            server, thread = _serve(app, name, listener, getattr(addresses, name).partition(":")[0])
            stack.callback(_stop, server, thread)
            servers.append(server)
        stack.callback(_drain, servers)
        stack.callback(_release, shared)
        yield shared


@contextlib.contextmanager
def _share_state(shared: Sandbox) -> Iterator[None]:
    """Keeps in the database, while the block runs, what other processes of this sandbox must know."""
    from mock_server.postgres.state import open_shared_state  # its driver is an extra

    with open_shared_state(shared.store.engine) as state:
        shared.requests, shared.faults, shared.notices = state.requests, state.faults, state.notices
        shared.database_announces_codes = True
        for topic in ("codes", ""):
            state.channel.subscribe(topic, shared.note_code)
        state.channel.start()
        yield


def build_addresses(settings: SandboxSettings, listening: list[socket.socket]) -> Addresses:
    """Returns where the sites that these sockets listen for are reached, also past a proxy."""
    return replace(build_local_addresses(settings, listening), **dict(settings.public_addresses))


def build_local_addresses(settings: SandboxSettings, listening: list[socket.socket]) -> Addresses:
    """Returns where the sites that these sockets listen for are reached on this machine."""
    host = _LOOPBACK_OF.get(settings.host, settings.host)
    name, scheme = f"[{host}]" if ":" in host else host, "https" if settings.tls else "http"
    return Addresses(*(f"{scheme}://{name}:{listener.getsockname()[1]}" for listener in listening))


def check_settings(settings: SandboxSettings) -> None:
    """Raises SandboxError for a control token that is missing where it is needed, or that no header can have."""
    token = settings.control_token
    hosts = [host for host in (settings.host, *list_public_hosts(settings)) if not is_loopback(host)]
    if not token and hosts:
        # A caller of the control API can read every code: other machines need a token for it.
        raise SandboxError(
            f"адрес {hosts[0]} доступен не только этой машине: задайте токен управления (--control-token)"
        )
    if token and not re.fullmatch(r"[!-~]+", token):
        raise SandboxError(
            "токен управления передаётся в заголовке: годятся латинские буквы, цифры и знаки без пробелов"
        )


def _create_sites(shared: Sandbox) -> dict[str, Flask]:
    sites: dict[str, Flask] = {
        "journal": journal.create_site(shared),
        "vk_id": vk_id.create_site(shared),
        "messenger": messenger.create_site(shared),
        "sferum": sferum.create_site(shared),
        "control": console.add_console(control.create_site(shared)),
    }
    for name, app in sites.items():
        endpoints = (endpoint for endpoint in app.view_functions if not endpoint.startswith(_PAGES_ABOUT))
        views = (endpoint.rpartition(".")[2] for endpoint in endpoints)
        shared.operations[name] = frozenset(views) - {"static"}
    return sites


@contextlib.contextmanager
def open_ports(settings: SandboxSettings) -> Iterator[list[socket.socket]]:
    """Yields a socket per site. Raises SandboxError, which names every port that cannot be opened."""
    mistakes, listening = [], []
    with contextlib.ExitStack() as stack:
        for site, port in zip(SITES, astuple(settings.ports), strict=True):
            try:
                listening.append(stack.enter_context(_listen(settings.host, site, port)))
            except _PortError as error:
                mistakes.append(str(error))
        if mistakes:
            raise SandboxError("\n".join(mistakes))
        yield listening


def _listen(host: str, site: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, UnicodeError) as error:
        port_reason = _PORT_REASONS.get(getattr(error, "errno", None) or 0)
        reason = describe_os_error(error) if isinstance(error, OSError) else "узла с таким именем нет"
        problem = f"не открыть {host}:{port} для {site}: {port_reason or reason}"
        if port_reason:
            raise _PortError(f"{problem}; укажите другой --{site.replace('_', '-')}-port") from error
        raise SandboxError(f"{problem}; укажите другой --host") from error


@contextlib.contextmanager
def _open_tls_sockets(
    listening: list[socket.socket], folder: str, hosts: Sequence[str]
) -> Iterator[list[socket.socket]]:
    """Yields sockets of this machine only, to which TLS on the listening ones leads. Raises SandboxError."""
    try:
        certificate = certificates.issue_certificate(Path(folder), *hosts)
    except (OSError, ValueError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        raise SandboxError(f"--tls {folder}: {reason}; укажите другую папку") from error
    with contextlib.ExitStack() as stack:
        inner = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in listening]
        routes = [(outside, inside.getsockname()[1]) for outside, inside in zip(listening, inner, strict=True)]
        stack.enter_context(tls.terminate_tls(routes, certificate))
        yield inner


def _serve(app: Flask, name: str, listening: socket.socket, scheme: str) -> tuple[Server, threading.Thread]:
    server = Server(
        app,
        listening,
        Dispatcher(name, THREADS[name]),
        url_scheme=scheme,
        connection_limit=raise_connection_limit(),
        max_request_body_size=MAX_READ_BYTES,
        asyncore_use_poll=True,  # select() takes the whole site down at its 1024th file
        clear_untrusted_proxy_headers=True,
    )
    thread = threading.Thread(target=server.run, name=f"sandbox-{name}", daemon=True)
    thread.start()
    return server, thread


def _release(shared: Sandbox) -> None:
    """Ends all waits: for codes, for faults and for notices."""
    shared.stopping.set()
    shared.faults.remove_all()
    shared.notices.close()
    with shared.code_arrived:
        shared.code_arrived.notify_all()


def _drain(servers: list[Server]) -> None:
    """Lets active requests be answered: the journal's first, since it calls the other sites."""
    deadline = time.monotonic() + _DRAIN_TIMEOUT_S
    for server in servers:
        server.task_dispatcher.shutdown(timeout=max(0.0, deadline - time.monotonic()))


def _stop(server: Server, thread: threading.Thread) -> None:
    served: dict[int, Any] = {}

    def leave() -> None:
        served.update(server._map)
        server._map.clear()

    # The loop ends when it serves nothing. Closed by the loop itself, which any answer may wake, the trigger could be
    # gone before it is pulled here, and its number be another file's.
    server.trigger.pull_trigger(leave)
    thread.join(_STOP_TIMEOUT_S)
    wasyncore.close_all(served)
