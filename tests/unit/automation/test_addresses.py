"""Two spellings of one address are equal, and two addresses are not."""

import pytest

from automation.addresses import (
    belongs_to_hosts,
    is_answer_to,
    is_same_site,
    normalize_address,
    parse_host,
    parse_origin,
)


@pytest.mark.parametrize(
    ("written", "requested"),
    [  # the second column is what Chromium 140 requests, save for the case of escapes
        ("http://ДНЕВНИК.рф:80/вк/воз врат?a=б", "http://xn--b1addnkoc.xn--p1ai/%D0%B2%D0%BA/%D0%B2%D0%BE%D0%B7%20%D0%B2%D1%80%D0%B0%D1%82?a=%D0%B1"),
        ("http://127.1:8011/a/./b/%2e%2e/c;|^`{}[]'@", "http://127.0.0.1:8011/a/c;%7C%5E%60%7B%7D[]'@"),
        ("HTTP://LocalHost:443\\x\\y?a=\\b", "http://localhost:443/x/y?a=\\b"),
        ("https://дневник.рф:443", "https://xn--b1addnkoc.xn--p1ai/"),
        ("https://h/a//b/../?x=%7e%zz+ '", "https://h/a//?x=%7E%zz+%20%27"),
        ("https://h/a/..", "https://h/"),
        ("https://h/a/.", "https://h/a/"),
        ("https://h/../..", "https://h/"),
        ("https://h?", "https://h/?"),
        ("https://user:word@h/#код", "https://h/"),
        (" https://h/a\n", "https://h/a"),
        ("http://[0:0::1]:80/", "http://[::1]/"),
        ("vk7001://vk.com/Done", "vk7001://vk.com/Done"),
        ("about:blank", "about:blank"),
        ("https://h:порт/", "https://h:порт/"),
        ("", ""),
    ],
)  # fmt: skip
def test_address_is_written_as_a_browser_does(written: str, requested: str) -> None:
    assert normalize_address(written) == requested
    assert normalize_address(requested) == requested


@pytest.mark.parametrize(
    ("address", "origin", "host"),
    [
        ("https://Дневник.РФ:443/вк", "https://xn--b1addnkoc.xn--p1ai", "xn--b1addnkoc.xn--p1ai"),
        ("http://127.0.0.1:8011/a?b#c", "http://127.0.0.1:8011", "127.0.0.1"),
        ("http://[::1]:8011", "http://[::1]:8011", "::1"),
        ("https://a.example:0443", "https://a.example", "a.example"),
        ("about:blank", "", ""),
        ("data:text/html,x", "", ""),
        ("http://", "", ""),
        ("http://h:99999/", "", ""),
    ],
)
def test_origin_and_host(address: str, origin: str, host: str) -> None:
    assert (parse_origin(address), parse_host(address)) == (origin, host)


@pytest.mark.parametrize(
    ("callback", "address", "is_answer"),
    [
        ("https://дневник.рф/вк", "https://xn--b1addnkoc.xn--p1ai/%D0%B2%D0%BA?code=1", True),
        ("https://xn--b1addnkoc.xn--p1ai/%d0%b2%d0%ba", "https://дневник.рф/вк?code=1", True),
        ("https://h/return", "https://h/return?error=access_denied", True),
        ("https://H:443/x/../return", "https://h/return?code=1", True),
        ("https://h", "https://h/?code=1", True),
        ("https://h/return?a=1", "https://h/return?a=1&code=1", True),
        ("https://h/return", "https://h/return", False),
        ("https://h/return", "https://h/returned?code=1", False),
        ("https://h/return", "https://h/return/?code=1", False),
        ("https://h/return", "https://h/Return?code=1", False),
        ("https://h/return", "http://h/return?code=1", False),
        ("https://h/return", "https://h:8443/return?code=1", False),
        ("https://h/return?a=1", "https://h/return?a=12&code=1", False),
    ],
)
def test_answer_comes_to_the_redirect_address(callback: str, address: str, is_answer: bool) -> None:
    assert is_answer_to(callback, address) is is_answer


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("http://127.0.0.1:5002", "http://127.0.0.1:8011", True),
        ("http://localhost:8011", "http://127.0.0.1:5002", False),
        ("https://api.diary.example", "https://diary.example", True),
        ("https://diary.example", "https://other.example", False),
        ("https://127.0.0.1", "http://127.0.0.1", False),
        ("http://10.0.0.1", "http://11.0.0.1", False),
        ("http://[::1]:1", "http://[::1]:2", True),
        ("http://[::1]", "http://127.0.0.1", False),
        ("http://дневник.рф", "http://апи.дневник.рф", True),
    ],
)
def test_sites_are_told_apart(first: str, second: str, same: bool) -> None:
    assert is_same_site(first, second) is same


@pytest.mark.parametrize(
    ("domain", "goes"),
    [("diary.example", True), (".diary.example", True), (".example", True), ("example", False), (".y.example", False)],
)
def test_cookie_goes_to_the_hosts_of_its_domain(domain: str, goes: bool) -> None:
    assert belongs_to_hosts(domain, ["diary.example"]) is goes


def test_cookie_of_an_ipv6_address_goes_there() -> None:
    assert belongs_to_hosts("[::1]", ["::1"])
    assert not belongs_to_hosts("[::1]", ["::2"])
