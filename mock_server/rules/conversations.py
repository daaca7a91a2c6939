"""Writing, calling and reading in a chat."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.model.sferum import Call, Message, Profile


@dataclass(frozen=True)
class ChatEntry:
    """A message of a chat, or, where `text` is None, a call started in it."""

    at: float
    writer: Profile
    text: str | None


def write_message(session: Session, chat_id: int, profile_id: int, text: str, sent_at: float) -> Message:
    """Writes a message in a chat that the profile is in."""
    message = Message(chat_id=chat_id, profile_id=profile_id, text=text, sent_at=sent_at)
    session.add(message)
    session.flush()
    return message


def start_call(session: Session, chat_id: int, profile_id: int, started_at: float) -> Call:
    """Starts a call in a chat that the profile is in."""
    call = Call(chat_id=chat_id, profile_id=profile_id, started_at=started_at)
    session.add(call)
    session.flush()
    return call


def list_entries(session: Session, chat_id: int) -> list[ChatEntry]:
    """Returns the messages and calls of a chat, the oldest first."""
    messages = session.execute(
        select(Message, Profile)
        .join(Profile, Profile.id == Message.profile_id)
        .where(Message.chat_id == chat_id)
        .order_by(Message.sent_at, Message.id)
    )
    calls = session.execute(
        select(Call, Profile)
        .join(Profile, Profile.id == Call.profile_id)
        .where(Call.chat_id == chat_id)
        .order_by(Call.started_at, Call.id)
    )
    entries = [ChatEntry(message.sent_at, writer, message.text) for message, writer in messages]
    entries += [ChatEntry(call.started_at, caller, None) for call, caller in calls]
    return sorted(entries, key=lambda entry: entry.at)
