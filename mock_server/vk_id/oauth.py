"""The addresses of VK ID that clients call themselves, back ends and pages alike: tokens and the person's data."""

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy import select

from mock_server.clock import now
from mock_server.context import sandbox
from mock_server.http.gate import for_other_origins
from mock_server.json_api import refuse
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import AccessToken, AuthorizationCode, Client, Consent, Login, RefreshToken
from mock_server.rules import clients, id_tokens, person_data, protocol, tokens
from mock_server.rules.protocol import OAuthError, Operation, Strictness
from mock_server.vk_id.request_params import bearer, check_form, mode_for, parameters, state
from mock_server.web import identify

blueprint = Blueprint("oauth", __name__)


@blueprint.errorhandler(OAuthError)
def error_answer(error: OAuthError) -> Response:
    """An error as RFC 6749 §5.2 has it, with the request's own `state`."""
    answer = {"error": error.error, "error_description": error.description, "state": state()}
    return make_response(jsonify({name: value for name, value in answer.items() if value}), error.status)


def wrong_request(status: int, reason: str) -> Response:
    """The answer to a request that reaches no view: refused at the gate, for nothing there, or struck by a fault."""
    name = {503: "temporarily_unavailable"}.get(status, "server_error") if status >= 500 else "invalid_request"
    return let_pages_read(refuse(status, name, reason))


@blueprint.after_request
def let_pages_read(response: Response) -> Response:
    """Pages may read the answers. Nothing is said to a preflight: with VK ID it fails, as its documentation warns."""
    if request.method == "POST":
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.post("/oauth2/auth")
@for_other_origins
def token() -> Response:
    """Exchange an authorization code or a refresh token for tokens (RFC 6749 §4.1.3, §6)."""
    asked = parameters()
    grant = asked.get("grant_type", "")
    if grant not in protocol.GRANTS:
        raise OAuthError("unsupported_grant_type", "grant_type is missing or invalid")
    login = _login_of_grant(asked)
    identify(phone=login.phone if login else None, login_id=login.id if login else None)
    client, mode = _client(asked, protocol.GRANTS[grant])
    clients.authenticate(client, asked)
    shared = sandbox()
    try:
        with shared.store.write() as session:
            if grant == "authorization_code":
                issued = tokens.redeem_code(session, client, asked, shared.settings, mode)
            else:
                issued = tokens.refresh(session, client, asked, shared.settings)
    except tokens.TokenReusedError as reused:
        with shared.store.write() as session:
            tokens.end_tokens(session, session.get_one(Login, reused.login_id))
        raise
    access = issued.access
    claims = id_tokens.Claims(access.profile_id, client.id, access.expires_at)
    return jsonify(
        access_token=access.token,
        refresh_token=issued.refresh.token,
        id_token=shared.signer.sign(claims, issued.at),
        token_type="Bearer",
        expires_in=int(shared.settings.access_token_lifetime_s),
        user_id=access.profile_id,
        scope=access.scope,
        state=asked.get("state", ""),
    )


@blueprint.post("/oauth2/user_info")
@for_other_origins
def user_info() -> Response:
    """Who the token's owner is. `user_id` is a string here and a number in the token's answer, as VK ID has it."""
    known = _token(protocol.USER_INFO)
    with sandbox().store.read() as session:
        profile = session.get_one(Profile, known.profile_id)
        account = person_data.account_of(session, known.login.phone)
    return jsonify(user=person_data.full(profile, account, known.scope))


@blueprint.post("/oauth2/public_info")
@for_other_origins
def public_info() -> Response:
    """The masked data of whoever an id_token tells of."""
    asked = parameters()
    client, _ = _client(asked, protocol.PUBLIC_INFO)
    claims = sandbox().signer.read(asked.get("id_token", ""))
    with sandbox().store.read() as session:
        profile = session.get(Profile, claims.profile_id)
        account = profile.account if profile else None
        given = session.get(Consent, (client.id, account.id)) if account else None
        moment = now(session, account.phone if account else None)
    if profile is None or given is None or claims.client_id != client.id or moment >= claims.expires_at:
        raise id_tokens.refusal()
    identify(phone=account.phone if account else None)
    return jsonify(user=person_data.masked(profile, account, given.scope))


@blueprint.post("/oauth2/logout")
@for_other_origins
def logout() -> Response:
    """The tokens of this login are good for nothing from now on."""
    login_id = _token(protocol.LOGOUT).login_id
    with sandbox().store.write() as session:
        tokens.end_tokens(session, session.get_one(Login, login_id))
    return jsonify(response=1)


@blueprint.post("/oauth2/revoke")
@for_other_origins
def revoke() -> Response:
    """The person's consent, and all tokens that the client has for the person, are no more."""
    login_id = _token(protocol.REVOKE).login_id
    with sandbox().store.write() as session:
        tokens.withdraw_consent(session, session.get_one(Login, login_id))
    return jsonify(response=1)


@blueprint.get("/.well-known/jwks.json")
@for_other_origins
def keys() -> Response:
    """The key that id_tokens are signed with. The address is ours: VK publishes none."""
    answer = jsonify({"keys": [sandbox().signer.public]})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _client(asked: dict[str, str], operation: Operation) -> tuple[Client, Strictness]:
    with sandbox().store.read() as session:
        client = clients.load_client(session, asked.get("client_id", ""))
    mode = mode_for(client)
    check_form(mode)
    protocol.check_names(operation, asked, mode)
    return client, mode


def _token(operation: Operation) -> AccessToken:
    """The access token that the request shows, in its body or in its header."""
    asked = parameters()
    sent = {each for each in (asked.get("access_token"), bearer()) if each}
    if len(sent) > 1:
        raise OAuthError("invalid_request", "access_token is sent twice")
    with sandbox().store.read() as session:
        known = tokens.load_token(session, "".join(sent))
    mode = mode_for(known.login.client)
    check_form(mode)
    protocol.check_names(operation, asked, mode)
    if "client_id" not in asked:
        mode.reject_or_note("no client_id", protocol.invalid("client_id"))
    elif asked["client_id"] != known.client_id:
        raise protocol.invalid("access_token", "invalid_token", 401)
    identify(phone=known.login.phone, login_id=known.login_id)
    return known


def _login_of_grant(asked: dict[str, str]) -> Login | None:
    """Whose tokens are asked for, before it is known whether they may be given."""
    with sandbox().store.read() as session:
        grant = session.get(AuthorizationCode, asked.get("code", "")) or session.get(
            RefreshToken, asked.get("refresh_token", "")
        )
        if grant:
            return grant.login
        # Whoever redeems what is no code shows whose login it was all the same, by its verifier.
        challenge = protocol.challenge_of(asked.get("code_verifier", ""))
        return session.scalar(select(Login).where(Login.code_challenge == challenge))
