"""The group chats an organization's people find by themselves (C-1, C-2), and those made by hand (C-4)."""

from dataclasses import dataclass

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from mock_server.model.sferum import Chat, ChatMember, Dialog, Organization, Profile, SchoolClass
from mock_server.natural_order import natural_key

LONGEST_TITLE = 50
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


@dataclass(frozen=True)
class ChatRow:
    """A line of the list of chats."""

    id: int
    title: str
    kind: str
    members: int

    @property
    def short_title(self) -> str:
        """The title, cut with an ellipsis as the guide's list cuts it."""
        return self.title if len(self.title) <= LONGEST_TITLE else self.title[:LONGEST_TITLE] + "..."


def keys_of(role: str, classes: list[str], left: frozenset[str] = frozenset()) -> list[str]:
    """The automatic chats of a role and classes, by key; `left` are organization-wide ones the person has left."""
    wide = [key for key in _WIDE_BY_ROLE[role] if key not in left]
    return wide + [f"class:{code}" for code in dict.fromkeys(classes)]


def make_missing(session: Session, organization: Organization, keys: set[str]) -> dict[str, Chat]:
    """The organization's automatic chats of these keys, by key; those not yet there are made."""
    wanted = select(Chat).where(Chat.organization_id == organization.id, Chat.key.in_(keys))
    found = {chat.key: chat for chat in session.scalars(wanted) if chat.key}
    for key in sorted(keys - found.keys()):
        found[key] = _automatic_chat(session, organization, key)
    session.add_all(found.values())
    session.flush()
    return found


def join_automatic(
    session: Session,
    organization: Organization,
    profile_id: int,
    role: str,
    classes: list[str],
    *,
    by_link: bool = False,
) -> None:
    """Put a person into the organization's chats that belong to the role and the classes (C-1).

    `by_link`: those where the person is not yet will be left with the link. Otherwise all are the person's own.
    """
    wanted = {chat.id for chat in make_missing(session, organization, set(keys_of(role, classes))).values()}
    mine = select(ChatMember).where(ChatMember.profile_id == profile_id, ChatMember.chat_id.in_(wanted))
    known = {member.chat_id: member for member in session.scalars(mine)}
    for member in known.values():
        member.by_link = member.by_link and by_link
    session.add_all(
        ChatMember(chat_id=chat_id, profile_id=profile_id, by_link=by_link) for chat_id in sorted(wanted - known.keys())
    )
    session.flush()


def leave_linked(session: Session, organization_id: int, profile_id: int) -> None:
    """Take a person out of those of the organization's chats that the link alone put them into."""
    own = select(Chat.id).where(Chat.organization_id == organization_id)
    mine = delete(ChatMember).where(ChatMember.profile_id == profile_id, ChatMember.by_link.is_(True))
    session.execute(mine.where(ChatMember.chat_id.in_(own)))


def leave_automatic(session: Session, organization_id: int, profile_id: int) -> None:
    """Take a person out of all the organization's chats; those made by hand are of no organization."""
    own = select(Chat.id).where(Chat.organization_id == organization_id)
    session.execute(delete(ChatMember).where(ChatMember.profile_id == profile_id, ChatMember.chat_id.in_(own)))


def chats_of(session: Session, profile_id: int) -> list[ChatRow]:
    """The chats of a profile in the order of the list.

    Organization-wide first, then classes or groups by title, the pinned ones above, those made by hand, dialogs.
    """
    mine = select(ChatMember.chat_id).where(ChatMember.profile_id == profile_id)
    members = func.count(ChatMember.profile_id)
    rows = session.execute(
        select(Chat.id, Chat.title, Chat.kind, members, Chat.rank)
        .join(ChatMember, ChatMember.chat_id == Chat.id)
        .where(Chat.id.in_(mine))
        .group_by(Chat.id, Chat.title, Chat.kind, Chat.rank)
    ).all()
    partners = _partners(session, profile_id)
    # Of two classes with one title the larger comes first, as in the guide (C-2).
    ordered = sorted(rows, key=lambda row: (row.rank, natural_key(row.title), -row[3], row.id))
    return [ChatRow(number, partners.get(number, title), kind, count) for number, title, kind, count, _ in ordered]


def chat_of(session: Session, chat_id: int, profile_id: int) -> Chat | None:
    """A chat, if the profile is in it."""
    return session.get(Chat, chat_id) if session.get(ChatMember, (chat_id, profile_id)) else None


def make_own(session: Session, profile_id: int, title: str) -> Chat:
    """A group chat made by hand (C-4), with its maker in it."""
    chat = Chat(organization_id=None, key=None, kind="chat", title=title, rank=_RANK_OWN)
    session.add(chat)
    session.flush()
    session.add(ChatMember(chat_id=chat.id, profile_id=profile_id))
    session.flush()
    return chat


def invite(session: Session, chat_id: int, profile_id: int) -> bool:
    """Let another profile into a chat made by hand (C-4). False where there is no such profile."""
    if session.get(Profile, profile_id) is None:
        return False
    session.merge(ChatMember(chat_id=chat_id, profile_id=profile_id))
    session.flush()
    return True


def dialog_between(session: Session, profile_id: int, other_id: int) -> int | None:
    """The one chat of two people, made when they first talk. None where there is no such other person."""
    if other_id == profile_id or session.get(Profile, other_id) is None:
        return None
    lower_id, higher_id = sorted((profile_id, other_id))
    found = session.scalar(select(Dialog.chat_id).where(Dialog.lower_id == lower_id, Dialog.higher_id == higher_id))
    if found is not None:
        return found
    chat = Chat(organization_id=None, key=None, kind="dialog", title="", rank=_RANK_DIALOG)
    session.add(chat)
    session.flush()
    session.add(Dialog(chat_id=chat.id, lower_id=lower_id, higher_id=higher_id))
    session.add_all(ChatMember(chat_id=chat.id, profile_id=each) for each in (lower_id, higher_id))
    session.flush()
    return chat.id


def _partners(session: Session, profile_id: int) -> dict[int, str]:
    """With whom each dialog of a profile is, by chat."""
    other = or_(
        and_(Dialog.lower_id == profile_id, Profile.id == Dialog.higher_id),
        and_(Dialog.higher_id == profile_id, Profile.id == Dialog.lower_id),
    )
    rows = session.execute(select(Dialog.chat_id, Profile.first_name, Profile.last_name).join(Profile, other))
    return {chat_id: f"{first_name} {last_name}" for chat_id, first_name, last_name in rows}


_RANK_PINNED = 9
_RANK_CLASS = 10
_RANK_OWN = 20
_RANK_DIALOG = 30


def _automatic_chat(session: Session, organization: Organization, key: str) -> Chat:
    if key in _WIDE:
        name, kind = _WIDE[key]
        if key == "teachers" and organization.kind != "school":
            name = "Педагоги"  # Ours: «Учительская» is a school's
        title, rank = f"{organization.title} · {name}", list(_WIDE).index(key)
    else:
        school_class = session.get_one(SchoolClass, (organization.id, key.removeprefix("class:")))
        # Ours: a kindergarten has groups where a school has classes (F).
        name = school_class.title if organization.kind == "school" else f"Группа «{school_class.title}»"
        rank = _RANK_PINNED if school_class.pinned else _RANK_CLASS
        kind, title = "chat", f"{name} · Общая беседа"
    return Chat(organization_id=organization.id, key=key, kind=kind, title=title, rank=rank)
