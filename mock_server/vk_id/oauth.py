"""The addresses of VK ID that clients' back ends call: tokens and the person's data."""

from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.datastructures import MultiDict

from mock_server.context import sandbox
from mock_server.logins import masked_phone
from mock_server.rules import authorization
from mock_server.web import identify

blueprint = Blueprint("oauth", __name__)


@blueprint.post("/oauth2/auth")
def token() -> Response:
    """Exchange an authorization code for a token (RFC 6749 §4.1.3)."""
    asked = parameters()
    with sandbox().store.read() as session:
        code = authorization.find_code(session, asked.get("code", ""))
        owner = (code.login.phone, code.login_id) if code else (None, None)
    identify(phone=owner[0], login_id=owner[1])
    if asked.get("grant_type") != "authorization_code":
        return error_answer(authorization.OAuthError("unsupported_grant_type", "grant_type is missing or invalid"))
    with sandbox().store.write() as session:
        token = authorization.redeem_code(session, asked, sandbox().settings)
    if isinstance(token, authorization.OAuthError):
        return error_answer(token)
    return jsonify(
        access_token=token.token,
        token_type="Bearer",
        expires_in=int(sandbox().settings.access_token_lifetime_s),
        user_id=token.profile_id,
        scope=token.scope,
        state=asked.get("state", ""),
    )


@blueprint.post("/oauth2/user_info")
def user_info() -> Response:
    """Who the token's owner is. `user_id` is a string here and a number in the token's answer, as VK ID has it."""
    asked = parameters()
    try:
        with sandbox().store.read() as session:
            known = authorization.token_of(session, asked.get("access_token", "") or bearer())
            profile = authorization.profile_of_token(session, known)
            phone = authorization.phone_of_token(session, known)
    except authorization.OAuthError as error:
        return error_answer(error)
    identify(phone=phone, login_id=known.login_id)
    return jsonify(
        user={
            "user_id": str(profile.id),
            "first_name": profile.first_name,
            "last_name": profile.last_name,
            "phone": masked_phone(phone) if phone else "",
            "avatar": "",
            "email": "",
            "sex": {"female": 1, "male": 2}.get(profile.sex or "", 0),
            "verified": False,
            "birthday": profile.birth_date.strftime("%d.%m.%Y") if profile.birth_date else "",
        }
    )


@blueprint.post("/oauth2/logout")
def logout() -> Response:
    """The token is good for nothing from now on."""
    asked = parameters()
    try:
        with sandbox().store.read() as session:
            known = authorization.token_of(session, asked.get("access_token", "") or bearer())
            phone = authorization.phone_of_token(session, known)
    except authorization.OAuthError as error:
        return error_answer(error)
    identify(phone=phone, login_id=known.login_id)
    with sandbox().store.write() as session:
        authorization.revoke_token(session, known)
    return jsonify(response=1)


def parameters() -> MultiDict[str, str]:
    """What was asked, from the query, a form and a JSON body alike: real clients spread it over all three."""
    asked: MultiDict[str, str] = MultiDict(request.values)
    body = request.get_json(silent=True)
    if isinstance(body, dict):
        asked.update({name: str(value) for name, value in body.items() if isinstance(value, str | int)})
    return asked


def bearer() -> str:
    """The token of the Authorization header (RFC 6750 §2.1), or nothing."""
    auth = request.authorization
    return (auth.token or "") if auth is not None and auth.type == "bearer" else ""


def error_answer(error: authorization.OAuthError) -> Response:
    """An error as RFC 6749 §5.2 has it."""
    return make_response(jsonify(error=error.error, error_description=error.description), error.status)
