"""The two-column screens: phone (A-3), code (A-4), account (A-5, B-4), new profile (B-5), consent (A-7)."""

import math
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server import logins
from mock_server.clock import now
from mock_server.context import sandbox
from mock_server.faults import IdentityDataUnavailable
from mock_server.model import Account, Login, Profile
from mock_server.rules import authorization, confirmation, profiles
from mock_server.vk_id import answers
from mock_server.web import allow_frames, identify

blueprint = Blueprint("screens", __name__, template_folder="templates")

DEVICE_COOKIE = "vk_id_device"
SESSION_COOKIE = "vk_id_session"
Answer = Response | str


@blueprint.url_value_preprocessor
def take_login(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Turn the login's ID of the address into the login, for the browser that began it."""
    if values and "login_id" in values:
        g.login_id = values.pop("login_id")


@blueprint.before_request
def know_login() -> Answer | None:
    """Refuse a login that is not this browser's; send one that has ended back to where it ended."""
    if "login_id" not in g:
        return None
    with sandbox().store.read() as session:
        found = authorization.find_login(session, g.login_id)
    if found is None or found[0].device_id != request.cookies.get(DEVICE_COOKIE):
        return make_response(render_template("vk_id/lost.html"), 404)
    login, ended = found
    g.login, g.client = login, login.client
    allow_frames(g.client.frame_origins)
    identify(phone=login.phone, login_id=login.id)
    if ended and request.method + (request.endpoint or "") not in _REPEATABLE:
        return make_response(render_template("vk_id/ended.html", client=g.client), 409)
    return None


@blueprint.errorhandler(IdentityDataUnavailable)
def identity_data_unavailable(_error: IdentityDataUnavailable) -> Answer:
    """The error of A-3E, on the phone screen."""
    return make_response(_page("phone", typed=request.form.get("login", ""), identity_error=True), 503)


@blueprint.get("/help/identity-data")
def identity_data_help() -> Answer:
    """Behind «Подробнее...» of A-3E. The text is ours."""
    return render_template("vk_id/help.html", back=request.args.get("login"))


@blueprint.get("/login/<login_id>/phone")
def phone() -> Answer:
    """A-3: «Вход в VK ID»."""
    return _page("phone", typed="")


@blueprint.post("/login/<login_id>/phone")
def submit_phone() -> Answer:
    """A-3: the phone or e-mail typed, as people type it; a code is sent there."""
    typed = request.form.get("login", "")
    email, number = logins.email_from(typed), logins.phone_from(typed)
    with sandbox().store.read() as session:
        account = session.scalar(select(Account).where(Account.email == email)) if email else None
    if account is not None:
        number = account.phone
    if number is None:
        return make_response(_page("phone", typed=typed, mistake=_mistake_in_login(typed, email)), 422)
    identify(phone=number)
    with sandbox().store.write() as session:
        login = _fresh(session)
        if (login.phone, login.address) != (number, email):
            login.phone, login.address, login.confirmed_at, login.profile_id = number, email, None, None
        # Too early for another: the code on its way is still good, and the next screen counts down.
        with suppress(confirmation.TooEarly):
            confirmation.send_code(session, login, sandbox().settings.confirmation)
    _announce_code()
    return _to("code")


@blueprint.get("/login/<login_id>/code")
def code() -> Answer:
    """A-4: «Подтвердите вход»."""
    return _code_page(None)


@blueprint.post("/login/<login_id>/code")
def submit_code() -> Answer:
    """A-4: the code typed. A phone new to VK ID gets its account here."""
    with sandbox().store.write() as session:
        login = _fresh(session)
        refused = None if login.confirmed_at else confirmation.check_code(session, login, request.form.get("code", ""))
        if refused is None:
            token = authorization.remember(session, _account_of(session, login))
            authorization.choose_only_profile(session, login)
    if refused is not None:
        return _code_page(refused.message)
    answer = _to("account")
    answer.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Lax")
    return answer


@blueprint.post("/login/<login_id>/resend")
def resend() -> Answer:
    """A-4: another code, when the countdown has ended; `method` chooses a call or an SMS."""
    method = request.form.get("method")
    with sandbox().store.write() as session:
        login = _fresh(session)
        if login.phone is None:
            return _to("phone")
        with suppress(confirmation.TooEarly):  # the page shows how long to wait yet
            wanted = method if method in ("call", "sms") else None
            confirmation.send_code(session, login, sandbox().settings.confirmation, wanted)
    _announce_code()
    return _to("code")


@blueprint.get("/login/<login_id>/account")
def account() -> Answer:
    """A-5, B-4: the account's data, with its educational profiles or without."""
    with sandbox().store.read() as session:
        if g.login.confirmed_at is None:
            return _to("phone")
        if g.client.first_party and g.login.profile_id:
            return _to("consent")
        owner = _account_of(session, g.login)
        return _page("account", account=owner, profiles=owner.profiles, chosen=g.login.profile_id)


@blueprint.post("/login/<login_id>/account")
def submit_account() -> Answer:
    """A-5: go on with the educational profile."""
    with sandbox().store.write() as session:
        login = _fresh(session)
        if login.confirmed_at is None:
            return _to("phone")
        asked = request.form.get("profile_id")
        mine = [profile.id for profile in _account_of(session, login).profiles if str(profile.id) == asked]
        if not mine:
            return _to("account")
        login.profile_id = mine[0]
    return _to("consent")


@blueprint.get("/login/<login_id>/profile")
def profile() -> Answer:
    """B-5: the form of a new educational profile."""
    if g.login.confirmed_at is None:
        return _to("phone")
    return _page("profile", form=profiles.NewProfile("", "", "", "", ""), mistakes={})


@blueprint.post("/login/<login_id>/profile")
def submit_profile() -> Answer:
    """B-5: make the profile with the data typed, once for this login."""
    form = profiles.NewProfile(
        *(request.form.get(field, "") for field in ("last_name", "first_name", "patronymic", "birth_date", "sex"))
    )
    with sandbox().store.write() as session:
        login = _fresh(session)
        if login.confirmed_at is None:
            return _to("phone")
        made = session.scalar(select(Profile).where(Profile.login_id == login.id))
        if made is None:
            today = profiles.today_in_moscow(now(session, login.phone))
            found = profiles.mistakes(form, today, sandbox().settings.minimum_age)
            if found:
                return make_response(_page("profile", form=form, mistakes=found), 422)
            made = profiles.create_profile(session, login, _account_of(session, login), form)
        login.profile_id = made.id
    return _to("consent")


@blueprint.get("/login/<login_id>/consent")
def consent() -> Answer:
    """A-7, B-8: «Добавление профиля Сферум»."""
    with sandbox().store.read() as session:
        chosen = session.get(Profile, g.login.profile_id) if g.login.profile_id else None
    if chosen is None or g.login.confirmed_at is None:
        return _to("account")
    if g.client.first_party:
        return submit_consent()
    return _page("consent", profile=chosen)


@blueprint.post("/login/<login_id>/consent")
def submit_consent() -> Answer:
    """A-7, B-8: «Привязать»: back to the client with a code, the same one however often it is clicked."""
    with sandbox().store.write() as session:
        login = _fresh(session)
        if login.profile_id is None or login.confirmed_at is None:
            return _to("account")
        if login.refused_at is not None:
            return answers.Client.of(login).told(answers.REFUSED)
        issued = authorization.issue_code(session, login, _account_of(session, login), sandbox().settings)
        chosen = session.get_one(Profile, login.profile_id)
    if login.flow == "silent_token":
        return answers.Client.of(login).given_silent_token(login, issued, chosen)
    return answers.Client.of(login).given_code(login, issued)


@blueprint.post("/login/<login_id>/refusal")
def refuse() -> Answer:
    """The person refuses: back to the client with `access_denied` (RFC 6749 §4.1.2.1). Who has agreed has agreed."""
    with sandbox().store.write() as session:
        login = _fresh(session)
        agreed = authorization.has_agreed(session, login)
        if not agreed:
            login.refused_at = login.refused_at or now(session, login.phone)
    if agreed:
        return submit_consent()
    return answers.Client.of(login).told(answers.REFUSED)


# A second click on the same button gets the same answer; nothing else may be done with a login that has ended.
_REPEATABLE = {"POSTscreens.submit_consent", "POSTscreens.refuse"}


def _fresh(session: Session) -> Login:
    return session.get_one(Login, g.login.id, with_for_update={"of": Login})


def _account_of(session: Session, login: Login) -> Account:
    found = session.scalar(select(Account).where(Account.phone == login.phone))
    if found is None:
        assert login.phone is not None
        found = Account(phone=login.phone)
        session.add(found)
        session.flush()
    return found


def _announce_code() -> None:
    with sandbox().code_arrived:
        sandbox().code_arrived.notify_all()


def _code_page(mistake: str | None) -> Answer:
    with sandbox().store.read() as session:
        sent = confirmation.last_code(session, g.login)
        moment = now(session, g.login.phone)
    if g.login.confirmed_at is not None:
        return _to("account")
    if sent is None:
        return _to("phone")
    wait = max(0, math.ceil(sent.resend_at - moment))
    return make_response(_page("code", sent=sent, wait_s=wait, mistake=mistake), 422 if mistake else 200)


def _mistake_in_login(typed: str, email: str | None) -> str:
    if not typed.strip():
        return "Введите номер телефона или почту"
    return "Аккаунт с такой почтой не найден" if email else "Проверьте номер мобильного телефона или почту"


def _page(screen: str, **values: Any) -> str:
    return render_template(
        f"vk_id/{screen}.html",
        login=g.login,
        client=g.client,
        masked_phone=logins.masked_phone,
        masked_email=logins.masked_email,
        **values,
    )


def _to(screen: str) -> Response:
    return make_response(redirect(url_for(f".{screen}", login_id=g.login.id), 303))
