"""Confirmation codes of everybody."""

from typing import Literal

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import Phone
from mock_server.json_api import StrictModel


class LastCodesQuery(StrictModel):
    """Which of the codes."""

    phone: Phone | None = None
    limit: int = Field(default=100, ge=1, le=1000, description="how many at most")


class SentCode(BaseModel):
    """A confirmation code, and what has become of it."""

    id: int
    phone: str
    address: str | None = Field(description="the e-mail it was sent to, where it was")
    method: Literal["call", "sms", "email"]
    code: str
    caller: str | None = Field(description="the number a call came from; its last digits are the code")
    clients: list[str] = Field(description="names of the clients whose logins wait, or waited, for it")
    sent_at: float = Field(description="seconds since 1970, UTC, on the person's clock")
    expires_at: float
    ended_at: float | None = Field(description="when it confirmed a login, or another took its place")
    attempts_left: int
    taken: bool = Field(description="whether it was given out by `take`")
    moved_s: float = Field(description="how far the person's clock has been moved forward, in seconds")
    left_s: float = Field(description="for how many seconds it still confirms a login")


class LastCodes(BaseModel):
    """Codes, the last one first."""

    codes: list[SentCode]
