"""Mistakes in what the journal makes of answers: the cause is told wrong, a failure is taken for success."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import httpx
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from examples.django_journal import http_client, linking, links, notices, outcomes, sferum
from examples.django_journal.config import get_config
from examples.django_journal.http_client import ServiceError, ServiceRefusedError
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import chats
from examples.django_journal.views.accounts import View
from tests.examples.mistakes.patching import mistake, replaces

Attach = Callable[[Teacher, str], None]
Link = Callable[..., Outcome]
Call = Callable[..., dict[str, Any]]
_GENERAL = Outcome(False, "Не получилось. Попробуйте ещё раз.")


@mistake
def refusal_as_outage() -> None:
    """Об отказе сказано, что VK ID не отвечает."""
    _tell({outcomes.CONSENT_DENIED: Outcome(False, "VK ID не отвечает, попробуйте позже.")})


@mistake
def one_sentence() -> None:
    """Об отказе и о сбоях сказано одно и то же: почему ничего не подключено, не понять."""
    told_alike = (outcomes.CONSENT_DENIED, outcomes.VK_ID_UNAVAILABLE, outcomes.SFERUM_UNAVAILABLE)
    _tell(dict.fromkeys(told_alike, _GENERAL))


@mistake
def outage_as_refusal() -> None:
    """О сбое Сферума сказано, что учитель не дал согласия."""
    _tell({outcomes.SFERUM_UNAVAILABLE: outcomes.CONSENT_DENIED})


@mistake
def vk_outage_as_refusal() -> None:
    """О сбое VK ID сказано, что учитель не дал согласия."""
    _tell({outcomes.VK_ID_UNAVAILABLE: outcomes.CONSENT_DENIED})


@mistake
def shows_stack() -> None:
    """Об отказе VK ID учителю показано, где в коде это случилось и что VK ID ответил."""
    _tell(
        {outcomes.VK_ID_REFUSED: Outcome(False, 'Error: vkid {"error": "invalid_grant"} at redeem (/srv/vk.js:12:3)')}
    )


@mistake
def vk_outage_as_sferums() -> None:
    """О сбое VK ID сказано, что недоступен Сферум."""
    _tell({outcomes.VK_ID_UNAVAILABLE: outcomes.SFERUM_UNAVAILABLE})


@mistake
def hang_as_refusal() -> None:
    """О сервисе, который молчит, сказано, что учитель не дал согласия."""
    attempt = threading.local()

    @replaces(http_client.CLIENT, "request")
    def send(original: Callable[..., httpx.Response], *args: Any, **kwargs: Any) -> httpx.Response:
        try:
            return original(*args, **kwargs)
        except httpx.TimeoutException:
            attempt.has_hung = True
            raise

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, *args: Any) -> Outcome:
        attempt.has_hung = False
        outcome = original(*args)
        return outcomes.CONSENT_DENIED if attempt.has_hung else outcome


@mistake
def waits_for_rest_of_answer() -> None:
    """Начала ответа ждут недолго, а остального — без конца."""

    @replaces(http_client.CLIENT, "request")
    def send(_original: Callable[..., httpx.Response], *args: Any, **kwargs: Any) -> httpx.Response:
        with http_client.CLIENT.stream(*args, **kwargs) as response:
            response.request.extensions["timeout"]["read"] = None
            response.read()
        return response


@mistake
def errors_as_refusal() -> None:
    """С какой бы ошибкой VK ID ни вернул браузер, сказано, что учитель не дал согласия."""

    @replaces(linking, "link_by_answer")
    def link_by_answer(original: Link, teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]) -> Outcome:
        return outcomes.CONSENT_DENIED if "error" in answer else original(teacher, attempt, answer)


@mistake
def unknown_errors() -> None:
    """Ошибка VK ID, которая не access_denied, роняет журнал: HTTP 500 и пустая страница."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        is_unknown = request.GET.get("error", "access_denied") != "access_denied"
        return HttpResponse(status=500) if is_unknown else view(request)


@mistake
def outage_as_wrong_profile() -> None:
    """О сбое Сферума сказано, что профиль чужой."""
    _tell({outcomes.SFERUM_UNAVAILABLE: outcomes.PROFILE_LINKED})


@mistake
def conflict_as_outage() -> None:
    """О профиле, который подключён к другой учётной записи, сказано, что Сферум недоступен."""
    _tell({outcomes.PROFILE_LINKED: outcomes.SFERUM_UNAVAILABLE})


