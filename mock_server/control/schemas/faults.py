"""Failures on order."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import Number, Phone
from mock_server.json_api import StrictModel

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=100)]
HeaderValue = Annotated[str, Field(pattern=r"^[ -~]*$", max_length=1000)]


class NewFault(StrictModel):
    """A failure to order for one person or one organization."""

    phone: Phone | None = None
    organization_id: Number | None = None
    site: Literal["journal", "vk_id", "messenger", "sferum"]
    operation: str = Field(max_length=100, description="a view of the site, such as `token` or `attach`")
    kind: Literal["error", "answer", "delay", "drop", "stall", "identity-data"] = Field(
        description="error: an HTTP status of 400 or more, with the site's own error; answer: a status, headers and a "
        "body as they are here; delay: seconds before going on; drop: the connection is cut; "
        "stall: an answer begins, and after delay_s of silence the connection is cut; "
        "identity-data: the guide's «невозможно получить идентификационные данные» (A-3E), on vk_id's submit_phone"
    )
    status: int | None = Field(default=None, ge=200, le=599)
    headers: dict[HeaderName, HeaderValue] = Field(
        default={}, max_length=20, description="of an answer, such as Content-Type"
    )
    body: str | None = Field(
        default=None, description="of an answer; null: the operation's own where it is done, empty where it is not"
    )
    delay_s: float | None = Field(
        default=None,
        gt=0,
        le=600,
        description="of a delay or a stall, how long it is; of the others, how long they wait before",
    )
    moment: Literal["before", "after"] = Field(
        default="before", description="after: the operation is done and its answer is lost"
    )
    times: int | None = Field(default=1, ge=1, le=1000, description="how often it strikes; null: until removed")


class FaultMade(BaseModel):
    """The ID of the fault, to remove it by."""

    id: int


class FaultsQuery(StrictModel):
    """Which of the faults."""

    phone: Phone | None = None
    organization_id: Number | None = None
    before: Number | None = Field(default=None, description="only faults of lower IDs: `next` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class OrderedFault(BaseModel):
    """A fault as it was ordered, and what has become of it."""

    id: int
    phone: str | None
    organization_id: int | None
    site: str
    operation: str
    kind: str
    status: int | None
    headers: dict[str, str]
    body: str | None
    delay_s: float | None
    moment: str
    times: int | None
    ordered_at: float = Field(description="seconds since 1970, UTC")
    struck: int = Field(description="how many requests it has applied to")
    remaining: int | None = Field(description="how many more it applies to; null: until removed")
    active_requests: int = Field(description="requests that it applies to and that are not answered yet")


class OrderedFaults(BaseModel):
    """Faults that are not removed, the newest first; of those that are used up, the last 200."""

    faults: list[OrderedFault]
    next: int | None = Field(description="`before` of the next page; null: there is none")


class Operations(BaseModel):
    """What faults may be ordered for: the views of each site."""

    journal: list[str]
    vk_id: list[str]
    messenger: list[str]
    sferum: list[str]


class FaultState(BaseModel):
    """A fault at the moment."""

    active_requests: int = Field(description="requests that it applies to and that are not answered yet")


class FaultPath(StrictModel):
    """A fault."""

    fault_id: Number
