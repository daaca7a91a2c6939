"""Who is signed in to the journal, the messenger or Sferum in this browser."""

import secrets
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from mock_server.model.journal import JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.rules.linking import phone_of

# A cookie belongs to a host, not to a port, and all sites of a sandbox share one host: hence a name for each.
COOKIES = {"journal": "journal_session", "messenger": "messenger_session", "sferum": "sferum_session"}


def open_session(session: Session, site: str, subject_id: int, **data: Any) -> str:
    """Sign a person in; returns what the site's cookie is to hold."""
    token = secrets.token_urlsafe(32)
    session.add(SiteSession(token=token, site=site, subject_id=subject_id, data=data))
    return token


def session_here(session: Session, site: str) -> SiteSession | None:
    """The session that this request's cookie names."""
    token = request.cookies.get(COOKIES[site])
    found = session.get(SiteSession, token) if token and token.isprintable() else None
    return found if found and found.site == site else None


def owner_here(session: Session, site: str) -> tuple[str | None, int | None]:
    """The phone, and in the journal the organization, of whoever is signed in to the site in this browser."""
    here = session_here(session, site) if site in COOKIES else None
    if here is None:
        return None, None
    if site == "journal":
        user = session.get(JournalUser, here.subject_id)
        return (user.phone, user.organization_id) if user else (None, None)
    return phone_of(session, here.subject_id), None


def close_session(session: Session, site: str) -> None:
    """Forget who is signed in to the site in this browser, if anybody is."""
    here = session_here(session, site)
    if here is not None:
        session.delete(here)


def give_cookie(answer: Response, site: str, token: str) -> None:
    """Hand the browser its cookie."""
    answer.set_cookie(COOKIES[site], token, httponly=True, samesite="Lax")


def take_cookie(answer: Response, site: str) -> None:
    """Take the cookie back."""
    answer.delete_cookie(COOKIES[site])
