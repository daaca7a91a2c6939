"""The settings of a sandbox, in one place."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Confirmation:
    """How logins are confirmed. The guide gives the 4 digits and the countdown; the other numbers are ours."""

    method: str = "call"
    """`call` or `sms`; a login by e-mail is confirmed by e-mail."""
    code_length: int = 4
    lifetime_s: float = 300
    resend_s: float = 60
    attempts: int = 3


@dataclass(frozen=True)
class Ports:
    """The port of each site; 0 takes any free one."""

    journal: int = 0
    vk_id: int = 0
    messenger: int = 0
    sferum: int = 0
    control: int = 0


@dataclass(frozen=True)
class SandboxSettings:
    """Settings of one sandbox."""

    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    """Further names by which the sandbox is reached, such as `host.docker.internal` or `*.school.example`."""
    ports: Ports = field(default_factory=Ports)
    public_addresses: tuple[tuple[str, str], ...] = ()
    """Sites and the origins by which they are reached from outside, where a proxy stands before several sandboxes."""
    database: str | None = None
    """A file, or a SQLAlchemy URL; None keeps state in a temporary file that goes with the sandbox."""
    join: bool = False
    """Whether the database may be that of other sandboxes, which are reached by the same addresses."""
    control_token: str | None = field(default=None, repr=False)
    """The control API demands it when it is set; it must be set where other machines reach the sandbox."""
    tls: str | None = None
    """A folder for certificates; with it the sites speak HTTPS, and clients must trust its `ca.pem`."""
    confirmation: Confirmation = field(default_factory=Confirmation)
    window: str = "popup"
    """How journals open VK ID: `popup` or `same-tab`; an organization may have another way."""
    journal_timeout_s: float = 10
    """How long the journal waits for VK ID and for Sferum before it says that they do not answer."""
    authorization_code_lifetime_s: float = 600
    access_token_lifetime_s: float = 3600
    refresh_token_lifetime_s: float = 180 * 24 * 3600
    """180 days are public knowledge, not confirmed by VK."""
    strict: bool = False
    """Whether VK ID refuses clients that depart from the documentation, or notes the departure and goes on."""
    clients: str | None = None
    """A TOML or JSON file of clients of VK ID to register at the start."""
    minimum_age: int = 18
    """Age in years that a person must have to create a profile from a teacher's journal. Ours: the guide has none."""
