"""The configuration of this journal: how VK ID and Sferum know it, and the options of its command."""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

CLIENT_ID = "52000001"
"""The journal's application at VK ID: a confidential client."""
ORGANIZATION_ID = 700001
"""The school at Sferum."""
OTHER_ORGANIZATION_ID = 700011
"""The other school that keeps its journal here, at Sferum."""


@dataclass(frozen=True)
class Config:
    """What the journal was started with. Addresses are origins, such as `http://127.0.0.1:5002`."""

    address: str
    """Where browsers see the journal itself; it may have a path."""
    vk_id: str
    sferum: str
    messenger: str
    window: Literal["popup", "same-tab", "frame"]
    """Where VK ID opens."""
    scripted: bool
    """True when scripts of the pages pass on the answer of VK ID and unlink."""
    single_page: bool
    """True when the journal is one page, whose script shows all screens and calls a JSON API."""
    hash_routes: bool
    """True when the addresses of the single page's screens are fragments, such as `/#/chats`."""
    timeout_s: float
    """How long one call to VK ID or Sferum may take."""
    client_secret: str
    password: str
    """One password for all teachers: they are sample data."""

    @property
    def redirect_uri(self) -> str:
        """Where VK ID sends the browser back. VK ID compares it with the registered one character by character."""
        return f"{self.address}/vk/return"


def get_config() -> Config:
    """Returns the configuration of the running journal."""
    config: Config = settings.JOURNAL
    return config
