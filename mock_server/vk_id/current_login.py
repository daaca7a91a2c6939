"""The login that a screen of VK ID is part of: whose browser began it, and which account the screen is for."""

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.globals import request_ctx

from mock_server import logins
from mock_server.context import get_sandbox
from mock_server.model.vk_id import Account, Login
from mock_server.rows import Transaction
from mock_server.rules import accounts, authorization
from mock_server.rules.authorization import LoginState
from mock_server.upserts import insert_new
from mock_server.web import allow_frames, identify_login

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
    current = request_ctx.request  # itself: the proxy looks it up at each use
    with get_sandbox().store.look() as look:
        state = authorization.find_login(look, g.login_id)
    if state is None or state.login.device_id != current.cookies.get(DEVICE_COOKIE):
        return make_response(render_template("vk_id/lost.html"), 404)
    g.state = state
    allow_frames(state.client.frame_origins)
    identify_login(state.login)
    is_repeatable, is_for = current.method + (current.endpoint or "") in _REPEATABLE, _is_for(state.login)
    if state.has_ended and not (is_repeatable and is_for):
        raise LoginEndedError
    if not is_for:
        raise AnotherAccountError
    return None


def lock_login(transaction: Transaction, *, even_ended: bool = False) -> LoginState:
    """Loads the login once more, to change it: another tab may have gone on with it. Raises LoginError."""
    state = authorization.lock_login(transaction, g.login_id)
    assert state is not None, "nothing deletes logins"
    g.state = state
    if not _is_for(state.login):
        raise AnotherAccountError
    if state.has_ended and not even_ended:
        raise LoginEndedError
    return state


def open_account(transaction: Transaction, state: LoginState) -> Account:
    """Returns the account of the login's phone; creates one for a phone new to VK ID."""
    if state.account is not None:
        return state.account
    assert state.login.phone is not None
    insert_new(transaction, Account, phone=state.login.phone)  # another login of the phone may be as far
    account = accounts.load_account(transaction, state.login.phone)
    assert account is not None
    return account


def render_screen(screen: str, **values: Any) -> str:
    """Renders a screen of the login."""
    return render_template(
        f"vk_id/{screen}.html",
        login=g.state.login,
        client=g.state.client,
        masked_phone=logins.mask_phone,
        masked_email=logins.mask_email,
        **values,
    )


def redirect_to_screen(screen: str, **query: Any) -> Response:
    """Redirects to another screen of the login, for the account that the login is about now."""
    return make_response(redirect(url_for(f"screens.{screen}", login_id=g.state.login.screens_id, **query), 303))


def _is_for(login: Login) -> bool:
    return request.endpoint in _NAMING or g.turn == str(login.turn)
