"""Goes through the screens of a login as `automation.http_login` does, with a fifth of its processor time.

That one reads the whole page as HTML; here two patterns find the first form and its fields, which is enough for pages
that are known to be sound.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from benchmarks.http_browser import Browser, JourneyError, Response

Typed = Mapping[str, str | Callable[[], str]]
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def complete_login(browser: Browser, url: str, redirect_uri: str, typed: Typed) -> dict[str, str]:
    """Goes from the client's address through the screens; returns what comes back to the client."""
    last = submit_screens(browser, browser.get(url), typed, lambda response: _leads_to(response, redirect_uri))
    return dict(parse_qsl(urlsplit(last.headers["location"]).query))


def submit_screens(browser: Browser, response: Response, typed: Typed, is_last: Callable[[Response], bool]) -> Response:
    """Follows redirects and submits the first form of each screen, until the last response, which it returns."""
    while not is_last(response):
        response = follow_redirect(browser, response) if response.is_redirect else _submit(browser, response, typed)
    return response


def follow_redirect(browser: Browser, response: Response) -> Response:
    """Returns the answer at the address that a redirect names."""
    return browser.get(urljoin(response.url, response.headers["location"]))


def read_form(html: str) -> tuple[str, str, dict[str, str]] | None:
    """Returns the first form's method, its action and its fields; a choice that nobody has made is not among them."""
    form = _FORM.search(html)
    if form is None:
        return None
    attributes = _read_attributes(form[1])
    fields: dict[str, str] = {}
    for row in _INPUT.findall(form[2]):
        field = _read_attributes(row)
        if "name" in field and (field.get("type") != "radio" or "checked" in field):
            fields[field["name"]] = field.get("value", "")
    return attributes.get("method", "get").lower(), attributes.get("action", ""), fields


def _submit(browser: Browser, response: Response, typed: Typed) -> Response:
    form = read_form(response.text)
    if form is None:
        raise JourneyError(f"{response.url.partition('?')[0]}: страница без формы")
    method, action, fields = form
    target = urljoin(response.url, action)
    if method != "post":
        return browser.get(target)
    radios = {name: value for name, value in typed.items() if name not in fields and f'name="{name}"' in response.text}
    values = {name: typed.get(name, value) for name, value in {**fields, **radios}.items()}
    return browser.post(target, data={name: value() if callable(value) else value for name, value in values.items()})


def _leads_to(response: Response, redirect_uri: str) -> bool:
    return response.is_redirect and response.headers["location"].startswith(redirect_uri)


def _read_attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
