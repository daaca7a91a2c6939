"""A teacher without a browser, who sends the same forms over HTTP: for tests of crowds and of traffic."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from automation.http_login import phone_and_code, submit_screens
from automation.people import Teacher
from mock_server.client import SandboxClient


class HttpTeacher:
    """One teacher with cookies, signed in to the journal. Used as a context manager.

    A server sees who is calling by `local_address`, one of the machine's own.
    """

    def __init__(self, sandbox: SandboxClient, teacher: Teacher, *, local_address: str | None = None) -> None:
        self.sandbox = sandbox
        self.teacher = teacher
        transport = httpx.HTTPTransport(verify=False, local_address=local_address)
        self.http = httpx.Client(follow_redirects=True, trust_env=False, transport=transport, timeout=60)
        self.add_cookie(sandbox.create_journal_session(teacher.login))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.http.close()

    def add_cookie(self, cookie: Mapping[str, str]) -> None:
        """Adds a cookie that the control API made."""
        self.http.cookies.set(cookie["name"], cookie["value"], urlsplit(cookie["url"]).hostname or "")

    def request_journal(self, method: str, path: str, **request: object) -> httpx.Response:
        """Sends a request to the journal."""
        return self.http.request(method, f"{self.sandbox.addresses['journal']}{path}", **request)  # type: ignore[arg-type]

    def connect(self) -> httpx.Response:
        """Presses «Перейти к подключению»; returns the first screen of VK ID."""
        return self.request_journal("POST", "/office/messenger/connect")

    def submit(self, screen: httpx.Response, **form: str) -> httpx.Response:
        """Presses «Продолжить» or «Привязать» on a screen of VK ID; returns the next screen."""
        return self.http.post(screen.url, data=form)

    def send_code(self) -> httpx.Response:
        """Submits the teacher's phone; returns the code screen."""
        return self.submit(self.connect(), login=self.teacher.phone)

    def reach_consent(self, screen: httpx.Response | None = None, *, profile_id: int | None = None) -> httpx.Response:
        """Goes from this screen, or from the journal, to the consent screen, which it returns.

        Chooses this profile or the first one, or creates one where there is none.
        """
        teacher = self.teacher
        typed = {
            **phone_and_code(teacher.phone, lambda phone: self.sandbox.read_codes(phone)[-1].code),
            "last_name": teacher.last_name,
            "first_name": teacher.first_name,
            "patronymic": teacher.patronymic,
            "birth_date": teacher.birth_date.strftime("%d.%m.%Y"),
            "sex": teacher.sex,
            **({"profile_id": str(profile_id)} if profile_id else {}),
        }
        first = screen or self.connect()
        return submit_screens(self.http, first, typed, lambda response: response.url.path.endswith("/consent"))

    def remember_browser(self) -> None:
        """Makes VK ID remember this browser: it asks for neither phone nor code."""
        self.add_cookie(self.sandbox.create_vk_session(self.teacher.phone))

    def link(self, *, remembered: bool = False, profile_id: int | None = None) -> httpx.Response:
        """Links the profile; returns the journal's answer at the callback."""
        if remembered:
            self.remember_browser()
        return self.submit(self.reach_consent(self.connect() if remembered else None, profile_id=profile_id))

    def read_messenger_page(self) -> str:
        """Returns the present messenger page of the journal."""
        return self.request_journal("GET", "/office/messenger").text
