"""Sferum's first page, and the way in through VK ID: for administrators (D-1), and for everybody's own page (F)."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from mock_server import oauth_client, sessions, vk_sign_in
from mock_server.context import sandbox
from mock_server.model.sferum import Profile
from mock_server.rules import membership
from mock_server.rules.linking import phone_of
from mock_server.web import identify

blueprint = Blueprint("sign_in", __name__, template_folder="templates")
Answer = Response | str


def know_person() -> Answer | None:
    """Find who is signed in, for the views that need it; others are sent to VK ID, and come back to the page."""
    if recognize():
        return None
    wanted = vk_sign_in.local_path(request.full_path.rstrip("?")) if request.method == "GET" else "/"
    return make_response(redirect(url_for("sign_in.begin", then=wanted), 303))


def recognize() -> bool:
    """Find who is signed in, if anybody is: the profile, the phone, the organizations its owner administers."""
    with sandbox().store.read() as session:
        here = sessions.session_here(session, "sferum")
        profile = session.get(Profile, here.subject_id) if here else None
        phone = phone_of(session, profile.id) if profile else None
        if phone is None:  # forgotten by VK ID: a profile without an owner signs nobody in
            profile = None
        organizations = membership.administered_by(session, phone)
    g.profile, g.phone, g.organizations = profile, phone, organizations
    identify(phone=phone)
    return profile is not None


@blueprint.get("/")
def index() -> Answer:
    """The first page."""
    return render_template("sferum/home.html")


@blueprint.get("/sign-in")
def begin() -> Answer:
    """Off to VK ID, to come back to the page `then`."""
    return vk_sign_in.begin(_door(), vk_sign_in.local_path(request.args.get("then", "")))


@blueprint.get("/sign-in/callback")
def callback() -> Answer:
    """Back from VK ID."""
    try:
        profile_id, then = vk_sign_in.finish(_door())
    except vk_sign_in.SignInError as failed:
        return make_response(render_template("sferum/not_signed_in.html"), failed.status)
    with sandbox().store.write() as session:
        sessions.close_session(session, "sferum")
        token = sessions.open_session(session, "sferum", profile_id)
    answer = make_response(redirect(then, 303))
    sessions.give_cookie(answer, "sferum", token)
    answer.delete_cookie(_door().cookie)
    return answer


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    """Sign out of Sferum; VK ID goes on remembering the browser."""
    with sandbox().store.write() as session:
        sessions.close_session(session, "sferum")
    answer = make_response(redirect(url_for(".index"), 303))
    sessions.take_cookie(answer, "sferum")
    return answer


def _door() -> vk_sign_in.Door:
    return vk_sign_in.Door("sferum_attempt", oauth_client.SFERUM_ID, sandbox().addresses.sferum)
