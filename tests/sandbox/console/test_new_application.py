"""The console's form of a new application: each field comes to the application as it was typed or chosen."""

import secrets

import httpx
import pytest

FORM = {"name": "Журнал", "redirect_uris": "https://journal.example/callback", "kind": "public", "strict": ""}


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("strict", "", None),
        ("strict", "yes", True),
        ("strict", "no", False),
        ("kind", "public", "public"),
        ("kind", "confidential", "confidential"),
        ("name", "  Журнал «Дневник»  ", "Журнал «Дневник»"),
        (
            "redirect_uris",
            "https://a.example/1\r\n\r\n https://b.example/2 ",
            ["https://a.example/1", "https://b.example/2"],
        ),
        ("frame_origins", "https://a.example\r\nhttps://b.example", ["https://a.example", "https://b.example"]),
        ("secret", "s3cret-of-the-school", "s3cret-of-the-school"),
    ],
)
def test_field_comes_to_the_application(control: httpx.Client, field: str, sent: str, kept: object) -> None:
    """Каждое поле формы «Новое приложение» доходит до приложения таким, как его заполнили."""
    number = str(10**14 + secrets.randbelow(10**14))
    origin = f"{control.base_url}".rstrip("/")
    answer = control.post("/console/applications", data={**FORM, "id": number, field: sent}, headers={"Origin": origin})
    assert answer.status_code == 303, answer.text
    assert control.get(f"/clients/{number}").json()[field] == kept, field
