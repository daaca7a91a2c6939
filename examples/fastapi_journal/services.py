"""VK and Sferum, as the journal's back end speaks to them. No call is waited for without end."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from examples.fastapi_journal.people import Teacher
from examples.fastapi_journal.settings import APP_ID, ORGANIZATION_ID, Settings

_API_VERSION = "5.199"


class NoAnswer(Exception):
    """Too late, or none at all, or the service says that it has failed: whether it has done what was asked is open."""


class Denied(Exception):
    """The service said no; its own name or number for the reason is the message."""


@dataclass(frozen=True)
class Access:
    """What a silent token is exchanged for."""

    token: str
    profile_id: int


class Services:
    """The calls, with the journal's credentials. Each raises NoAnswer or Denied."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.Client(timeout=settings.timeout_s, trust_env=False)

    def exchange(self, silent_token: str, uuid: str) -> Access:
        """The access token for a silent token, once. `uuid` is what the page's script has made up for this trip."""
        form = {
            "v": _API_VERSION,
            "access_token": self._settings.service_token,
            "token": silent_token,
            "uuid": uuid,
        }
        answer = self._ask("POST", f"{self._settings.api}/method/auth.exchangeSilentAuthToken", data=form)
        try:
            return Access(str(answer["response"]["access_token"]), int(answer["response"]["user_id"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Denied("unreadable") from error

    def end(self, access: Access) -> None:
        """Whatever is still being asked with this token comes too late."""
        form = {"client_id": APP_ID, "access_token": access.token}
        self._ask("POST", f"{self._settings.api}/oauth2/logout", data=form)

    def attach(self, teacher: Teacher, access: Access) -> None:
        """The profile belongs to this teacher of the lyceum; a second time changes nothing."""
        body = {"role": "teacher", "classes": teacher.classes}
        self._ask("PUT", self._person(teacher), json=body, headers={"Authorization": f"Bearer {access.token}"})

    def detach(self, teacher: Teacher) -> None:
        """No profile belongs to this teacher; a second time changes nothing."""
        own = (APP_ID, self._settings.client_secret)
        try:
            self._ask("DELETE", self._person(teacher), auth=own)
        except NoAnswer:  # it may be done, and only the answer lost: half a link, unless it is done for certain
            self._ask("DELETE", self._person(teacher), auth=own)

    def _person(self, teacher: Teacher) -> str:
        number = quote(teacher.number, safe="")
        return f"{self._settings.sferum}/api/organizations/{ORGANIZATION_ID}/people/{number}"

    def _ask(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        try:
            response = self._http.request(method, url, **request)
            answer = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise NoAnswer from error
        if response.is_server_error or not isinstance(answer, dict):
            raise NoAnswer
        if response.is_error or "error" in answer:  # VK's API tells errors with status 200
            raise Denied(str(answer.get("error")))
        return answer
