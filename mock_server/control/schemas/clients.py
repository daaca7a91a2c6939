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
