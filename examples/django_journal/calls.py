"""Calls to VK ID and to Sferum from the back end, none without a time-out."""

from typing import Any

import httpx

from examples.django_journal.config import config
from examples.django_journal.mistakes import Mistake, made

# Both services are known by address: a proxy of the machine has no part in that.
_HTTP = httpx.Client(trust_env=False)


class Silent(Exception):
    """The service did not answer in time, or answered that it has failed: what it has done is not known."""


class Refused(Exception):
    """The service said no; `error` is its own name for the reason."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def call(method: str, url: str, **request: Any) -> dict[str, Any]:
    """One call, answered in JSON or by nothing at all. Raises Silent or Refused."""
    timeout_s = None if made(Mistake.NO_TIMEOUT) else config().timeout_s
    try:
        response = _HTTP.request(method, url, timeout=timeout_s, **request)
        answer = response.json() if response.content else {}
    except (httpx.HTTPError, ValueError) as error:
        raise Silent(url) from error
    if response.is_server_error or not isinstance(answer, dict):
        raise Silent(url)
    if made(Mistake.CREATED_ONLY) and (method, response.status_code) == ("PUT", 200):
        raise Refused("not_created")
    if not response.is_success or "error" in answer:
        raise Refused(str(answer.get("error", "")))
    return answer
