"""What the client of the control API returns: one frozen class per answer."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """The person of a journal that a profile is linked with."""

    organization_id: int
    person_id: str


@dataclass(frozen=True)
class Profile:
    """An educational profile; `chats` is the number of its chats."""

    id: int
    last_name: str
    first_name: str
    patronymic: str
    birth_date: str | None
    sex: str | None
    link: Link | None
    organizations: tuple[int, ...]
    chats: int


@dataclass(frozen=True)
class Person:
    """The state of one phone; `journal` maps the journal's logins to the profiles that it holds for linked."""

    profiles: tuple[Profile, ...]
    journal: dict[str, int | None]


@dataclass(frozen=True)
class Organization:
    """The state of one organization: profiles by person ID, members, and counts by profile ID."""

    links: dict[str, int]
    members: tuple[int, ...]
    messages_7_days: dict[int, int]
    calls_7_days: dict[int, int]


@dataclass(frozen=True)
class Code:
    """A confirmation code as it was sent; `caller` is the number that a call came from."""

    code: str
    method: str
    caller: str | None


@dataclass(frozen=True)
class JournalToken:
    """A token of a person for the journal's API, and the person's numbers there."""

    token: str = field(repr=False)
    scope: str
    person_id: str
    staff_id: str | None
    expires_in: float


@dataclass(frozen=True)
class MaxAccount:
    """The account of MAX that the journal holds for linked."""

    max_id: int
    max_link: str


@dataclass(frozen=True)
class VkClient:
    """An application registered with VK ID."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    kind: str
    secret: str
    service_token: str | None
    journal_key: str | None
    frame_origins: tuple[str, ...]
    first_party: bool
    strict: bool | None


@dataclass(frozen=True)
class Fault:
    """A failure as it was ordered; it has applied to `struck` requests and will to `remaining` (None: any number)."""

    id: int
    phone: str | None
    organization_id: int | None
    site: str
    operation: str
    kind: str
    status: int | None
    headers: dict[str, str]
    body: str | None
    delay_s: float | None
    moment: str
    times: int | None
    ordered_at: float
    struck: int
    remaining: int | None
    active_requests: int


@dataclass(frozen=True)
class MadeTeacher:
    """A teacher whom the sandbox made up: who signs in to the journal, and may link."""

    phone: str
    login: str
    password: str
    last_name: str
    first_name: str
    patronymic: str
    organization_id: int
    person_id: str
    profile_id: int | None
