"""Requests that the server cannot read: the site answers them all the same, and has them in its record."""

import selectors
from typing import Any

from waitress import task
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import InternalServerError

from mock_server.http.gate import MAX_READ_BYTES, SERVER_REFUSAL, RequestRefusedError

_TOO_LARGE = (413, 431)
_NEXT_BYTES_TIMEOUT_S = 0.1
_CHUNK_BYTES = 65_536
_REQUEST_DEFAULTS = {"command": "GET", "path": "/", "query": "", "request_uri": "/", "url_scheme": "http"}


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A parser to which any malformed header is a 400: its own lets some numbers and addresses end the connection."""

    def parse_header(self, header_plus: bytes) -> None:
        """Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("The header is malformed") from error


class ErrorTask(task.WSGITask):  # type: ignore[misc]
    """Has the site refuse a request that the server could not read: malformed, or too large to be read to its end."""

    def execute(self) -> None:
        """Ask the site, unless it is the site that has failed."""
        self.set_close_on_finish()
        if self.request.error.code in _TOO_LARGE:
            self._read_on()
        if isinstance(self.request.error, InternalServerError):
            self.complete = True
            task.ErrorTask.execute(self)
        else:
            super().execute()

    def _read_on(self) -> None:
        """Throw away what is still coming: a connection closed with bytes unread is reset, and its answer lost."""
        connection, left = self.channel.socket, MAX_READ_BYTES
        with selectors.DefaultSelector() as arrived:
            arrived.register(connection, selectors.EVENT_READ)
            while left > 0 and arrived.select(_NEXT_BYTES_TIMEOUT_S) and (chunk := connection.recv(_CHUNK_BYTES)):
                left -= len(chunk)

    def get_environment(self) -> dict[str, Any]:
        """What is known of the request, and why it was not read."""
        request = self.request
        for name, value in _REQUEST_DEFAULTS.items():
            if not hasattr(request, name):
                setattr(request, name, value)
        environ: dict[str, Any] = super().get_environment()
        environ.pop("CONTENT_LENGTH", None)
        environ[SERVER_REFUSAL] = RequestRefusedError(request.error.code, request.error.body)
        environ["sandbox.drop"] = lambda: None
        return environ
