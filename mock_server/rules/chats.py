"""The automatic group chats of an organization (C-1, C-2), chats made by hand (C-4), and dialogs."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from mock_server.model.base import LOCK
from mock_server.model.sferum import Chat, ChatMember, Dialog, Organization, Profile, SchoolClass
from mock_server.natural_order import natural_key
from mock_server.rows import RowQuery, Transaction, insert_row, insert_rows, update_row
from mock_server.upserts import insert_new

MAX_TITLE_CHARS = 50
"""Where the guide's list cuts a title: «… г. Казани · О» has 50 characters (C-2)."""

# The guide shows these three cut («О...», «С...», «У...»); the words are ours.
_WIDE = {
    "announcements": ("Объявления", "channel"),
    "staff": ("Сотрудники", "channel"),
    "teachers": ("Учительская", "chat"),
}
_WIDE_BY_ROLE = {
    "teacher": ("announcements", "staff", "teachers"),
    "admin": ("announcements", "staff", "teachers"),
    "staff": ("announcements", "staff"),
    "pupil": ("announcements",),
    "parent": ("announcements",),
}
ROLES = tuple(_WIDE_BY_ROLE)

_RANK_PINNED = 9
_RANK_CLASS = 10
_RANK_OWN = 20
_RANK_DIALOG = 30

_AUTOMATIC = RowQuery(
    select(Chat).where(
        Chat.organization_id == bindparam("organization_id"), Chat.key.in_(bindparam("keys", expanding=True))
    )
)
_MEMBERS = RowQuery(
    select(ChatMember).where(
        ChatMember.profile_id == bindparam("profile_id"), ChatMember.chat_id.in_(bindparam("chat_ids", expanding=True))
    )
)
_CLASS = RowQuery(
    select(SchoolClass).where(
        SchoolClass.organization_id == bindparam("organization_id"), SchoolClass.code == bindparam("code")
    )
)


@dataclass(frozen=True)
class ChatRow:
    """A line of the list of chats."""

    id: int
    title: str
    kind: str
    members: int

    @property
    def short_title(self) -> str:
        """Returns the title, cut with an ellipsis as in the guide's list."""
        return self.title if len(self.title) <= MAX_TITLE_CHARS else self.title[:MAX_TITLE_CHARS] + "..."


def list_keys(role: str, classes: list[str], left_chats: frozenset[str] = frozenset()) -> list[str]:
    """Returns the keys of the automatic chats of a role and classes, without those the person has left."""
    wide_keys = [key for key in _WIDE_BY_ROLE[role] if key not in left_chats]
    return wide_keys + [f"class:{code}" for code in dict.fromkeys(classes)]


def create_missing(transaction: Transaction, organization: Organization, keys: set[str]) -> dict[str, Chat]:
    """Returns the organization's automatic chats by key, and makes those that are missing."""
    found = _AUTOMATIC.scalars(transaction, organization_id=organization.id, keys=sorted(keys))
    chats = {chat.key: chat for chat in found if chat.key}
    for key in sorted(keys - chats.keys()):
        chats[key] = _create_automatic_chat(transaction, organization, key)
    return chats


def join_automatic(
    transaction: Transaction,
    organization: Organization,
    profile_id: int,
    role: str,
    classes: list[str],
    *,
    by_link: bool = False,
) -> None:
    """Adds a person to the organization's chats that belong to the role and the classes (C-1).

    With `by_link` the person will leave the added chats with the link. Without it the person stays in all of them.
    """
    chats = create_missing(transaction, organization, set(list_keys(role, classes)))
    chat_ids = sorted(chat.id for chat in chats.values())
    members = {
        member.chat_id: member for member in _MEMBERS.scalars(transaction, profile_id=profile_id, chat_ids=chat_ids)
    }
    for member in members.values():
        if member.by_link and not by_link:
            update_row(transaction, member, by_link=False)
    insert_rows(
        transaction,
        ChatMember,
        [
            {"chat_id": chat_id, "profile_id": profile_id, "by_link": by_link}
            for chat_id in chat_ids
            if chat_id not in members
        ],
    )


def leave_linked(session: Session, organization_id: int, profile_id: int) -> None:
    """Removes a person from the organization's chats to which only the link has added them."""
    _leave(session, organization_id, profile_id, ChatMember.by_link.is_(True))


def leave_automatic(session: Session, organization_id: int, profile_id: int) -> None:
    """Removes a person from all the organization's chats; chats made by hand belong to no organization."""
    _leave(session, organization_id, profile_id)


