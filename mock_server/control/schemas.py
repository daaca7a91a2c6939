"""The bodies of the control API."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mock_server.http.client_addresses import is_origin, is_redirect_uri
from mock_server.json_api import Strict
from mock_server.logins import email_from, phone_from


def _phone(text: str) -> str:
    number = phone_from(text)
    if number is None:
        raise ValueError("is not a Russian mobile number, such as +79001234567")
    return number


def _email(text: str) -> str:
    address = email_from(text)
    if address is None:
        raise ValueError("is not an e-mail address")
    return address


def _redirect_uri(text: str) -> str:
    if not is_redirect_uri(text):
        raise ValueError("is no address to return to, such as https://journal.example/callback or vk7001://vk.com/done")
    return text


def _origin(text: str) -> str:
    if not is_origin(text):
        raise ValueError("is no origin of pages, such as https://journal.example or http://127.0.0.1:8000")
    return text


Phone = Annotated[
    str,
    AfterValidator(_phone),
    Field(max_length=40, description="a Russian mobile number, such as +79001234567"),
]
Email = Annotated[str, AfterValidator(_email)]
RedirectUri = Annotated[
    str,
    AfterValidator(_redirect_uri),
    Field(max_length=2000, description="of a web page, or of an app by its own scheme; without a fragment"),
]
Origin = Annotated[
    str,
    AfterValidator(_origin),
    Field(max_length=300, description="as https://journal.example, with a port or without"),
]
ClientId = Annotated[str, Field(pattern=r"^[0-9]{1,15}$", description="digits, as VK has them")]
Secret = Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=1, le=2**53)]
Role = Literal["teacher", "admin", "staff", "pupil", "parent"]


class SchoolClass(Strict):
    """A class; `code` is unique in the organization, titles may repeat."""

    code: Name
    title: Name
    pinned: bool = Field(
        default=False, description="its chat stands above the other classes', as 10А and both 11А do in the guide (C-2)"
    )


class Member(Strict):
    """A person who belongs to the organization in Sferum already."""

    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    role: Role
    classes: list[str] = Field(default=[], max_length=200)
    left: list[Literal["announcements", "staff", "teachers"]] = Field(
        default=[], description="organization-wide chats the person has left"
    )


class NewOrganization(Strict):
    """An organization with its classes and the people it has already."""

    id: Number | None = Field(default=None, description="ID it is known by; null: a free one is found")
    title: Name
    kind: Literal["school", "kindergarten", "additional-education"] = "school"
    classes: list[SchoolClass] = Field(default=[], max_length=500)
    members: list[Member] = Field(default=[], max_length=5000)
    window: Literal["popup", "same-tab"] | None = Field(
        default=None, description="how its journal opens VK ID; null: as the sandbox is set"
    )
    journal_timeout_s: float | None = Field(
        default=None, gt=0, le=600, description="how long its journal waits for VK ID and Sferum"
    )


class OrganizationMade(BaseModel):
    """The ID of the new organization, and the codes of its classes."""

    id: int
    classes: list[str] = Field(description="in the order of the titles: 1А, 2А, 10А")


class NewProfile(Strict):
    """An educational profile an account has already."""

    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None


class ProfileMade(BaseModel):
    """The ID of the new educational profile."""

    id: int


class ConfirmationBody(Strict):
    """How one phone is confirmed; what is not given stays as the sandbox has it."""

    method: Literal["call", "sms"] | None = None
    code_length: int | None = Field(default=None, ge=3, le=9)
    lifetime_s: float | None = Field(default=None, gt=0, le=86400)
    resend_s: float | None = Field(default=None, ge=0, le=86400)
    attempts: int | None = Field(default=None, ge=1, le=100)


class NewAccount(Strict):
    """A VK ID account."""

    phone: Phone
    email: Email | None = None
    last_name: str = Field(default="", max_length=200)
    first_name: str = Field(default="", max_length=200)
    profiles: list[NewProfile] = Field(default=[], max_length=20)
    confirmation: ConfirmationBody | None = None


class AccountMade(BaseModel):
    """The IDs of the account's educational profiles, in the order given."""

    profile_ids: list[int]


class Teacher(Strict):
    """A person of the journal."""

    login: Name
    password: Name
    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    role: Role = "teacher"
    classes: list[str] = Field(default=[], max_length=200)
    phone: Phone


class NewRoster(Strict):
    """People of the journal of one organization."""

    organization_id: Number
    teachers: list[Teacher] = Field(min_length=1, max_length=5000)


class RosterMade(BaseModel):
    """The journal's IDs of the people, in the order given."""

    person_ids: list[str]


class OrganizationPath(Strict):
    """An organization."""

    organization_id: Number


class PersonPath(Strict):
    """A person, by phone."""

    phone: Phone


class AdministratorPath(Strict):
    """A person, by phone, and an organization."""

    organization_id: Number
    phone: Phone


class Activity(Strict):
    """Messages and calls of one profile in one automatic chat of the organization, all at one moment."""

    profile_id: Number
    chat: str = Field(max_length=200, description="teachers, staff, announcements, or class:<code>")
    messages: int = Field(default=0, ge=0, le=100_000)
    calls: int = Field(default=0, ge=0, le=100_000)
    ago_s: float = Field(default=0, ge=0, le=315_360_000, description="how long ago, in seconds")


class CodesQuery(Strict):
    """How long to wait for a code."""

    wait_s: float = Field(default=0, ge=0, le=30, description="how long to wait for a code to arrive, in seconds")

    @model_validator(mode="before")
    @classmethod
    def _name_the_new_way(cls, given: Any) -> Any:
        if "consume" in given:
            raise ValueError(
                "consume: is no more: GET reads codes and leaves them, POST /people/{phone}/codes/take takes each once"
            )
        return given


