"""Values that several bodies of the control API have: phones, e-mails, addresses, IDs, names."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mock_server.http.client_addresses import is_origin, is_redirect_uri
from mock_server.logins import parse_email, parse_phone


def _phone(text: str) -> str:
    number = parse_phone(text)
    if number is None:
        raise ValueError("is not a Russian mobile number, such as +79001234567")
    return number


def _email(text: str) -> str:
    address = parse_email(text)
    if address is None:
        raise ValueError("is not an e-mail address")
    return address


def _redirect_uri(text: str) -> str:
    if not is_redirect_uri(text):
        raise ValueError("is no address to return to, such as https://journal.example/callback or vk7001://vk.com/done")
    return text


def _origin(text: str) -> str:
    if not is_origin(text):
        raise ValueError("is no origin of pages, such as https://journal.example or http://127.0.0.1:8000")
    return text


Phone = Annotated[
    str,
    AfterValidator(_phone),
    Field(max_length=40, description="a Russian mobile number, such as +79001234567"),
]
Email = Annotated[str, AfterValidator(_email)]
RedirectUri = Annotated[
    str,
    AfterValidator(_redirect_uri),
    Field(max_length=2000, description="of a web page, or of an app by its own scheme; without a fragment"),
]
Origin = Annotated[
    str,
    AfterValidator(_origin),
    Field(max_length=300, description="as https://journal.example, with a port or without"),
]
ClientId = Annotated[str, Field(pattern=r"^[0-9]{1,15}$", description="digits, as VK has them")]
Secret = Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=1, le=2**53)]
Role = Literal["teacher", "admin", "staff", "pupil", "parent"]
