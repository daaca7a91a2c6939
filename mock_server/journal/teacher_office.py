"""The journal's sign-in (START-1), its first page, and «Кабинет учителя» (START-2)."""

import secrets
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from mock_server import sessions
from mock_server.context import get_sandbox
from mock_server.http.gate import is_from_foreign_page
from mock_server.lookalikes import build_distinct_labels
from mock_server.model.journal import JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.web import identify_request

blueprint = Blueprint("teacher_office", __name__, template_folder="templates")
Answer = Response | str


def load_user() -> Answer | None:
    """Loads the user signed in, for the views that need it; others are sent to sign in."""
    with get_sandbox().store.read() as session:
        site_session = sessions.find_session(session, "journal")
        user = session.get(JournalUser, site_session.subject_id) if site_session else None
        if site_session is None or user is None:
            return make_response(redirect(url_for("teacher_office.sign_in"), 303))
        g.user, g.session_token = user, site_session.token
        g.organization = user.organization
    identify_request(phone=user.phone, organization_id=user.organization_id)
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
    with get_sandbox().store.read() as session:
        user = session.scalar(select(JournalUser).where(JournalUser.login == login))
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


def put_notice(kind: str, text: str) -> None:
    """Keeps a line that the messenger page shows once; `kind` is `error` or `success`."""
    with get_sandbox().store.write() as session:
        session.get_one(SiteSession, g.session_token).data = {"notice": {"kind": kind, "text": text}}


def take_notice() -> dict[str, Any] | None:
    """Returns the kept line and deletes it; a page of another origin that embeds this one does not delete it."""
    with get_sandbox().store.read() as session:
        notice = session.get_one(SiteSession, g.session_token).data.get("notice")
    if notice and not is_from_foreign_page():
        with get_sandbox().store.write() as session:
            session.get_one(SiteSession, g.session_token).data = {}
    return notice
