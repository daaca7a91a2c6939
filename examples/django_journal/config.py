"""What this journal was started with."""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

CLIENT_ID = "52000001"
"""The journal as VK ID knows it: a confidential client."""
ORGANIZATION_ID = 700001
"""The school as Sferum knows it."""
ORGANIZATION = "Гимназия №7"


@dataclass(frozen=True)
class Config:
    """Addresses are origins, such as `http://127.0.0.1:5002`."""

    address: str
    """The journal's own."""
    vk_id: str
    sferum: str
    messenger: str
    window: Literal["popup", "same-tab", "frame"]
    """Where VK ID is opened."""
    scripted: bool
    """Whether scripts of the pages hand on what VK ID answers and ask to unlink."""
    timeout_s: float
    """How long VK ID and Sferum are waited for, each call."""
    client_secret: str
    password: str
    """Of all teachers: they are sample data."""

    @property
    def redirect_uri(self) -> str:
        """Where VK ID sends the browser back: registered with VK ID to the letter."""
        return f"{self.address}/vk/return"


def config() -> Config:
    """The running journal's."""
    found: Config = settings.JOURNAL
    return found
