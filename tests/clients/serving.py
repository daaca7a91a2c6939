"""A server for small applications, each on a port of its own."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from waitress import wasyncore
from waitress.server import create_server


@contextlib.contextmanager
def serve_app(app: Callable[..., Any]) -> Iterator[str]:
    """Serves a WSGI application until the block ends; yields its origin, such as `http://127.0.0.1:40123`."""
    server = create_server(app, host="127.0.0.1", port=0, map={}, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        server.task_dispatcher.shutdown(timeout=1)
