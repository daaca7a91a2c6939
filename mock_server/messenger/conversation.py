"""A chat: reading, writing, calling (C-3), and inviting to a chat of one's own (C-4)."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.messenger.chats import NOBODY, parse_profile_id
from mock_server.model.sferum import Chat
from mock_server.rules import chats, conversations
from mock_server.vk_sign_in import require_profile

blueprint = Blueprint("conversation", __name__, template_folder="templates", url_prefix="/chats")
blueprint.before_request(require_profile)
Answer = Response | str
_CHAT = f"/<int(max={2**53}):chat_id>"


@blueprint.get(_CHAT)
def chat(chat_id: int) -> Answer:
    """Shows a chat with its messages and calls."""
    return _page(chat_id)


@blueprint.post(_CHAT)
def write(chat_id: int) -> Answer:
    """Writes a message."""
    text = request.form.get("text", "").strip()
    with get_sandbox().store.write() as session:
        _require_writable(chats.load_chat(session, chat_id, g.profile.id))
        if text:
            conversations.write_message(session, chat_id, g.profile.id, text, now(session, g.phone))
    return _to_chat(chat_id)


@blueprint.post(f"{_CHAT}/calls")
def call(chat_id: int) -> Answer:
    """Starts a call."""
    with get_sandbox().store.write() as session:
        _require_writable(chats.load_chat(session, chat_id, g.profile.id))
        conversations.start_call(session, chat_id, g.profile.id, now(session, g.phone))
    return _to_chat(chat_id)


@blueprint.post(f"{_CHAT}/members")
def invite(chat_id: int) -> Answer:
    """Adds the person of an ID to a chat made by hand."""
    typed = request.form.get("user_id", "")
    with get_sandbox().store.write() as session:
        chat = chats.load_chat(session, chat_id, g.profile.id)
        if chat is None or not _is_made_by_hand(chat):
            abort(404)
        invited = chats.invite(session, chat_id, parse_profile_id(typed))
    return _to_chat(chat_id) if invited else make_response(_page(chat_id, typed=typed, mistake=NOBODY), 422)


def _page(chat_id: int, **values: Any) -> str:
    with get_sandbox().store.read() as session:
        chat = chats.load_chat(session, chat_id, g.profile.id)
        if chat is None:
            abort(404)
        entries = conversations.list_entries(session, chat_id)
        row = next(row for row in chats.list_chats(session, g.profile.id) if row.id == chat_id)
    return render_template(
        "messenger/chat.html",
        profile=g.profile,
        row=row,
        made_by_hand=_is_made_by_hand(chat),
        entries=entries,
        **values,
    )


def _require_writable(chat: Chat | None) -> None:
    """Ends the request where the chat is not the person's, or is an information channel. Ours: it is for reading."""
    if chat is None:
        abort(404)
    if chat.kind == "channel":
        abort(403)


def _is_made_by_hand(chat: Chat) -> bool:
    return chat.kind == "chat" and chat.key is None


def _to_chat(chat_id: int) -> Response:
    return make_response(redirect(url_for(".chat", chat_id=chat_id), 303))
