"""The parts that every site has: its record of requests, faults, headers and error pages."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Request, Response, current_app, g, make_response, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from mock_server import faults, sessions
from mock_server.context import Sandbox, get_sandbox
from mock_server.http import gate
from mock_server.http.routes import Route
from mock_server.logins import parse_phone
from mock_server.model.vk_id import Login
from mock_server.plurals import pluralize
from mock_server.recording.records import RequestRecord
from mock_server.recording.redaction import redact_authorization, redact_fields, redact_path, redact_text

_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'"
_POLICY_OF_SITE = {"control": f"{_POLICY}; form-action 'self'; object-src 'none'"}
"""The other sites' forms lead through redirects to other origins, which `form-action` would stop."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_MAX_NOTES = 100

ErrorPage = Callable[[int, str], Response]


def render_error_page(status: int, _reason: str) -> Response:
    """Returns the error page that a site shows to a person."""
    title = _TITLES.get(status, "Что-то пошло не так")
    return make_response(render_template("error.html", status=status, title=title), status)


def configure_site(app: Flask, name: str, shared: Sandbox, error_page: ErrorPage = render_error_page) -> Flask:
    """Adds to a site what all sites have; `name` is the site's in records and faults, `error_page` makes its errors."""
    app.extensions["error_page"] = error_page
    app.extensions["sandbox"] = shared
    app.extensions["site"] = name
    app.jinja_env.filters["plural"] = pluralize
    app.jinja_env.globals["site"] = name
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_rule_class = Route
    app.url_map.converters["int"] = gate.ShortIntegerConverter
    app.config["MAX_CONTENT_LENGTH"] = gate.MAX_BODY_BYTES_OF_SITE.get(name, gate.MAX_BODY_BYTES)
    app.wsgi_app = gate.refuse_unreadable_host(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.ensure_sync = _return_view  # type: ignore[assignment, method-assign]
    app.before_request(_receive)
    app.after_request(_finish)
    app.teardown_request(_release_faults)
    app.register_error_handler(HTTPException, _explain)
    return app


def _return_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the view as it is: none is a coroutine, for which Flask looks at each function at each call."""
    return view


def identify_request(
    *, phone: str | None = None, organization_id: int | None = None, login_id: str | None = None
) -> None:
    """Records whose request this is, as soon as that is known, and applies the faults of that person or organization.

    Call it outside transactions: a fault may delay the request for minutes.
    """
    record: RequestRecord = g.record
    record.login_id = login_id or record.login_id
    owner = record.phone, record.organization_id
    record.phone = phone or record.phone
    record.organization_id = organization_id or record.organization_id
    if (record.phone, record.organization_id) == owner:
        return
    _apply_fault("before")


def identify_login(login: Login | None, organization_id: int | None = None) -> None:
    """Records to which login of VK ID a request belongs, if to any, as `identify_request` does."""
    identify_request(
        phone=login.phone if login else None, organization_id=organization_id, login_id=login.id if login else None
    )


def _apply_fault(moment: str, response: Response | None = None) -> None:
    record: RequestRecord = g.record
    fault = get_sandbox().faults.acquire(record, moment)
    if fault is not None:
        g.setdefault("applied_faults", []).append(fault)
        owner = record.phone or f"organization {record.organization_id}"
        faults.apply(fault, _error_page, partial(get_sandbox().waiting_room.admit, owner), response)


def _release_faults(_error: BaseException | None) -> None:
    for fault in g.get("applied_faults", ()):
        get_sandbox().faults.release(fault)


def allow_frames(origins: list[str]) -> None:
    """Lets pages of these origins show this answer in a frame; without a call no page may."""
    g.framed_by = origins


def add_note(text: str) -> None:
    """Adds a remark on this request to its record."""
    notes = _get_record().notes
    if len(notes) <= _MAX_NOTES:
        notes.append(redact_text(text) if len(notes) < _MAX_NOTES else "cut: more notes")


def _get_record() -> RequestRecord:
    """Returns the record of this request; a request that fails before its address is parsed has one too."""
    if "record" not in g:
        _open_record(request_ctx.request)
    record: RequestRecord = g.record
    return record


def _open_record(current: Request) -> None:
    endpoint, authorization = current.endpoint, current.environ.get("HTTP_AUTHORIZATION")
    g.started = time.perf_counter()
    g.record = RequestRecord(
        site=current_app.extensions["site"],
        operation=endpoint.rpartition(".")[2] if endpoint else "",
        method=current.method[:20],
        path=redact_path(current.path, current.view_args),
        query={},
        form={},
        authorization=redact_authorization(authorization) if authorization else "",
    )


def _receive() -> Response | None:
    """Opens the record of the request; returns the refusal if the gate refuses it."""
    current = request_ctx.request  # itself, not the proxy, which looks it up at each use
    _open_record(current)
    refusal = _pass_gate(current)
    if refusal is None:  # what the gate refuses cannot be read
        _fill_record(current)
    return refusal


def _finish(response: Response) -> Response:
    """Returns what goes out; the record is of that."""
    return _close_record(_add_headers(_apply_fault_after(response)))


def _pass_gate(current: Request) -> Response | None:
    try:
        gate.check(current, g.record.site, get_sandbox().settings)
    except gate.RequestRefusedError as refused:
        g.refused = True
        add_note(f"{gate.REFUSED}{refused.reason}")
        _identify_refused()
        return _error_page(refused.status, refused.reason)
    return None


def _fill_record(current: Request) -> None:
    body = current.get_json(silent=True) if current.is_json else None
    fields = list(body.items()) if isinstance(body, dict) else []
    record: RequestRecord = g.record
    record.query = redact_fields(current.args.items(multi=True))
    if current.content_length:
        record.form = redact_fields([*fields, *current.form.items(multi=True)])


def _identify_refused() -> None:
    """Records whose a refused request is, as far as its address and its cookie say; no fault is applied to it."""
    record: RequestRecord = g.record
    path = request.view_args or {}
    with get_sandbox().store.look() as look:
        record.phone, record.organization_id = sessions.find_owner(look, record.site)
    record.phone = parse_phone(str(path.get("phone", ""))) or record.phone
    record.organization_id = path.get("organization_id", record.organization_id)
    record.login_id = g.get("login_id")


def _read_response_fields(response: Response) -> dict[str, str]:
    """Returns the fields of a JSON answer to a client or a journal; of VK's API, those in `response` or `error`."""
    if current_app.extensions["site"] not in ("vk_id", "sferum") or not response.is_json:
        return {}
    body = response.get_json(silent=True)
    if not isinstance(body, dict):
        return {}
    inner_objects = [value for name in ("response", "error") if isinstance(value := body.get(name), dict)]
    return redact_fields((inner_objects[0] if inner_objects else body).items())


def _apply_fault_after(response: Response) -> Response:
    record = _get_record()
    if "refused" not in g and response.status_code < 500 and (record.phone or record.organization_id):
        try:
            _apply_fault("after", response)
        except HTTPException as error:
            return _explain(error)
    return response


def _add_headers(response: Response) -> Response:
    if _is_static() and response.status_code < 400:  # a file that is missing may come
        response.headers["Cache-Control"] = "public, max-age=86400"
    framed_by = " ".join(g.get("framed_by", ())) or "'none'"
    policy = _POLICY_OF_SITE.get(current_app.extensions["site"], _POLICY)
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {framed_by}"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _close_record(response: Response) -> Response:
    record = _get_record()
    if not _is_static() or record.notes:  # refusals and failures are noted, of static files too
        record.status = response.status_code
        record.answer = _read_response_fields(response)
        record.seconds = round(time.perf_counter() - g.started, 4)
        get_sandbox().requests.add(record)
        _announce(record)
    return response


def _announce(record: RequestRecord) -> None:
    """Tells whoever watches the sandbox that a request was recorded, and that something may have changed."""
    notices = get_sandbox().notices
    if record.site != "control":
        notices.announce("requests", str(record.id))
    if "applied_faults" in g or (record.status < 400 and record.method not in gate.SAFE_METHODS):
        notices.announce("changes", record.phone or "")


def _is_static() -> bool:
    return (request.endpoint or "").rpartition(".")[2] == "static"


def _explain(error: HTTPException) -> Response:
    if error.response is not None or isinstance(error, RequestRedirect):
        return make_response(error.get_response())
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        # Its traceback has gone to the log, and goes nowhere else.
        add_note(f"{gate.FAILED}{type(error.original_exception).__name__}")
    answer = _error_page(error.code or 500, error.description or error.name)
    for name, value in error.get_headers():
        if name != "Content-Type":  # such as Allow, which a 405 must have (RFC 9110 §15.5.6)
            answer.headers[name] = value
    return answer


def _error_page(status: int, reason: str = "an ordered fault") -> Response:
    error_page: ErrorPage = current_app.extensions["error_page"]
    return error_page(status, reason)


_TITLES = {
    400: "Запрос не принят",
    403: "Нет доступа",
    404: "Такой страницы нет",
    405: "Так обратиться к этой странице нельзя",
    413: "Запрос слишком велик",
    421: "Здесь нет такого сайта",
    429: "Слишком много запросов сразу",
    431: "Запрос слишком велик",
    500: "Произошла ошибка",
    502: "Сервис временно недоступен",
    503: "Сервис временно недоступен",
    504: "Сервис не ответил вовремя",
}
