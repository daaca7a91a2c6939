"""The deployment under test: where its sites are, and everything about a journal that is validated.

A target file is TOML; `docs/target.toml` shows every key. What may be secret is named by an environment variable.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr

from automation.addresses import normalize_address, parse_origin
from automation.command_line import split_command
from automation.other_school import OtherSchoolTable
from automation.people import Role, Teacher
from automation.stand_table import StandTable, find_stand_mistakes
from automation.target_consistency import find_contradictions
from automation.toml_file import TomlFileError, read_toml_file
from automation.variables import Variable, check_variable
from mock_server.client import SITES
from pages.labels import JournalLabels, Label, NonBlankText
from pages.sign_in_form import SignInStep

Feature = Literal["office", "open_messenger", "unlink", "sign_out"]


class TargetError(TomlFileError):
    """The target file cannot be used."""


@dataclass(frozen=True)
class Target:
    """Where the sites are, as origins such as `http://127.0.0.1:5001`; `name` is for reports."""

    name: str
    journal: str
    vk_id: str
    messenger: str
    sferum: str

    @classmethod
    def from_addresses(cls, name: str, addresses: Mapping[str, str]) -> "Target":
        """Returns the sites of a sandbox by the addresses that its control API gives."""
        return cls(name, **{site: addresses[site] for site in SITES})


def _check_origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_origin = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.path
    except ValueError:
        is_origin = False
    if not is_origin:
        raise ValueError("нужен адрес без пути, вида https://journal.example")
    return text


def _check_header(value: str) -> str:
    if value.startswith("$"):
        check_variable(value[1:])
    return value


def _check_command(text: str) -> str:
    try:
        split_command(text)
    except ValueError as error:
        raise ValueError("кавычка не закрыта или последний знак — обратная косая черта") from error
    return text


def _matching(pattern: str, expected: str) -> AfterValidator:
    """Returns a check that the whole text matches the pattern; `expected` says in Russian what does."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"нужен {expected}")
        return text

    return AfterValidator(check)


Origin = Annotated[str, AfterValidator(_check_origin)]
Command = Annotated[NonBlankText, AfterValidator(_check_command)]
"""A program and its arguments, quoted as for a POSIX shell."""


class TargetTable(BaseModel):
    """A table of the file: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ClientTable(TargetTable):
    """The journal as a client of VK ID."""

    id: Annotated[str, _matching(r"[0-9]{1,15}", "номер из цифр (не больше 15), в кавычках")]
    callback: NonBlankText
    """The redirect address, to the letter."""
    kind: Literal["public", "confidential"] = "confidential"
    secret_variable: Variable | None = None
    service_token_variable: Variable | None = None
    journal_key_variable: Variable | None = None

    def secrets(self) -> dict[str, str]:
        """Returns `secret`, `service_token` and `journal_key`, those that the file names."""
        variables = {name: getattr(self, f"{name}_variable") for name in ("secret", "service_token", "journal_key")}
        return {name: os.environ[variable] for name, variable in variables.items() if variable}


class OrganizationTable(TargetTable):
    """The organization that the journal is of, as Sferum knows it."""

    id: Annotated[int, Field(ge=1, le=2**53)]
    title: NonBlankText
    kind: Literal["school", "kindergarten", "additional-education"] = "school"
    classes: list[NonBlankText] = []


class UnlinkingTable(TargetTable):
    """How a teacher is unlinked between checks; `{login}` in a text becomes the teacher's login."""

    way: Literal["button", "http", "command"] = "button"
    url: NonBlankText | None = None
    form: dict[str, str] = {}
    headers: dict[str, Annotated[str, AfterValidator(_check_header)]] = {}
    """`$NAME` at the start of a value takes it from an environment variable."""
    command: Command | None = None


class LimitsTable(TargetTable):
    """Time limits in seconds."""

    page_s: Annotated[float, Field(gt=0, le=30)] = 10
    """Until a page of the journal shows what it should."""
    answer_s: Annotated[float, Field(gt=0, le=60)] = 15
    """Until the journal's page comes back though VK ID or Sferum hangs."""
    sign_ins_per_minute: Annotated[int, Field(ge=1, le=600)] | None = None
    """How often teachers may sign in, all together; None: as often as the checks like."""
    redeem_s: Annotated[float, Field(gt=0, le=600)] = 5
    """From the return of the browser to the redemption of the code."""


class TeacherTable(TargetTable):
    """A teacher of the pool. Only these checks may use the account: it is linked and unlinked."""

    login: NonBlankText
    password_variable: Variable | None = None
    session: NonBlankText | None = None
    """A file beside this one, with a session that a person began: for a journal that has no sign-in by password."""
    phone: Annotated[str, _matching(r"\+79[0-9]{9}", "номер вида +79005550101")]
    last_name: NonBlankText
    first_name: NonBlankText
    patronymic: str = ""
    sex: Literal["female", "male"] = "female"
    birth_date: date = date(1985, 4, 12)
    profile: bool = True
    """Whether the phone's owner has an educational profile; the sandbox gives and takes one as a check needs it."""
    role: Role = "teacher"
    classes: list[NonBlankText] = []
    person_id: NonBlankText | None = None
    """By which the journal names the person to Sferum."""


