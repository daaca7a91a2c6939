"""The headers of every answer, whatever the address, the method and the outcome."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from mock_server.context import Sandbox
from mock_server.server import SITES, _create_sites
from tests.cases import case

STATIC = Path(__file__).parents[3] / "mock_server" / "static"
FILES = ("/static/", "/console/static/", "/openapi/swagger/")
VALUES = {
    "organization_id": 1,
    "person_id": "1",
    "chat_id": 1,
    "application_id": 1,
    "fault_id": 1,
    "request_id": 1,
    "token": "made-up",
    "login_id": "made-up",
    "client_id": "1",
    "phone": "+79001234567",
    "name": "made-up",
    "filename": "base.css",
}
"""What stands in an address; with it nothing is found, and nothing changes."""


@pytest.fixture(scope="module")
def sites(own_sandbox: Sandbox) -> dict[str, Flask]:
    return _create_sites(own_sandbox)


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client


def list_requests(site: Flask) -> Iterator[tuple[str, str]]:
    """Yields the method and the path of every view."""
    adapter = site.url_map.bind("")
    for rule in site.url_map.iter_rules():
        values = {name: VALUES[name] for name in rule.arguments if name in VALUES}
        for method in sorted(rule.methods or set()):
            yield method, adapter.build(rule.endpoint, values, method=method)


@pytest.mark.parametrize("site", SITES)
def test_every_answer_has_the_headers(
    own_sandbox: Sandbox, sites: dict[str, Flask], http: httpx.Client, site: str
) -> None:
    """Каждый ответ каждого адреса: не угадывается, не показывается в чужом фрейме, не выдаёт адрес страницы."""
    address = getattr(own_sandbox.addresses, site)
    requests = set(list_requests(sites[site]))
    assert len(requests) > 20
    for method, path in sorted(requests):
        with case(f"{method} {path}"):
            with http.stream(method, f"{address}{path}") as answer:
                if "event-stream" not in answer.headers["Content-Type"]:  # a stream of events has no end to read to
                    answer.read()
            assert answer.status_code < 500
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            is_file = path.startswith(FILES) and answer.is_success
            assert answer.headers["Cache-Control"] == ("public, max-age=86400" if is_file else "no-store")
            assert not answer.is_stream_consumed or "Traceback" not in answer.text


@pytest.mark.parametrize("site", [site for site in SITES if site != "control"])
def test_every_file_is_served_by_every_site(own_sandbox: Sandbox, http: httpx.Client, site: str) -> None:
    """Каждый файл есть на каждом сайте, слово в слово."""
    for file in STATIC.rglob("*"):
        if file.is_file():
            with case(file.name):
                path = file.relative_to(STATIC).as_posix()
                answer = http.get(f"{getattr(own_sandbox.addresses, site)}/static/{path}")
                assert (answer.status_code, answer.content) == (200, file.read_bytes())
