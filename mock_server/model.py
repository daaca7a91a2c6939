"""Tables of the sandbox.

Moments (`*_at`) are seconds since 1970 in UTC; phones are E.164 (`+79001234567`). What must never happen twice
(one code for one login, one link for one profile) is a constraint here, not an `if` elsewhere.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {list[str]: JSON, dict[str, Any]: JSON}


# --- Organizations and their people, as Sferum knows them -------------------------------------------------------


class Organization(Table):
    """A school, a kindergarten or an institution of additional education."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="school")
    window: Mapped[str | None]
    """How the organization's journal opens VK ID: `popup` or `same-tab`; None: the sandbox's setting."""
    timeout_s: Mapped[float | None]
    """How long the organization's journal waits for VK ID and Sferum; None: the sandbox's setting."""


class Administrator(Table):
    """The owner of a phone sees to an organization in its office at Sferum (D-1)."""

    __tablename__ = "administrator"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True, index=True)


class SchoolClass(Table):
    """A class of a school, or a group of a kindergarten or of additional education.

    Two of one organization may bear one title, so `code` tells them apart.
    """

    __tablename__ = "school_class"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    """Its chat stands above those of the other classes. Ours: so do 10А and both 11А in the guide's picture (C-2)."""


class Account(Table):
    """A VK ID account: a phone, perhaps an e-mail, and the name its owner gave."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")

    profiles: Mapped[list["Profile"]] = relationship(back_populates="account", order_by="Profile.created_at")


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
    """The login that made this profile: one for each of its accounts, however often the button is clicked."""

    account: Mapped[Account | None] = relationship(back_populates="profiles")


class Membership(Table):
    """A profile belongs to an organization, with a role and the classes it has there: those of its link, if it has one.

    Ours, since the guide is silent: a link adds its role and its chats to what the person was before, and unlinking
    takes away what the link added and leaves the rest.
    """

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("NOT (by_link AND own_role IS NOT NULL)", name="link_alone"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), primary_key=True, index=True)
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    since: Mapped[float] = mapped_column(default=0.0)
    """What the profile writes from this moment on counts for the organization (C-3); 0: it has always belonged."""
    by_link: Mapped[bool] = mapped_column(default=False)
    """Whether the link alone attached the profile: unlinking detaches it."""
    own_role: Mapped[str | None]
    """For a linked profile that belongs for another reason too: its role without the link."""
    own_classes: Mapped[list[str]] = mapped_column(default=list)


class PastMembership(Table):
    """A time when a profile belonged to an organization, ended: what it wrote then counts once it belongs again."""

    __tablename__ = "past_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    since: Mapped[float]
    until: Mapped[float]


class Link(Table):
    """A journal's person and an educational profile, linked: one profile a person, one person a profile."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("organization_id", "person_id"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"))
    """The journal that made the link: no other may undo it."""
    created_at: Mapped[float]


# --- Invitations and applications (F) ----------------------------------------------------------------------------


