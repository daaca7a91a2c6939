"""What a mistake changes in an answer of the journal: a middleware around one of its addresses."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response

from examples.fastapi_journal import __main__ as journal
from examples.fastapi_journal.sessions import COOKIE, LinkAttempt, Session
from tests.examples.patching import replaces

Answer = Callable[[Request], Awaitable[Response]]
Surround = Callable[[Request, Answer], Awaitable[Response]]


def surrounds(method: str, path: str) -> Callable[[Surround], Surround]:
    """Puts the decorated function around the journal's answers at this address; it is given the journal's own."""

    def register(surround: Surround) -> Surround:
        @replaces(journal, "create_app")
        def create_app(original: Callable[..., FastAPI], *args: Any) -> FastAPI:
            app = original(*args)

            async def middleware(request: Request, answer: Answer) -> Response:
                at_address = (request.method, request.url.path) == (method, path)
                return await (surround(request, answer) if at_address else answer(request))

            app.middleware("http")(middleware)
            return app

        return surround

    return register


def find_session(request: Request) -> Session | None:
    """Returns the session of the browser."""
    session: Session | None = request.app.state.journal.sessions.get(request.cookies.get(COOKIE, ""))
    return session


def attempt_of(request: Request) -> LinkAttempt | None:
    """Returns the attempt that this request to the return address answers."""
    session = find_session(request)
    return session.find_attempt(request.query_params.get("state", "")) if session else None


async def replace_text(response: Response, old: str, new: str) -> Response:
    """Returns the answer with a text of its page replaced."""
    content = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined]  # of a middleware
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(content.replace(old.encode(), new.encode()), response.status_code, headers)
