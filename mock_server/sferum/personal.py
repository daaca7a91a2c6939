"""A person's own page: invitations that the person accepts (F-1), and applications of the person (F-2)."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.model.sferum import Invitation, Organization, Profile
from mock_server.rules import applications, invitations, membership
from mock_server.rules.membership import MembershipRefusedError
from mock_server.sferum.labels import KINDS, OFFERED_ROLES, ROLES
from mock_server.vk_sign_in import load_profile, require_profile

blueprint = Blueprint("personal", __name__, template_folder="templates")
Answer = Response | str
NO_ORGANIZATION = "Организации с таким ID нет"


@blueprint.before_request
def require_applicant() -> Answer | None:
    """Demands a sign-in for everything but reading an invitation."""
    if request.endpoint == "personal.invitation":
        load_profile()
        return None
    return require_profile()


@blueprint.get("/invitations/<token>")
def invitation(token: str) -> Answer:
    """Shows an invitation to a person who follows its link, signed in or not."""
    return _invitation_page(token)


@blueprint.post("/invitations/<token>")
def accept(token: str) -> Answer:
    """Attaches the person to the organization and its chats: «Принять приглашение» (F-1)."""
    try:
        with get_sandbox().store.write() as session:
            invitation = session.get(Invitation, token)
            if invitation is None:
                abort(404)
            profile = session.get_one(Profile, g.profile.id)
            invitations.accept(session, invitation, profile, now(session, g.phone))
    except MembershipRefusedError as error:
        return make_response(_invitation_page(token, error.message), 409)
    return make_response(redirect(url_for(".profile"), 303))


@blueprint.get("/profile")
def profile() -> Answer:
    """Shows «Мой учебный профиль»: the person's organizations, invitations and applications."""
    return _profile_page()


@blueprint.get("/applications/new")
def application_form() -> Answer:
    """Shows the form of an application to the organization of an ID."""
    typed = request.args.get("organization_id", "").strip()
    with get_sandbox().store.read() as session:
        organization = session.get(Organization, int(typed)) if typed.isdecimal() and len(typed) <= 15 else None
    if organization is None:
        return make_response(_profile_page(typed=typed, mistake=NO_ORGANIZATION), 422)
    return _application_page(organization)


@blueprint.post(f"/organizations/<int(max={2**53}):organization_id>/applications/new")
def apply(organization_id: int) -> Answer:
    """Makes an application: «Подать заявку» (F-2); nothing else happens until the administrator confirms it (F-3)."""
    with get_sandbox().store.read() as session:
        organization = session.get(Organization, organization_id)
    if organization is None:
        abort(404)
    role, classes = request.form.get("role", ""), request.form.getlist("classes")
    try:
        with get_sandbox().store.write() as session:
            applications.apply(session, organization_id, g.profile.id, role, classes, now(session, g.phone))
    except MembershipRefusedError as error:
        return make_response(_application_page(organization, mistake=error.message), 422)
    return make_response(redirect(url_for(".profile"), 303))


def _profile_page(**values: Any) -> str:
    with get_sandbox().store.read() as session:
        memberships = membership.list_organizations(session, g.profile.id)
        open_invitations = invitations.list_open(session, g.phone, now(session, g.phone))
        own_applications = applications.list_made(session, g.profile.id)
    return render_template(
        "sferum/profile.html",
        memberships=memberships,
        invitations=open_invitations,
        applications=own_applications,
        roles=ROLES,
        messenger_url=get_sandbox().addresses.messenger,
        **values,
    )


def _invitation_page(token: str, refusal: str | None = None) -> str:
    with get_sandbox().store.read() as session:
        invitation = session.get(Invitation, token)
        if invitation is None:
            abort(404)
        organization = session.get_one(Organization, invitation.organization_id)
        closed = invitations.explain_closed(session, invitation, now(session, g.phone))
        labels = membership.list_class_labels(session, organization.id)
    return render_template(
        "sferum/invitation.html",
        invitation=invitation,
        organization=organization,
        kind=KINDS[organization.kind],
        role=ROLES[invitation.role],
        classes=[label for code, label in labels.items() if code in invitation.classes],
        refusal=refusal or closed,
    )


def _application_page(organization: Organization, mistake: str | None = None) -> str:
    with get_sandbox().store.read() as session:
        classes = membership.list_class_labels(session, organization.id)
    return render_template(
        "sferum/application.html",
        organization=organization,
        kind=KINDS[organization.kind],
        classes=classes,
        roles=OFFERED_ROLES,
        form=request.form,
        mistake=mistake,
    )
