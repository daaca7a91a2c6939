"""The configuration of this journal: how VK and Sferum know it, and the options of its command."""

from dataclasses import dataclass

APP_ID = "52000002"
"""The journal's application at VK."""
ORGANIZATION_ID = 700003
"""The lyceum at Sferum."""
OTHER_ORGANIZATION_ID = 700013
"""The other school that keeps its journal here, at Sferum."""


@dataclass(frozen=True)
class Settings:
    """What the journal was started with. Addresses are origins, such as `http://127.0.0.1:5004`."""

    address: str
    """Address of the journal itself."""
    api: str
    """VK's API for back ends. The script of the page has VK's addresses built in."""
    sferum: str
    messenger: str
    timeout_s: float
    """How long one call to VK or Sferum may take."""
    service_token: str
    """«Сервисный ключ доступа»: proves to VK's API that the journal makes the call."""
    client_secret: str
    """«Защищённый ключ»: proves the same to Sferum."""
    journal_key: str
    """Signs the journal's tokens, by which VK ID knows whose teachers come."""
    password: str
    """One password for all teachers: they are sample data."""
    stand_key: str
    """Allows `POST /stand/unlink`."""

    @property
    def callback(self) -> str:
        """Where VK sends the browser back. VK compares it with the registered one character by character."""
        return f"{self.address}/vk/callback"
