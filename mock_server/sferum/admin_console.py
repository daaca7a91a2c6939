"""The console of an organization's administrators (D-1): statistics (D-2, D-3), members with their IDs (E-2)."""

import io

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, send_file, url_for

from mock_server.clock import now, to_moscow_time
from mock_server.context import get_sandbox
from mock_server.rules import membership, statistics
from mock_server.sferum import report_layouts
from mock_server.sferum.labels import ROLES
from mock_server.vk_sign_in import require_profile
from mock_server.web import identify_request

blueprint = Blueprint("admin_console", __name__, template_folder="templates", url_prefix="/organizations")
Answer = Response | str
ORGANIZATION = f"/<int(max={2**53}):organization_id>"


@blueprint.before_request
def require_administrator() -> Answer | None:
    """Lets administrators in, each to their own organizations only: other organizations are not found."""
    answer = require_profile()
    if answer is not None:
        return answer
    with get_sandbox().store.read() as session:
        g.organizations = membership.list_administered(session, g.phone)
    if not g.organizations:
        return make_response(render_template("sferum/no_administrator.html"), 403)
    assert request.view_args is not None
    organization_id = request.view_args.get("organization_id")
    if organization_id is not None:
        g.organization = next(
            (organization for organization in g.organizations if organization.id == organization_id), None
        )
        if g.organization is None:
            abort(404)
        identify_request(organization_id=organization_id)
    return None


@blueprint.get("")
def organizations() -> Answer:
    """Offers a choice of organizations, or goes to the console of the only one."""
    if len(g.organizations) == 1:
        return make_response(redirect(url_for(".office", organization_id=g.organizations[0].id), 303))
    return render_template("sferum/organizations.html")


@blueprint.get(ORGANIZATION)
def office(organization_id: int) -> Answer:
    """Shows the console, with «Скачать статистику» (D-2)."""
    with get_sandbox().store.read() as session:
        until = now(session, g.phone)
        members = statistics.count_week(session, organization_id, until)
    return render_template(
        "sferum/office.html",
        members=len(members),
        linked=sum(member.linked for member in members),
        since=to_moscow_time(until - statistics.WEEK_S),
        until=to_moscow_time(until),
        layouts=report_layouts.LAYOUTS,
    )


@blueprint.get(f"{ORGANIZATION}/statistics")
def download_statistics(organization_id: int) -> Answer:
    """Sends the past week as an Excel file (D-3); `layout` names one of the guide's two pictures."""
    from mock_server.sferum.workbook import write_workbook  # openpyxl: few sandboxes are asked for a report

    layout = request.args.get("layout", report_layouts.LATEST)
    if layout not in report_layouts.LAYOUTS:
        abort(404)
    with get_sandbox().store.read() as session:
        until = now(session, g.phone)
        members = statistics.count_week(session, organization_id, until)
    day = to_moscow_time(until).date()
    file = io.BytesIO()
    write_workbook(file, layout, organization_id, day, members)
    file.seek(0)
    name = f"Статистика Сферум {organization_id} {day:%d.%m.%Y}.xlsx"
    return send_file(file, mimetype=report_layouts.MEDIA_TYPE, as_attachment=True, download_name=name)


@blueprint.get(f"{ORGANIZATION}/members")
def members(organization_id: int) -> Answer:
    """Shows all members with their IDs, to compare with the ID in the messenger's settings (E-2)."""
    with get_sandbox().store.read() as session:
        rows = statistics.count_week(session, organization_id, now(session, g.phone))
    return render_template("sferum/members.html", members=rows, roles=ROLES)