class Invitation(Table):
    """An organization's offer to belong to it, for whoever has its link or for one phone only (F-1)."""

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
    """An invitation accepted. A single-use one has one place, 0; in an open one each profile has a place of its own."""

    __tablename__ = "acceptance"

    invitation_token: Mapped[str] = mapped_column(ForeignKey("invitation.token"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    accepted_at: Mapped[float]


class Application(Table):
    """A person's own wish to belong to an organization (F-2); its administrator decides (F-3)."""

    __tablename__ = "application"
    __table_args__ = (
        Index(
            "one_undecided_application",
            "organization_id",
            "profile_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

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


# --- Chats ------------------------------------------------------------------------------------------------------


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
    """Whether the profile's link alone put it there: unlinking takes it out."""


class Dialog(Table):
    """Two profiles talking to each other: they have one chat for it, whoever begins."""

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


# --- VK ID ------------------------------------------------------------------------------------------------------


class Client(Table):
    """An application that VK ID lets sign people in."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="public")
    """`public`, or `confidential`: one that proves itself with each request for tokens."""
    secret: Mapped[str]
    """«Защищённый ключ»."""
    service_token: Mapped[str | None] = mapped_column(unique=True)
    """«Сервисный ключ доступа», by which VK's API knows the client."""
    journal_key: Mapped[str | None]
    """What a journal signs its teachers' tokens with; None: those tokens are not looked into."""
    redirect_uris: Mapped[list[str]]
    frame_origins: Mapped[list[str]] = mapped_column(default=list)
    """Whose pages may show VK ID's screens in a frame: nobody's, unless a client asks for it (RFC 9700 §4.16)."""
    first_party: Mapped[bool] = mapped_column(default=False)
    """VK's own service: asks for no consent (the messenger is one)."""
    strict: Mapped[bool | None]
    """Whether the client is held to the documentation to the letter; None: the sandbox's setting."""


class Login(Table):
    """One trip through VK ID's screens, from the address a client sends the browser to, to the return to the client."""

    __tablename__ = "login"
    __table_args__ = (
        CheckConstraint(
            "flow = 'code' AND code_challenge IS NOT NULL OR flow = 'silent_token' AND uuid IS NOT NULL", name="flow"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    flow: Mapped[str] = mapped_column(default="code")
    """`code`: OAuth 2.1; `silent_token`: the older way, which journals use."""
    device_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    redirect_uri: Mapped[str]
    state: Mapped[str]
    scope: Mapped[str]
    code_challenge: Mapped[str | None]
    """Always of the S256 method."""
    uuid: Mapped[str | None]
    """The silent-token flow's own: chosen by the client, shown again at the exchange."""
    popup_origins: Mapped[list[str]] = mapped_column(default=list)
    """For a login in a window that the web SDK opened: the origins that the answer may be posted to."""
    created_at: Mapped[float]
    turn: Mapped[int] = mapped_column(default=0)
    """Which of the accounts named in this login it is now about: what an earlier one's screens send has no effect."""
    phone: Mapped[str | None]
    """Whose login it is, once the person has said so."""
    address: Mapped[str | None]
    """The e-mail the person typed instead of the phone: the code goes there."""
    code_id: Mapped[int | None] = mapped_column(ForeignKey("confirmation_code.id"))
    """The last code that the login was sent, or was told to wait for with the phone's other logins."""
    confirmed_at: Mapped[float | None]
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id"))
    refused_at: Mapped[float | None]

    client: Mapped[Client] = relationship(lazy="joined", innerjoin=True)

    @property
    def screens_id(self) -> str:
        """What the addresses of its screens hold: the login, and the account in turn that they are for."""
        return f"{self.id}.{self.turn}" if self.turn else self.id


class Consent(Table):
    """A person let a client use one of their profiles: what `prompt=none` asks about, and what a revocation ends."""

    __tablename__ = "consent"

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"))
    scope: Mapped[str]


class ConfirmationCode(Table):
    """A code sent by SMS, by a call or by e-mail to confirm a login (A-4).

    A phone has one at a time, for all its logins that wait: they share its attempts and its countdown.
    """

    __tablename__ = "confirmation_code"
    __table_args__ = (
        Index(
            "one_code_of_a_phone",
            "phone",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(index=True)
    address: Mapped[str | None]
    """The e-mail it was sent to, where it was."""
    method: Mapped[str]
    code: Mapped[str]
    caller: Mapped[str | None]
    """The unique number a call comes from; its last digits are the code."""
    sent_at: Mapped[float]
    expires_at: Mapped[float]
    resend_at: Mapped[float]
    attempts_left: Mapped[int]
    ended_at: Mapped[float | None]
    """When it confirmed a login, or another took its place."""
    read_at: Mapped[float | None]
    """When somebody took the code: each is given once, and again when one more login waits for it."""


class ConfirmationSettings(Table):
    """How one phone is confirmed, where it differs from the sandbox's settings."""

    __tablename__ = "confirmation_settings"

    phone: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str | None]
    code_length: Mapped[int | None]
    lifetime_s: Mapped[float | None]
    resend_s: Mapped[float | None]
    attempts: Mapped[int | None]


class VkSession(Table):
    """A browser that VK ID remembers: it is asked neither for the phone nor for the code."""

    __tablename__ = "vk_session"

    token: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class AuthorizationCode(Table):
    """The code, or the silent token, that VK ID sends back to the client: one a login, redeemed once."""

    __tablename__ = "authorization_code"

    code: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[float]
    redeemed_at: Mapped[float | None]

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True)


class AccessToken(Table):
    """What a client shows to act for a profile."""

    __tablename__ = "access_token"

    token: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)
    scope: Mapped[str]
    expires_at: Mapped[float]
    revoked_at: Mapped[float | None]

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True)


class RefreshToken(Table):
    """What a client gets its next tokens for. Those of one login are a family, of which one at most is alive."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        Index(
            "refresh_token_alive",
            "login_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    token: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[float]
    ended_at: Mapped[float | None]
    """When it was used, or when the family was ended."""

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True)


class SigningKey(Table):
    """The key that id_tokens are signed with: one a database, made once."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    pem: Mapped[str]


# --- The journal's own memory: a separate system, which reads none of the tables above -------------------------


class JournalUser(Table):
    """A teacher's account in the journal; `profile_id` is what the journal knows of the link."""

    __tablename__ = "journal_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    """In the clear: the sandbox's people are invented and their passwords guard nothing."""
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str]
    profile_id: Mapped[int | None]
    profile_name: Mapped[str | None]

    organization: Mapped[Organization] = relationship()


class LinkAttempt(Table):
    """One try at linking: the journal's half of the OAuth exchange, taken up once (RFC 6749 §10.12)."""

    __tablename__ = "link_attempt"

    state: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("journal_user.id"), index=True)
    code_verifier: Mapped[str]
    started_at: Mapped[float]
    returned_at: Mapped[float | None]
    outcome: Mapped[str | None]


# --- The sandbox's own: sessions and time of one person ---------------------------------------------------------


class SiteSession(Table):
    """A person signed in to the journal, the messenger or Sferum."""

    __tablename__ = "site_session"

    token: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TimeShift(Table):
    """How far one person's timers have been moved forward."""

    __tablename__ = "time_shift"

    phone: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[float]
