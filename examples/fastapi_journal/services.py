"""Calls of the journal's back end to VK and Sferum. Each has a time-out."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from examples.fastapi_journal.settings import APP_ID, Settings
from examples.fastapi_journal.teachers import Teacher

_API_VERSION = "5.199"


class ServiceError(Exception):
    """A call to VK or Sferum failed."""


class ServiceUnavailableError(ServiceError):
    """The service did not answer in time or reported a failure of its own. It may have done what the call asks."""


class ServiceRefusedError(ServiceError):
    """The service refused the call; the message is its name or number for the reason."""


@dataclass(frozen=True)
class Access:
    """What a silent token is exchanged for."""

    token: str
    profile_id: int


class Services:
    """VK and Sferum, called with the journal's credentials. Each call raises ServiceError."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.Client(timeout=settings.timeout_s, trust_env=False)

    def exchange(self, silent_token: str, uuid: str) -> Access:
        """Exchanges a silent token, which works once. `uuid` is the one that SuperAppKit made for this attempt."""
        form = {
            "v": _API_VERSION,
            "access_token": self._settings.service_token,
            "token": silent_token,
            "uuid": uuid,
        }
        answer = self._call("POST", f"{self._settings.api}/method/auth.exchangeSilentAuthToken", data=form)
        try:
            return Access(str(answer["response"]["access_token"]), int(answer["response"]["user_id"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ServiceRefusedError("unreadable") from error

    def revoke(self, access: Access) -> None:
        """Revokes the access token: services refuse calls with it that are still on their way."""
        form = {"client_id": APP_ID, "access_token": access.token}
        self._call("POST", f"{self._settings.api}/oauth2/logout", data=form)

    def attach(self, teacher: Teacher, access: Access) -> None:
        """Attaches the profile to the teacher at Sferum. A second call changes nothing."""
        body = {"role": teacher.role, "classes": teacher.classes}
        headers = {"Authorization": f"Bearer {access.token}"}
        self._call("PUT", self._person_url(teacher), json=body, headers=headers)

    def detach(self, teacher: Teacher) -> None:
        """Detaches the teacher's profile at Sferum. A second call changes nothing."""
        credentials = (APP_ID, self._settings.client_secret)
        try:
            self._call("DELETE", self._person_url(teacher), auth=credentials)
        except ServiceUnavailableError:
            # Sferum may have detached the profile, and only its answer was lost. Only a second call makes this certain.
            self._call("DELETE", self._person_url(teacher), auth=credentials)

    def _person_url(self, teacher: Teacher) -> str:
        number = quote(teacher.number, safe="")
        return f"{self._settings.sferum}/api/organizations/{teacher.organization_id}/people/{number}"

    def _call(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        try:
            response = self._http.request(method, url, **request)
            answer = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise ServiceUnavailableError(url) from error
        if response.is_server_error or not isinstance(answer, dict):
            raise ServiceUnavailableError(url)
        if not response.is_success or "error" in answer:  # VK's API reports errors with status 200
            raise ServiceRefusedError(str(answer.get("error")))
        return answer
