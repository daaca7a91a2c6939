"""Organizations of the sandbox: a list, and one organization with its members and chats."""

from flask import Blueprint, abort, render_template, request

from mock_server.console.forms import parse_number, read_query
from mock_server.context import get_sandbox
from mock_server.control.directory import list_organizations, load_chats, load_members
from mock_server.control.schemas.organizations import MembersQuery, OrganizationsQuery
from mock_server.model.sferum import Organization
from mock_server.rules.organizations import count_people

_SHOWN = 50
_MEMBERS_SHOWN = 100
_KINDS = {
    "school": "школа",
    "kindergarten": "детский сад",
    "additional-education": "дополнительное образование",
}
_ROLES = {
    "teacher": "учитель",
    "admin": "администратор",
    "staff": "сотрудник",
    "pupil": "ученик",
    "parent": "родитель",
}

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")


@blueprint.get("")
def index() -> str:
    """Shows the organizations."""
    query = read_query(OrganizationsQuery, _SHOWN, search=request.args.get("search", "").strip(), after=_read_place())
    page = list_organizations(query)
    return render_template(
        "console/organizations.html",
        organizations=page.organizations,
        kinds=_KINDS,
        search=query.search,
        after=query.after,
        following=page.next,
    )


@blueprint.get("/<int:organization_id>")
def organization(organization_id: int) -> str:
    """Shows one organization: its numbers, its chats, and its members page by page."""
    with get_sandbox().store.read() as session:
        found = session.get(Organization, organization_id) if organization_id <= 2**53 else None
        if found is None:
            abort(404, "no such organization")
        (counts,) = count_people(session, [found])
    shows_all = request.args.get("members") == "all"
    query = MembersQuery(after=_read_place(), limit=_MEMBERS_SHOWN, linked=not shows_all)
    page = load_members(organization_id, query)
    return render_template(
        "console/organization.html",
        counts=counts,
        kinds=_KINDS,
        roles=_ROLES,
        members=page.members,
        shows_all=shows_all,
        following=page.next,
        after=query.after,
        chats=load_chats(organization_id).chats,
    )


def _read_place() -> int:
    """Returns after which ID the page begins."""
    return parse_number(request.args.get("after", "")) or 0