@mistake
def conflict_is_success() -> None:
    """Ответ 409 считается привязкой: «уже привязан»."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        try:
            original(teacher, access_token)
        except ServiceRefusedError as error:
            if error.code != "profile_linked":
                raise


@mistake
def refusals_ignored() -> None:
    """Отказы Сферума привязать не замечены: журнал показывает привязку."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        with suppress(ServiceRefusedError):
            original(teacher, access_token)


@mistake
def page_is_success() -> None:
    """Привязкой считается всё, у чего код меньше 400: и страница, и перенаправление."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        seen: list[httpx.Response] = []
        hooks = http_client.CLIENT.event_hooks["response"]
        hooks.append(seen.append)
        try:
            original(teacher, access_token)
        except ServiceError:
            if not seen or seen[-1].is_error:
                raise
        finally:
            hooks.remove(seen.append)


@mistake
def only_json() -> None:
    """Ответ, который не JSON, роняет журнал: HTTP 500 и пустая страница."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        return _answer_500(view, request)

    @replaces(chats, "disconnect")
    def disconnect(view: View, request: HttpRequest) -> HttpResponse:
        return _answer_500(view, request)

    @replaces(http_client.CLIENT, "request")
    def send(original: Callable[..., httpx.Response], *args: Any, **kwargs: Any) -> httpx.Response:
        response = original(*args, **kwargs)
        if response.content and "json" not in response.headers.get("content-type", ""):
            raise _NotJsonError
        return response


@mistake
def impatient() -> None:
    """Сервисы ждут меньше секунды: ответ, который идёт секунду, считается сбоем."""

    @replaces(http_client.CLIENT, "request")
    def send(original: Callable[..., httpx.Response], *args: Any, **kwargs: Any) -> httpx.Response:
        return original(*args, **{**kwargs, "timeout": min(kwargs["timeout"], _IMPATIENT_S)})


@mistake
def silent_invalid_grant() -> None:
    """О коде, который VK ID не принял, не сказано ничего."""
    _tell({outcomes.VK_ID_REFUSED: None})


@mistake
def unlinks_anyway() -> None:
    """Сферум не отвязал, а журнал показывает, что чаты отключены."""

    @replaces(linking, "unlink")
    def unlink(original: Callable[[Teacher], Outcome], teacher: Teacher) -> Outcome:
        original(teacher)
        links.delete_link(teacher)
        return outcomes.UNLINKED


@mistake
def silent_unlink_failure() -> None:
    """О том, что отвязать не удалось, не сказано."""
    _tell({outcomes.STILL_LINKED: None})


@mistake
def waits_to_unlink() -> None:
    """Ответа на отвязку ждут без конца."""

    @replaces(http_client.CLIENT, "request")
    def send(original: Callable[..., httpx.Response], method: str, *args: Any, **kwargs: Any) -> httpx.Response:
        return original(method, *args, **{**kwargs, "timeout": None if method == "DELETE" else kwargs["timeout"]})


@mistake
def floods() -> None:
    """Отказ 429 повторяют двадцать раз подряд, не дожидаясь Retry-After."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        for _ in range(_FLOOD):
            try:
                return original(teacher, access_token)
            except ServiceRefusedError as error:
                if error.code != "too_many_requests":
                    raise
        return original(teacher, access_token)


@mistake
def one_try_to_unlink() -> None:
    """После неудачной отвязки журнал до нового входа больше не обращается к Сферуму."""

    @replaces(sferum, "detach")
    def detach(_original: Callable[[Teacher], None], teacher: Teacher) -> None:
        credentials = ("52000001", get_config().client_secret)
        http_client.call("DELETE", sferum.person_url(teacher), auth=credentials)

    @replaces(chats, "disconnect")
    def disconnect(view: View, request: HttpRequest) -> HttpResponse:
        if request.session.get("unlink_failed"):
            notices.add_notice(request.session.session_key, outcomes.STILL_LINKED)
            return redirect("chats")
        response = view(request)
        notice = notices.pop_notice(request.session.session_key)
        if notice is not None:
            notices.add_notice(request.session.session_key, notice)
        request.session["unlink_failed"] = notice is outcomes.STILL_LINKED
        return response


_IMPATIENT_S = 0.9
_FLOOD = 20


class _NotJsonError(Exception):
    pass


def _answer_500(view: View, request: HttpRequest) -> HttpResponse:
    try:
        return view(request)
    except _NotJsonError:
        return HttpResponse(status=500)


def _tell(instead: dict[Outcome, Outcome | None]) -> None:
    """Makes notices say something else, or nothing."""

    @replaces(notices, "add_notice")
    def add_notice(original: Callable[[str, Outcome], None], session_key: str, outcome: Outcome) -> None:
        told = instead.get(outcome, outcome)
        if told is not None:
            original(session_key, told)
