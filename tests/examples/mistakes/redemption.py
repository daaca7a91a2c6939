"""Mistakes in redeeming the code that VK ID sent back."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from examples.django_journal import link_attempts, linking, notices, outcomes, vk_id
from examples.django_journal.config import get_config
from examples.django_journal.http_client import ServiceError, ServiceUnavailableError
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher, find_teacher
from examples.django_journal.views import chats
from examples.django_journal.views.accounts import View, teacher_required
from tests.examples.mistakes.patching import attempt_of, extend_script, is_reload, mistake, replaces

TokenParams = Callable[[LinkAttempt, str, str], dict[str, str]]
_DELAY_S = 2.1
_REDEEMED_BY_BROWSER: dict[tuple[str, str], LinkAttempt] = {}
"""Attempts whose codes browsers are redeeming, by session key and state."""


@mistake
def wrong_verifier() -> None:
    """Код погашается с другим code_verifier; VK ID отказывает, не привязать никого."""

    @replaces(vk_id, "token_params")
    def token_params(original: TokenParams, attempt: LinkAttempt, code: str, device_id: str) -> dict[str, str]:
        return original(attempt, code, device_id) | {"code_verifier": attempt.code_verifier[::-1]}


@mistake
def no_device_id() -> None:
    """Код погашается без device_id; VK ID отказывает, не привязать никого."""

    @replaces(vk_id, "token_params")
    def token_params(original: TokenParams, attempt: LinkAttempt, code: str, device_id: str) -> dict[str, str]:
        params = original(attempt, code, device_id)
        del params["device_id"]
        return params


@mistake
def wrong_secret() -> None:
    """Код погашается с неверным секретом; VK ID отказывает, не привязать никого."""

    @replaces(vk_id, "token_params")
    def token_params(original: TokenParams, attempt: LinkAttempt, code: str, device_id: str) -> dict[str, str]:
        params = original(attempt, code, device_id)
        return params | {"client_secret": f"{params['client_secret']}-of-last-year"}


@mistake
def late_redemption() -> None:
    """Код погашается через 2,1 секунды после возврата."""

    @replaces(linking, "link_by_code")
    def link_by_code(original: Callable[..., Outcome], *args: object) -> Outcome:
        threading.Event().wait(_DELAY_S)
        return original(*args)


@mistake
def shows_code_again() -> None:
    """Код, на который VK ID не ответил, предъявляют ещё раз, хотя он мог быть погашен."""

    @replaces(vk_id, "redeem_code")
    def redeem_code(original: Callable[[LinkAttempt, str, str], str], *args: Any) -> str:
        try:
            return original(*args)
        except ServiceUnavailableError:
            return original(*args)


@mistake
def error_ignored() -> None:
    """Отказ не замечен: погашается пустой код, и учителю сообщается о сбое."""

    @replaces(linking, "link_by_answer")
    def link_by_answer(
        _original: Callable[..., Outcome], teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]
    ) -> Outcome:
        return linking.link_by_code(teacher, attempt, answer.get("code", ""), answer.get("device_id", ""))


@mistake
def redeem_on_reload() -> None:
    """Повторная загрузка адреса возврата ещё раз погашает код, что бы из этого ни вышло."""

    @replaces(chats, "vk_return")
    def redeem_again(view: View, request: HttpRequest) -> HttpResponse:
        attempt = attempt_of(request)
        if attempt and is_reload(request):
            with suppress(ServiceError):
                vk_id.redeem_code(attempt, request.GET.get("code", ""), request.GET.get("device_id", ""))
        return view(request)


@mistake
def browser_redeems() -> None:
    """Код с секретом погашает страница и передаёт токен доступа серверу журнала."""
    extend_script("app/api.js", "browser_redeems_app.js")

    @replaces(chats, "vk_return")
    def show_page(view: View, request: HttpRequest) -> HttpResponse:
        session_key, state = request.session.session_key, request.GET.get("state", "")
        attempt = attempt_of(request)
        if "code" not in request.GET or request.method == "POST" or attempt is None or attempt.outcome.done():
            return view(request)
        attempt, _ = link_attempts.accept_answer(session_key, state, request.GET.urlencode())
        if attempt is None:
            return view(request)
        _REDEEMED_BY_BROWSER[session_key, state] = attempt
        if get_config().single_page:
            response = view(request)
        else:
            response = render(request, "browser_redeems.html", {"next_url": reverse(chats.next_page())})
        response.headers["Content-Security-Policy"] = f"default-src 'self'; connect-src 'self' {get_config().vk_id}"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


@teacher_required
def token_request(request: HttpRequest, _teacher: Teacher) -> HttpResponse:
    """Returns what the script of `browser_redeems` needs to redeem the code."""
    attempt = _REDEEMED_BY_BROWSER.get((request.session.session_key, request.POST.get("state", "")))
    if attempt is None:
        return HttpResponse(status=404)
    params = vk_id.token_params(attempt, request.POST.get("code", ""), request.POST.get("device_id", ""))
    return JsonResponse({"url": vk_id.token_url(), "params": params})


@teacher_required
def token_result(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Links by the access token that the script of `browser_redeems` sends, empty when it has none."""
    session_key = request.session.session_key
    attempt = _REDEEMED_BY_BROWSER.pop((session_key, request.POST.get("state", "")), None)
    if attempt is None:
        return HttpResponse(status=404)
    access_token = request.POST.get("access_token", "")
    teacher = find_teacher(teacher.login, attempt.organization_id) or teacher
    attempt.finish(lambda: linking.link_by_token(teacher, access_token) if access_token else outcomes.VK_ID_REFUSED)
    notices.add_notice(session_key, attempt.outcome.result())
    return HttpResponse(status=204)
