"""Pages of the journal, and the calls of its script and of test stands."""

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

from examples.fastapi_journal.journal_token import create_journal_token
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import ServiceError, Services
from examples.fastapi_journal.sessions import COOKIE, Session
from examples.fastapi_journal.settings import APP_ID, Settings
from examples.fastapi_journal.teachers import OTHER_JOBS, SCHOOLS, TEACHERS, find_job, find_other_job

_FOLDER = Path(__file__).parent
_TEMPLATES = Jinja2Templates(_FOLDER / "templates")
_HEADERS = {
    "Cache-Control": "no-store",
    # SuperAppKit asks vk.ru for the domain of VK.
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' https://vk.ru; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_NO_REFERRER = {"Referrer-Policy": "no-referrer"}
router = APIRouter()


class NotSignedInError(Exception):
    """The page is for teachers who are signed in."""


@dataclass(frozen=True)
class Journal:
    """What all requests share."""

    settings: Settings
    sdk: Path
    """SuperAppKit, from its package."""
    links: Links
    sessions: dict[str, Session] = field(default_factory=dict)


def create_app(settings: Settings, sdk: Path) -> FastAPI:
    """Creates the journal as an ASGI application."""
    app = FastAPI(openapi_url=None)
    app.state.journal = Journal(settings, sdk, Links(Services(settings)))
    app.mount("/static", StaticFiles(directory=_FOLDER / "static"))
    app.include_router(router)
    app.middleware("http")(guard_request)
    app.add_exception_handler(NotSignedInError, lambda _request, _error: RedirectResponse("/enter", 303, _NO_REFERRER))
    return app


async def guard_request(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Middleware: forms and scripts of other sites cannot act for a teacher. A stand's call has a key instead."""
    from_browser = request.method == "POST" and request.url.path != "/stand/unlink"
    if from_browser and request.headers.get("Origin") != get_journal(request).settings.address:
        response: Response = JSONResponse({"error": "cross-site"}, 403)
    else:
        response = await call_next(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def get_journal(request: Request) -> Journal:
    """Returns the journal that this request is for."""
    journal: Journal = request.app.state.journal
    return journal


JournalDep = Annotated[Journal, Depends(get_journal)]


def get_session(request: Request, journal: JournalDep) -> Session:
    """Returns the session of the browser. Raises NotSignedInError."""
    session = journal.sessions.get(request.cookies.get(COOKIE, ""))
    if session is None:
        raise NotSignedInError
    return session


SessionDep = Annotated[Session, Depends(get_session)]


@router.get("/enter")
def sign_in_form(request: Request) -> Response:
    """Shows the sign-in form."""
    return _render(request, "sign_in.html")


@router.post("/enter")
def sign_in(
    request: Request, journal: JournalDep, user: Annotated[str, Form()] = "", password: Annotated[str, Form()] = ""
) -> Response:
    """Signs in a teacher who knows the password: a new session replaces the one of this browser."""
    teacher = TEACHERS.get(user)
    if teacher is None or not hmac.compare_digest(password.encode(), journal.settings.password.encode()):
        return _render(request, "sign_in.html", {"wrong": True}, 403)
    journal.sessions.pop(request.cookies.get(COOKIE, ""), None)
    key = secrets.token_urlsafe(32)
    journal.sessions[key] = Session(teacher)
    response = RedirectResponse("/", 303)
    # A real journal has https: there it is Secure too. A Strict cookie does not come along on the way back from VK.
    response.set_cookie(COOKIE, key, httponly=True, samesite="lax")
    return response


@router.post("/leave")
def sign_out(request: Request, journal: JournalDep) -> Response:
    """Signs the teacher out."""
    journal.sessions.pop(request.cookies.get(COOKIE, ""), None)
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


@router.post("/school")
def change_school(session: SessionDep) -> Response:
    """Takes a teacher who works in two schools to the other one."""
    session.teacher = find_other_job(session.teacher) or session.teacher
    return RedirectResponse("/", 303)


@router.get("/")
def home(request: Request, session: SessionDep) -> Response:
    """Shows the page that follows signing in."""
    return _render(request, "home.html", {"teacher": session.teacher})


@router.get("/lessons")
def lessons(request: Request, session: SessionDep) -> Response:
    """Shows the teacher's lessons."""
    return _render(request, "lessons.html", {"teacher": session.teacher})


@router.get("/messages")
def messages(request: Request, journal: JournalDep, session: SessionDep) -> Response:
    """Shows whether the teacher is linked, with the button that links."""
    context = {
        "teacher": session.teacher,
        "profile_id": journal.links.get_profile_id(session.teacher),
        "flash": session.pop_flash(),
        "messenger": journal.settings.messenger,
    }
    return _render(request, "messages.html", context)


@router.get("/sdk.js")
def sdk(journal: JournalDep) -> Response:
    """Serves SuperAppKit, unmodified."""
    return FileResponse(journal.sdk, media_type="text/javascript")


@router.post("/messages/link-attempts")
def start_attempt(journal: JournalDep, session: SessionDep) -> Response:
    """Starts an attempt to link; returns what the script passes to SuperAppKit, which adds a uuid of its own."""
    action = {"name": "login_with_eljour", "token": create_journal_token(journal.settings.journal_key)}
    params = {"url": journal.settings.callback, "state": session.start_attempt(), "action": action}
    return JSONResponse({"appId": int(APP_ID), "params": params})


@router.get("/vk/callback")
def callback(request: Request, journal: JournalDep, session: SessionDep) -> Response:
    """Receives the browser that VK sends back. The token in the address is used here and sent to no other page."""
    answer = dict(request.query_params)
    attempt, is_first = session.accept_answer(answer.get("state", ""), request.url.query)
    if attempt is None:
        return _render(request, "answer_rejected.html", {"teacher": session.teacher}, 400, _NO_REFERRER)
    teacher = find_job(session.teacher, attempt.organization_id)  # who is now perhaps at the other school
    if is_first:
        attempt.finish(lambda: journal.links.link(teacher, answer))
    flash = attempt.flash.result()  # a reload waits for the first request
    # A reload shows the message again, unless the link has changed since.
    if is_first or flash.ok == (journal.links.get_profile_id(teacher) is not None):
        session.flash = flash
    return RedirectResponse("/messages", 303, _NO_REFERRER)


@router.post("/stand/unlink")
def unlink(
    journal: JournalDep, login: Annotated[str, Form()] = "", x_stand_key: Annotated[str, Header()] = ""
) -> Response:
    """Unlinks a teacher of a test stand, in all schools. `login` is a field of the form, the key is a header."""
    if not hmac.compare_digest(x_stand_key.encode(), journal.settings.stand_key.encode()):
        return JSONResponse({"error": "X-Stand-Key is missing or wrong"}, 403)
    if login not in TEACHERS:
        return JSONResponse({"error": "login: there is no such teacher"}, 404)
    try:
        for jobs in (TEACHERS, OTHER_JOBS):
            if login in jobs:
                journal.links.unlink(jobs[login])
    except ServiceError:
        return JSONResponse({"error": "Sferum did not detach the teacher, who is still linked"}, 502)
    return Response(status_code=204)


def _render(
    request: Request,
    name: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    teacher = (context or {}).get("teacher")
    other_job = find_other_job(teacher) if teacher else None
    schools = {"school": SCHOOLS[teacher.organization_id]} if teacher else {}
    schools |= {"other_school": SCHOOLS[other_job.organization_id]} if other_job else {}
    return _TEMPLATES.TemplateResponse(request, name, schools | (context or {}), status, headers)
