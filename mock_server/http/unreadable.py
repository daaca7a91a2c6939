"""Requests that the server cannot read: the site still answers them and records them."""

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
    """A parser that answers any malformed header with 400: waitress's lets some of them end the connection."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parses the header. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("The header is malformed") from error


class ErrorTask(task.WSGITask):  # type: ignore[misc]
    """The refusal, by the site, of a request that the server could not read: malformed or too large."""

    def execute(self) -> None:
        """Asks the site, unless the site itself has failed."""
        self.set_close_on_finish()
        if self.request.error.code in _TOO_LARGE:
            self._discard_body()
        if isinstance(self.request.error, InternalServerError):
            self.complete = True
            task.ErrorTask.execute(self)
        else:
            super().execute()

    def _discard_body(self) -> None:
        """Throws away what still comes: a connection closed with unread bytes is reset, and its answer lost."""
        connection, left_bytes = self.channel.socket, MAX_READ_BYTES
        with selectors.DefaultSelector() as arrived:
            arrived.register(connection, selectors.EVENT_READ)
            while left_bytes > 0 and arrived.select(_NEXT_BYTES_TIMEOUT_S) and (chunk := connection.recv(_CHUNK_BYTES)):
                left_bytes -= len(chunk)

    def get_environment(self) -> dict[str, Any]:
        """Returns what is known of the request, and why it was not read."""
        request = self.request
        for name, value in _REQUEST_DEFAULTS.items():
            if not hasattr(request, name):
                setattr(request, name, value)
        environ: dict[str, Any] = super().get_environment()
        environ.pop("CONTENT_LENGTH", None)
        environ[SERVER_REFUSAL] = RequestRefusedError(request.error.code, request.error.body)
        environ["sandbox.drop"] = lambda: None
        return environ
