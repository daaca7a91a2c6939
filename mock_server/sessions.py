"""Who is signed in to the journal, the messenger or Sferum in this browser."""

import secrets

from flask import Response, make_response, redirect, request
from sqlalchemy import bindparam, delete, select

from mock_server.context import get_sandbox
from mock_server.model.journal import JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account
from mock_server.rows import RowQuery, Transaction, connect, insert_row
from mock_server.statements import Statement

# A cookie belongs to a host, not to a port, and all sites of a sandbox share one host: hence a name for each.
COOKIES = {"journal": "journal_session", "messenger": "messenger_session", "sferum": "sferum_session"}

_OF_COOKIE = (SiteSession.token == bindparam("token"), SiteSession.site == bindparam("site"))
_JOURNAL_OWNER = RowQuery(
    select(JournalUser.phone, JournalUser.organization_id)
    .join(SiteSession, SiteSession.subject_id == JournalUser.id)
    .where(*_OF_COOKIE)
)
# A profile whose owner VK ID has forgotten signs nobody in: the join drops it.
_PROFILE = RowQuery(
    select(Profile, Account.phone)
    .join(SiteSession, SiteSession.subject_id == Profile.id)
    .join(Account, Account.id == Profile.account_id)
    .where(*_OF_COOKIE)
)
_DELETION = Statement(delete(SiteSession).where(*_OF_COOKIE))


def sign_in(site: str, subject_id: int, location: str, *, keep_earlier: bool = False) -> Response:
    """Signs a person in to the site; returns the redirect to `location`.

    It ends the browser's earlier session, unless `keep_earlier`: a test may have saved its cookie.
    """
    with get_sandbox().store.change() as change:
        if not keep_earlier:
            _delete_session(change, site)
        token = open_session(change, site, subject_id)
    answer = make_response(redirect(location, 303))
    set_cookie(answer, COOKIES[site], token)
    return answer


def sign_out(site: str, answer: Response) -> Response:
    """Ends the browser's session with the site, if it has one; returns the answer, which deletes the cookie."""
    with get_sandbox().store.change() as change:
        _delete_session(change, site)
    answer.delete_cookie(COOKIES[site])
    return answer


def set_cookie(answer: Response, name: str, value: str) -> None:
    """Sets a cookie that no script reads, no other site sends, and over HTTPS only where the site has HTTPS."""
    answer.set_cookie(name, value, httponly=True, samesite="Lax", secure=request.is_secure)


def open_session(transaction: Transaction, site: str, subject_id: int) -> str:
    """Opens a session of a person with the site; returns the value of its cookie."""
    token = secrets.token_urlsafe(32)
    insert_row(transaction, SiteSession, token=token, site=site, subject_id=subject_id)
    return token


def read_token(site: str) -> str:
    """Returns what this request's cookie names a session by; empty where no session can have such a name."""
    token = request.cookies.get(COOKIES[site], "")
    return token if token.isprintable() else ""


def find_profile(transaction: Transaction, site: str) -> tuple[Profile, str] | None:
    """Returns the profile signed in to the messenger or Sferum in this browser, and the phone of its owner."""
    return _PROFILE.find(transaction, token=read_token(site), site=site)


def find_owner(transaction: Transaction, site: str) -> tuple[str | None, int | None]:
    """Returns the phone, and in the journal the organization, of the person signed in to the site in this browser."""
    if site not in COOKIES:
        return None, None
    if site == "journal":
        return _JOURNAL_OWNER.find(transaction, token=read_token(site), site=site) or (None, None)
    found = find_profile(transaction, site)
    return (found[1] if found else None), None


def _delete_session(transaction: Transaction, site: str) -> None:
    _DELETION.run(connect(transaction), {"token": read_token(site), "site": site})
