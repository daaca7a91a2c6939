"""The gate of every site: it refuses, before any view runs, what no view should have to expect.

It checks the Host, the origin of the page that sends the request, the size and depth of the body, and its characters.
The limits are ours: the guide has none.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Request, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_date
from werkzeug.routing import IntegerConverter

from mock_server.http.hosts import Authority, is_served, parse_authority
from mock_server.settings import SandboxSettings

MIB = 1024 * 1024
MAX_BODY_BYTES_OF_SITE = {"control": 32 * MIB}
"""Bytes of a body by site: an organization of 5,000 members fits."""
MAX_BODY_BYTES = MIB
"""Bytes of a body for the sites that people use."""
MAX_READ_BYTES = 64 * MIB
"""Bytes of a body that the server does not read to its end."""
MAX_FIELDS = 1000
MAX_DEPTH = 64
REFUSED = "refused: "
FAILED = "failed: "
"""The beginnings of a note on a request in its record: the gate refused it; it broke a view."""
SERVER_REFUSAL = "sandbox.refused"
"""The key of the environment for the RequestRefusedError of a request that the server could not read."""

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_FOREIGN_SITES = ("cross-site", "same-site")
_FULL_URL = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#]*)", re.IGNORECASE)
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and lone surrogates, which JSON can hold: databases take neither."""
_BAD_HOST = "the Host header is missing or malformed"
_TOO_DEEP = f"the body is nested deeper than {MAX_DEPTH} levels"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass
class RequestRefusedError(Exception):
    """The gate refuses the request with this status; the reason is one line, for the client and for the record."""

    status: int
    reason: str


class ShortIntegerConverter(IntegerConverter):
    """The `int` of a path, without numbers of more than 4300 digits: Python raises ValueError for those."""

    regex = r"[0-9]{1,100}"


def for_other_origins(view: View) -> View:
    """Marks a view as an API for pages of other origins: it reads no cookie, so no page can misuse a person's."""
    view.for_other_origins = True  # type: ignore[attr-defined]
    return view


def refuse_unreadable_host(site: "WSGIApplication") -> "WSGIApplication":
    """Makes the gate refuse a Host that is missing or malformed.

    Flask builds no address for such a host, and an error page needs one for its style sheet.
    """

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if parse_authority(environ.get("HTTP_HOST", "")) is None:
            environ.setdefault(SERVER_REFUSAL, RequestRefusedError(400, _BAD_HOST))
            environ["HTTP_HOST"] = "localhost"
        return site(environ, start_response)

    return serve


def check(request: Request, site: str, settings: SandboxSettings) -> None:
    """Checks a request to the site. Raises RequestRefusedError."""
    refusal: RequestRefusedError | None = request.environ.get(SERVER_REFUSAL)
    if refusal is not None:
        raise refusal
    authority = _check_host(request, settings)
    _check_origin(request, site, authority)
    _check_address(request)
    _check_dates(request)
    _check_body(request, MAX_BODY_BYTES_OF_SITE.get(site, MAX_BODY_BYTES))


def _check_host(request: Request, settings: SandboxSettings) -> Authority:
    """Returns the host and port of the Host header; a request for a full URL names one more (RFC 9112 §3.2.2)."""
    full_url = _FULL_URL.match(request.environ.get("REQUEST_URI", ""))
    texts = [request.environ.get("HTTP_HOST", ""), *(full_url.groups() if full_url else ())]
    authorities = [authority for text in texts if (authority := parse_authority(text))]
    if len(authorities) < len(texts):
        raise RequestRefusedError(400, _BAD_HOST)
    for authority in authorities:
        if not is_served(authority.host, settings):
            raise RequestRefusedError(
                421, f"{authority.host[:100]} is not a host of this sandbox: allow it with --allow-host"
            )
    return authorities[0]


