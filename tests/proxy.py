"""A proxy that records requests and forwards none."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_REQUEST_TIMEOUT_S, _POLL_S = 10, 0.05


@dataclass
class LoggingProxy:
    """`seen` has the first line of each request, in bytes; a connection without a request is an empty line."""

    address: str
    seen: list[bytes] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """Returns all environment variables that name a proxy; no host is excepted."""
        names = ("http_proxy", "https_proxy", "all_proxy")
        proxies = dict.fromkeys(names, self.address) | {name.upper(): self.address for name in names}
        return {**proxies, "no_proxy": "", "NO_PROXY": ""}


@contextmanager
def run_logging_proxy() -> Iterator[LoggingProxy]:
    """Serves a proxy at a loopback address until the block ends."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = _REQUEST_TIMEOUT_S

        def handle(self) -> None:
            proxy.seen.append(self.rfile.readline().strip())
            self.wfile.write(_REFUSAL)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        proxy = LoggingProxy(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_S}, daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()
