"""Journals of a few pages, each of its own kind, for tests of what `target check` and `target init` find out."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from flask import Flask, request
from werkzeug.serving import make_server

Pages = dict[str, str]

FIELDS = "<label>Логин <input name=login></label><label>Пароль <input type=password name=password></label>"
FORM = f"<form action=/office>{FIELDS}<button>Войти</button></form>"
OFFICE = "<a href=/desk>Кабинет учителя</a> <a href=/>Выйти</a>"
DESK = "<a href=/card>Мессенджер</a>"
CARD = "<section><p>Мессенджер не подключен</p><button>Перейти к подключению</button></section>"
FILES = {"/application-json": "{}", "/text-plain": "текст", "/application-pdf": "%PDF-1.4"}
"""What a journal answers with that is no page; the address is its type."""
REFUSED = "/refused"
"""The address of a page that comes with HTTP 403."""
JOURNAL = {"/": FORM, "/office": OFFICE, "/desk": DESK, "/card": CARD}


@contextmanager
def run_journal(
    pages: Pages, status: int = 200, ended: Event | None = None, requests: list[str] | None = None
) -> Iterator[str]:
    """Runs a journal of these pages; the office answers with the status. Adds what it is asked to `requests`."""
    ended = ended or Event()
    app = Flask(__name__)

    @app.get("/", defaults={"path": ""})
    @app.route("/<path:path>", methods=["GET", "POST"])
    def show(path: str) -> tuple[str, int, dict[str, str]]:
        if requests is not None:
            requests.append(f"{request.method} /{path}")
        if path == "endless":
            ended.wait(20)
        if path == "slow":
            ended.wait(0.7)
        html = pages.get(f"/{path}", "")
        headers = {"Retry-After": "30"} if status == 429 else {}
        if f"/{path}" in FILES:
            return FILES[f"/{path}"], 200, {"Content-Type": path.replace("-", "/")}
        code = {"broken": 500, "office": status, REFUSED[1:]: 403}.get(path, 200)
        return f"<!doctype html><html lang=ru>{html}" if html else "", code, headers

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
