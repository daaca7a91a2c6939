"""The applications to an organization, which its administrator confirms or rejects (F-3)."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.rules import applications as rules
from mock_server.rules import membership
from mock_server.rules.membership import MembershipRefusedError
from mock_server.sferum.admin_console import ORGANIZATION, require_administrator
from mock_server.sferum.labels import OFFERED_ROLES

blueprint = Blueprint(
    "applications", __name__, template_folder="templates", url_prefix=f"/organizations{ORGANIZATION}/applications"
)
blueprint.before_request(require_administrator)
Answer = Response | str
_APPLICATION = f"/<int(max={2**53}):application_id>"


@blueprint.get("")
def applications(organization_id: int) -> Answer:
    """Shows the applications to decide on."""
    return _page(organization_id)


@blueprint.post(f"{_APPLICATION}/confirmation")
def confirm(organization_id: int, application_id: int) -> Answer:
    """Attaches the person to the organization and its chats: «Подтвердить» (F-3)."""
    return _decide(
        organization_id,
        lambda session: rules.confirm(session, organization_id, application_id, now(session, g.phone)),
    )


@blueprint.post(f"{_APPLICATION}/rejection")
def reject(organization_id: int, application_id: int) -> Answer:
    """Rejects with a reason for the person to read: «Отклонить»."""
    reason = " ".join(request.form.get("reason", "").split())[:500]
    return _decide(
        organization_id,
        lambda session: rules.reject(session, organization_id, application_id, reason, now(session, g.phone)),
    )


def _decide(organization_id: int, decision: Callable[[Session], None]) -> Answer:
    try:
        with get_sandbox().store.write() as session:
            decision(session)
    except LookupError:
        abort(404)
    except MembershipRefusedError as error:
        return make_response(_page(organization_id, error.message), 422)
    return make_response(redirect(url_for(".applications", organization_id=organization_id), 303))


def _page(organization_id: int, mistake: str | None = None) -> str:
    with get_sandbox().store.read() as session:
        received = rules.list_undecided(session, organization_id)
        classes = membership.list_class_labels(session, organization_id)
    return render_template(
        "sferum/applications.html", received=received, classes=classes, roles=OFFERED_ROLES, mistake=mistake
    )
