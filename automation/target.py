"""The deployment under test: where its sites are, and, for a journal to be validated, all there is to know of it.

A target file is TOML; `docs/target.toml` shows every key. What may be secret is named by an environment variable.
"""

import os
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from automation.people import Teacher
from automation.toml_lines import TomlFileError, line_of, read_toml
from mock_server.natural_order import natural_key
from pages.labels import JournalLabels, Text

SITES = ("journal", "vk_id", "messenger", "sferum")
Feature = Literal["office", "open_messenger", "unlink", "sign_out"]


class TargetError(Exception):
    """The target file cannot be used; the message is one line: the file, the line, the key, what is wrong."""


@dataclass(frozen=True)
class Target:
    """Where the sites are, as origins such as `http://127.0.0.1:5001`; `name` is for reports."""

    name: str
    journal: str
    vk_id: str
    messenger: str
    sferum: str


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.path
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{text!r} is no origin such as https://journal.example")
    return text


def _variable(name: str) -> str:
    if name not in os.environ:
        raise ValueError(f"the environment variable {name} is not set")
    if not os.environ[name].strip():
        raise ValueError(f"the environment variable {name} is empty")
    return name


Origin = Annotated[str, AfterValidator(_origin)]
Variable = Annotated[Text, AfterValidator(_variable)]
"""The name of an environment variable, which must be set and say something."""


class Table(BaseModel):
    """A table of the file: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Client(Table):
    """The journal as a client of VK ID."""

    id: Annotated[str, Field(pattern=r"^[0-9]{1,15}$")]
    callback: Text
    """The redirect address, to the letter."""
    kind: Literal["public", "confidential"] = "confidential"
    secret_variable: Variable | None = None
    service_token_variable: Variable | None = None
    journal_key_variable: Variable | None = None

    def secrets(self) -> dict[str, str]:
        """`secret`, `service_token` and `journal_key`, those that are named."""
        named = {name: getattr(self, f"{name}_variable") for name in ("secret", "service_token", "journal_key")}
        return {name: os.environ[variable] for name, variable in named.items() if variable}


class OrganizationTable(Table):
    """The organization that the journal is of, as Sferum knows it."""

    id: Annotated[int, Field(ge=1, le=2**53)]
    title: Text
    kind: Literal["school", "kindergarten", "additional-education"] = "school"
    classes: list[Text] = []


class Unlinking(Table):
    """How a teacher is put back into the unlinked state; `{login}` in a text becomes the teacher's login."""

    way: Literal["button", "http", "command"] = "button"
    url: Text | None = None
    form: dict[str, str] = {}
    headers: dict[str, str] = {}
    """`$NAME` at the start of a value takes it from an environment variable."""
    command: Text | None = None

    @model_validator(mode="after")
    def _has_what_it_takes(self) -> "Unlinking":
        if self.way == "http" and not self.url:
            raise ValueError('way = "http" needs url')
        if self.way == "command" and not self.command:
            raise ValueError('way = "command" needs command')
        for value in self.headers.values():
            if value.startswith("$"):
                _variable(value[1:])
        return self


class Limits(Table):
    """How long things may take, in seconds."""

    page_s: Annotated[float, Field(gt=0, le=30)] = 10
    """Until a page of the journal shows what it should."""
    answer_s: Annotated[float, Field(gt=0, le=60)] = 15
    """Until the journal's page comes back though VK ID or Sferum hangs."""
    redeem_s: Annotated[float, Field(gt=0, le=600)] = 5
    """From the return of the browser to the redemption of the code."""


class TeacherTable(Table):
    """A teacher of the pool: of these tests alone, for their accounts are linked and unlinked."""

    login: Text
    password_variable: Variable
    phone: Annotated[str, Field(pattern=r"^\+79\d{9}$")]
    last_name: Text
    first_name: Text
    patronymic: str = ""
    sex: Literal["female", "male"] = "female"
    birth_date: date = date(1985, 4, 12)
    profile: bool = True
    """Whether the phone's owner has an educational profile; the sandbox arranges either."""
    role: Literal["teacher", "admin", "staff", "pupil", "parent"] = "teacher"
    classes: list[Text] = []
    person_id: Text | None = None
    """By which the journal names the person to Sferum."""


