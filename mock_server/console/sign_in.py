"""Who may use the console: anybody where the sandbox has no control token, otherwise who has entered it.

Ours, all of it: the guide has none.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from mock_server import control
from mock_server.context import get_sandbox
from mock_server.http import gate
from mock_server.model.sandbox import SiteSession

COOKIE = "console_session"
LIFETIME_S = 12 * 3600
"""How long a person stays signed in."""
MAX_WRONG_TOKENS = 10
"""Wrong tokens per minute from one address; further ones are refused unread."""
_WINDOW_S = 60
MAX_ADDRESSES = 1000
"""How many addresses are remembered: those of the last wrong tokens."""

blueprint = Blueprint("sign_in", __name__)


class WrongTokens:
    """The moments of the last wrong tokens, by the address from which they were entered.

    By address, so that nobody keeps the others out; behind a reverse proxy all have that of the proxy.
    """

    def __init__(self) -> None:
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, address: str) -> None:
        """Counts one that was entered now, and forgets the addresses that have been quiet for longest."""
        with self._lock:
            self._moments.setdefault(address, deque(maxlen=MAX_WRONG_TOKENS)).append(time.monotonic())
            self._moments.move_to_end(address)
            while len(self._moments) > MAX_ADDRESSES:
                self._moments.popitem(last=False)

    def are_too_many(self, address: str) -> bool:
        """Returns whether no more may be tried from this address for the moment."""
        moments = self._moments.get(address)
        return moments is not None and len(moments) == MAX_WRONG_TOKENS and time.monotonic() - moments[0] < _WINDOW_S


def is_token_required() -> bool:
    """Returns whether the sandbox has a control token."""
    return get_sandbox().settings.control_token is not None


def require_own_page() -> None:
    """Refuses a change that does not come from a page of the console: a cookie goes along with anybody's form."""
    if request.method in gate.SAFE_METHODS:
        return
    # The gate has compared the Origin with the address; a browser that sends neither header is older than both.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or not (
        "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    ):
        abort(403, "only pages of the console may change something here")


def require_sign_in() -> Response | None:
    """Leads a person who has not entered the control token to the page that asks for it, from all pages for people."""
    is_page = set(request.blueprints) & set(control.PAGES)
    is_open = request.blueprint == "console.sign_in" or (request.endpoint or "").endswith(".static")
    if not is_page or is_open or control.has_token():
        return None
    if follow_session()():
        return None
    if request.endpoint in ("console.watch", "openapi.doc_url"):
        return control.refuse_without_token()
    if request.method not in gate.SAFE_METHODS:  # the form of a page that was opened before its session ended
        answer = _refuse(401, "Вы вышли, или прошло полдня. Введите токен и повторите: ничего не изменено")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return make_response(redirect(url_for("console.sign_in.show", next=request.full_path.rstrip("?")), 303))


def follow_session() -> Callable[[], bool]:
    """Returns what tells, later too, whether who sends the present request is still let in."""
    if control.has_token():
        return lambda: True
    shared, cookie = get_sandbox(), request.cookies.get(COOKIE, "")

    def is_let_in() -> bool:
        with shared.store.read() as session:
            return _find_session(session, cookie, shared.settings.control_token) is not None

    return is_let_in


@blueprint.get("/sign-in")
def show() -> Response | str:
    """Shows the page that asks for the control token."""
    return render_template("console/sign_in.html") if is_token_required() else _go_on()


@blueprint.post("/sign-in")
def submit() -> Response:
    """Signs a person in who knows the control token."""
    expected = get_sandbox().settings.control_token
    if expected is None:
        return _go_on()
    address = request.remote_addr or ""
    wrong_tokens: WrongTokens = current_app.extensions["wrong_tokens"]
    if wrong_tokens.are_too_many(address):
        return _refuse(429, "Неверный токен вводили слишком часто. Попробуйте через минуту")
    if not secrets.compare_digest(request.form.get("token", "").strip().encode(), expected.encode()):
        wrong_tokens.add(address)
        return _refuse(403, "Токен не подходит. Он задан при запуске песочницы: --control-token")
    cookie = secrets.token_urlsafe(32)
    data = {"until": time.time() + LIFETIME_S, "proof": _prove(cookie, expected)}
    with get_sandbox().store.write() as session:
        session.add(SiteSession(token=cookie, site="console", subject_id=0, data=data))
    answer = _go_on()
    answer.set_cookie(
        COOKIE, cookie, max_age=LIFETIME_S, path="/", httponly=True, samesite="Strict", secure=request.is_secure
    )
    return answer


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Ends the session of this browser."""
    with get_sandbox().store.write() as session:
        site_session = _find_session(session, request.cookies.get(COOKIE, ""), get_sandbox().settings.control_token)
        if site_session is not None:
            session.delete(site_session)
    answer = make_response(redirect(url_for("console.sign_in.show"), 303))
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=request.is_secure)
    return answer


def _find_session(session: Session, cookie: str, token: str | None) -> SiteSession | None:
    """Returns the session that the cookie names, of the control token as it is now."""
    site_session = session.get(SiteSession, cookie) if cookie.isprintable() else None
    if site_session is None or site_session.site != "console" or token is None:
        return None
    is_of_token = hmac.compare_digest(site_session.data["proof"], _prove(cookie, token))
    return site_session if is_of_token and time.time() < site_session.data["until"] else None


def _prove(cookie: str, token: str) -> str:
    """Returns what only who knows both can make: with another control token old sessions end."""
    return hmac.new(token.encode(), cookie.encode(), hashlib.sha256).hexdigest()


def _refuse(status: int, mistake: str) -> Response:
    return make_response(render_template("console/sign_in.html", mistake=mistake), status)


def _go_on() -> Response:
    """Leads to the page of the console that the person wanted to see."""
    wanted = request.args.get("next", "")
    is_own = wanted.startswith(("/console/", "/openapi/")) and wanted.isprintable() and "\\" not in wanted
    return make_response(redirect(wanted if is_own else url_for("console.codes.index"), 303))
