"""Mistakes in the request for authorization: PKCE, redirect address, scope."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping

from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse

from examples.django_journal import link_attempts, linking, outcomes, vk_id
from examples.django_journal.config import get_config
from examples.django_journal.link_attempts import ATTEMPTS, LOCK, LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import TEACHERS, Teacher
from examples.django_journal.views import chats
from examples.django_journal.views.accounts import View
from tests.examples.mistakes.patching import mistake, replaces

AuthorizeParams = Callable[[LinkAttempt], dict[str, str]]
Answer = Mapping[str, str]
LinkByAnswer = Callable[[Teacher, LinkAttempt, Answer], Outcome]


@mistake
def pkce_plain() -> None:
    """code_challenge — сам code_verifier, метод plain; VK ID отказывает, не привязать никого."""

    @replaces(vk_id, "authorize_params")
    def authorize_params(original: AuthorizeParams, attempt: LinkAttempt) -> dict[str, str]:
        return original(attempt) | {"code_challenge": attempt.code_verifier, "code_challenge_method": "plain"}


@mistake
def constant_verifier() -> None:
    """code_verifier у всех попыток один и тот же."""

    @replaces(link_attempts, "new_code_verifier")
    def new_code_verifier(_original: Callable[[], str]) -> str:
        return hashlib.sha256(get_config().client_secret.encode()).hexdigest()


@mistake
def verifier_after_refusal() -> None:
    """После отказа следующая попытка берёт code_verifier прежней."""
    left: dict[str, str] = {}

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: LinkByAnswer, teacher: Teacher, attempt: LinkAttempt, answer: Answer) -> Outcome:
        outcome = original(teacher, attempt, answer)
        if outcome is outcomes.CONSENT_DENIED:
            left[attempt.session_key] = attempt.code_verifier
        return outcome

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Callable[[str, int], LinkAttempt], session_key: str, school: int) -> LinkAttempt:
        attempt = original(session_key, school)
        attempt.code_verifier = left.pop(session_key, attempt.code_verifier)
        return attempt


@mistake
def verifier_is_state() -> None:
    """code_verifier — тот же текст, что и state, который видят все."""

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Callable[[str, int], LinkAttempt], session_key: str, school: int) -> LinkAttempt:
        attempt = original(session_key, school)
        attempt.code_verifier = attempt.state
        return attempt


@mistake
def short_verifier() -> None:
    """code_verifier — шестнадцать знаков."""

    @replaces(link_attempts, "new_code_verifier")
    def new_code_verifier(_original: Callable[[], str]) -> str:
        return secrets.token_hex(8)


@mistake
def name_in_state() -> None:
    """В state, кроме случайного, стоит имя учителя: в JSON, в base64."""

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Callable[[str, int], LinkAttempt], session_key: str, school: int) -> LinkAttempt:
        attempt = original(session_key, school)
        teacher = TEACHERS[SessionStore(session_key)["login"]]
        about = base64.urlsafe_b64encode(json.dumps({"name": teacher.full_name}, ensure_ascii=False).encode()).decode()
        with LOCK:
            del ATTEMPTS[session_key, attempt.state]
            attempt.state = f"{about.rstrip('=')}.{attempt.state}"
            ATTEMPTS[session_key, attempt.state] = attempt
        return attempt


@mistake
def verifier_in_cookie() -> None:
    """code_verifier лежит в cookie, которую читают скрипты, пока VK ID не ответил."""

    @replaces(chats, "connect")
    def give_cookie(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        attempts = [attempt for (key, _), attempt in ATTEMPTS.items() if key == request.session.session_key]
        if attempts and attempts[-1].answer is None:
            response.set_cookie("gymnasium_pkce", attempts[-1].code_verifier, samesite="Lax")
        return response

    @replaces(chats, "vk_return")
    def take_cookie(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.delete_cookie("gymnasium_pkce", samesite="Lax")
        return response


@mistake
def redirect_uri_query() -> None:
    """К адресу возврата добавлено ?from=vk; VK ID отказывает, не привязать никого."""

    @replaces(vk_id, "authorize_params")
    def authorize_params(original: AuthorizeParams, attempt: LinkAttempt) -> dict[str, str]:
        params = original(attempt)
        return params | {"redirect_uri": f"{params['redirect_uri']}?from=vk"}


@mistake
def greedy_scope() -> None:
    """Кроме нужного, запрошены права на друзей, стену и фотографии."""

    @replaces(vk_id, "authorize_params")
    def authorize_params(original: AuthorizeParams, attempt: LinkAttempt) -> dict[str, str]:
        params = original(attempt)
        return params | {"scope": f"{params['scope']} friends wall photos"}