class Code(BaseModel):
    """A confirmation code as it was sent."""

    code: str
    method: Literal["call", "sms", "email"]
    caller: str | None = Field(description="the number a call came from; its last digits are the code")
    sent_at: float = Field(description="seconds since 1970, UTC, on the person's clock")
    expires_at: float


class Codes(BaseModel):
    """Codes sent to one phone and not taken yet, the oldest first."""

    codes: list[Code]


class MoveTime(Strict):
    """How far to move a person's timers forward."""

    forward_s: float = Field(gt=0, le=315_360_000, description="in seconds; all moves come to 100 years at most")


class LinkState(BaseModel):
    """With whom a profile is linked."""

    organization_id: int
    person_id: str


class ProfileState(BaseModel):
    """One educational profile of the person."""

    id: int
    last_name: str
    first_name: str
    patronymic: str
    birth_date: date | None
    sex: str | None
    link: LinkState | None
    organizations: list[int] = Field(description="organizations the profile belongs to")
    chats: int = Field(description="how many chats it is in")


class JournalState(BaseModel):
    """What the journal knows of the person."""

    person_id: str
    login: str
    organization_id: int
    profile_id: int | None = Field(description="the profile it holds for linked")


class PersonState(BaseModel):
    """All that the sandbox knows of one phone."""

    phone: str
    account: bool = Field(description="whether VK ID has an account for the phone")
    profiles: list[ProfileState]
    journal: list[JournalState]


class OrganizationState(BaseModel):
    """An organization, with the links and the messages counted for it (C-3)."""

    id: int
    title: str
    links: dict[str, int] = Field(description="profile ID by the journal's person ID")
    members: list[int] = Field(description="profile IDs")
    messages_7_days: dict[str, int] = Field(description="messages of the last 7 days that count, by profile ID")
    calls_7_days: dict[str, int] = Field(description="calls of the last 7 days that count, by profile ID")


class RequestRecord(BaseModel):
    """One request to one site. A secret is told by a short hash, a text of more than 16384 characters by its length."""

    at: float
    site: str
    operation: str
    method: str
    path: str
    query: dict[str, str] = Field(description="different values of one name stand side by side")
    form: dict[str, str] = Field(description="fields of the body, a form or JSON alike")
    authorization: str
    answer: dict[str, str] = Field(description="fields of an answer in JSON")
    status: int
    seconds: float
    phone: str | None
    organization_id: int | None
    login_id: str | None
    notes: list[str]


class Requests(BaseModel):
    """Requests, the oldest first."""

    requests: list[RequestRecord]


class Cookie(BaseModel):
    """A cookie to put into a browser, for all ports of the sandbox's host."""

    name: str
    value: str
    url: str


class JournalSession(Strict):
    """Whom to sign in to the journal."""

    login: Name


class NewClient(Strict):
    """An application that VK ID lets sign people in."""

    id: ClientId | None = None
    name: Name
    redirect_uris: list[RedirectUri] = Field(min_length=1, max_length=50, description="compared to the letter")
    kind: Literal["public", "confidential"] = Field(
        default="public", description="confidential: sends its service token, or its secret, for tokens"
    )
    secret: Secret | None = Field(default=None, description="«защищённый ключ»")
    service_token: Secret | None = Field(default=None, description="«сервисный ключ доступа», for VK's API")
    journal_key: Secret | None = Field(
        default=None, description="what the journal signs the tokens of `login_with_eljour` with; null: not looked into"
    )
    frame_origins: list[Origin] = Field(
        default=[], max_length=20, description="whose pages may show VK ID's screens in a frame"
    )
    first_party: bool = Field(default=False, description="VK's own service: asks for no consent")
    strict: bool | None = Field(
        default=None, description="held to the documentation to the letter; null: as the sandbox is set"
    )


class ClientState(BaseModel):
    """A client as it was registered."""

    id: str
    name: str
    redirect_uris: list[str]
    kind: str
    secret: str
    service_token: str | None
    journal_key: str | None
    frame_origins: list[str]
    first_party: bool
    strict: bool | None


class ClientPath(Strict):
    """A client."""

    client_id: ClientId


class NewFault(Strict):
    """A failure to order for one person or one organization."""

    phone: Phone | None = None
    organization_id: Number | None = None
    site: Literal["journal", "vk_id", "messenger", "sferum"]
    operation: str = Field(max_length=100, description="a view of the site, such as `token` or `attach`")
    kind: Literal["error", "delay", "drop", "identity-data"] = Field(
        description="error: an HTTP status; delay: seconds before going on; drop: the connection is cut; "
        "identity-data: the guide's «невозможно получить идентификационные данные» (A-3E), on vk_id's submit_phone"
    )
    status: int | None = Field(default=None, ge=400, le=599)
    delay_s: float | None = Field(default=None, gt=0, le=600)
    moment: Literal["before", "after"] = Field(
        default="before", description="after: the operation is done and its answer is lost"
    )
    times: int | None = Field(default=1, ge=1, le=1000, description="how often it strikes; null: until removed")


class FaultMade(BaseModel):
    """The ID of the fault, to remove it by."""

    id: int


class FaultPath(Strict):
    """A fault."""

    fault_id: Number


class Health(BaseModel):
    """The sandbox is up, and where its sites are."""

    status: Literal["ok"]
    journal: str
    vk_id: str
    messenger: str
    sferum: str
