"""Signing in to the messenger through VK ID: at once where the browser is remembered, by phone and code elsewhere."""

import secrets

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from mock_server import oauth_client, sessions
from mock_server.context import sandbox
from mock_server.model import Profile
from mock_server.rules.linking import phone_of
from mock_server.web import identify

blueprint = Blueprint("sign_in", __name__, template_folder="templates")
ATTEMPT_COOKIE = "messenger_attempt"
_TIMEOUT_S = 10.0
Answer = Response | str


def know_profile() -> Answer | None:
    """Find the profile signed in, for the views that need it; others are sent to VK ID."""
    with sandbox().store.read() as session:
        here = sessions.session_here(session, "messenger")
        profile = session.get(Profile, here.subject_id) if here else None
        phone = phone_of(session, profile.id) if profile else None
    if profile is None:
        return make_response(redirect(url_for("sign_in.begin"), 303))
    g.profile, g.phone = profile, phone
    identify(phone=phone)
    return None


@blueprint.get("/sign-in")
def begin() -> Answer:
    """Off to VK ID."""
    attempt = oauth_client.Attempt.new()
    url = oauth_client.authorize_url(sandbox().addresses.vk_id, oauth_client.MESSENGER_ID, callback_url(), attempt)
    answer = make_response(redirect(url, 303))
    answer.set_cookie(ATTEMPT_COOKIE, f"{attempt.state}.{attempt.code_verifier}", httponly=True, samesite="Lax")
    return answer


@blueprint.get("/sign-in/callback")
def callback() -> Answer:
    """Back from VK ID."""
    state, _, code_verifier = request.cookies.get(ATTEMPT_COOKIE, "").partition(".")
    if not state or not secrets.compare_digest(state.encode(), request.args.get("state", "").encode()):
        return make_response(render_template("messenger/not_signed_in.html"), 400)
    shared = sandbox()
    try:
        token = oauth_client.redeem(
            shared.http,
            shared.addresses.vk_id,
            _TIMEOUT_S,
            client_id=oauth_client.MESSENGER_ID,
            code=request.args.get("code", ""),
            code_verifier=code_verifier,
            device_id=request.args.get("device_id", ""),
            redirect_uri=callback_url(),
            state=state,
        )
    except (oauth_client.ServiceSilent, oauth_client.ServiceRefused):
        return make_response(render_template("messenger/not_signed_in.html"), 502)
    with shared.store.write() as session:
        opened = sessions.open_session(session, "messenger", int(token["user_id"]))
    answer = make_response(redirect(url_for("chats.chats"), 303))
    sessions.give_cookie(answer, "messenger", opened)
    answer.delete_cookie(ATTEMPT_COOKIE)
    return answer


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    """Sign out of the messenger; VK ID goes on remembering the browser."""
    with sandbox().store.write() as session:
        here = sessions.session_here(session, "messenger")
        if here is not None:
            session.delete(here)
    answer = make_response(render_template("messenger/signed_out.html"))
    sessions.take_cookie(answer, "messenger")
    return answer


def callback_url() -> str:
    """The messenger's redirect address, as registered with VK ID."""
    return f"{sandbox().addresses.messenger}/sign-in/callback"
