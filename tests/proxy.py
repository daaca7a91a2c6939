"""A proxy that notes what is asked of it and passes nothing on."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class LoggingProxy:
    """`seen` has the first line of each request, in bytes: whoever connects is noted, even if nothing follows."""

    address: str
    seen: list[bytes] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """Everything by which an environment names a proxy; nothing is excepted from it."""
        names = ("http_proxy", "https_proxy", "all_proxy")
        proxies = dict.fromkeys(names, self.address) | {name.upper(): self.address for name in names}
        return {**proxies, "no_proxy": "", "NO_PROXY": ""}


@contextmanager
def logging_proxy() -> Iterator[LoggingProxy]:
    """A proxy at a loopback address, until the block ends."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            proxy.seen.append(self.rfile.readline().strip())
            self.wfile.write(_REFUSAL)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        proxy = LoggingProxy(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()
