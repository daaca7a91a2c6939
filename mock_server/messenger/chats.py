"""The list of chats (C-2), a chat made by hand (C-4), and a dialog with one person."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from mock_server.context import get_sandbox
from mock_server.rules import chats as rules
from mock_server.vk_sign_in import require_profile

blueprint = Blueprint("chats", __name__, template_folder="templates")
blueprint.before_request(require_profile)
Answer = Response | str

MAX_CHATS_SHOWN = 6
"""How many chats the list shows before «Показать все»: as many as the guide's picture (C-2)."""
NOBODY = "Пользователя с таким ID нет"
"""Ours: the guide is silent."""


@blueprint.get("/")
def index() -> Answer:
    """Goes to the chats."""
    return make_response(redirect(url_for(".chats"), 303))


@blueprint.get("/chats")
def chats() -> Answer:
    """Shows «Чаты N» (C-2); all of them with `?all=1`."""
    return _list_page()


@blueprint.post("/chats")
def create_chat() -> Answer:
    """Makes a group chat by hand (C-4)."""
    title = " ".join(request.form.get("title", "").split())[:200]
    if not title:
        return make_response(redirect(url_for(".chats"), 303))
    with get_sandbox().store.write() as session:
        chat = rules.create_chat(session, g.profile.id, title)
    return make_response(redirect(url_for("conversation.chat", chat_id=chat.id), 303))


@blueprint.post("/dialogs")
def open_dialog() -> Answer:
    """Opens the dialog with the person of an ID, or makes it."""
    typed = request.form.get("user_id", "")
    with get_sandbox().store.write() as session:
        chat_id = rules.open_dialog(session, g.profile.id, parse_profile_id(typed))
    if chat_id is None:
        return make_response(_list_page(typed=typed, mistake=NOBODY), 422)
    return make_response(redirect(url_for("conversation.chat", chat_id=chat_id), 303))


def parse_profile_id(text: str) -> int:
    """Returns the ID that a person typed, or 0, which nobody has."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


def _list_page(**values: str) -> str:
    with get_sandbox().store.read() as session:
        rows = rules.list_chats(session, g.profile.id)
    rows_shown = rows if "all" in request.args else rows[:MAX_CHATS_SHOWN]
    return render_template("messenger/chats.html", profile=g.profile, rows=rows_shown, total=len(rows), **values)
