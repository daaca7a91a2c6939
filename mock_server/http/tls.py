"""TLS before sites that speak plain HTTP: it decrypts what comes in and passes it on unchanged."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

_CHUNK_BYTES = 65_536
_HANDSHAKE_TIMEOUT_S = 10  # a client that says nothing holds a connection for no longer


@contextlib.contextmanager
def terminate_tls(routes: list[tuple[socket.socket, int]], certificate: Path) -> Iterator[None]:
    """Decrypts, while the block runs, what comes to each socket, and passes it to that port of 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    opened, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with contextlib.AsyncExitStack() as servers:
            for listening, port in routes:
                server = await asyncio.start_server(
                    _forward(port), sock=listening, ssl=context, ssl_handshake_timeout=_HANDSHAKE_TIMEOUT_S
                )
                servers.callback(server.close)
            opened.set()
            await stop.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())  # cancels whatever is still open at its end

    thread = threading.Thread(target=run, name="sandbox-tls", daemon=True)
    thread.start()
    opened.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _forward(port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            try:
                site_reader, site_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return
            with contextlib.closing(site_writer):
                # Where one side ends the connection, the other's ends too: a fault may cut it half-way.
                directions = {
                    asyncio.create_task(_copy(reader, site_writer)),
                    asyncio.create_task(_copy(site_reader, writer)),
                }
                try:
                    await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for direction in directions:
                        direction.cancel()

    return connected


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
