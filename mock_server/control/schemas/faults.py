"""Failures on order."""

from typing import Literal

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import Number, Phone
from mock_server.json_api import StrictModel


class NewFault(StrictModel):
    """A failure to order for one person or one organization."""

    phone: Phone | None = None
    organization_id: Number | None = None
    site: Literal["journal", "vk_id", "messenger", "sferum"]
    operation: str = Field(max_length=100, description="a view of the site, such as `token` or `attach`")
    kind: Literal["error", "delay", "drop", "identity-data"] = Field(
        description="error: an HTTP status; delay: seconds before going on; drop: the connection is cut; "
        "identity-data: the guide's «невозможно получить идентификационные данные» (A-3E), on vk_id's submit_phone"
    )
    status: int | None = Field(default=None, ge=400, le=599)
    delay_s: float | None = Field(default=None, gt=0, le=600)
    moment: Literal["before", "after"] = Field(
        default="before", description="after: the operation is done and its answer is lost"
    )
    times: int | None = Field(default=1, ge=1, le=1000, description="how often it strikes; null: until removed")


class FaultMade(BaseModel):
    """The ID of the fault, to remove it by."""

    id: int


class FaultPath(StrictModel):
    """A fault."""

    fault_id: Number