class TargetFile(TargetTable):
    """Everything that a target file says."""

    name: NonBlankText | None = None
    journal: Origin | None = None
    api: list[Origin] = []
    """Other origins of the journal's, such as that of its API."""
    stand: StandTable = StandTable()
    vk_id: Origin | None = None
    messenger: Origin | None = None
    sferum: Origin | None = None
    services: Literal["sandbox", "real"] = "sandbox"
    sandbox: NonBlankText | None = None
    """Address of the sandbox's control API."""
    protocol: Literal["oauth", "silent-token"] = "oauth"
    allow_changes: bool = False
    """For real services: whether teachers may be linked and unlinked."""
    expected_failures: NonBlankText | None = None
    """A file beside this one."""
    code_command: Command | None = None
    """For real services: prints the confirmation code sent to the phone that is its last argument."""
    sign_in_path: Annotated[str, _matching(r"/.*", "путь, который начинается с /")] = "/"
    sign_in_steps: list[SignInStep] = []
    """What a person does one after another on the sign-in's screens; empty: the form of three labels."""
    dismiss: list[Label] = []
    """What to press wherever it comes between a person and the journal: a banner, a window."""
    missing: list[Feature] = []
    """What the journal does not offer."""
    labels: JournalLabels = JournalLabels()
    client: ClientTable | None = None
    organization: OrganizationTable | None = None
    other_school: OtherSchoolTable | None = None
    unlinking: UnlinkingTable = UnlinkingTable()
    limits: LimitsTable = LimitsTable()
    bridge: dict[Origin, Origin] | None = None
    """For a journal whose pages ask VK's own hosts, which the sandbox then answers for.

    It maps an https origin of the journal's to the address where that is really served; it may be empty.
    """
    teachers: list[TeacherTable] = []

    _content: bytes = PrivateAttr(default=b"")
    _folder: Path = PrivateAttr(default=Path())

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self._content

    @property
    def origins(self) -> tuple[str, ...]:
        """The journal's origins as a browser writes them: its own, those of `api`, that of the redirect address."""
        callback = [self.client.callback] if self.client else []
        origins = map(parse_origin, [self.journal or "", *self.api, *callback])
        return tuple(dict.fromkeys(filter(None, origins)))

    @property
    def proxied(self) -> bool:
        """Whether a proxy of the environment may stand before the journal; a journal that uses the sandbox has none."""
        return self.services == "real"

    @property
    def sign_in_address(self) -> str:
        """The address of the page with the sign-in form."""
        return f"{self.journal or ''}{self.sign_in_path}"

    def resolve_address(self, address: str) -> str:
        """Returns where an address of the journal's is really served."""
        served = {parse_origin(origin): served for origin, served in (self.bridge or {}).items()}
        origin = parse_origin(address)
        return normalize_address(address).replace(origin, served[origin], 1) if origin in served else address

    def list_teachers(self) -> dict[str, Teacher]:
        """Returns the pool, by login."""
        organization_id = self.organization.id if self.organization else 0
        return {row.login: _build_teacher(row, organization_id, self._folder) for row in self.teachers}

    def build_target(self, otherwise: Target) -> Target:
        """Returns where the sites are; those that the file leaves out are where `otherwise` has them."""
        values = {key: getattr(self, key) for key in ("name", *SITES)}
        return replace(otherwise, **{key: value for key, value in values.items() if value is not None})


def read_target(path: Path) -> TargetFile:
    """Returns the file, checked. Raises TargetError."""
    try:
        file = read_toml_file(
            path,
            TargetFile,
            lambda document: [*find_contradictions(document), *find_stand_mistakes(document, path.parent)],
        )
    except TomlFileError as error:
        raise TargetError(str(error)) from error
    target = file.table.model_copy(
        update={"name": file.table.name or path.stem, "stand": file.table.stand.within(path.parent)}
    )
    target._content = file.content
    target._folder = path.parent
    return target


def load_target(path: Path, sandbox: Target) -> Target:
    """Returns where the sites of the deployment are; what the file leaves out is the sandbox's own.

    Raises TargetError.
    """
    return read_target(path).build_target(sandbox)


def _build_teacher(row: TeacherTable, organization_id: int, folder: Path) -> Teacher:
    return Teacher(
        login=row.login,
        password=os.environ[row.password_variable] if row.password_variable else "",
        phone=row.phone,
        last_name=row.last_name,
        first_name=row.first_name,
        patronymic=row.patronymic,
        birth_date=row.birth_date,
        sex=row.sex,
        classes=tuple(row.classes),
        organization_id=organization_id,
        role=row.role,
        person_id=row.person_id,
        session_file=folder / row.session if row.session else None,
    )
