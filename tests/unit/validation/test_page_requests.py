"""Requests of a journal's pages: to its API at another origin, because of a stranger, and with the code to one."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import TimeoutError

from validation.errors import NotTestableError
from validation.foreign_requests import ActingRequest, record_requests
from validation.open_requests import watch_open_requests
from validation.return_watch import ReturnWatch
from validation.window_messages import OwnRequest, OwnRequests

JOURNAL, API = "https://diary.example", "https://api.diary.example"


CODE_IN_BASE64 = base64.b64encode(b'{"page": "/vk/return?code=vk2.a.0123456789"}').decode()


@dataclass(frozen=True)
class FakeRequest:
    """A request of a page's script."""

    method: str
    url: str
    resource_type: str = "fetch"
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    post_data: str = "{}"

    is_navigation: bool = False
    frame: Any = None

    def is_navigation_request(self) -> bool:
        return self.is_navigation


class FakeContext:
    """A browser context that makes requests when a test says so."""

    def __init__(self) -> None:
        self._listeners: list[tuple[str, Callable[[Any], None]]] = []

    def on(self, event: str, listener: Callable[[Any], None]) -> None:
        self._listeners.append((event, listener))

    def remove_listener(self, event: str, listener: Callable[[Any], None]) -> None:
        self._listeners.remove((event, listener))

    def request(self, method: str, url: str, **details: Any) -> Any:
        request = FakeRequest(method, url, **details)
        self.emit("request", request)
        return request

    def emit(self, event: str, request: Any) -> None:
        for name, listener in list(self._listeners):
            if name == event:
                listener(request)

    def wait_for_event(self, event: str, predicate: Callable[[Any], bool], *, timeout: float) -> Any:
        request = self.request("POST", f"{API}/vk/finish")
        if not predicate(request):
            raise TimeoutError(event)
        return request


def make_session(context: FakeContext) -> Any:
    vendor = SimpleNamespace(
        journal=JOURNAL,
        target=SimpleNamespace(vk_id="https://vk.test"),
        is_journal=lambda url: url.startswith((JOURNAL, API)),
        is_return=lambda url: url.startswith(f"{JOURNAL}/vk/return?"),
    )
    return SimpleNamespace(context=context, vendor=vendor)


def test_request_to_the_api_is_recorded() -> None:
    context = FakeContext()
    recorded = record_requests(make_session(context), lambda: context.request("POST", f"{API}/unlink"))
    assert [request.url for request in recorded] == [f"{API}/unlink"]


def test_nothing_to_repeat_is_no_proof() -> None:
    context = FakeContext()
    with pytest.raises(NotTestableError, match="не на что было смотреть"):
        record_requests(make_session(context), lambda: context.request("POST", "https://counter.example/hit"))


def test_open_request_to_the_api_is_waited_for() -> None:
    context: Any = FakeContext()
    with watch_open_requests(context, make_session(context).vendor.is_journal) as open_requests:
        request = context.request("POST", f"{API}/vk/finish")
        assert list(open_requests) == [request]
        context.emit("requestfinished", request)
        assert not open_requests


def test_request_that_a_stranger_brings_about_is_a_reaction_each_time() -> None:
    requests = OwnRequests(make_session(FakeContext()))
    for _ in range(2):
        assert requests.wait_for_another([], 1) == OwnRequest("POST /vk/finish")


def test_request_that_a_page_makes_by_itself_is_no_reaction() -> None:
    context = FakeContext()
    requests = OwnRequests(make_session(context))
    context.request("POST", f"{API}/vk/finish")
    assert requests.wait_for_another(requests.made, 1) is None


@pytest.mark.parametrize(
    ("method", "url", "body", "strangers"),
    [
        ("POST", "https://counter.test/hit", "u=code%3Dvk2.a.0123456789", ["counter.test"]),
        ("GET", "https://counter.test/hit?u=%252Fvk%252Freturn%253Fcode%253Dvk2.a.0123456789", "", ["counter.test"]),
        ("POST", "https://counter.test/hit", CODE_IN_BASE64, ["counter.test"]),
        ("GET", "https://counter.test/hit", "", []),
        ("POST", f"{API}/vk/finish", "code=vk2.a.0123456789", []),
        ("POST", "https://vk.test/oauth2/auth", "code=vk2.a.0123456789", []),
    ],
)
def test_code_sent_to_a_stranger_is_seen_from_any_page(method: str, url: str, body: str, strangers: list[str]) -> None:
    context = FakeContext()
    watch = ReturnWatch(make_session(context))
    context.request("GET", f"{JOURNAL}/vk/return?code=vk2.a.0123456789", is_navigation=True)
    context.request(method, url, post_data=body, frame=SimpleNamespace(url=f"{JOURNAL}/vk/return"))
    assert watch.strangers == strangers


def test_another_site_s_script_repeats_what_it_can_know() -> None:
    known = {"content-type": "application/json", "x-requested-with": "fetch"}
    headers = {**known, "authorization": "Bearer t", "x-auth-token": "t", "accept": "*/*"}
    request = ActingRequest("DELETE", f"{API}/link", "", "application/json", tuple(headers.items()))
    assert request.select_headers() == known