def list_chats(session: Session, profile_id: int) -> list[ChatRow]:
    """Returns the chats of a profile in the order of the list.

    Organization-wide chats come first, then classes or groups by title, pinned ones above, chats made by hand, dialogs.
    """
    chat_ids = select(ChatMember.chat_id).where(ChatMember.profile_id == profile_id)
    members = func.count(ChatMember.profile_id)
    rows = session.execute(
        select(Chat.id, Chat.title, Chat.kind, members, Chat.rank)
        .join(ChatMember, ChatMember.chat_id == Chat.id)
        .where(Chat.id.in_(chat_ids))
        .group_by(Chat.id, Chat.title, Chat.kind, Chat.rank)
    ).all()
    partners = _load_partner_names(session, profile_id)
    # Of two classes with one title the larger comes first, as in the guide (C-2).
    ordered = sorted(rows, key=lambda row: (row.rank, natural_key(row.title), -row[3], row.id))
    return [ChatRow(number, partners.get(number, title), kind, count) for number, title, kind, count, _ in ordered]


def load_chat(session: Session, chat_id: int, profile_id: int) -> Chat | None:
    """Returns the chat if the profile is in it."""
    return session.get(Chat, chat_id) if session.get(ChatMember, (chat_id, profile_id)) else None


def create_chat(session: Session, profile_id: int, title: str) -> Chat:
    """Makes a group chat by hand (C-4), with its maker in it."""
    chat = Chat(organization_id=None, key=None, kind="chat", title=title, rank=_RANK_OWN)
    session.add(chat)
    session.flush()
    session.add(ChatMember(chat_id=chat.id, profile_id=profile_id))
    session.flush()
    return chat


def invite(session: Session, chat_id: int, profile_id: int) -> bool:
    """Adds another profile to a chat made by hand (C-4). Returns False where there is no such profile."""
    if session.get(Profile, profile_id) is None:
        return False
    insert_new(session, ChatMember, chat_id=chat_id, profile_id=profile_id)
    return True


def open_dialog(session: Session, profile_id: int, other_id: int) -> int | None:
    """Returns the one dialog of two people, which the first call makes; None where there is no such other person."""
    if other_id == profile_id or session.get(Profile, other_id) is None:
        return None
    lower_id, higher_id = sorted((profile_id, other_id))
    session.get_one(Profile, lower_id, with_for_update=LOCK)  # the other of the two may be opening it at this moment
    chat_id = session.scalar(select(Dialog.chat_id).where(Dialog.lower_id == lower_id, Dialog.higher_id == higher_id))
    if chat_id is not None:
        return chat_id
    chat = Chat(organization_id=None, key=None, kind="dialog", title="", rank=_RANK_DIALOG)
    session.add(chat)
    session.flush()
    session.add(Dialog(chat_id=chat.id, lower_id=lower_id, higher_id=higher_id))
    session.add_all(ChatMember(chat_id=chat.id, profile_id=member_id) for member_id in (lower_id, higher_id))
    session.flush()
    return chat.id


def _leave(session: Session, organization_id: int, profile_id: int, *conditions: ColumnElement[bool]) -> None:
    chat_ids = select(Chat.id).where(Chat.organization_id == organization_id)
    members = delete(ChatMember).where(ChatMember.profile_id == profile_id, *conditions)
    session.execute(members.where(ChatMember.chat_id.in_(chat_ids)))


def _load_partner_names(session: Session, profile_id: int) -> dict[int, str]:
    """Returns the name of the other person of each dialog of a profile, by chat."""
    is_partner = or_(
        and_(Dialog.lower_id == profile_id, Profile.id == Dialog.higher_id),
        and_(Dialog.higher_id == profile_id, Profile.id == Dialog.lower_id),
    )
    rows = session.execute(select(Dialog.chat_id, Profile.first_name, Profile.last_name).join(Profile, is_partner))
    return {chat_id: f"{first_name} {last_name}" for chat_id, first_name, last_name in rows}


def _create_automatic_chat(transaction: Transaction, organization: Organization, key: str) -> Chat:
    if key in _WIDE:
        name, kind = _WIDE[key]
        if key == "teachers" and organization.kind != "school":
            name = "Педагоги"  # Ours: «Учительская» is a school's
        title, rank = f"{organization.title} · {name}", list(_WIDE).index(key)
    else:
        code = key.removeprefix("class:")
        school_class = _CLASS.scalar(transaction, organization_id=organization.id, code=code)
        assert school_class is not None, "callers have looked at the classes"
        # Ours: a kindergarten has groups where a school has classes (F).
        name = school_class.title if organization.kind == "school" else f"Группа «{school_class.title}»"
        rank = _RANK_PINNED if school_class.pinned else _RANK_CLASS
        kind, title = "chat", f"{name} · Общая беседа"
    values = {"organization_id": organization.id, "key": key, "kind": kind, "title": title, "rank": rank}
    return insert_row(transaction, Chat, **values)
