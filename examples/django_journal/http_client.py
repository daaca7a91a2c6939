"""HTTP calls of the back end to VK ID and Sferum. Each has a time-out."""

from typing import Any

import httpx

from examples.django_journal.config import get_config

# Both services have known addresses: proxy settings of the machine do not apply to them.
CLIENT = httpx.Client(trust_env=False)


class ServiceError(Exception):
    """A call to VK ID or Sferum failed."""


class ServiceUnavailableError(ServiceError):
    """The service did not answer in time or reported a failure of its own. It may have done what the call asks."""


class ServiceRefusedError(ServiceError):
    """The service refused the call; `code` is its name for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def call(method: str, url: str, **request: Any) -> dict[str, Any]:
    """Makes one call and returns its JSON, or {} for an empty answer. Raises ServiceError."""
    try:
        response = CLIENT.request(method, url, timeout=get_config().timeout_s, **request)
        content = response.json() if response.content else {}
    except (httpx.HTTPError, ValueError) as error:
        raise ServiceUnavailableError(url) from error
    if response.is_server_error or not isinstance(content, dict):
        raise ServiceUnavailableError(url)
    if not response.is_success or "error" in content:
        raise ServiceRefusedError(str(content.get("error", "")))
    return content
