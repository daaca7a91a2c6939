"""The sandbox itself: its addresses, and its record of requests."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from mock_server.control.schemas.fields import Number, Phone
from mock_server.json_api import StrictModel


class Health(BaseModel):
    """The sandbox is up, and where its sites are."""

    status: Literal["ok"]
    journal: str
    vk_id: str
    messenger: str
    sferum: str


class RequestRecord(BaseModel):
    """One request to one site: a secret is a short hash, a text of more than 16384 characters is its length."""

    id: int = Field(description="grows with every request that has ended, over all sites")
    at: float = Field(description="when it began: seconds since 1970, UTC, on the sandbox's clock")
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


class RequestsQuery(StrictModel):
    """Which of the requests."""

    after: int = Field(default=0, ge=0, description="how many of the oldest to leave out: those seen before")


class RecordPath(StrictModel):
    """One request of the record."""

    request_id: int = Field(ge=0)


class RecordQuery(StrictModel):
    """Which requests of all persons and sites."""

    phone: Phone | None = Field(default=None, description="with those of the same logins, made before it was known")
    organization_id: Number | None = None
    site: Literal["journal", "vk_id", "messenger", "sferum", "control"] | None = None
    status: str | None = Field(
        default=None, pattern="^[1-5]([0-9]{2}|xx)$", description="one, such as 404, or a class, such as 4xx"
    )
    login_id: str | None = Field(default=None, min_length=1, max_length=200)
    after: int | None = Field(default=None, ge=0, description="only those with a greater ID: the first of them")
    before: int | None = Field(default=None, ge=0, description="only those with a smaller ID: the last of them")
    limit: int = Field(default=100, ge=1, le=1000)

    @model_validator(mode="after")
    def _check_cursor(self) -> Self:
        if self.after is not None and self.before is not None:
            raise ValueError("after, before: name one of the two")
        return self


class RequestCount(BaseModel):
    """How many requests there are."""

    count: int


class Requests(BaseModel):
    """Requests, the oldest first."""

    requests: list[RequestRecord]


class LoginPath(StrictModel):
    """One login at VK ID."""

    login_id: str = Field(min_length=1, max_length=200)


class Call(BaseModel):
    """One request of a login, with who sent it."""

    caller: Literal["browser", "client", "journal", "messenger", "sferum"] = Field(
        description="`client`: an application that is no site of the sandbox"
    )
    callee: Literal["journal", "vk_id", "messenger", "sferum"]
    request: RequestRecord


class LoginTrace(BaseModel):
    """One login: its requests in the order in which they began."""

    login_id: str
    client_id: str | None
    phone: str | None
    calls: list[Call]
