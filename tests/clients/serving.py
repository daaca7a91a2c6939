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
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The loop ends when it serves nothing. Closed by the loop itself, which any answer may wake, the trigger could
        # be gone before it is pulled here.
        served = dict(server._map)
        server.trigger.pull_trigger(server._map.clear)
        thread.join(1)
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(served)
