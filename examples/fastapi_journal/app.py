"""The pages of the journal, and what its page's script and a stand ask of it."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, Header, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from examples.fastapi_journal.journal_token import journal_token
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.people import PEOPLE
from examples.fastapi_journal.services import Denied, NoAnswer, Services
from examples.fastapi_journal.sessions import COOKIE, Session
from examples.fastapi_journal.settings import APP_ID, Settings

_HERE = Path(__file__).parent
_PAGES = Jinja2Templates(_HERE / "templates")
_HEADERS = {
    "Cache-Control": "no-store",
    # SuperAppKit asks vk.ru which domain VK lives at.
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' https://vk.ru; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_SILENT = {"Referrer-Policy": "no-referrer"}
router = APIRouter()


class NotSignedInError(Exception):
    """The page is for teachers."""


@dataclass(frozen=True)
class Journal:
    """What all requests share. `sdk` is SuperAppKit, as its package has it."""

    settings: Settings
    sdk: Path
    links: Links
    sessions: dict[str, Session] = field(default_factory=dict)


def create_app(settings: Settings, sdk: Path) -> FastAPI:
    """The journal as an ASGI application."""
    app = FastAPI(openapi_url=None)
    app.state.journal = Journal(settings, sdk, Links(Services(settings)))
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    app.include_router(router)
    app.middleware("http")(guard)
    app.add_exception_handler(NotSignedInError, lambda _request, _error: RedirectResponse("/enter", 303, _SILENT))
    return app


async def guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Forms and scripts of other sites send nothing in a teacher's name; a stand's own call shows a key instead."""
    by_browser = request.method == "POST" and request.url.path != "/stand/unlink"
    if by_browser and request.headers.get("Origin") != journal_of(request).settings.address:
        response: Response = JSONResponse({"error": "cross-site"}, 403)
    else:
        response = await go_on(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def journal_of(request: Request) -> Journal:
    """The journal that is asked."""
    journal: Journal = request.app.state.journal
    return journal


This = Annotated[Journal, Depends(journal_of)]


def session_here(request: Request, journal: This) -> Session:
    """The session of the browser that asks. Raises NotSignedInError."""
    session = journal.sessions.get(request.cookies.get(COOKIE, ""))
    if session is None:
        raise NotSignedInError
    return session


Here = Annotated[Session, Depends(session_here)]


@router.get("/enter")
def enter(request: Request) -> Response:
    """The form to sign in by."""
    return _page(request, "enter.html")


@router.post("/enter")
def sign_in(
    request: Request, journal: This, user: Annotated[str, Form()] = "", password: Annotated[str, Form()] = ""
) -> Response:
    """A session of its own for whoever knows the password, in place of the one that was there."""
    teacher = PEOPLE.get(user)
    if teacher is None or not hmac.compare_digest(password.encode(), journal.settings.password.encode()):
        return _page(request, "enter.html", {"wrong": True}, 403)
    journal.sessions.pop(request.cookies.get(COOKIE, ""), None)
    key = secrets.token_urlsafe(32)
    journal.sessions[key] = Session(teacher)
    answer = RedirectResponse("/", 303)
    # On a real stand, with https, it is Secure besides. Strict would not come along on the way back from VK.
    answer.set_cookie(COOKIE, key, httponly=True, samesite="lax")
    return answer


@router.post("/leave")
def sign_out(request: Request, journal: This) -> Response:
    """The session is no more."""
    journal.sessions.pop(request.cookies.get(COOKIE, ""), None)
    answer = RedirectResponse("/enter", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


@router.get("/")
def home(request: Request, here: Here) -> Response:
    """Where a teacher is after signing in."""
    return _page(request, "home.html", {"teacher": here.teacher})


@router.get("/lessons")
def lessons(request: Request, here: Here) -> Response:
    """The teacher's lessons."""
    return _page(request, "lessons.html", {"teacher": here.teacher})


@router.get("/messages")
def messages(request: Request, journal: This, here: Here) -> Response:
    """Whether the teacher is linked, and the button to link."""
    shown = {
        "teacher": here.teacher,
        "profile": journal.links.profile_of(here.teacher),
        "flash": here.take_flash(),
        "messenger": journal.settings.messenger,
    }
    return _page(request, "messages.html", shown)


@router.get("/sdk.js")
def sdk(journal: This) -> Response:
    """SuperAppKit, unmodified."""
    return FileResponse(journal.sdk, media_type="text/javascript")


@router.post("/messages/trips")
def begin_trip(journal: This, here: Here) -> Response:
    """What the page's script hands to SuperAppKit, made anew for each trip. SuperAppKit adds a uuid of its own."""
    action = {"name": "login_with_eljour", "token": journal_token(journal.settings.journal_key)}
    params = {"url": journal.settings.callback, "state": here.begin_trip(), "action": action}
    return JSONResponse({"appId": int(APP_ID), "params": params})


@router.get("/vk/callback")
def callback(request: Request, journal: This, here: Here) -> Response:
    """Back from VK. What is in the address is used here and goes no further."""
    answer = dict(request.query_params)
    back = here.end_trip(answer.get("state", ""), request.url.query)
    if back is None:
        return _page(request, "stranger.html", {"teacher": here.teacher}, 400, _SILENT)
    trip, first = back
    if first:
        trip.finish(lambda: journal.links.make(here.teacher, answer))
    flash = trip.ending.result()  # a reload waits for it
    # A reload tells it again, unless it is not true any more.
    if first or flash.ok == (journal.links.profile_of(here.teacher) is not None):
        here.flash = flash
    return RedirectResponse("/messages", 303, _SILENT)


@router.post("/stand/unlink")
def unlink(journal: This, login: Annotated[str, Form()] = "", x_stand_key: Annotated[str, Header()] = "") -> Response:
    """For stands: the teacher is as one who has never linked. `login` is a field of the form, the key a header."""
    if not hmac.compare_digest(x_stand_key.encode(), journal.settings.stand_key.encode()):
        return JSONResponse({"error": "X-Stand-Key is missing or wrong"}, 403)
    if login not in PEOPLE:
        return JSONResponse({"error": "login: there is no such teacher"}, 404)
    try:
        journal.links.undo(PEOPLE[login])
    except (NoAnswer, Denied):
        return JSONResponse({"error": "Sferum did not detach the teacher, who is still linked"}, 502)
    return Response(status_code=204)


def _page(
    request: Request,
    name: str,
    shown: dict[str, Any] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    return _PAGES.TemplateResponse(request, name, shown, status, headers)
