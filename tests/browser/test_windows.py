"""Where a window went, when it was about to go somewhere by itself."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from flask import Flask
from playwright.sync_api import Error, Page
from werkzeug.serving import make_server

from pages.windows import go_to

MOVING = "<script>fetch('/begun').then(() => { location.href = '/own'; fetch('/moving') })</script>"
CLOSING = "<script>window.close()</script>"


@pytest.fixture
def site() -> Iterator[str]:
    """Pages that do not stay: `/card` goes off just when the browser is on its way to `/broken`."""
    app, begun, moving = Flask(__name__), Event(), Event()

    @app.get("/<name>")
    def page(name: str) -> tuple[str, int, dict[str, str]]:
        match name:
            case "card":
                return MOVING, 200, {}
            case "begun":
                begun.wait(10)
            case "moving":
                moving.set()
            case "broken":
                begun.set()
                moving.wait(10)
                return "broken", 500, {}
            case "detour":
                return "", 302, {"Location": "/broken"}
            case "door":
                return "<a href='/card' target='_blank' rel='opener'>window</a>", 200, {}
            case "closing":
                return CLOSING, 201, {}
        return name, 200, {}

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    begun.set()
    moving.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("address", ["broken", "detour"])
def test_status_is_seen_though_the_page_was_leaving(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/card")
    assert go_to(page, f"{site}/{address}") == 500


def test_window_may_close_itself(page: Page, site: str) -> None:
    page.goto(f"{site}/door")
    with page.expect_popup() as opening:
        page.get_by_role("link").click()
    assert go_to(opening.value, f"{site}/closing") in (201, None)


def test_address_where_nobody_answers_is_an_error(page: Page) -> None:
    page.route("**/*", lambda route: route.abort("connectionrefused"))
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        go_to(page, "http://127.0.0.1/")
