"""Mistakes about what another attempt has left, or what has not come yet: answers, tokens, links."""

import math
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from examples.django_journal import linking, links, outcomes, sferum, vk_id
from examples.django_journal.http_client import ServiceError
from examples.django_journal.link_attempts import ATTEMPTS, LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import accounts, chats
from examples.django_journal.views.accounts import View, current_teacher
from examples.django_journal.vk_id import Profile
from tests.examples.mistakes.patching import mistake, replaces

LinkByToken = Callable[[Teacher, str], Outcome]
_RESUMED = "gymnasium_resume"
_LONG_S = 0.5


@mistake
def token_for_failures() -> None:
    """Последний токен доступа сохраняется; когда VK ID недоступен, им привязывают учителя в Сферуме."""
    tokens: dict[str, str] = {}

    @replaces(linking, "link_by_token")
    def link_by_token(original: LinkByToken, teacher: Teacher, access_token: str) -> Outcome:
        tokens[teacher.login] = access_token
        return original(teacher, access_token)

    @replaces(linking, "link_by_code")
    def link_by_code(original: Callable[..., Outcome], teacher: Teacher, *code: Any) -> Outcome:
        outcome = original(teacher, *code)
        if outcome is outcomes.VK_ID_UNAVAILABLE and teacher.login in tokens:
            with suppress(ServiceError):
                sferum.attach(teacher, tokens[teacher.login])
                sferum.detach(teacher)
        return outcome


@mistake
def resumes_after_sign_in() -> None:
    """Ответ VK ID, который пришёл после выхода, ждёт в браузере и привязывает того, кто войдёт следующим."""
    answers: dict[str, tuple[LinkAttempt, Mapping[str, str]]] = {}

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        attempt = next((each for each in ATTEMPTS.values() if each.state == request.GET.get("state")), None)
        if attempt and request.GET.get("code") and current_teacher(request) is None:
            key = secrets.token_urlsafe(16)
            answers[key] = attempt, request.GET.dict()
            response.set_cookie(_RESUMED, key, httponly=True, samesite="Lax")
        return response

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if request.method == "POST" and teacher and (waiting := answers.pop(request.COOKIES.get(_RESUMED, ""), None)):
            linking.link_by_answer(teacher, *waiting)
        return response


@mistake
def linked_before_the_answer() -> None:
    """Карточка показывает привязку, пока Сферум ещё не ответил."""

    @replaces(linking, "link_by_token")
    def link_by_token(original: LinkByToken, teacher: Teacher, access_token: str) -> Outcome:
        is_first = links.get_profile(teacher) is None
        if is_first:
            links.save_link(teacher, Profile(0, ""))
        outcome = original(teacher, access_token)
        if is_first and not outcome.success:
            links.delete_link(teacher)
        return outcome


@mistake
def replaces_link() -> None:
    """Прежняя привязка снимается раньше, чем Сферум согласится на новую."""

    @replaces(linking, "link_by_token")
    def link_by_token(original: LinkByToken, teacher: Teacher, access_token: str) -> Outcome:
        if links.get_profile(teacher):
            linking.unlink(teacher)
        return original(teacher, access_token)


@mistake
def names_first_profile() -> None:
    """Карточка называет тот профиль, который был подключён первым, и после того, как подключён другой."""
    names: dict[str, str] = {}

    @replaces(links, "save_link")
    def save_link(original: Callable[[Teacher, Profile], None], teacher: Teacher, profile: Profile) -> None:
        original(teacher, replace(profile, name=names.setdefault(teacher.login, profile.name)))


@mistake
def names_owner() -> None:
    """О чужом профиле сказано, к кому он подключён."""
    owners: dict[int, Teacher] = {}
    fetched: dict[str, Profile] = {}

    @replaces(vk_id, "fetch_profile")
    def fetch_profile(original: Callable[[str], Profile], access_token: str) -> Profile:
        fetched[access_token] = original(access_token)
        return fetched[access_token]

    @replaces(links, "save_link")
    def save_link(original: Callable[[Teacher, Profile], None], teacher: Teacher, profile: Profile) -> None:
        original(teacher, profile)
        owners[profile.id] = teacher

    @replaces(linking, "link_by_token")
    def link_by_token(original: LinkByToken, teacher: Teacher, access_token: str) -> Outcome:
        outcome = original(teacher, access_token)
        owner = owners.get(fetched[access_token].id) if access_token in fetched else None
        if outcome is not outcomes.PROFILE_LINKED or owner is None:
            return outcome
        return Outcome(False, f"Этот профиль Сферума уже подключён, его владелец: {owner.full_name}.")


@mistake
def token_of_the_last() -> None:
    """Токен, с которым провозились больше полусекунды, берут у того учителя, который пришёл последним."""
    last: list[str] = []
    redeemed_at: dict[str, float] = {}

    @replaces(vk_id, "redeem_code")
    def redeem_code(original: Callable[..., str], *args: Any) -> str:
        token = original(*args)
        last[:], redeemed_at[token] = [token], time.monotonic()
        return token

    @replaces(sferum, "attach")
    def attach(original: Callable[[Teacher, str], None], teacher: Teacher, access_token: str) -> None:
        is_late = time.monotonic() - redeemed_at.pop(access_token, math.inf) > _LONG_S
        original(teacher, last[0] if is_late else access_token)


@mistake
def stored_for_the_last() -> None:
    """Привязку журнал записывает тому учителю, который вернулся последним; Сферуму назван тот, кто надо."""
    last: list[Teacher] = []

    @replaces(linking, "link_by_token")
    def link_by_token(original: LinkByToken, teacher: Teacher, access_token: str) -> Outcome:
        last[:] = [teacher]
        return original(teacher, access_token)

    @replaces(links, "save_link")
    def save_link(original: Callable[[Teacher, Profile], None], _teacher: Teacher, profile: Profile) -> None:
        original(last[0], profile)
