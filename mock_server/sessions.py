"""Who is signed in to the journal, the messenger or Sferum in this browser."""

import secrets

from flask import Response, make_response, redirect, request
from sqlalchemy.orm import Session

from mock_server.context import get_sandbox
from mock_server.model.journal import JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.rules.linking import load_phone

# A cookie belongs to a host, not to a port, and all sites of a sandbox share one host: hence a name for each.
COOKIES = {"journal": "journal_session", "messenger": "messenger_session", "sferum": "sferum_session"}


def sign_in(site: str, subject_id: int, location: str, *, keep_earlier: bool = False) -> Response:
    """Signs a person in to the site; returns the redirect to `location`.

    It ends the browser's earlier session, unless `keep_earlier`: a test may have saved its cookie.
    """
    with get_sandbox().store.write() as session:
        if not keep_earlier:
            _delete_session(session, site)
        token = open_session(session, site, subject_id)
    answer = make_response(redirect(location, 303))
    set_cookie(answer, COOKIES[site], token)
    return answer


def sign_out(site: str, answer: Response) -> Response:
    """Ends the browser's session with the site, if it has one; returns the answer, which deletes the cookie."""
    with get_sandbox().store.write() as session:
        _delete_session(session, site)
    answer.delete_cookie(COOKIES[site])
    return answer


def set_cookie(answer: Response, name: str, value: str) -> None:
    """Sets a cookie that no script reads, no other site sends, and over HTTPS only where the site has HTTPS."""
    answer.set_cookie(name, value, httponly=True, samesite="Lax", secure=request.is_secure)


def open_session(session: Session, site: str, subject_id: int) -> str:
    """Opens a session of a person with the site; returns the value of its cookie."""
    token = secrets.token_urlsafe(32)
    session.add(SiteSession(token=token, site=site, subject_id=subject_id))
    return token


def read_token(site: str) -> str:
    """Returns what this request's cookie names a session by; empty where no session can have such a name."""
    token = request.cookies.get(COOKIES[site], "")
    return token if token.isprintable() else ""


def find_session(session: Session, site: str) -> SiteSession | None:
    """Returns the session that this request's cookie names."""
    token = read_token(site)
    site_session = session.get(SiteSession, token) if token else None
    return site_session if site_session and site_session.site == site else None


def find_owner(session: Session, site: str) -> tuple[str | None, int | None]:
    """Returns the phone, and in the journal the organization, of the person signed in to the site in this browser."""
    site_session = find_session(session, site) if site in COOKIES else None
    if site_session is None:
        return None, None
    if site == "journal":
        user = session.get(JournalUser, site_session.subject_id)
        return (user.phone, user.organization_id) if user else (None, None)
    return load_phone(session, site_session.subject_id), None


def _delete_session(session: Session, site: str) -> None:
    site_session = find_session(session, site)
    if site_session is not None:
        session.delete(site_session)
