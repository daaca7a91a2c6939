"""The journal's part in linking: the messenger page (A-1, A-2), the way to VK ID and back, and unlinking.

The journal is a client like any other: it speaks to VK ID and to Sferum over HTTP only.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import bindparam, select

from mock_server import oauth_client
from mock_server.context import get_sandbox
from mock_server.journal.teacher_office import compute_present, load_user, put_notice, take_notice
from mock_server.model.journal import JournalCredentials, LinkAttempt
from mock_server.oauth_client import ServiceError, ServiceRefusedError, ServiceUnavailableError
from mock_server.rows import RowLock, RowQuery, insert_row, update_row

blueprint = Blueprint("linking", __name__, template_folder="templates")
blueprint.before_request(load_user)
Answer = Response | str

# How the journal says how a link has ended. The guide is silent: the wording is ours.
REFUSED = "Вы отказались от привязки. Учётная запись не привязана."
CLOSED = "Окно VK ID закрыто. Учётная запись не привязана."
NOT_CONFIRMED = "VK ID не подтвердил вход. Учётная запись не привязана. Повторите попытку."
VK_ID_SILENT = "VK ID не отвечает. Учётная запись не привязана. Повторите попытку."
SFERUM_SILENT = "Сферум не отвечает. Учётная запись не привязана. Повторите попытку."
NOT_UNLINKED = "Сферум не отвечает. Учётная запись осталась привязанной. Повторите попытку."
TAKEN = "Этот учебный профиль уже привязан к другой учётной записи."
LINKED_OTHERWISE = "Ваша учётная запись уже привязана к другому учебному профилю."
SFERUM_REFUSED = "Сферум отказал в привязке. Учётная запись не привязана."
LINKED = "Учебный профиль привязан."
UNLINKED = "Учебный профиль отвязан."
_REFUSALS = {"profile_linked": TAKEN, "person_linked": LINKED_OTHERWISE}

_ATTEMPT = RowQuery(select(LinkAttempt).where(LinkAttempt.state == bindparam("state")))
_ATTEMPT_LOCK = RowLock(select(LinkAttempt.state).where(LinkAttempt.state == bindparam("state")))
_RETURNING = RowQuery(
    select(LinkAttempt.state).where(
        LinkAttempt.user_id == bindparam("user_id"),
        LinkAttempt.returned_at > bindparam("since"),
        LinkAttempt.outcome.is_(None),
    )
)
_SECRET = RowQuery(select(JournalCredentials.secret).where(JournalCredentials.client_id == bindparam("client_id")))


@dataclass(frozen=True)
class _Outcome:
    """How an attempt has ended: the notice for its person and, of a success, the profile."""

    kind: str
    text: str
    profile_id: int | None = None
    profile_name: str | None = None


@blueprint.get("/office/messenger")
def messenger() -> Answer:
    """Shows «Мессенджер не подключен» (A-2), or the connected state."""
    notice = take_notice()
    if notice is None and "closed" in request.args and not g.user.profile_id:
        notice = {"kind": "error", "text": CLOSED}
    return render_template(
        "journal/messenger.html",
        user=g.user,
        window=_window(),
        notice=notice,
        returning=not g.user.profile_id and _is_returning(),
        messenger_url=get_sandbox().addresses.messenger,
    )


@blueprint.post("/office/messenger/connect")
def connect() -> Answer:
    """Sends the browser to VK ID with fresh state and PKCE: «Перейти к подключению» (A-2)."""
    if g.user.profile_id:
        return _to_messenger_page()
    attempt = oauth_client.AuthorizationAttempt.create()
    with get_sandbox().store.change() as change:
        insert_row(
            change,
            LinkAttempt,
            state=attempt.state,
            user_id=g.user.id,
            code_verifier=attempt.code_verifier,
            started_at=compute_present(),
        )
    url = oauth_client.build_authorize_url(
        get_sandbox().addresses.vk_id, oauth_client.JOURNAL_ID, callback_url(), attempt
    )
    return make_response(redirect(url, 303))


@blueprint.get("/office/messenger/callback")
def callback() -> Answer:
    """Finishes the attempt with which VK ID sends the browser back, once; a reload shows how it ended."""
    state = request.args.get("state", "")
    with get_sandbox().store.change() as change:
        _ATTEMPT_LOCK.acquire(change, state=state)
        attempt = _ATTEMPT.scalar(change, state=state)
        if attempt is None or attempt.user_id != g.user.id:
            return make_response(render_template("journal/foreign_callback.html", user=g.user), 400)
        first = attempt.returned_at is None
        if first:
            update_row(change, attempt, returned_at=compute_present())
    if first:
        outcome = _finish(attempt)
        with get_sandbox().store.change() as change:
            if outcome.profile_id is not None:
                update_row(change, g.user, profile_id=outcome.profile_id, profile_name=outcome.profile_name)
            put_notice(change, outcome.kind, outcome.text)
            update_row(change, attempt, outcome=outcome.text)
    if _window() == "same-tab":
        return _to_messenger_page()
    return render_template("journal/callback.html", user=g.user)


@blueprint.post("/office/messenger/unlink")
def unlink() -> Answer:
    """Unlinks at Sferum first, then in the journal, so that a failure leaves both linked: «Отвязать»."""
    try:
        _detach()
    except ServiceError:
        with get_sandbox().store.change() as change:
            put_notice(change, "error", NOT_UNLINKED)
        return _to_messenger_page()
    with get_sandbox().store.change() as change:
        update_row(change, g.user, profile_id=None, profile_name=None)
        put_notice(change, "success", UNLINKED)
    return _to_messenger_page()


def callback_url() -> str:
    """Returns the journal's redirect address, as registered with VK ID."""
    return f"{get_sandbox().addresses.journal}/office/messenger/callback"