class TargetFile(Table):
    """A target file as it stands."""

    name: Text | None = None
    journal: Origin | None = None
    vk_id: Origin | None = None
    messenger: Origin | None = None
    sferum: Origin | None = None
    services: Literal["sandbox", "real"] = "sandbox"
    sandbox: Text | None = None
    """Address of the sandbox's control API."""
    protocol: Literal["oauth", "silent-token"] = "oauth"
    allow_changes: bool = False
    """For real services: whether teachers may be linked and unlinked."""
    expected_failures: Text | None = None
    """A file beside this one."""
    code_command: Text | None = None
    """For real services: prints the confirmation code sent to the phone that is its last argument."""
    sign_in_path: Annotated[str, Field(pattern=r"^/")] = "/"
    missing: list[Feature] = []
    """What the journal does not offer."""
    labels: JournalLabels = JournalLabels()
    client: Client | None = None
    organization: OrganizationTable | None = None
    unlinking: Unlinking = Unlinking()
    limits: Limits = Limits()
    bridge: dict[Origin, Origin] | None = None
    """For a journal whose pages ask VK's own hosts, which the sandbox then answers for.

    In it, if anything: an https origin of the journal's, and where that is really served.
    """
    teachers: list[TeacherTable] = []

    @model_validator(mode="after")
    def _is_whole(self) -> "TargetFile":
        for name in ("login", "phone"):
            values = [getattr(teacher, name) for teacher in self.teachers]
            if len(set(values)) < len(values):
                raise ValueError(f"two teachers have one {name}")
        if self.teachers:
            wanted = ["journal", "client"] + (["organization"] if self.services == "sandbox" else ["vk_id"])
            absent = [name for name in wanted if getattr(self, name) is None]
            if absent:
                raise ValueError(f"a journal to be validated needs {', '.join(absent)}")
        if self.services == "sandbox" and self.organization:
            known = {*self.organization.classes}
            unknown = sorted({code for teacher in self.teachers for code in teacher.classes} - known, key=natural_key)
            if unknown:
                raise ValueError(f"organization.classes has no {', '.join(unknown)}")
        return self

    @property
    def proxied(self) -> bool:
        """Whether a proxy of the environment may stand before the journal: before one that uses the sandbox, none."""
        return self.services == "real"

    def served_at(self, origin: str) -> str:
        """Where an origin of the journal's is really served."""
        return (self.bridge or {}).get(origin, origin)

    def people(self) -> dict[str, Teacher]:
        """The pool, by login."""
        organization_id = self.organization.id if self.organization else 0
        return {each.login: _teacher(each, organization_id) for each in self.teachers}

    def sites(self, otherwise: Target) -> Target:
        """Where the sites are; those the file leaves out are where `otherwise` has them."""
        named = {site: getattr(self, site) for site in ("name", *SITES)}
        return replace(otherwise, **{site: value for site, value in named.items() if value is not None})


def read_target(path: Path) -> TargetFile:
    """The file, checked. Raises TargetError."""
    try:
        text, document = read_toml(path)
    except TomlFileError as error:
        raise TargetError(f"{path}: {error}") from error
    try:
        found = TargetFile.model_validate(document)
    except ValidationError as error:
        raise TargetError(_first_mistake(path, text, error)) from error
    return found.model_copy(update={"name": found.name or path.stem})


def load_target(path: Path, sandbox: Target) -> Target:
    """Where the sites of the deployment are; what the file leaves out is the sandbox's own. Raises TargetError."""
    return read_target(path).sites(sandbox)


def _teacher(row: TeacherTable, organization_id: int) -> Teacher:
    return Teacher(
        login=row.login,
        password=os.environ[row.password_variable],
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
    )


def _first_mistake(path: Path, text: str, error: ValidationError) -> str:
    mistakes = error.errors()
    first = mistakes[1] if mistakes[0]["type"] == "string_type" and _is_of_label(mistakes[1:]) else mistakes[0]
    location = first["loc"]
    keys = ".".join(str(part) for part in location if not _TAG.match(str(part)))
    line = line_of(text, location)
    place = f"{path}, line {line}" if line else str(path)
    what = _MISTAKES.get(first["type"], first["msg"].removeprefix("Value error, "))
    return f"{place}: {keys}: {what}" if keys else f"{place}: {what}"


def _is_of_label(mistakes: list[ErrorDetails]) -> bool:
    """Whether it is the second kind of label that is wrong, too: the table."""
    return any("Selector" in each["loc"] for each in mistakes[:1])


_TAG = re.compile(r"(?:Selector|\[key\]|function-after\[.*)$")
"""What pydantic names besides the keys of the file."""
_MISTAKES = {
    "dataclass_type": 'must be a text in quotes, or { selector = "…" }',
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "unexpected_keyword_argument": "there is no such key",
}
