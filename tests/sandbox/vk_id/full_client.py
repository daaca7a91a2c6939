"""A client of VK ID of which everything is said."""

from typing import Any

FULL: dict[str, Any] = {
    "id": "7001",
    "name": "Журнал",
    "redirect_uris": ["https://journal.example/callback", "vk7001://vk.com/blank.html"],
    "kind": "confidential",
    "secret": "s3cret",
    "service_token": "service",
    "journal_key": "key",
    "frame_origins": ["https://journal.example"],
    "first_party": False,
    "strict": True,
}
