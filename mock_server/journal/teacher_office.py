"""The journal's sign-in (START-1), its first page, and «Кабинет учителя» (START-2)."""

import secrets
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import bindparam, select

from mock_server import sessions
from mock_server.clock import shift_time
from mock_server.context import get_sandbox
from mock_server.http.gate import is_from_foreign_page
from mock_server.lookalikes import build_distinct_labels
from mock_server.model.journal import JournalOrganization, JournalUser
from mock_server.model.sandbox import SiteSession, TimeShift
from mock_server.rows import RowQuery, Transaction, update_row
from mock_server.web import identify_request

_SIGNED_IN = RowQuery(
    select(SiteSession, JournalUser, JournalOrganization, TimeShift.seconds)
    .join(JournalUser, JournalUser.id == SiteSession.subject_id)
    .join(JournalOrganization, JournalOrganization.id == JournalUser.organization_id)
    .outerjoin(TimeShift, TimeShift.phone == JournalUser.phone)
    .where(SiteSession.token == bindparam("token"), SiteSession.site == "journal")
)
_USER = RowQuery(select(JournalUser).where(JournalUser.login == bindparam("login")))

blueprint = Blueprint("teacher_office", __name__, template_folder="templates")
Answer = Response | str


def load_user() -> Answer | None:
    """Loads the user signed in, for the views that need it; others are sent to sign in."""
    with get_sandbox().store.look() as look:
        found = _SIGNED_IN.find(look, token=sessions.read_token("journal"))
    if found is None:
        return make_response(redirect(url_for("teacher_office.sign_in"), 303))
    g.site_session, g.user, g.organization, g.time_shift = found
    identify_request(phone=g.user.phone, organization_id=g.user.organization_id)
    return None


@blueprint.get("/")
def index() -> Answer:
    """Goes to the user's first page, or to the sign-in."""
    return load_user() or make_response(redirect(url_for(".home"), 303))


@blueprint.get("/sign-in")
def sign_in() -> Answer:
    """Shows the form (START-1)."""
    return render_template("journal/sign_in.html", login="", mistake=None)


@blueprint.post("/sign-in")
def submit_sign_in() -> Answer:
    """Signs in with login and password (START-1)."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    with get_sandbox().store.look() as look:
        user = _USER.scalar(look, login=login)
    if user is None or not secrets.compare_digest(user.password.encode(), password.encode()):
        page = render_template("journal/sign_in.html", login=login, mistake="Неверный логин или пароль")
        return make_response(page, 422)
    identify_request(phone=user.phone, organization_id=user.organization_id)
    return sessions.sign_in("journal", user.id, url_for(".home"), keep_earlier=True)


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    """Signs out."""
    return sessions.sign_out("journal", make_response(redirect(url_for(".sign_in"), 303)))


@blueprint.get("/home")
def home() -> Answer:
    """Shows the journal's first page, with the link to «Кабинет учителя»."""
    return load_user() or render_template("journal/home.html", user=g.user)


@blueprint.get("/office")
def office() -> Answer:
    """Shows «Кабинет учителя» (START-2)."""
    answer = load_user()
    if answer is not None:
        return answer
    labels = build_distinct_labels(g.organization.classes)
    classes = [label for code, label in labels.items() if code in g.user.classes]
    return render_template("journal/office.html", user=g.user, classes=classes)


def put_notice(transaction: Transaction, kind: str, text: str) -> None:
    """Keeps a line that the messenger page shows once; `kind` is `error` or `success`."""
    update_row(transaction, g.site_session, data={"notice": {"kind": kind, "text": text}})


def take_notice() -> dict[str, Any] | None:
    """Returns the kept line and deletes it; a page of another origin that embeds this one does not delete it."""
    notice: dict[str, Any] | None = g.site_session.data.get("notice")
    if notice and not is_from_foreign_page():
        with get_sandbox().store.change() as change:
            update_row(change, g.site_session, data={})
    return notice


def compute_present() -> float:
    """Returns the present moment for the user signed in, in seconds since 1970, without another read."""
    return shift_time(g.time_shift)
