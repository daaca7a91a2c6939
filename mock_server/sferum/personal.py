"""A person's own page: accepting an invitation (F-1), and applying with one's educational profile (F-2)."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import sandbox
from mock_server.model.sferum import Invitation, Organization, Profile
from mock_server.rules import applications, invitations, membership
from mock_server.rules.membership import MembershipRefusedError
from mock_server.sferum.labels import KINDS, OFFERED_ROLES, ROLES
from mock_server.vk_sign_in import load_profile, require_profile

blueprint = Blueprint("personal", __name__, template_folder="templates")
Answer = Response | str
NO_SUCH = "Организации с таким ID нет"


@blueprint.before_request
def require_applicant() -> Answer | None:
    """Demands a sign-in for everything but reading an invitation."""
    if request.endpoint == "personal.invitation":
        load_profile()
        return None
    return require_profile()


@blueprint.get("/invitations/<token>")
def invitation(token: str) -> Answer:
    """What a person sees who follows an invitation's link, signed in or not."""
    return _invitation_page(token)


@blueprint.post("/invitations/<token>")
def accept(token: str) -> Answer:
    """F-1: «Принять приглашение»: attached at once, the chats appear."""
    try:
        with sandbox().store.write() as session:
            found = session.get(Invitation, token)
            if found is None:
                abort(404)
            applicant = session.get_one(Profile, g.profile.id)
            invitations.accept(session, found, applicant, now(session, g.phone))
    except MembershipRefusedError as refused:
        return make_response(_invitation_page(token, refused.message), 409)
    return make_response(redirect(url_for(".profile"), 303))


@blueprint.get("/profile")
def profile() -> Answer:
    """«Мой учебный профиль»: one's organizations, invitations and applications."""
    return _profile_page()


@blueprint.get("/applications/new")
def application_form() -> Answer:
    """The application to one organization, found by its ID."""
    typed = request.args.get("organization_id", "").strip()
    with sandbox().store.read() as session:
        found = session.get(Organization, int(typed)) if typed.isdecimal() and len(typed) <= 15 else None
    if found is None:
        return make_response(_profile_page(typed=typed, mistake=NO_SUCH), 422)
    return _application_page(found)


@blueprint.post(f"/organizations/<int(max={2**53}):organization_id>/applications/new")
def apply(organization_id: int) -> Answer:
    """F-2: «Подать заявку»; nothing else happens until the administrator confirms it (F-3)."""
    with sandbox().store.read() as session:
        found = session.get(Organization, organization_id)
    if found is None:
        abort(404)
    role, classes = request.form.get("role", ""), request.form.getlist("classes")
    try:
        with sandbox().store.write() as session:
            applications.apply(session, organization_id, g.profile.id, role, classes, now(session, g.phone))
    except MembershipRefusedError as refused:
        return make_response(_application_page(found, mistake=refused.message), 422)
    return make_response(redirect(url_for(".profile"), 303))


def _profile_page(**values: Any) -> str:
    with sandbox().store.read() as session:
        belongs = membership.organizations_of(session, g.profile.id)
        waiting = invitations.open_for(session, g.phone, now(session, g.phone))
        made = applications.made_by(session, g.profile.id)
    return render_template(
        "sferum/profile.html",
        belongs=belongs,
        waiting=waiting,
        made=made,
        roles=ROLES,
        messenger_url=sandbox().addresses.messenger,
        **values,
    )


def _invitation_page(token: str, refused: str | None = None) -> str:
    with sandbox().store.read() as session:
        found = session.get(Invitation, token)
        if found is None:
            abort(404)
        organization = session.get_one(Organization, found.organization_id)
        closed = invitations.why_closed(session, found, now(session, g.phone))
        labels = membership.class_labels(session, organization.id)
    return render_template(
        "sferum/invitation.html",
        invitation=found,
        organization=organization,
        kind=KINDS[organization.kind],
        role=ROLES[found.role],
        classes=[label for code, label in labels.items() if code in found.classes],
        refused=refused or closed,
    )


def _application_page(found: Organization, mistake: str | None = None) -> str:
    with sandbox().store.read() as session:
        classes = membership.class_labels(session, found.id)
    return render_template(
        "sferum/application.html",
        organization=found,
        kind=KINDS[found.kind],
        classes=classes,
        roles=OFFERED_ROLES,
        form=request.form,
        mistake=mistake,
    )
