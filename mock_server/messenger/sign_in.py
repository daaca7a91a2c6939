"""Signing in to the messenger through VK ID: at once where the browser is remembered, by phone and code elsewhere."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from mock_server import oauth_client, sessions, vk_sign_in
from mock_server.context import sandbox
from mock_server.model.sferum import Profile
from mock_server.rules.linking import phone_of
from mock_server.web import identify

blueprint = Blueprint("sign_in", __name__, template_folder="templates")
Answer = Response | str


def know_profile() -> Answer | None:
    """Find the profile signed in, for the views that need it; others are sent to VK ID, and come back to the page."""
    with sandbox().store.read() as session:
        here = sessions.session_here(session, "messenger")
        profile = session.get(Profile, here.subject_id) if here else None
        phone = phone_of(session, profile.id) if profile else None
    if profile is None or phone is None:  # forgotten by VK ID: a profile without an owner signs nobody in
        wanted = vk_sign_in.local_path(request.full_path.rstrip("?")) if request.method == "GET" else None
        return make_response(redirect(url_for("sign_in.begin", then=wanted), 303))
    g.profile, g.phone = profile, phone
    identify(phone=phone)
    return None


@blueprint.get("/sign-in")
def begin() -> Answer:
    """Off to VK ID."""
    return vk_sign_in.begin(_door(), vk_sign_in.local_path(request.args.get("then", "")))


@blueprint.get("/sign-in/callback")
def callback() -> Answer:
    """Back from VK ID."""
    try:
        profile_id, then = vk_sign_in.finish(_door())
    except vk_sign_in.SignInError as failed:
        return make_response(render_template("messenger/not_signed_in.html"), failed.status)
    answer = sign_in_as(profile_id, then)
    answer.delete_cookie(_door().cookie)
    return answer


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    """Sign out of the messenger; VK ID goes on remembering the browser."""
    with sandbox().store.write() as session:
        sessions.close_session(session, "messenger")
    answer = make_response(render_template("messenger/signed_out.html"))
    sessions.take_cookie(answer, "messenger")
    return answer


def sign_in_as(profile_id: int, then: str) -> Response:
    """Open the messenger for a profile, in place of whoever was in it, and go on to a path."""
    with sandbox().store.write() as session:
        sessions.close_session(session, "messenger")
        token = sessions.open_session(session, "messenger", profile_id)
    answer = make_response(redirect(then, 303))
    sessions.give_cookie(answer, "messenger", token)
    return answer


def _door() -> vk_sign_in.Door:
    return vk_sign_in.Door("messenger_attempt", oauth_client.MESSENGER_ID, sandbox().addresses.messenger)
