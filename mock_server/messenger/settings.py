"""Settings → account, where a person sees their own ID (E-2), and the way to another of their profiles (E-1)."""

import base64
import binascii

from flask import Blueprint, Response, abort, g, render_template, request, url_for

from mock_server import sessions
from mock_server.context import get_sandbox
from mock_server.logins import mask_phone
from mock_server.messenger.chats import parse_profile_id
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account
from mock_server.vk_sign_in import ensure_local_path, require_profile

blueprint = Blueprint("settings", __name__, template_folder="templates", url_prefix="/settings")
blueprint.before_request(require_profile)
Answer = Response | str

BACK_TO_CHATS = base64.b64encode(b"/").decode()
"""The value of `back` in the guide's address, `/settings/account?back=Lw%3D%3D`: a path in base64 (E-2)."""


@blueprint.get("")
def settings() -> Answer:
    """Shows the sections of the settings."""
    return render_template("messenger/settings.html", profile=g.profile, back=BACK_TO_CHATS)


@blueprint.get("/account")
def account() -> Answer:
    """Shows the profile's ID and its owner's data, and a choice of the owner's profiles."""
    with get_sandbox().store.read() as session:
        owner = session.get(Account, g.profile.account_id) if g.profile.account_id else None
        profiles = list(owner.profiles) if owner else [g.profile]
    return render_template(
        "messenger/account.html",
        profile=g.profile,
        profiles=profiles,
        phone=mask_phone(g.phone) if g.phone else None,
        back=_path_back(request.args.get("back", "")),
    )


@blueprint.post("/account/profile")
def switch_profile() -> Answer:
    """Goes on with another profile of the same account; 404 for any other profile."""
    with get_sandbox().store.read() as session:
        profile = session.get(Profile, parse_profile_id(request.form.get("profile_id", "")))
    if profile is None or profile.account_id is None or profile.account_id != g.profile.account_id:
        abort(404)
    return sessions.sign_in("messenger", profile.id, url_for(".account", back=BACK_TO_CHATS))


def _path_back(text: str) -> str:
    try:
        return ensure_local_path(base64.b64decode(text, validate=True).decode())
    except (binascii.Error, ValueError):
        return "/"
