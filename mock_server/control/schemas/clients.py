"""Clients of VK ID."""

from typing import Literal

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import ClientId, Name, Origin, RedirectUri, Secret
from mock_server.json_api import StrictModel


class NewClient(StrictModel):
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


class ClientPath(StrictModel):
    """A client."""

    client_id: ClientId


class ClientsQuery(StrictModel):
    """Which of the clients."""

    search: str = Field(default="", max_length=200, description="words, each in an ID or a name")
    after: str = Field(default="", max_length=15, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class ClientSummary(BaseModel):
    """A client, without what it keeps secret."""

    id: str
    name: str
    redirect_uris: list[str]
    kind: str
    first_party: bool
    strict: bool | None
    own: bool = Field(description="a site of the sandbox: it cannot be removed")


class Clients(BaseModel):
    """Clients by ID, as texts are ordered."""

    clients: list[ClientSummary]
    next: str | None = Field(description="`after` of the next page; null: there is none")


class RedirectDeparture(BaseModel):
    """A redirect address that strict mode refuses."""

    redirect_uri: str
    departure: str


class RequestDeparture(BaseModel):
    """What VK ID tolerated in the client's requests, and strict mode refuses."""

    departure: str
    operation: str
    count: int = Field(description="in how many of the recorded requests")
    last_at: float = Field(description="seconds since 1970, UTC")


class Departures(BaseModel):
    """In what a client departs from VK ID's documentation."""

    strict: bool = Field(description="whether the client is held to the documentation to the letter already")
    redirect_uris: list[RedirectDeparture]
    requests: list[RequestDeparture] = Field(description="from the record of requests, the most frequent first")
