"""A teacher with no browser: the same forms sent over HTTP, for tests of many people at once and of the wire."""

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from automation.people import Teacher
from mock_server.client import SandboxClient


class HttpTeacher:
    """One teacher with cookies of their own, signed in to the journal. Used as a context manager."""

    def __init__(self, sandbox: SandboxClient, teacher: Teacher) -> None:
        self.sandbox = sandbox
        self.teacher = teacher
        self.http = httpx.Client(follow_redirects=True, trust_env=False, verify=False, timeout=30)
        self.take(sandbox.journal_session(teacher.login))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.http.close()

    def take(self, cookie: Mapping[str, str]) -> None:
        """Put a ready cookie among the browser's own."""
        self.http.cookies.set(cookie["name"], cookie["value"], urlsplit(cookie["url"]).hostname or "")

    def journal(self, method: str, path: str, **request: object) -> httpx.Response:
        """Ask the journal."""
        return self.http.request(method, f"{self.sandbox.addresses['journal']}{path}", **request)  # type: ignore[arg-type]

    def connect(self) -> httpx.Response:
        """«Перейти к подключению»: the first screen of VK ID."""
        return self.journal("POST", "/office/messenger/connect")

    def submit(self, screen: httpx.Response, **form: str) -> httpx.Response:
        """«Продолжить» or «Привязать» on a screen of VK ID: the next screen."""
        return self.http.post(screen.url, data=form)

    def reach_account(self) -> httpx.Response:
        """Through the phone and the code."""
        screen = self.submit(self.connect(), login=self.teacher.phone)
        sent = self.sandbox.codes(self.teacher.phone)[-1].code
        return self.submit(screen, code=sent)

    def reach_consent(self, screen: httpx.Response | None = None, *, profile_id: int | None = None) -> httpx.Response:
        """Through the account, with this profile or the one that is offered, or with a new one where there is none."""
        screen = screen or self.reach_account()
        offered = re.findall(r'name="profile_id" value="(\d+)"', screen.text)
        if offered:
            return self.submit(screen, profile_id=str(profile_id or offered[0]))
        screen = self.http.get(str(screen.url).replace("/account", "/profile"))
        who = self.teacher
        return self.submit(
            screen,
            last_name=who.last_name,
            first_name=who.first_name,
            patronymic=who.patronymic,
            birth_date=who.birth_date.strftime("%d.%m.%Y"),
            sex=who.sex,
        )

    def remember(self) -> None:
        """VK ID remembers this browser: it asks for neither phone nor code."""
        self.take(self.sandbox.vk_session(self.teacher.phone))

    def link(self, *, remembered: bool = False, profile_id: int | None = None) -> httpx.Response:
        """All the way: the journal's answer at the callback."""
        if remembered:
            self.remember()
        return self.submit(self.reach_consent(self.connect() if remembered else None, profile_id=profile_id))

    def messenger_page(self) -> str:
        """The journal's messenger page as it now is."""
        return self.journal("GET", "/office/messenger").text