def _check_origin(request: Request, site: str, authority: Authority) -> None:
    """Refuses a page of another origin that would change or embed something here (Fetch Metadata)."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "for_other_origins", False):
        return
    origin = request.headers.get("Origin")
    changes = request.method not in SAFE_METHODS
    if changes and origin is not None:
        if _is_foreign(origin, authority):
            raise RequestRefusedError(403, f"pages of {origin[:100]} may change nothing here")
    elif request.headers.get("Sec-Fetch-Site") in _FOREIGN_SITES and (changes or not _is_navigation(request, site)):
        raise RequestRefusedError(403, "pages of other sites may change nothing here, nor embed what is here")


def is_from_foreign_page() -> bool:
    """Returns whether the Referer names a page of another origin, for a browser that sends no Fetch Metadata."""
    page = _FULL_URL.match(request.headers.get("Referer", ""))
    authority = parse_authority(request.headers.get("Host", ""))
    return page is not None and authority is not None and _is_foreign(page[0], authority)


def _is_foreign(origin: str, authority: Authority) -> bool:
    """Returns whether an Origin header (`null` in a sandboxed frame) names another host or port than the request's."""
    scheme, separator, rest = origin.partition("://")
    page_authority = parse_authority(rest) if separator else None
    # A proxy may have ended TLS before the sandbox: the page's scheme is the one that implies a port.
    return page_authority is None or page_authority.with_port(scheme) != authority.with_port(scheme)


def _is_navigation(request: Request, site: str) -> bool:
    """Returns whether a person goes to a page: in a window, or in a frame of VK ID, whose screens may be in one."""
    destinations = ("document", "iframe") if site == "vk_id" else ("document",)
    mode, destination = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return mode == "navigate" and destination in destinations


def _check_address(request: Request) -> None:
    path = _decode(request.environ.get("PATH_INFO", "").encode("latin-1"), "the path")
    if _CONTROL_CHARACTER.search(path):
        raise RequestRefusedError(400, "the path holds a control character")
    _check_encoded(request.query_string, "the query")
    try:
        auth = request.authorization
    except ValueError:  # werkzeug reads its bytes at the first use; from here on views may use it
        raise RequestRefusedError(400, "Authorization is malformed") from None
    basic = [("Authorization", text) for text in (auth.username, auth.password) if text] if auth else []
    _check_fields([*request.args.items(multi=True), *request.cookies.items(multi=True), *basic])


def _check_dates(request: Request) -> None:
    """Refuses dates with a year that no calendar has: werkzeug raises OverflowError for them."""
    for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
        try:
            parse_date(request.environ.get(f"HTTP_{name.upper().replace('-', '_')}"))
        except OverflowError:
            raise RequestRefusedError(400, f"{name} is malformed") from None


def _check_body(request: Request, limit: int) -> None:
    if request.environ.get("CONTENT_LENGTH", "0") == "0":  # the server counts a body that came in chunks, too
        return
    if (request.content_length or 0) > limit:
        raise RequestRefusedError(413, f"the body is larger than {limit} bytes")
    try:
        if request.mimetype == "application/x-www-form-urlencoded":
            _check_encoded(request.get_data(), "the form")
        _check_fields(request.form.items(multi=True))
        if request.is_json and request.get_data():
            _check_json(request)
    except HTTPException as error:
        raise RequestRefusedError(error.code or 400, f"the body: {error.description}") from error


def _check_encoded(encoded: bytes, part_name: str) -> None:
    if encoded.count(b"&") >= MAX_FIELDS:
        raise RequestRefusedError(400, f"{part_name} has more than {MAX_FIELDS} fields")
    _decode(unquote_to_bytes(encoded), part_name)


def _check_fields(fields: Iterable[tuple[str, str]]) -> None:
    for name, value in fields:
        if UNSTORABLE.search(name) or UNSTORABLE.search(value):
            raise RequestRefusedError(400, f"{UNSTORABLE.sub('?', name)[:40]} holds a NUL or a lone surrogate")


def _check_json(request: Request) -> None:
    _decode(request.get_data(), "the body")
    try:
        nodes = [request.get_json()]
    except RecursionError:
        raise RequestRefusedError(400, _TOO_DEEP) from None
    for _ in range(MAX_DEPTH):
        if any(isinstance(node, str) and UNSTORABLE.search(node) for node in nodes):
            raise RequestRefusedError(400, "the body holds a NUL or a lone surrogate")
        nodes = [child for node in nodes for child in _children(node)]
        if not nodes:
            return
    raise RequestRefusedError(400, _TOO_DEEP)


def _children(node: object) -> Iterable[object]:
    if isinstance(node, dict):
        return chain(node.keys(), node.values())
    return node if isinstance(node, list) else ()


def _decode(raw: bytes, part_name: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise RequestRefusedError(400, f"{part_name} is not UTF-8") from None
