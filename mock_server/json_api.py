"""Parts of the sandbox's JSON APIs: a refusal is a 4xx with a reason, and changes nothing."""

from http.client import responses

from flask import Response, jsonify, make_response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_NAMES = {413: "content_too_large"}
"""Names that differ between versions of Python."""


class StrictModel(BaseModel):
    """A body or a query in which an unknown name is a mistake."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)


class Refusal(BaseModel):
    """Why a request was refused."""

    error: str = Field(description="a stable name")
    error_description: str = Field(description="what is wrong and where, for a person")


def refuse(status: int, error: str, description: str) -> Response:
    """Returns the answer to a request that is refused."""
    return make_response(jsonify(error=error, error_description=description), status)


def answer_invalid(error: ValidationError) -> Response:
    """Returns the answer to a request that does not fit its description."""
    return refuse(422, "invalid_request", describe_first_mistake(error))


def describe_first_mistake(error: ValidationError) -> str:
    """Returns where the first mistake is, and what it is."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    cause = first.get("ctx", {}).get("error")
    return str(cause) if isinstance(cause, ValueError) and not first["loc"] else f"{place}: {first['msg']}"


def error_answer(status: int, reason: str) -> Response:
    """Returns the answer of an API to a request that has failed."""
    return refuse(status, _NAMES.get(status) or responses.get(status, "error").lower().replace(" ", "_"), reason)
