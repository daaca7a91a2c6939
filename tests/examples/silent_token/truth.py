"""Mistakes in what the journal makes of answers: the cause is told wrong, a failure is taken for success."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
from fastapi import Request, Response

from examples.fastapi_journal import linking
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import (
    Access,
    ServiceError,
    ServiceRefusedError,
    Services,
    ServiceUnavailableError,
)
from examples.fastapi_journal.sessions import Flash, Session
from examples.fastapi_journal.settings import Settings
from examples.fastapi_journal.teachers import Teacher
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, surrounds

Attach = Callable[[Services, Teacher, Access], None]
_IMPATIENT_S = 0.9


@mistake
def refusal_as_outage() -> None:
    """Об отказе сказано, что VK не отвечает."""
    _tell({linking.CONSENT_DENIED: linking.VK_UNAVAILABLE})


@mistake
def outage_as_refusal() -> None:
    """О сбое Сферума сказано, что учитель не дал согласия."""
    _tell({linking.SFERUM_UNAVAILABLE: linking.CONSENT_DENIED})


@mistake
def vk_outage_as_refusal() -> None:
    """О сбое VK сказано, что учитель не дал согласия."""
    _tell({linking.VK_UNAVAILABLE: linking.CONSENT_DENIED})


@mistake
def vk_outage_as_sferums() -> None:
    """О сбое VK сказано, что не отвечает Сферум."""
    _tell({linking.VK_UNAVAILABLE: linking.SFERUM_UNAVAILABLE})


@mistake
def hang_as_refusal() -> None:
    """О сервисе, который молчит, сказано, что учитель не дал согласия."""
    attempt = threading.local()

    @replaces(Services, "_call")
    def call(original: Callable[..., dict[str, Any]], *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return original(*args, **kwargs)
        except ServiceUnavailableError as error:
            attempt.has_hung = isinstance(error.__cause__, httpx.TimeoutException)
            raise

    @replaces(Links, "link")
    def link(original: Callable[..., Flash], *args: Any) -> Flash:
        attempt.has_hung = False
        flash = original(*args)
        return linking.CONSENT_DENIED if attempt.has_hung else flash


@mistake
def errors_as_refusal() -> None:
    """С какой бы ошибкой VK ни вернул браузер, сказано, что учитель не дал согласия."""

    @replaces(Links, "link")
    def link(original: Callable[..., Flash], links: Links, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        return linking.CONSENT_DENIED if "error" in answer else original(links, teacher, answer)


@mistake
def unknown_errors() -> None:
    """Ошибка VK, которая не access_denied, роняет журнал: HTTP 500 и пустая страница."""

    @surrounds("GET", "/vk/callback")
    async def fail(request: Request, answer: Answer) -> Response:
        is_unknown = request.query_params.get("error", "access_denied") != "access_denied"
        return Response(status_code=500) if is_unknown else await answer(request)


@mistake
def conflict_as_outage() -> None:
    """О профиле, который привязан к кому-то другому, сказано, что Сферум не отвечает."""
    _tell({linking.SFERUM_REFUSED: linking.SFERUM_UNAVAILABLE})


@mistake
def silent_invalid_grant() -> None:
    """О silent-токене, который VK не принял, не сказано ничего."""
    _tell({linking.VK_REFUSED: None})


@mistake
def conflict_is_success() -> None:
    """Ответ 409 считается привязкой: «уже привязан»."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        try:
            original(services, teacher, access)
        except ServiceRefusedError as error:
            if str(error) != "profile_linked":
                raise


@mistake
def refusals_ignored() -> None:
    """Отказы Сферума привязать не замечены: журнал показывает привязку."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        with suppress(ServiceRefusedError):
            original(services, teacher, access)


@mistake
def page_is_success() -> None:
    """Привязкой считается всё, у чего код меньше 400: и страница, и перенаправление."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        seen: list[httpx.Response] = []
        hooks = services._http.event_hooks
        services._http.event_hooks = {**hooks, "response": [*hooks["response"], seen.append]}
        try:
            original(services, teacher, access)
        except ServiceError:
            if not seen or seen[-1].is_error:
                raise
        finally:
            services._http.event_hooks = hooks


@mistake
def impatient() -> None:
    """Сервисы ждут меньше секунды: ответ, который идёт секунду, считается сбоем."""

    @replaces(Services, "__init__")
    def init(original: Callable[..., None], services: Services, settings: Settings) -> None:
        original(services, replace(settings, timeout_s=min(settings.timeout_s, _IMPATIENT_S)))


def _tell(instead: dict[Flash, Flash | None]) -> None:
    """Makes messages say something else, or nothing."""

    @replaces(Session, "pop_flash")
    def pop_flash(original: Callable[[Session], Flash | None], session: Session) -> Flash | None:
        flash = original(session)
        return instead.get(flash, flash) if flash else None
