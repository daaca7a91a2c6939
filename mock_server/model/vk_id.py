"""VK ID: accounts, clients, logins, codes, tokens."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mock_server.model.base import Table, unique_where
from mock_server.model.sferum import Profile


class Account(Table):
    """A VK ID account: a phone, perhaps an e-mail, and the name its owner gave."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")

    profiles: Mapped[list[Profile]] = relationship(back_populates="account", order_by="Profile.created_at")


class Client(Table):
    """An application that VK ID lets sign people in."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="public")
    """`public`, or `confidential`: one that authenticates with each request for tokens."""
    secret: Mapped[str]
    """«Защищённый ключ»."""
    service_token: Mapped[str | None] = mapped_column(unique=True)
    """«Сервисный ключ доступа», by which VK's API identifies the client."""
    journal_key: Mapped[str | None]
    """The key with which a journal signs its teachers' tokens; None: those tokens are not checked."""
    redirect_uris: Mapped[list[str]]
    frame_origins: Mapped[list[str]] = mapped_column(default=list)
    """Origins whose pages may show VK ID's screens in a frame; by default none may (RFC 9700 §4.16)."""
    first_party: Mapped[bool] = mapped_column(default=False)
    """VK's own service: asks for no consent (the messenger is one)."""
    strict: Mapped[bool | None]
    """Whether the client must follow the documentation exactly; None: the sandbox's setting."""


class Login(Table):
    """A login: from the address that a client sends the browser to, through VK ID's screens, back to the client."""

    __tablename__ = "login"
    __table_args__ = (
        CheckConstraint(
            "flow = 'code' AND code_challenge IS NOT NULL OR flow = 'silent_token' AND uuid IS NOT NULL", name="flow"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    flow: Mapped[str] = mapped_column(default="code")
    """`code`: OAuth 2.1; `silent_token`: the older flow, which journals use."""
    device_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    redirect_uri: Mapped[str]
    state: Mapped[str]
    scope: Mapped[str]
    code_challenge: Mapped[str | None]
    """Always of the S256 method."""
    uuid: Mapped[str | None]
    """Of the silent-token flow: the client chooses it, and sends it again with the exchange."""
    popup_origins: Mapped[list[str]] = mapped_column(default=list)
    """Origins that the answer may be posted to, for a login in a window that the web SDK opened."""
    created_at: Mapped[float]
    turn: Mapped[int] = mapped_column(default=0)
    """Number of the account, of those entered in this login, that it is about now: older screens have no effect."""
    phone: Mapped[str | None] = mapped_column(index=True)
    """The owner's phone, once the person has entered it."""
    address: Mapped[str | None]
    """The e-mail that the person typed instead of the phone: the code goes there."""
    code_id: Mapped[int | None] = mapped_column(ForeignKey("confirmation_code.id"))
    """The last code that the login was sent, or waits for together with the phone's other logins."""
    confirmed_at: Mapped[float | None]
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id"))
    refused_at: Mapped[float | None]

    @property
    def screens_id(self) -> str:
        """Returns the ID in the addresses of its screens: the login, and the number of the account they are for."""
        return f"{self.id}.{self.turn}" if self.turn else self.id


class Consent(Table):
    """A person's consent that a client use a profile: `prompt=none` needs one, a revocation deletes it."""

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
    __table_args__ = (unique_where("ended_at IS NULL", "one_code_of_a_phone", "phone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(index=True)
    address: Mapped[str | None]
    """The e-mail it was sent to, where it was."""
    method: Mapped[str]
    code: Mapped[str]
    caller: Mapped[str | None]
    """The unique number that a call comes from; its last digits are the code."""
    sent_at: Mapped[float]
    expires_at: Mapped[float]
    resend_at: Mapped[float]
    attempts_left: Mapped[int]
    ended_at: Mapped[float | None]
    """When it confirmed a login, or another took its place."""
    read_at: Mapped[float | None]
    """When the control API gave the code away: it does so once, and again when one more login waits for the code."""


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
    """A browser that VK ID remembers: its owner enters neither phone nor code."""

    __tablename__ = "vk_session"

    token: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class AuthorizationCode(Table):
    """The code, or the silent token, that VK ID sends back to the client: one per login, redeemed once."""

    __tablename__ = "authorization_code"

    code: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[float]
    redeemed_at: Mapped[float | None]


class AccessToken(Table):
    """A token with which a client acts for a profile."""

    __tablename__ = "access_token"

    token: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)
    scope: Mapped[str]
    expires_at: Mapped[float]
    revoked_at: Mapped[float | None]


class RefreshToken(Table):
    """A token that a client exchanges for its next tokens. Of those of one login, a family, one at most is valid."""

    __tablename__ = "refresh_token"
    __table_args__ = (unique_where("ended_at IS NULL", "refresh_token_alive", "login_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    login_id: Mapped[str] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[float]
    ended_at: Mapped[float | None]
    """When it was used, or when the family was revoked."""


class SigningKey(Table):
    """The key that id_tokens are signed with: one per database, made once."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    pem: Mapped[str]
