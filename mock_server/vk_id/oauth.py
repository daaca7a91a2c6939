"""The addresses of VK ID that back ends and pages of clients call: tokens and the person's data."""

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy import and_, bindparam, select

from mock_server.clock import shift_time
from mock_server.context import get_sandbox
from mock_server.http.gate import for_other_origins
from mock_server.json_api import refuse
from mock_server.model.sandbox import TimeShift
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account, Client, Consent
from mock_server.rows import RowQuery
from mock_server.rules import clients, id_tokens, person_data, protocol, tokens
from mock_server.rules.protocol import OAuthError, Operation, Strictness
from mock_server.rules.tokens import TokenState
from mock_server.vk_id.request_params import check_form, choose_strictness, read_bearer_token, read_params, read_state
from mock_server.web import identify_login, identify_request

blueprint = Blueprint("oauth", __name__)
_CONSENTED = RowQuery(
    select(Profile, Account, Consent, TimeShift.seconds)
    .join(Account, Account.id == Profile.account_id)
    .join(Consent, and_(Consent.account_id == Account.id, Consent.client_id == bindparam("client_id")))
    .outerjoin(TimeShift, TimeShift.phone == Account.phone)
    .where(Profile.id == bindparam("profile_id"))
)


@blueprint.errorhandler(OAuthError)
def error_answer(error: OAuthError) -> Response:
    """Returns an error in the form of RFC 6749 §5.2, with the request's `state`."""
    answer = {"error": error.error, "error_description": error.description, "state": read_state()}
    return make_response(jsonify({name: value for name, value in answer.items() if value}), error.status)


def wrong_request(status: int, reason: str) -> Response:
    """Returns the answer to a request that reaches no view: the gate or a fault stops it, or its path is unknown."""
    name = {503: "temporarily_unavailable"}.get(status, "server_error") if status >= 500 else "invalid_request"
    return let_pages_read(refuse(status, name, reason))


@blueprint.after_request
def let_pages_read(response: Response) -> Response:
    """Lets pages read the answers. A preflight gets no such header: VK ID fails it, as its documentation warns."""
    if request.method == "POST":
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.post("/oauth2/auth")
@for_other_origins
def token() -> Response:
    """Exchanges an authorization code or a refresh token for tokens (RFC 6749 §4.1.3, §6)."""
    params = read_params()
    shared = get_sandbox()
    with shared.store.look() as look:
        login = tokens.find_login(look, params)
        known = clients.find_client(look, params.get("client_id", ""))
    identify_login(login)
    grant = params.get("grant_type", "")
    if grant not in protocol.GRANTS:
        raise OAuthError("unsupported_grant_type", "grant_type is missing or invalid")
    client = clients.require_client(known)
    mode = _check_request(client, params, protocol.GRANTS[grant])
    clients.authenticate_client(client, params)
    try:
        with shared.store.change() as change:
            if grant == "authorization_code":
                issued = tokens.redeem_code(change, client, params, shared.settings, mode)
            else:
                issued = tokens.refresh_tokens(change, client, params, shared.settings)
    except tokens.TokenReusedError as reused:
        with shared.store.change() as change:
            tokens.end_tokens_of_login(change, reused.login_id)
        raise
    access = issued.access
    claims = id_tokens.Claims(access.profile_id, client.id, access.expires_at)
    return jsonify(
        access_token=access.token,
        refresh_token=issued.refresh.token,
        id_token=shared.signer.sign(claims, issued.at),
        token_type="Bearer",  # noqa: S106  the name of a scheme
        expires_in=int(shared.settings.access_token_lifetime_s),
        user_id=access.profile_id,
        scope=access.scope,
        state=params.get("state", ""),
    )


@blueprint.post("/oauth2/user_info")
@for_other_origins
def user_info() -> Response:
    """Returns who owns the token. `user_id` is a string here and a number in the token's answer, as in VK ID."""
    valid = _token(protocol.USER_INFO)
    return jsonify(user=person_data.full(valid.profile, valid.account, valid.access.scope))


@blueprint.post("/oauth2/public_info")
@for_other_origins
def public_info() -> Response:
    """Returns the masked data of the person whom an id_token names."""
    params = read_params()
    with get_sandbox().store.look() as look:
        client = clients.require_client(clients.find_client(look, params.get("client_id", "")))
    _check_request(client, params, protocol.PUBLIC_INFO)
    claims = get_sandbox().signer.read(params.get("id_token", ""))
    with get_sandbox().store.look() as look:
        row = _CONSENTED.find(look, profile_id=claims.profile_id, client_id=client.id)
    if row is None or claims.client_id != client.id or shift_time(row[-1]) >= claims.expires_at:
        raise id_tokens.build_token_error()
    profile, account, consent, _ = row
    identify_request(phone=account.phone)
    return jsonify(user=person_data.build_masked_data(profile, account, consent.scope))


@blueprint.post("/oauth2/logout")
@for_other_origins
def logout() -> Response:
    """Revokes the tokens of this login."""
    login = _token(protocol.LOGOUT).login
    with get_sandbox().store.change() as change:
        tokens.end_tokens_of_login(change, login.id)
    return jsonify(response=1)


@blueprint.post("/oauth2/revoke")
@for_other_origins
def revoke() -> Response:
    """Deletes the person's consent and revokes all tokens that the client has for the person."""
    login = _token(protocol.REVOKE).login
    with get_sandbox().store.change() as change:
        tokens.withdraw_consent(change, login)
    return jsonify(response=1)


@blueprint.get("/.well-known/jwks.json")
@for_other_origins
def keys() -> Response:
    """Returns the key that signs id_tokens. The address is ours: VK publishes none."""
    answer = jsonify({"keys": [get_sandbox().signer.public]})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _check_request(client: Client, params: dict[str, str], operation: Operation) -> Strictness:
    """Checks the request's form and the names of its parameters as strictly as the client is treated."""
    mode = choose_strictness(client)
    check_form(mode)
    protocol.check_names(operation, params, mode)
    return mode


def _token(operation: Operation) -> TokenState:
    """Returns the access token that the request carries in its body or in its header. Raises OAuthError."""
    params = read_params()
    tokens_sent = {token for token in (params.get("access_token"), read_bearer_token()) if token}
    if len(tokens_sent) > 1:
        raise OAuthError("invalid_request", "access_token is sent twice")
    with get_sandbox().store.look() as look:
        found = tokens.find_token(look, "".join(tokens_sent))
    identify_login(found.login if found else None)
    valid = tokens.require_valid_token(found)
    mode = _check_request(valid.client, params, operation)
    if "client_id" not in params:
        mode.reject_or_note("no client_id", protocol.build_invalid_error("client_id"))
    elif params["client_id"] != valid.client.id:
        raise protocol.build_invalid_error("access_token", "invalid_token", 401)
    return valid
