"""The list of chats (C-2), a chat with its messages (C-3), and a chat made by hand (C-4)."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import sandbox
from mock_server.messenger.sign_in import know_profile
from mock_server.model import Chat
from mock_server.rules import chats as rules

blueprint = Blueprint("chats", __name__, template_folder="templates")
blueprint.before_request(know_profile)
Answer = Response | str

FIRST_SHOWN = 6
"""How many chats the list shows before «Показать все»: as many as the guide's picture (C-2)."""


@blueprint.get("/")
def index() -> Answer:
    """To the chats."""
    return make_response(redirect(url_for(".chats"), 303))


@blueprint.get("/chats")
def chats() -> Answer:
    """C-2: «Чаты N»; all of them with `?all=1`."""
    with sandbox().store.read() as session:
        rows = rules.chats_of(session, g.profile.id)
    shown = rows if "all" in request.args else rows[:FIRST_SHOWN]
    return render_template("messenger/chats.html", profile=g.profile, rows=shown, total=len(rows))


@blueprint.post("/chats")
def create_chat() -> Answer:
    """C-4: a group chat made by hand."""
    title = " ".join(request.form.get("title", "").split())[:200]
    if not title:
        return make_response(redirect(url_for(".chats"), 303))
    with sandbox().store.write() as session:
        chat = rules.make_own(session, g.profile.id, title)
    return make_response(redirect(url_for(".chat", chat_id=chat.id), 303))


@blueprint.get(f"/chats/<int(max={2**53}):chat_id>")
def chat(chat_id: int) -> Answer:
    """A chat with its messages."""
    with sandbox().store.read() as session:
        found = _chat_or_404(rules.chat_of(session, chat_id, g.profile.id))
        messages = rules.messages_in(session, chat_id)
        row = next(row for row in rules.chats_of(session, g.profile.id) if row.id == chat_id)
    return render_template("messenger/chat.html", profile=g.profile, chat=found, row=row, messages=messages)


@blueprint.post(f"/chats/<int(max={2**53}):chat_id>")
def write(chat_id: int) -> Answer:
    """Write a message. Ours: an information channel is only read."""
    text = request.form.get("text", "").strip()
    with sandbox().store.write() as session:
        if _chat_or_404(rules.chat_of(session, chat_id, g.profile.id)).kind != "chat":
            abort(403)
        if text:
            rules.write(session, chat_id, g.profile.id, text, now(session, g.phone))
    return make_response(redirect(url_for(".chat", chat_id=chat_id), 303))


def _chat_or_404(chat: Chat | None) -> Chat:
    if chat is None:
        abort(404)
    return chat
