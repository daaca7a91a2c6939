"""Calls from one site to another: connections are kept, and one that the other side has closed is not used again."""

import socket
import threading
from contextlib import closing

import pytest

from mock_server.http.calls import Caller, CallFailedError

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def test_a_connection_that_was_closed_is_not_used_again() -> None:
    """Соединение между сайтами, которое закрыла другая сторона, заменяется новым."""
    with socket.create_server(("127.0.0.1", 0)) as listening, closing(Caller()) as caller:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        closed = threading.Semaphore(0)

        def answer_once_per_connection() -> None:
            for _ in range(2):
                connection, _address = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(_ANSWER)
                    connection.shutdown(socket.SHUT_WR)
                closed.release()

        server = threading.Thread(target=answer_once_per_connection, daemon=True)
        server.start()
        for _ in range(2):
            assert caller.call("GET", url, 5, None, {}).body == b"{}"
            closed.acquire()
        server.join()


def test_a_connection_is_kept() -> None:
    """Соединение между сайтами служит нескольким запросам."""
    with socket.create_server(("127.0.0.1", 0)) as listening, closing(Caller()) as caller:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"

        def answer_twice() -> None:
            connection, _address = listening.accept()
            with connection:
                for _ in range(2):
                    connection.recv(65_536)
                    connection.sendall(_ANSWER)

        server = threading.Thread(target=answer_twice, daemon=True)
        server.start()
        for _ in range(2):
            assert caller.call("GET", url, 5, None, {}).status == 200
        server.join()


def test_silence_ends_with_an_error() -> None:
    """Сайт, который молчит, не держит вызывающего дольше срока."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        closing(Caller()) as caller,
        pytest.raises(CallFailedError, match="TimeoutError"),
    ):
        caller.call("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/", 0.1, None, {})
