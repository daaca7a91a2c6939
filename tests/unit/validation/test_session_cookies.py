"""Sessions of a journal whose API is at another origin: its cookies, and tokens of its scripts."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Cookie

from validation.checks.test_sessions import find_cookie_faults
from validation.session_tokens import TokenTrial

JOURNAL = "https://diary.example"


def make_vendor(api: str) -> Any:
    return SimpleNamespace(journal=JOURNAL, file=SimpleNamespace(api=[api], origins=(JOURNAL, api)))


def make_cookie(domain: str, same_site: Any = "Lax") -> Cookie:
    return Cookie(name="refresh", value="0" * 32, domain=domain, path="/api", secure=True, sameSite=same_site)


@pytest.mark.parametrize(
    ("api", "cookie", "faults"),
    [
        ("https://api.diary.example", make_cookie("api.diary.example"), []),
        ("https://api.diary.example", make_cookie(".example"), ["Domain=example шире журнала"]),
        ("https://api.diary.example", make_cookie("api.diary.example", "None"), ["SameSite=None"]),
        ("https://api.diary.example", make_cookie("other.example"), ["Domain=other.example шире журнала"]),
        ("https://api.diary.example", make_cookie("diary.example"), []),
        ("https://school.example", make_cookie("example"), []),  # the browser knows whether anybody may have it
        ("https://diary-api.test", make_cookie("diary-api.test", "None"), []),
    ],
)
def test_cookies_of_the_api_are_the_journals(api: str, cookie: Cookie, faults: list[str]) -> None:
    assert [ru for ru, _ in find_cookie_faults(cookie, make_vendor(api), framed=False)] == faults


class FakeContext:
    """A browser context whose page has asked the API by one request."""

    def __init__(self, url: str, authorization: str) -> None:
        self._request = SimpleNamespace(method="GET", url=url, headers={"authorization": authorization})

    def on(self, _event: str, listener: Any) -> None:
        listener(self._request)


class FakeStranger:
    """A browser without cookies; the API answers to it with these statuses, with the token and without."""

    def __init__(self, with_token: int, without: int) -> None:
        self._with_token, self._without = with_token, without

    def get(self, _url: str, *, headers: dict[str, str], **_options: Any) -> Any:
        return SimpleNamespace(status=self._with_token if headers else self._without)


@pytest.mark.parametrize(
    ("url", "authorization", "with_token", "without", "opens"),
    [
        ("https://api.test/state", "Bearer t", 200, 401, True),
        ("https://api.test/state", "Bearer t", 401, 401, False),
        ("https://api.test/news", "Bearer t", 200, 200, False),
        ("https://api.test/state", "Basic t", 200, 401, False),
        ("https://counter.test/hit", "Bearer t", 200, 401, False),
    ],
)
def test_token_opens_the_api_that_is_closed_without_it(
    url: str, authorization: str, with_token: int, without: int, opens: bool
) -> None:
    vendor = SimpleNamespace(is_journal=lambda address: address.startswith("https://api.test/"))
    session: Any = SimpleNamespace(context=FakeContext(url, authorization), vendor=vendor)
    stranger: Any = FakeStranger(with_token, without)
    assert TokenTrial(session, stranger).opens_api() is opens
