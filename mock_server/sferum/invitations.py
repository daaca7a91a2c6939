"""The invitations of an organization (F-1), which its administrator sends, sees and withdraws."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.logins import parse_phone
from mock_server.rules import invitations as rules
from mock_server.rules import membership
from mock_server.sferum.admin_console import ORGANIZATION, require_administrator
from mock_server.sferum.labels import OFFERED_ROLES

blueprint = Blueprint(
    "invitations", __name__, template_folder="templates", url_prefix=f"/organizations{ORGANIZATION}/invitations"
)
blueprint.before_request(require_administrator)
Answer = Response | str

LIFETIMES_DAYS = {1: "1 день", 7: "7 дней", 30: "30 дней"}
"""Ours: the guide does not say how long an invitation is valid."""
NOT_A_PHONE = "Проверьте номер мобильного телефона"


@blueprint.get("")
def invitations(organization_id: int) -> Answer:
    """Shows the invitations sent, and the form for another."""
    return _page(organization_id)


@blueprint.post("")
def invite(organization_id: int) -> Answer:
    """Makes an invitation, for a phone if one is typed: «Создать приглашение» (F-1)."""
    form = request.form
    typed = form.get("phone", "").strip()
    phone = parse_phone(typed) if typed else None
    if typed and phone is None:
        return make_response(_page(organization_id, mistake=NOT_A_PHONE), 422)
    days = form.get("days", 7, type=int)
    try:
        with get_sandbox().store.write() as session:
            rules.invite(
                session,
                organization_id,
                form.get("role", ""),
                form.getlist("classes"),
                phone=phone,
                single_use="single_use" in form,
                moment=now(session, g.phone),
                lifetime_s=86_400 * (days if days in LIFETIMES_DAYS else 7),
            )
    except membership.MembershipRefusedError as error:
        return make_response(_page(organization_id, mistake=error.message), 422)
    return make_response(redirect(url_for(".invitations", organization_id=organization_id), 303))


@blueprint.post("/<token>/withdrawal")
def withdraw(organization_id: int, token: str) -> Answer:
    """Withdraws an invitation: «Отозвать»."""
    with get_sandbox().store.write() as session:
        if not rules.withdraw(session, organization_id, token, now(session, g.phone)):
            abort(404)
    return make_response(redirect(url_for(".invitations", organization_id=organization_id), 303))


def _page(organization_id: int, mistake: str | None = None) -> str:
    with get_sandbox().store.read() as session:
        sent_invitations = rules.list_sent(session, organization_id, now(session, g.phone))
        classes = membership.list_class_labels(session, organization_id)
    return render_template(
        "sferum/invitations.html",
        sent=sent_invitations,
        classes=classes,
        roles=OFFERED_ROLES,
        lifetimes=LIFETIMES_DAYS,
        form=request.form,
        mistake=mistake,
    )
