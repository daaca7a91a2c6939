"""Where a client sends the browser: `/authorize` of OAuth 2.1, and `/auth` of the older silent-token flow."""

import secrets

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.model.vk_id import Client, Login
from mock_server.oauth_client import OWN_IDS
from mock_server.rules import authorization, clients, protocol, silent_tokens
from mock_server.rules.protocol import ClientError, OAuthError, Strictness
from mock_server.sessions import set_cookie
from mock_server.vk_id import answers
from mock_server.vk_id.current_login import DEVICE_COOKIE
from mock_server.vk_id.request_params import check_form, choose_strictness, read_params
from mock_server.vk_id.screens import SESSION_COOKIE
from mock_server.web import identify_request

blueprint = Blueprint("authorize", __name__, template_folder="templates")
Answer = Response | str


@blueprint.errorhandler(ClientError)
def client_error(error: ClientError) -> Answer:
    """Shows an unknown client or a foreign address as an error page, never as a redirect (RFC 6749 §4.1.2.1)."""
    return make_response(render_template("vk_id/client_error.html", description=error.description), 400)


@blueprint.errorhandler(OAuthError)
def unreadable(error: OAuthError) -> Answer:
    """Shows the same page for a request whose client cannot be read."""
    return client_error(ClientError(error.description))


@blueprint.get("/authorize")
def authorize() -> Answer:
    """Starts a login by RFC 6749 §4.1.1, with PKCE (RFC 7636 §4.3)."""
    params = read_params()
    with get_sandbox().store.look() as look:
        client = clients.load_trusted_client(look, params.get("client_id", ""), params.get("redirect_uri", ""))
        account = authorization.find_remembered_account(look, request.cookies.get(SESSION_COOKIE))
    origins = clients.list_popup_origins(client, params.get("origin", ""))
    identify_request(phone=account.phone if account else None)
    back, mode = (
        answers.ReturnAddress(params["redirect_uri"], params.get("state", ""), origins),
        choose_strictness(client),
    )
    _check_redirect_uri(client, params["redirect_uri"], mode)
    code = None
    try:
        check_form(mode)
        protocol.check_names(protocol.AUTHORIZE, params, mode)
        protocol.check_values(params, mode)
        prompts = protocol.read_prompts(params, mode)
        if "none" in prompts and account is None:
            raise OAuthError("login_required", "the user is not signed in")
        with get_sandbox().store.change() as change:
            login = authorization.start_login(change, client, params, _device_id(), origins, mode)
            if account is not None and "login" not in prompts:
                authorization.confirm_remembered_login(change, login, account)
                if "select_account" not in prompts:
                    authorization.choose_only_profile(change, login, client, account)
                if "none" in prompts:
                    authorization.choose_consented_profile(change, login, account)
                    moment = now(change, account.phone)
                    code = authorization.issue_code(change, login, account, get_sandbox().settings, moment)
    except OAuthError as error:
        return back.send_error(error)
    identify_request(login_id=login.id)
    return _with_device(login, back.send_code(login, code) if code else _to_screens(login))


@blueprint.get("/auth")
def auth() -> Answer:
    """Starts a login of the silent-token flow, to which `@vkontakte/superappkit` sends the browser."""
    params = read_params()
    with get_sandbox().store.look() as look:
        client = clients.load_trusted_client(look, params.get("app_id", ""), params.get("redirect_uri", ""))
        account = authorization.find_remembered_account(look, request.cookies.get(SESSION_COOKIE))
    identify_request(phone=account.phone if account else None)
    mode = choose_strictness(client)
    _check_redirect_uri(client, params["redirect_uri"], mode)
    check_form(mode)
    with get_sandbox().store.change() as change:
        login = silent_tokens.start_login(change, client, params, _device_id(), mode)
        if account is not None:
            authorization.confirm_remembered_login(change, login, account)
    identify_request(login_id=login.id)
    return _with_device(login, _to_screens(login))


def _check_redirect_uri(client: Client, redirect_uri: str, mode: Strictness) -> None:
    """Raises OAuthError; the sandbox's own sites are where its settings put them, with or without TLS."""
    if client.id not in OWN_IDS:
        clients.check_redirect_uri(redirect_uri, mode)


def _device_id() -> str:
    return request.cookies.get(DEVICE_COOKIE) or secrets.token_urlsafe(64)


def _to_screens(login: Login) -> Response:
    screen = "account" if login.confirmed_at else "phone"
    return make_response(redirect(url_for(f"screens.{screen}", login_id=login.screens_id), 303))


def _with_device(login: Login, answer: Response) -> Response:
    set_cookie(answer, DEVICE_COOKIE, login.device_id)
    return answer
