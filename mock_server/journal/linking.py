"""The journal's part in linking: the messenger page (A-1, A-2), the way to VK ID and back, and unlinking.

The journal is a client like any other: it speaks to VK ID and to Sferum over HTTP only.
"""

from contextlib import suppress
from functools import partial

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from mock_server import oauth_client
from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.journal.teacher_office import load_user, put_notice, take_notice
from mock_server.model.base import LOCK
from mock_server.model.journal import JournalCredentials, JournalUser, LinkAttempt
from mock_server.oauth_client import ServiceError, ServiceRefusedError, ServiceUnavailableError

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
        returning=_is_returning(),
        messenger_url=get_sandbox().addresses.messenger,
    )


@blueprint.post("/office/messenger/connect")
def connect() -> Answer:
    """Sends the browser to VK ID with fresh state and PKCE: «Перейти к подключению» (A-2)."""
    if g.user.profile_id:
        return _to_messenger_page()
    attempt = oauth_client.AuthorizationAttempt.create()
    with get_sandbox().store.write() as session:
        session.add(
            LinkAttempt(
                state=attempt.state,
                user_id=g.user.id,
                code_verifier=attempt.code_verifier,
                started_at=now(session, g.user.phone),
            )
        )
    url = oauth_client.build_authorize_url(
        get_sandbox().addresses.vk_id, oauth_client.JOURNAL_ID, callback_url(), attempt
    )
    return make_response(redirect(url, 303))


@blueprint.get("/office/messenger/callback")
def callback() -> Answer:
    """Finishes the attempt with which VK ID sends the browser back, once; a reload shows how it ended."""
    with get_sandbox().store.write() as session:
        attempt = session.get(LinkAttempt, request.args.get("state", ""), with_for_update=LOCK)
        if attempt is None or attempt.user_id != g.user.id:
            return make_response(render_template("journal/foreign_callback.html", user=g.user), 400)
        first = attempt.returned_at is None
        if first:
            attempt.returned_at = now(session, g.user.phone)
    if first:
        kind, text = _finish(attempt)
        put_notice(kind, text)
        with get_sandbox().store.write() as session:
            session.get_one(LinkAttempt, attempt.state).outcome = text
    if _window() == "same-tab":
        return _to_messenger_page()
    return render_template("journal/callback.html", user=g.user)


@blueprint.post("/office/messenger/unlink")
def unlink() -> Answer:
    """Unlinks at Sferum first, then in the journal, so that a failure leaves both linked: «Отвязать»."""
    try:
        _detach()
    except ServiceError:
        put_notice("error", NOT_UNLINKED)
        return _to_messenger_page()
    _keep_link(None, None)
    put_notice("success", UNLINKED)
    return _to_messenger_page()


def callback_url() -> str:
    """Returns the journal's redirect address, as registered with VK ID."""
    return f"{get_sandbox().addresses.journal}/office/messenger/callback"


def _finish(attempt: LinkAttempt) -> tuple[str, str]:
    """Makes a link of VK ID's answer; returns the kind and the text of the notice."""
    if request.args.get("error") == "access_denied":
        return "error", REFUSED
    if not request.args.get("code"):
        return "error", NOT_CONFIRMED
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
        return "error", VK_ID_SILENT
    except ServiceRefusedError:
        return "error", NOT_CONFIRMED
    try:
        _attach(token)
    except ServiceUnavailableError:
        _undo_uncertain_attach(token)
        return "error", SFERUM_SILENT
    except ServiceRefusedError as error:
        return "error", _REFUSALS.get(error.error, SFERUM_REFUSED)
    _keep_link(int(person["user_id"]), f"{person['last_name']} {person['first_name']}")
    return "success", LINKED


def _attach(token: str) -> None:
    shared = get_sandbox()
    body = {"role": g.user.role, "classes": g.user.classes}
    oauth_client.call_service(shared.caller, "PUT", _person_url(), _timeout_s(), f"Bearer {token}", body)


def _detach() -> None:
    shared = get_sandbox()
    with shared.store.read() as session:
        credentials = session.get_one(JournalCredentials, oauth_client.JOURNAL_ID)
    basic = oauth_client.build_basic_authorization(credentials.client_id, credentials.secret)
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


def _keep_link(profile_id: int | None, name: str | None) -> None:
    with get_sandbox().store.write() as session:
        user = session.get_one(JournalUser, g.user.id)
        user.profile_id, user.profile_name = profile_id, name


def _is_returning() -> bool:
    """Returns whether a callback is being answered in another window now."""
    with get_sandbox().store.read() as session:
        query = select(LinkAttempt.state).where(
            LinkAttempt.user_id == g.user.id,
            LinkAttempt.returned_at > now(session, g.user.phone) - 2 * _timeout_s() - 5,
            LinkAttempt.outcome.is_(None),
        )
        return session.scalar(query.limit(1)) is not None


def _window() -> str:
    return str(g.organization.window or get_sandbox().settings.window)


def _timeout_s() -> float:
    return float(g.organization.timeout_s or get_sandbox().settings.journal_timeout_s)


def _to_messenger_page() -> Response:
    return make_response(redirect(url_for(".messenger"), 303))
