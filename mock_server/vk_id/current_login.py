"""The login that a screen of VK ID is part of: whose browser began it, and which account the screen is for."""

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server import logins
from mock_server.context import get_sandbox
from mock_server.model.base import LOCK
from mock_server.model.vk_id import Account, Login
from mock_server.rules import authorization
from mock_server.rules.accounts import find_account
from mock_server.upserts import insert_new
from mock_server.web import allow_frames, identify_request

DEVICE_COOKIE = "vk_id_device"
# A second click on the same button gets the same answer; nothing else may be done with a login that has ended.
_REPEATABLE = {"POSTscreens.submit_consent", "POSTscreens.refuse"}
# A typed phone says whose login it is from now on, whatever account the screen was for.
_NAMING = {"screens.phone", "screens.submit_phone"}


class LoginError(Exception):
    """The screen can do nothing with its login."""


class LoginEndedError(LoginError):
    """The browser has been sent back to the client already."""


class AnotherAccountError(LoginError):
    """The login has moved on to another account than the screen's: what the screen sends has no effect."""


def parse_login_id(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Takes the login's ID out of the address, and the number of the account that the screen is for."""
    if values and "login_id" in values:
        g.login_id, _, turn = values.pop("login_id").partition(".")
        g.turn = turn or "0"


def load_login() -> Response | None:
    """Loads the login for the browser that began it. Raises LoginError."""
    if "login_id" not in g:
        return None
    with get_sandbox().store.read() as session:
        login_and_end = authorization.find_login(session, g.login_id)
    if login_and_end is None or login_and_end[0].device_id != request.cookies.get(DEVICE_COOKIE):
        return make_response(render_template("vk_id/lost.html"), 404)
    g.login, ended = login_and_end
    g.client = g.login.client
    allow_frames(g.client.frame_origins)
    identify_request(phone=g.login.phone, login_id=g.login.id)
    repeatable = request.method + (request.endpoint or "") in _REPEATABLE
    if ended and not (repeatable and _is_for(g.login)):
        raise LoginEndedError
    if not _is_for(g.login):
        raise AnotherAccountError
    return None


def lock_login(session: Session, *, even_ended: bool = False) -> Login:
    """Loads the login once more, to change it: another tab may have gone on with it. Raises LoginError."""
    login: Login = session.get_one(Login, g.login.id, with_for_update={"of": Login, **LOCK})
    g.login = login
    if (even_ended or not authorization.has_ended(session, login)) and _is_for(login):
        return login
    session.expunge(login)  # it is needed after the transaction, which is undone
    raise AnotherAccountError if not _is_for(login) else LoginEndedError


def require_account(session: Session, login: Login) -> Account:
    """Returns the account of a confirmed login: it has one until VK ID forgets the person."""
    return session.scalars(select(Account).where(Account.phone == login.phone)).one()


def open_account(session: Session, login: Login) -> Account:
    """Returns the account of the login's phone; creates one for a phone new to VK ID."""
    account = find_account(session, login.phone)
    if account is None:
        assert login.phone is not None
        insert_new(session, Account, phone=login.phone)  # another login of the phone may be as far
        account = session.scalars(select(Account).where(Account.phone == login.phone)).one()
    return account


def render_screen(screen: str, **values: Any) -> str:
    """Renders a screen of the login."""
    return render_template(
        f"vk_id/{screen}.html",
        login=g.login,
        client=g.client,
        masked_phone=logins.mask_phone,
        masked_email=logins.mask_email,
        **values,
    )


def redirect_to_screen(screen: str, **query: Any) -> Response:
    """Redirects to another screen of the login, for the account that the login is about now."""
    return make_response(redirect(url_for(f"screens.{screen}", login_id=g.login.screens_id, **query), 303))


def _is_for(login: Login) -> bool:
    return request.endpoint in _NAMING or g.turn == str(login.turn)
