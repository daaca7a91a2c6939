"""The typed client of the control API, for every program that uses a sandbox."""

from typing import Any, Self

import httpx

from mock_server.client_answers import Code as Code
from mock_server.client_answers import Fault as Fault
from mock_server.client_answers import JournalToken as JournalToken
from mock_server.client_answers import Link as Link
from mock_server.client_answers import MadeTeacher as MadeTeacher
from mock_server.client_answers import MaxAccount as MaxAccount
from mock_server.client_answers import Organization as Organization
from mock_server.client_answers import Person as Person
from mock_server.client_answers import Profile as Profile
from mock_server.client_answers import VkClient as VkClient
from mock_server.http_client import http_client

_TIMEOUT_S = 35  # the API answers a request for codes after 30 s at most
_PROBE_TIMEOUT_S = 2
_MAX_REASON_CHARS = 1000
SITES = ("journal", "vk_id", "messenger", "sferum")


class SandboxClientError(Exception):
    """A call of the control API failed: no answer, another's answer, or a refusal (ControlError).

    The message is one line: the request, and why it failed.
    """


class ControlError(SandboxClientError):
    """The control API refused a request; `status` is the HTTP status of its answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def is_running(control: str, *, token: str | None = None) -> bool:
    """Returns whether `GET /health` of this address succeeds, with the bearer token where there is one."""
    try:
        with http_client(control, token=token, timeout=_PROBE_TIMEOUT_S) as http:
            return http.get(f"{control}/health").is_success
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False


class SandboxClient:
    """The control API, typed. Everything is keyed by a phone or an organization: no call touches anybody else.

    `addresses` are those of the sites, by name. Every method, and the constructor, raises SandboxClientError.
    """

    def __init__(self, control: str, token: str | None = None) -> None:
        self.control = control
        # Unlimited: a pool with too many connections for its limit may close one that another thread is about to use.
        unlimited = httpx.Limits(max_connections=None)
        try:
            self._http = http_client(control, token=token, base_url=control, timeout=_TIMEOUT_S, limits=unlimited)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _build_failure("GET /health", error) from error
        try:
            self.addresses = self._read_addresses()
        except SandboxClientError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def create_organization(self, title: str, **body: Any) -> int:
        """Makes an organization; returns its ID. `body`: id, kind, classes, members, window, journal_timeout_s."""
        return int(self._call("POST", "/organizations", {"title": title, **body})["id"])

    def create_school_51(self) -> tuple[int, tuple[str, ...]]:
        """Makes the guide's school; returns its ID and the codes of its classes."""
        answer = self._call("POST", "/organizations/school-51")
        return int(answer["id"]), tuple(answer["classes"])

    def create_account(self, phone: str, **body: Any) -> list[int]:
        """Makes an account; returns its profiles' IDs. `body`: email, last_name, first_name, profiles, confirmation."""
        return list(self._call("POST", "/accounts", {"phone": phone, **body})["profile_ids"])

    def create_roster(self, organization_id: int, teachers: list[dict[str, Any]]) -> list[str]:
        """Adds people to a journal; returns their IDs there."""
        body = {"organization_id": organization_id, "teachers": teachers}
        return list(self._call("POST", "/rosters", body)["person_ids"])

    def create_journal_session(self, login: str) -> dict[str, str]:
        """Returns a cookie with which a browser is signed in to the journal: name, value, url."""
        return dict(self._call("POST", "/journal-sessions", {"login": login}))

    def create_journal_token(self, login: str, **body: Any) -> JournalToken:
        """Returns a token for the journal's API. `body`: scope, lifetime_s, requests_per_minute."""
        return JournalToken(**self._call("POST", "/journal-tokens", {"login": login, **body}))

    def set_max_account(self, phone: str, **body: Any) -> MaxAccount:
        """Lets the journal hold an account of MAX for linked with the person. `body`: max_id, max_link."""
        return MaxAccount(**self._call("PUT", f"/people/{phone}/max-account", body))

    def delete_max_account(self, phone: str) -> None:
        """Unlinks the person's account of MAX."""
        self._call("DELETE", f"/people/{phone}/max-account")

    def create_vk_session(self, phone: str) -> dict[str, str]:
        """Returns a cookie with which VK ID remembers the browser: name, value, url."""
        return dict(self._call("POST", f"/people/{phone}/vk-session"))

    def read_codes(self, phone: str, *, wait_s: float = 5, consume: bool = True) -> list[Code]:
        """Returns the codes sent to the phone and not taken yet; waits for one, for `wait_s`. `consume` takes them."""
        method, path = ("POST", "/codes/take") if consume else ("GET", "/codes")
        answer = self._call(method, f"/people/{phone}{path}", query={"wait_s": wait_s})
        try:
            return [Code(code["code"], code["method"], code["caller"]) for code in answer["codes"]]
        except (KeyError, TypeError) as error:
            raise _build_foreign_answer_error(f"{method} {path}") from error

    def move_time(self, phone: str, seconds: float) -> None:
        """Moves one person's timers forward."""
        self._call("POST", f"/people/{phone}/time", {"forward_s": seconds})

    def set_confirmation(self, phone: str, **body: Any) -> None:
        """Sets how one phone is confirmed. `body`: method, code_length, lifetime_s, resend_s, attempts."""
        self._call("PUT", f"/people/{phone}/confirmation", body)

    def get_person(self, phone: str) -> Person:
        """Returns the state of one phone."""
        answer = self._call("GET", f"/people/{phone}")
        profiles = tuple(map(_parse_profile, answer["profiles"]))
        return Person(profiles, {user["login"]: user["profile_id"] for user in answer["journal"]})

    def get_organization(self, organization_id: int) -> Organization:
        """Returns the state of one organization."""
        answer = self._call("GET", f"/organizations/{organization_id}")
        messages, calls = (
            {int(profile_id): count for profile_id, count in answer[name].items()}
            for name in ("messages_7_days", "calls_7_days")
        )
        return Organization(answer["links"], tuple(answer["members"]), messages, calls)

    def list_organizations(self, search: str = "", after: int = 0, limit: int = 50) -> tuple[list[int], int | None]:
        """Returns the IDs of organizations with these words in ID or title, and `after` of the next page."""
        answer = self._call("GET", "/organizations", query={"search": search, "after": after, "limit": limit})
        return [organization["id"] for organization in answer["organizations"]], answer["next"]

    def register_administrator(self, organization_id: int, phone: str) -> None:
        """Makes the phone's owner an administrator of the organization at Sferum."""
        self._call("PUT", f"/organizations/{organization_id}/administrators/{phone}")

    def create_profile(self, phone: str, **body: Any) -> int:
        """Makes one more profile of a person; returns its ID. `body`: as a profile of `create_account`."""
        return int(self._call("POST", f"/people/{phone}/profiles", body)["id"])

    def write_activity(self, organization_id: int, profile_id: int, chat: str, **body: Any) -> None:
        """Adds messages and calls to an automatic chat, `class:5А` or `teachers`. `body`: messages, calls, ago_s."""
        body |= {"profile_id": profile_id, "chat": chat}
        self._call("POST", f"/organizations/{organization_id}/activity", body)

    def list_people(self, search: str = "", after: str = "", limit: int = 50) -> tuple[list[str], str | None]:
        """Returns the phones of people with these words in phone, login or name, and `after` of the next page."""
        answer = self._call("GET", "/people", query={"search": search, "after": after, "limit": limit})
        return [person["phone"] for person in answer["people"]], answer["next"]

    def create_teacher(self, **body: Any) -> MadeTeacher:
        """Makes up a teacher of a journal. `body`: organization_id, profile, last_name, first_name, patronymic."""
        return MadeTeacher(**self._call("POST", "/teachers", body))

    def unlink_person(self, phone: str) -> None:
        """Undoes the person's links at Sferum and in the sandbox's journal."""
        self._call("DELETE", f"/people/{phone}/links")

    def forget_person(self, phone: str) -> None:
        """Makes the phone new to VK ID again."""
        self._call("DELETE", f"/people/{phone}")

    def list_requests(self, phone: str, after: int = 0) -> list[dict[str, Any]]:
        """Returns the record of one person's requests, without so many of the oldest."""
        return list(self._call("GET", f"/people/{phone}/requests", query={"after": after})["requests"])

    def count_requests(self, phone: str) -> int:
        """Returns how many requests of one person are recorded."""
        return int(self._call("GET", f"/people/{phone}/requests/count")["count"])

    def list_all_requests(self, **query: Any) -> list[dict[str, Any]]:
        """Returns the last requests of everybody, the newest last.

        `query`: phone, organization_id, site, status, login_id, after (an ID), before (an ID), limit.
        """
        return list(self._call("GET", "/requests", query=query)["requests"])

    def get_request(self, request_id: int) -> dict[str, Any]:
        """Returns one request of the record, by its ID."""
        return self._call("GET", f"/requests/{request_id}")

    def trace_login(self, login_id: str) -> dict[str, Any]:
        """Returns one login: its `calls`, each with `caller`, `callee` and `request`, its `client_id`, its `phone`."""
        return self._call("GET", f"/logins/{login_id}")

    def list_refused_requests(self) -> list[dict[str, Any]]:
        """Returns the record of everybody's requests refused for their Host, origin, size or characters, or failed."""
        return list(self._call("GET", "/requests/refused")["requests"])

    def create_client(self, *redirect_uris: str, **body: Any) -> VkClient:
        """Registers a client. `body`: id, name, kind, secret, service_token, journal_key, frame_origins, strict."""
        body = {"name": "Приложение", "redirect_uris": redirect_uris} | body
        return _parse_client(self._call("POST", "/clients", body))

    def get_client(self, client_id: str) -> VkClient | None:
        """Returns the application of this ID, if VK ID has one."""
        try:
            return _parse_client(self._call("GET", f"/clients/{client_id}"))
        except ControlError as error:
            if error.status == 404:
                return None
            raise

    def list_clients(self, search: str = "", after: str = "", limit: int = 50) -> tuple[list[str], str | None]:
        """Returns the IDs of applications with these words in ID or name, and `after` of the next page."""
        answer = self._call("GET", "/clients", query={"search": search, "after": after, "limit": limit})
        return [client["id"] for client in answer["clients"]], answer["next"]

    def list_departures(self, client_id: str) -> list[str]:
        """Returns what strict mode refuses of the application: its redirect addresses first, then its requests."""
        answer = self._call("GET", f"/clients/{client_id}/departures")
        return [departure["departure"] for name in ("redirect_uris", "requests") for departure in answer[name]]

    def remove_client(self, client_id: str) -> None:
        """Deletes the application, its logins and its tokens."""
        self._call("DELETE", f"/clients/{client_id}")

    def create_fault(self, site: str, operation: str, kind: str, **body: Any) -> int:
        """Orders a failure; returns its ID. `body`: as `POST /faults` has it, such as phone, status, delay_s, times."""
        return int(self._call("POST", "/faults", {"site": site, "operation": operation, "kind": kind, **body})["id"])

    def list_faults(self, **query: Any) -> list[Fault]:
        """Returns the failures, the newest first. `query`: phone, organization_id, before, limit."""
        return [Fault(**fault) for fault in self._call("GET", "/faults", query=query)["faults"]]

    def count_active_requests(self, fault_id: int) -> int:
        """Returns how many requests a failure holds at the moment."""
        return int(self._call("GET", f"/faults/{fault_id}")["active_requests"])

    def remove_fault(self, fault_id: int) -> None:
        """Removes a failure."""
        self._call("DELETE", f"/faults/{fault_id}")

    def _read_addresses(self) -> dict[str, str]:
        answer = self._call("GET", "/health")
        if not all(isinstance(answer.get(site), str) for site in SITES):
            raise _build_foreign_answer_error("GET /health")
        return answer

    def _call(self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None) -> dict[str, Any]:
        request = f"{method} {path}"
        try:
            answer = self._http.request(method, path, json=body, params=query)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _build_failure(request, error) from error
        if answer.is_error:
            reason = f"HTTP {answer.status_code} {_shorten(answer.text)}".rstrip()
            raise ControlError(f"{request}: {reason}", answer.status_code)
        try:
            fields = answer.json() if answer.content else {}
        except ValueError as error:
            raise _build_foreign_answer_error(request) from error
        if not isinstance(fields, dict):
            raise _build_foreign_answer_error(request)
        return fields


def _build_failure(request: str, error: Exception) -> SandboxClientError:
    return SandboxClientError(f"{request}: {_shorten(str(error)) or type(error).__name__}")


def _build_foreign_answer_error(request: str) -> SandboxClientError:
    return SandboxClientError(f"{request}: the answer is no control API's")


def _shorten(text: str) -> str:
    return " ".join(text.split())[:_MAX_REASON_CHARS]


def _parse_profile(body: dict[str, Any]) -> Profile:
    link = Link(**body["link"]) if body["link"] else None
    return Profile(**{**body, "link": link, "organizations": tuple(body["organizations"])})


def _parse_client(body: dict[str, Any]) -> VkClient:
    lists = {name: tuple(body[name]) for name in ("redirect_uris", "frame_origins")}
    return VkClient(**{**body, **lists})
