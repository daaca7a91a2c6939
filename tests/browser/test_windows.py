"""Sending a window to an address while its page is about to go to another one by itself."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from flask import Flask, redirect, request
from playwright.sync_api import Error, Page, expect
from werkzeug.serving import make_server

from pages.windows import go_to

MOVING = "<script>fetch('/begun').then(() => { location.href = '/own'; fetch('/moving') })</script>"
CLOSING = "<script>window.close()</script>"
TELLING = "<script>window.opener.postMessage('done', '*')</script>"
LISTENING = """
<script>addEventListener("message", (event) => { document.body.textContent = event.data });</script>
<a target="_blank" rel="opener" href="OTHER_SITE">window</a>
"""
OPENER = "<a href='/card' target='_blank' rel='opener'>window</a>"
WAIT_S = 10


@pytest.fixture
def site() -> Iterator[str]:
    """A site whose page `/card` goes away exactly when the browser is on its way to `/broken`."""
    begun, moving = Event(), Event()
    server = make_server("127.0.0.1", 0, moving_site(begun, moving), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    begun.set()
    moving.set()
    server.shutdown()
    thread.join()
    server.server_close()


def listening() -> str:
    """Returns a page with a link that opens a window at another site: this one, by its other name."""
    return LISTENING.replace("OTHER_SITE", request.url_root.replace("127.0.0.1", "localhost") + "own")


def moving_site(begun: Event, moving: Event) -> Flask:
    """Returns the pages of the site: each waits for the request that the test needs before it."""
    app = Flask(__name__)
    app.add_url_rule("/card", view_func=lambda: MOVING, endpoint="card")
    app.add_url_rule("/opener", view_func=lambda: OPENER, endpoint="opener")
    app.add_url_rule("/closing", view_func=lambda: (CLOSING, 201), endpoint="closing")
    app.add_url_rule("/detour", view_func=lambda: redirect("/broken"), endpoint="detour")
    app.add_url_rule("/listening", view_func=listening, endpoint="listening")
    app.add_url_rule("/telling", view_func=lambda: TELLING, endpoint="telling")
    app.add_url_rule("/own", view_func=lambda: "own", endpoint="own")

    @app.get("/begun")
    def wait_for_broken() -> str:
        begun.wait(WAIT_S)
        return "begun"

    @app.get("/moving")
    def note_moving() -> str:
        moving.set()
        return "moving"

    @app.get("/broken")
    def broken() -> tuple[str, int]:
        begun.set()
        moving.wait(WAIT_S)
        return "broken", 500

    return app


@pytest.mark.parametrize("address", ["broken", "detour"])
def test_status_is_returned_although_the_page_was_leaving(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/card")
    assert go_to(page, f"{site}/{address}") == 500


def test_window_may_close_itself(page: Page, site: str) -> None:
    page.goto(f"{site}/opener")
    with page.expect_popup() as opening:
        page.get_by_role("link").click()
    assert go_to(opening.value, f"{site}/closing") in (201, None)


def test_window_that_comes_back_from_another_site_knows_who_opened_it(page: Page, site: str) -> None:
    page.goto(f"{site}/listening")
    with page.expect_popup() as opening:
        page.get_by_role("link").click()
    assert go_to(opening.value, f"{site}/telling") == 200
    expect(page.get_by_text("done")).to_be_visible()


def test_frame_whose_page_went_on_is_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/own")
    page.set_content("<iframe src='about:blank'></iframe>")
    frame = page.frames[1]
    page.set_content("<p>The page went on")
    assert frame.is_detached()
    assert go_to(frame, f"{site}/opener") == 200
    assert page.url == f"{site}/opener"


def test_address_where_nobody_answers_is_an_error(page: Page) -> None:
    page.route("**/*", lambda route: route.abort("connectionrefused"))
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        go_to(page, "http://127.0.0.1/")
