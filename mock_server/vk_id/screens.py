"""The two-column screens: phone (A-3), code (A-4), account (A-5, B-4), new profile (B-5), consent (A-7)."""

import math
from contextlib import suppress

from flask import Blueprint, Response, g, make_response, render_template, request

from mock_server import logins
from mock_server.context import get_sandbox
from mock_server.faults import IdentityDataError
from mock_server.model.sferum import Profile
from mock_server.rows import update_row
from mock_server.rules import authorization, confirmation, profiles
from mock_server.rules.accounts import find_account_of_email
from mock_server.rules.authorization import LoginState
from mock_server.sessions import set_cookie
from mock_server.vk_id import answers
from mock_server.vk_id.current_login import (
    AnotherAccountError,
    LoginEndedError,
    load_login,
    lock_login,
    open_account,
    parse_login_id,
    redirect_to_screen,
    render_screen,
)
from mock_server.web import identify_request

blueprint = Blueprint("screens", __name__, template_folder="templates")

SESSION_COOKIE = "vk_id_session"
Answer = Response | str

blueprint.url_value_preprocessor(parse_login_id)
blueprint.before_request(load_login)


@blueprint.errorhandler(LoginEndedError)
def login_ended(_error: LoginEndedError) -> Answer:
    """Shows that a login that has ended can do nothing more."""
    return make_response(render_template("vk_id/ended.html"), 409)


@blueprint.errorhandler(AnotherAccountError)
def another_account(_error: AnotherAccountError) -> Answer:
    """Redirects to the screen where the login is now, with the account typed last."""
    return redirect_to_screen("code")


@blueprint.errorhandler(IdentityDataError)
def identity_data_unavailable(_error: IdentityDataError) -> Answer:
    """Shows the error of A-3E on the phone screen."""
    return make_response(render_screen("phone", typed=request.form.get("login", ""), identity_error=True), 503)


@blueprint.get("/help/identity-data")
def identity_data_help() -> Answer:
    """Shows what is behind «Подробнее...» of A-3E. The text is ours."""
    return render_template("vk_id/help.html", back=request.args.get("login"))


@blueprint.get("/login/<login_id>/phone")
def phone() -> Answer:
    """Shows «Вход в VK ID» (A-3)."""
    return render_screen("phone", typed="")


@blueprint.post("/login/<login_id>/phone")
def submit_phone() -> Answer:
    """Sends a code to the phone or e-mail, in any form people type it, unless it is confirmed already (A-3)."""
    typed = request.form.get("login", "")
    email, number = logins.parse_email(typed), logins.parse_phone(typed)
    if email:
        with get_sandbox().store.look() as look:
            account = find_account_of_email(look, email)
        number = account.phone if account else None
    if number is None:
        return make_response(render_screen("phone", typed=typed, mistake=_mistake_in_login(typed, email)), 422)
    identify_request(phone=number)
    with get_sandbox().store.change() as change:
        login = lock_login(change).login
        authorization.set_account(change, login, number, email)
        if login.confirmed_at is not None:
            return redirect_to_screen("account")
        # Too early for another: the code on its way is still good, and the next screen counts down.
        with suppress(confirmation.ResendTooEarlyError):
            confirmation.send_code(change, login, get_sandbox().settings.confirmation)
    get_sandbox().announce_code(number)
    return redirect_to_screen("code")


@blueprint.get("/login/<login_id>/code")
def code() -> Answer:
    """Shows «Подтвердите вход» (A-4)."""
    return _code_page(None)


@blueprint.post("/login/<login_id>/code")
def submit_code() -> Answer:
    """Checks the typed code; a phone new to VK ID gets its account here (A-4)."""
    with get_sandbox().store.change() as change:
        state = lock_login(change)
        login, typed = state.login, request.form.get("code", "")
        refused = None if login.confirmed_at else confirmation.check_code(change, login, typed, state.moment)
        if refused is None:
            account = open_account(change, state)
            token = authorization.remember_browser(change, account)
            authorization.choose_only_profile(change, login, state.client, account)
    if refused is not None:
        return _code_page(refused)
    answer = redirect_to_screen("account")
    set_cookie(answer, SESSION_COOKIE, token)
    return answer


@blueprint.post("/login/<login_id>/resend")
def resend() -> Answer:
    """Sends another code when the countdown has ended; `method` chooses a call or an SMS (A-4)."""
    method = request.form.get("method")
    with get_sandbox().store.change() as change:
        login = lock_login(change).login
        if login.phone is None:
            return redirect_to_screen("phone")
        if login.confirmed_at is not None:
            return redirect_to_screen("account")
        with suppress(confirmation.ResendTooEarlyError):  # the page shows how long to wait
            chosen = method if method in ("call", "sms") else None
            confirmation.send_code(change, login, get_sandbox().settings.confirmation, chosen)
    get_sandbox().announce_code(login.phone)
    return redirect_to_screen("code")


@blueprint.get("/login/<login_id>/account")
def account() -> Answer:
    """Shows the account's data, with its educational profiles or without (A-5, B-4)."""
    state: LoginState = g.state
    if state.login.confirmed_at is None or state.account is None:
        return redirect_to_screen("phone")
    if state.client.first_party and state.login.profile_id:
        return redirect_to_screen("consent")
    with get_sandbox().store.look() as look:
        own_profiles = authorization.list_profiles(look, state.account)
    return render_screen("account", account=state.account, profiles=own_profiles, chosen=state.login.profile_id)