def _finish(attempt: LinkAttempt) -> _Outcome:
    """Makes a link of VK ID's answer, at Sferum."""
    if request.args.get("error") == "access_denied":
        return _Outcome("error", REFUSED)
    if not request.args.get("code"):
        return _Outcome("error", NOT_CONFIRMED)
    shared, timeout_s = get_sandbox(), _timeout_s()
    try:
        token = oauth_client.redeem_code(
            shared.caller,
            shared.addresses.vk_id,
            timeout_s,
            client_id=oauth_client.JOURNAL_ID,
            code=request.args["code"],
            code_verifier=attempt.code_verifier,
            device_id=request.args.get("device_id", ""),
            redirect_uri=callback_url(),
            state=attempt.state,
        )["access_token"]
        person = oauth_client.fetch_user_info(
            shared.caller, shared.addresses.vk_id, timeout_s, oauth_client.JOURNAL_ID, token
        )
    except ServiceUnavailableError:
        return _Outcome("error", VK_ID_SILENT)
    except ServiceRefusedError:
        return _Outcome("error", NOT_CONFIRMED)
    try:
        _attach(token)
    except ServiceUnavailableError:
        _undo_uncertain_attach(token)
        return _Outcome("error", SFERUM_SILENT)
    except ServiceRefusedError as error:
        return _Outcome("error", _REFUSALS.get(error.error, SFERUM_REFUSED))
    return _Outcome("success", LINKED, int(person["user_id"]), f"{person['last_name']} {person['first_name']}")


def _attach(token: str) -> None:
    shared = get_sandbox()
    body = {"role": g.user.role, "classes": g.user.classes}
    oauth_client.call_service(shared.caller, "PUT", _person_url(), _timeout_s(), f"Bearer {token}", body)


def _detach() -> None:
    shared = get_sandbox()
    with shared.store.look() as look:
        secret = _SECRET.scalar(look, client_id=oauth_client.JOURNAL_ID)
    assert secret is not None, "the journal registers when the sandbox starts"
    basic = oauth_client.build_basic_authorization(oauth_client.JOURNAL_ID, secret)
    send = partial(oauth_client.call_service, shared.caller, "DELETE", _person_url(), _timeout_s(), basic)
    try:
        send()
    except ServiceUnavailableError:
        send()  # It may have been done and the answer lost: half a link. Detaching again changes nothing.


def _undo_uncertain_attach(token: str) -> None:
    """Undoes what Sferum may have done, or may do yet, after its answer was lost: else half a link would stay."""
    shared = get_sandbox()
    # What cannot be undone now is completed by the next try: attaching again changes nothing there.
    with suppress(ServiceError):
        oauth_client.logout(shared.caller, shared.addresses.vk_id, _timeout_s(), oauth_client.JOURNAL_ID, token)
    with suppress(ServiceError):
        _detach()


def _person_url() -> str:
    return f"{get_sandbox().addresses.sferum}/api/organizations/{g.user.organization_id}/people/{g.user.id}"


def _is_returning() -> bool:
    """Returns whether a callback is being answered in another window now."""
    since = compute_present() - 2 * _timeout_s() - 5
    with get_sandbox().store.look() as look:
        return _RETURNING.scalar(look, user_id=g.user.id, since=since) is not None


def _window() -> str:
    return str(g.organization.window or get_sandbox().settings.window)


def _timeout_s() -> float:
    return float(g.organization.timeout_s or get_sandbox().settings.journal_timeout_s)


def _to_messenger_page() -> Response:
    return make_response(redirect(url_for(".messenger"), 303))
