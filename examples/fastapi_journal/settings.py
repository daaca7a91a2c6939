"""What this journal was started with."""

from dataclasses import dataclass

APP_ID = "52000002"
"""The journal as VK knows it."""
ORGANIZATION_ID = 700003
"""The lyceum as Sferum knows it."""


@dataclass(frozen=True)
class Settings:
    """Addresses are origins, such as `http://127.0.0.1:5004`."""

    address: str
    """The journal's own."""
    api: str
    """VK's, for back ends. The page's script knows VK's addresses by itself."""
    sferum: str
    messenger: str
    timeout_s: float
    """How long each call to VK and to Sferum may take."""
    service_token: str
    """«Сервисный ключ доступа»: proves to VK's API that it is the journal who asks."""
    client_secret: str
    """«Защищённый ключ»: proves the same to Sferum."""
    journal_key: str
    """What the journal signs the tokens with by which VK ID knows whose teachers come."""
    password: str
    """Of all teachers: they are sample data."""
    stand_key: str

    @property
    def callback(self) -> str:
        """Where VK sends the browser back: registered with VK to the letter."""
        return f"{self.address}/vk/callback"
