"""Sferum: organizations, their people, links, invitations, applications, chats."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mock_server.model.base import Table, unique_where

if TYPE_CHECKING:
    from mock_server.model.vk_id import Account


class Organization(Table):
    """A school, a kindergarten or an institution of additional education."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="school")


class Administrator(Table):
    """The owner of a phone administers an organization at Sferum (D-1)."""

    __tablename__ = "administrator"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True, index=True)


class SchoolClass(Table):
    """A class of a school, or a group of a kindergarten or of additional education.

    Two of one organization may have one title, so `code` tells them apart.
    """

    __tablename__ = "school_class"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    """Its chat stands above those of other classes. Ours: so do 10А and both 11А in the guide's picture (C-2)."""


class Profile(Table):
    """An educational profile of Sferum. Its `id` is the «ID пользователя» of the guide's report (D-3)."""

    __tablename__ = "profile"
    __table_args__ = (UniqueConstraint("login_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]
    created_at: Mapped[float]
    login_id: Mapped[str | None]
    """The login that made this profile: it makes one per account, even after a double click."""

    account: Mapped["Account | None"] = relationship(back_populates="profiles")


class Membership(Table):
    """A profile belongs to an organization, with a role and the classes it has there: those of its link, if it has one.

    Ours, since the guide is silent: a link adds its role and its chats to those of before, and unlinking removes what
    the link added and leaves the rest.
    """

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("NOT (by_link AND own_role IS NOT NULL)", name="link_alone"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), primary_key=True, index=True)
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    since: Mapped[float] = mapped_column(default=0.0)
    """Messages from this moment on count for the organization (C-3); 0: it has always belonged."""
    by_link: Mapped[bool] = mapped_column(default=False)
    """Whether only the link attached the profile: unlinking detaches it."""
    own_role: Mapped[str | None]
    """Role without the link, of a linked profile that belongs for another reason too."""
    own_classes: Mapped[list[str]] = mapped_column(default=list)


class PastMembership(Table):
    """A past time in an organization: what the profile wrote then counts again when it belongs again."""

    __tablename__ = "past_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    since: Mapped[float]
    until: Mapped[float]


class Link(Table):
    """A link of a journal's person and an educational profile: one profile per person, one person per profile."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("organization_id", "person_id"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    """The journal that made the link: no other journal may undo it."""
    created_at: Mapped[float]


class Invitation(Table):
    """An organization's offer to belong to it, for everybody who has its link or for one phone only (F-1)."""

    __tablename__ = "invitation"

    token: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str | None] = mapped_column(index=True)
    single_use: Mapped[bool]
    created_at: Mapped[float]
    expires_at: Mapped[float]
    withdrawn_at: Mapped[float | None]


class Acceptance(Table):
    """An accepted invitation. A single-use one has one place, 0; in an open one each profile has its own place."""

    __tablename__ = "acceptance"

    invitation_token: Mapped[str] = mapped_column(ForeignKey("invitation.token"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    accepted_at: Mapped[float]


class Application(Table):
    """A person's application to belong to an organization (F-2); its administrator decides (F-3)."""

    __tablename__ = "application"
    __table_args__ = (unique_where("decided_at IS NULL", "one_undecided_application", "organization_id", "profile_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[float]
    decided_at: Mapped[float | None]
    confirmed: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was rejected."""


class Chat(Table):
    """A group chat, an information channel or a dialog; `key` names an automatic chat within its organization."""

    __tablename__ = "chat"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    key: Mapped[str | None]
    kind: Mapped[str]
    """`channel` (информационный канал), `chat` or `dialog`."""
    title: Mapped[str]
    """Empty for a dialog: each of the two sees the other's name."""
    rank: Mapped[int] = mapped_column(default=0)
    """Order in the list of chats: organization-wide first, then classes, then chats made by hand."""


class ChatMember(Table):
    """A profile reads a chat."""

    __tablename__ = "chat_member"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), primary_key=True, index=True)
    by_link: Mapped[bool] = mapped_column(default=False)
    """Whether only the profile's link added it: unlinking removes it."""


class Dialog(Table):
    """The one chat of two profiles: it does not matter which of them began it."""

    __tablename__ = "dialog"
    __table_args__ = (UniqueConstraint("lower_id", "higher_id"), CheckConstraint("lower_id < higher_id"))

    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True)
    lower_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    higher_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)


class Message(Table):
    """A message written in a chat."""

    __tablename__ = "message"
    # The statistics of an organization are read from this index alone (D-3).
    __table_args__ = (Index("message_by_writer", "profile_id", "sent_at", "chat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    text: Mapped[str]
    sent_at: Mapped[float]


class Call(Table):
    """A call started in a chat."""

    __tablename__ = "call"
    __table_args__ = (Index("call_by_caller", "profile_id", "started_at", "chat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    started_at: Mapped[float]
