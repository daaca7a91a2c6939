"""The sandbox itself: its addresses, and its record of requests."""

from typing import Literal

from pydantic import BaseModel, Field

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


class RequestsQuery(StrictModel):
    """Which of the requests."""

    after: int = Field(default=0, ge=0, description="how many of the oldest to leave out: those seen before")


class RequestCount(BaseModel):
    """How many requests there are."""

    count: int


class Requests(BaseModel):
    """Requests, the oldest first."""

    requests: list[RequestRecord]