@blueprint.post("/login/<login_id>/account")
def submit_account() -> Answer:
    """Goes on with the educational profile (A-5)."""
    with get_sandbox().store.change() as change:
        state = lock_login(change)
        if state.login.confirmed_at is None or state.account is None:
            return redirect_to_screen("phone")
        chosen_id = request.form.get("profile_id")
        own_profiles = authorization.list_profiles(change, state.account)
        ids = [profile.id for profile in own_profiles if str(profile.id) == chosen_id]
        if not ids:
            return redirect_to_screen("account")
        update_row(change, state.login, profile_id=ids[0])
    return redirect_to_screen("consent", profile=ids[0])


@blueprint.get("/login/<login_id>/profile")
def profile() -> Answer:
    """Shows the form of a new educational profile (B-5)."""
    if g.state.login.confirmed_at is None:
        return redirect_to_screen("phone")
    return render_screen("profile", form=profiles.NewProfile("", "", "", "", ""), mistakes={})


@blueprint.post("/login/<login_id>/profile")
def submit_profile() -> Answer:
    """Creates the profile with the typed data, once for each account of this login (B-5)."""
    form = profiles.NewProfile(
        *(request.form.get(field, "") for field in ("last_name", "first_name", "patronymic", "birth_date", "sex"))
    )
    with get_sandbox().store.change() as change:
        state = lock_login(change)
        if state.login.confirmed_at is None or state.account is None:
            return redirect_to_screen("phone")
        created = profiles.find_profile_of_login(change, state.login, state.account)
        if created is None:
            today = profiles.compute_moscow_date(state.moment)
            mistakes = profiles.find_mistakes(form, today, get_sandbox().settings.minimum_age)
            if mistakes:
                return make_response(render_screen("profile", form=form, mistakes=mistakes), 422)
            created = profiles.create_profile(change, state.login, state.account, form, state.moment)
        update_row(change, state.login, profile_id=created.id)
    return redirect_to_screen("consent", profile=created.id)


@blueprint.get("/login/<login_id>/consent")
def consent() -> Answer:
    """Shows «Добавление профиля Сферум» (A-7, B-8)."""
    chosen = g.state.chosen_profile
    if chosen is None:
        return redirect_to_screen("account")
    if _is_of_another_profile(chosen):
        return redirect_to_screen("consent", profile=chosen.id)
    if g.state.client.first_party:
        return submit_consent()
    return render_screen("consent", profile=chosen)


@blueprint.post("/login/<login_id>/consent")
def submit_consent() -> Answer:
    """Sends the browser back to the client with a code, after every click on «Привязать» the same (A-7, B-8)."""
    with get_sandbox().store.change() as change:
        state = lock_login(change, even_ended=True)
        login, chosen, issued = state.login, state.chosen_profile, state.code
        if login.refused_at is not None:
            return answers.ReturnAddress.from_login(login).send_error(answers.REFUSED)
        if chosen is None or state.account is None:
            return redirect_to_screen("account")
        if _is_of_another_profile(chosen):
            if issued is not None:
                raise LoginEndedError
            return redirect_to_screen("consent", profile=chosen.id)
        if issued is None:  # after a double click, the same one
            settings = get_sandbox().settings
            issued = authorization.issue_code(change, login, state.account, settings, state.moment)
    if login.flow == "silent_token":
        return answers.ReturnAddress.from_login(login).send_silent_token(login, issued, chosen)
    return answers.ReturnAddress.from_login(login).send_code(login, issued)


@blueprint.post("/login/<login_id>/refusal")
def refuse() -> Answer:
    """Sends the browser back with `access_denied` (RFC 6749 §4.1.2.1), or with a code where the person has agreed."""
    with get_sandbox().store.change() as change:
        state = lock_login(change, even_ended=True)
        if not state.has_ended:
            update_row(change, state.login, refused_at=state.moment)
    if state.code is not None:
        return submit_consent()
    return answers.ReturnAddress.from_login(state.login).send_error(answers.REFUSED)


def _is_of_another_profile(chosen: Profile) -> bool:
    """Returns whether the screen shows another profile than the chosen one: another tab has chosen since then."""
    return request.values.get("profile", str(chosen.id)) != str(chosen.id)


def _code_page(mistake: str | None) -> Answer:
    state: LoginState = g.state
    with get_sandbox().store.look() as look:
        last_code = confirmation.find_last_code(look, state.login.phone)
    if state.login.confirmed_at is not None:
        return redirect_to_screen("account")
    if last_code is None:
        return redirect_to_screen("phone")
    wait = math.ceil(confirmation.compute_wait_s(last_code, state.moment))
    return make_response(render_screen("code", sent=last_code, wait_s=wait, mistake=mistake), 422 if mistake else 200)


def _mistake_in_login(typed: str, email: str | None) -> str:
    if not typed.strip():
        return "Введите номер телефона или почту"
    return "Аккаунт с такой почтой не найден" if email else "Проверьте номер мобильного телефона или почту"
