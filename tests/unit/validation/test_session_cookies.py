"""What is wrong with a session cookie of a journal whose API is at another origin."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Cookie

from validation.checks.test_sessions import find_cookie_faults

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
        ("https://diary-api.test", make_cookie("diary-api.test", "None"), []),
    ],
)
def test_cookies_of_the_api_are_the_journals(api: str, cookie: Cookie, faults: list[str]) -> None:
    assert [ru for ru, _ in find_cookie_faults(cookie, make_vendor(api), framed=False)] == faults
