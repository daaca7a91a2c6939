"""Mistakes about the lives of sessions, attempts and links, and about teachers who come at the same time."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar

from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse

from examples.django_journal import link_attempts, linking, links, outcomes, sferum
from examples.django_journal.http_client import ServiceError
from examples.django_journal.link_attempts import ATTEMPTS, LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import TEACHERS, Teacher
from examples.django_journal.views import accounts, chats, pages
from examples.django_journal.views.accounts import View, current_teacher
from examples.django_journal.vk_id import Profile
from tests.examples.mistakes.patching import extend_script, mistake, outcome_of, replaces

Link = Callable[..., Outcome]
_RACE_S = 0.6
_ONE_LOCK = threading.Lock()
_SIGNED_IN: list[Teacher] = []
_LAST_TOKEN: dict[str, str] = {}
_SHOWS_UNLINKED: ContextVar[bool] = ContextVar("shows_unlinked", default=False)


@mistake
def last_signed_in() -> None:
    """Сферуму называют учителя, который вошёл последним, кто бы ни привязывался."""

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        teacher = current_teacher(request)
        if request.method == "POST" and teacher:
            _SIGNED_IN[:] = [teacher]
        return response

    @replaces(sferum, "attach")
    def attach(original: Callable[[Teacher, str], None], teacher: Teacher, access_token: str) -> None:
        original(teacher if teacher.login == _SIGNED_IN[0].login else _SIGNED_IN[0], access_token)


@mistake
def one_lock() -> None:
    """Одна блокировка на всех: пока привязывается один, остальные ждут."""
    _link_one_at_a_time()


@mistake
def one_lock_for_pages() -> None:
    """Одна блокировка на всех: пока привязывается один, другим не открывается и карточка."""
    _link_one_at_a_time()

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        with _ONE_LOCK:
            pass
        return view(request)


@mistake
def session_needed() -> None:
    """Возврат без сеанса журнала отвечает 500."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        return view(request) if current_teacher(request) else HttpResponse(status=500)


@mistake
def links_without_session() -> None:
    """Возврат без сеанса журнала привязывает того, кто начал."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        attempt = next((each for each in ATTEMPTS.values() if each.state == request.GET.get("state")), None)
        if attempt and not current_teacher(request):
            teacher = TEACHERS[SessionStore(attempt.session_key)["login"]]
            linking.link_by_answer(teacher, attempt, request.GET.dict())
        return view(request)


@mistake
def unguarded_answers() -> None:
    """Из двух одинаковых ответов, пришедших сразу, погашает код каждый."""

    @replaces(link_attempts, "accept_answer")
    def accept_answer(
        accept: Callable[..., tuple[LinkAttempt | None, bool]], session_key: str, state: str, answer: str
    ) -> tuple[LinkAttempt | None, bool]:
        attempt, is_first = accept(session_key, state, answer)
        return attempt, is_first or (attempt is not None and not attempt.outcome.done())

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, *args: object) -> Outcome:
        threading.Event().wait(_RACE_S)
        return original(*args)


@mistake
def step_is_over() -> None:
    """Страница, с которой учитель начал, после привязки отвечает 500: «шаг пройден»."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        outcome = outcome_of(request)
        request.session["step_is_over"] = outcome is not None and outcome.success
        return response

    @replaces(pages, "workplace")
    def workplace(view: View, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500) if request.session.get("step_is_over") else view(request)


@mistake
def remembered_state() -> None:
    """Карточка помнит, что чаты не были подключены: привязку из другого браузера не видно."""

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        if teacher and links.get_profile(teacher) is None:
            request.session["unlinked"] = True
        token = _SHOWS_UNLINKED.set(request.session.get("unlinked", False))
        try:
            return view(request)
        finally:
            _SHOWS_UNLINKED.reset(token)

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        request.session["unlinked"] = False
        return response

    @replaces(links, "get_profile")
    def get_profile(original: Callable[[Teacher], Profile | None], teacher: Teacher) -> Profile | None:
        return None if _SHOWS_UNLINKED.get() else original(teacher)


@mistake
def browser_remembers_link() -> None:
    """О привязке помнит браузер: на общем компьютере её видит и следующий учитель."""
    remembered: ContextVar[str] = ContextVar("remembered", default="")

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and (profile := links.get_profile(teacher)):
            response.set_cookie(_name_cookie(teacher), str(profile.id), httponly=True, samesite="Lax")
        return response

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        token = remembered.set(request.COOKIES.get(_name_cookie(teacher), "") if teacher else "")
        try:
            return view(request)
        finally:
            remembered.reset(token)

    @replaces(chats, "disconnect")
    def disconnect(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and links.get_profile(teacher) is None:
            response.delete_cookie(_name_cookie(teacher), samesite="Lax")
        return response

    @replaces(links, "get_profile")
    def get_profile(original: Callable[[Teacher], Profile | None], teacher: Teacher) -> Profile | None:
        profile_id = remembered.get()
        return original(teacher) or (Profile(int(profile_id), "") if profile_id else None)


def _name_cookie(teacher: Teacher) -> str:
    return f"gymnasium_profile_{teacher.organization_id}"


@mistake
def link_in_local_storage() -> None:
    """ID привязанного профиля лежит в хранилище браузера и после выхода."""
    extend_script("app/screens.js", "link_in_local_storage.js")


@mistake
def links_at_sign_in() -> None:
    """Токен доступа хранится, и следующий вход привязывает им того, кто отвязался."""
    tokens: dict[str, tuple[str, Profile]] = {}

    @replaces(links, "save_link")
    def save_link(original: Callable[[Teacher, Profile], None], teacher: Teacher, profile: Profile) -> None:
        original(teacher, profile)
        tokens[teacher.login] = (_LAST_TOKEN[teacher.login], profile)

    @replaces(linking, "link_by_token")
    def link_by_token(original: Callable[[Teacher, str], Outcome], teacher: Teacher, access_token: str) -> Outcome:
        _LAST_TOKEN[teacher.login] = access_token
        return original(teacher, access_token)

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if request.method == "POST" and teacher and teacher.login in tokens and links.get_profile(teacher) is None:
            access_token, profile = tokens[teacher.login]
            with suppress(ServiceError):
                sferum.attach(teacher, access_token)
                links.save_link(teacher, profile)
        return response


@mistake
def first_profile_only() -> None:
    """До нового входа журнал принимает только тот профиль, который был подключён первым в этой школе."""
    first: dict[tuple[str, int], int] = {}

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]) -> Outcome:
        outcome = original(teacher, attempt, answer)
        profile = links.get_profile(teacher)
        if (
            profile is None
            or first.setdefault((attempt.session_key, attempt.organization_id), profile.id) == profile.id
        ):
            return outcome
        with suppress(ServiceError):
            linking.unlink(teacher)
        return outcomes.SFERUM_REFUSED


@mistake
def unlinks_once() -> None:
    """«Отвязать» у того, кто уже отвязан, отвечает 500."""

    @replaces(chats, "disconnect")
    def disconnect(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        return HttpResponse(status=500) if teacher and links.get_profile(teacher) is None else view(request)


@mistake
def refusal_unlinks() -> None:
    """Отказ снимает и ту привязку, которая была сделана раньше."""

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]) -> Outcome:
        outcome = original(teacher, attempt, answer)
        if outcome is outcomes.CONSENT_DENIED:
            linking.unlink(teacher)
        return outcome


def _link_one_at_a_time() -> None:
    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, *args: object) -> Outcome:
        with _ONE_LOCK:
            return original(*args)
