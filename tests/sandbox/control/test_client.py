"""The typed client of the control API: whatever keeps it from an answer is one error with a message of one line."""

import json
import socket

import pytest
from flask import Flask, Response

from mock_server.client import ControlError, SandboxClient, SandboxClientError, is_running
from tests.clients.serving import serve_app

SITES = dict.fromkeys(("journal", "vk_id", "messenger", "sferum"), "http://127.0.0.1:1")


def api(health: Response) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/health", "health", lambda: health)
    app.add_url_rule("/people/<phone>/codes", "codes", lambda phone: {"codes": [{"code": "1234"}]})
    app.add_url_rule("/people/<phone>", "person", lambda phone: Response("первая\r\n\tвторая", 500))
    return app


def message(error: pytest.ExceptionInfo[SandboxClientError]) -> str:
    text = str(error.value)
    assert text
    assert text.isprintable()
    return text


@pytest.mark.parametrize("answer", ["<html>", "[]", "{}", '{"journal": 1}', "null"])
def test_answer_of_something_else_is_an_error(answer: str) -> None:
    """Ответ чего-то другого вместо песочницы — ошибка."""
    with serve_app(api(Response(answer))) as address, pytest.raises(SandboxClientError) as error:
        SandboxClient(address)
    assert message(error) == "GET /health: the answer is no control API's"


@pytest.mark.parametrize("address", ["", "песочница", "http://[::1", "http://127.0.0.1:99999", "ftp://127.0.0.1"])
def test_address_that_is_none_is_an_error(address: str) -> None:
    """Негодный адрес песочницы — ошибка."""
    with pytest.raises(SandboxClientError) as error:
        SandboxClient(address)
    assert message(error).startswith("GET /health: ")
    assert not is_running(address)


def test_silence_is_an_error() -> None:
    """Молчание вместо ответа — ошибка."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(SandboxClientError) as error:
        SandboxClient(address)
    assert "refused" in message(error)
    assert not is_running(address)


def test_failures_after_the_first_answer_are_errors_too() -> None:
    """Сбой после первого ответа — тоже ошибка."""
    with serve_app(api(Response(json.dumps(SITES)))) as address:
        assert is_running(address)
        with SandboxClient(address) as client:
            with pytest.raises(SandboxClientError) as error:
                client.read_codes("+79005550101", wait_s=0, consume=False)
            assert "no control API" in message(error)
            with pytest.raises(ControlError) as refusal:
                client.get_person("+79005550101")
            assert message(refusal) == "GET /people/+79005550101: HTTP 500 первая вторая"
            assert refusal.value.status == 500


def test_error_answer_to_health_is_no_running_sandbox(sandbox: SandboxClient) -> None:
    """Ошибка в ответ на проверку здоровья: песочница не работает."""
    assert is_running(sandbox.control)
    with serve_app(api(Response(status=503))) as address:
        assert not is_running(address)
