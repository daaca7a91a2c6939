"""Mistakes in the request to VK, and in exchanging the silent token that it sent back."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from fastapi import Request, Response

from examples.fastapi_journal import linking
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import Access, ServiceError, Services, ServiceUnavailableError
from examples.fastapi_journal.sessions import Flash
from examples.fastapi_journal.settings import Settings
from examples.fastapi_journal.teachers import Teacher
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, attempt_of, surrounds

Exchange = Callable[[Services, str, str], Access]
Link = Callable[[Links, Teacher, Mapping[str, str]], Flash]
_DELAY_S = 2.1


@mistake
def redirect_uri_query() -> None:
    """К адресу возврата добавлено ?from=vk; VK ID отказывает, не привязать никого."""
    callback: property = vars(Settings)["callback"]
    changed = property(lambda settings: f"{callback.__get__(settings)}?from=vk")
    setattr(Settings, "callback", changed)  # noqa: B010  a type checker knows that nobody assigns to a property


@mistake
def shows_code_again() -> None:
    """Silent-токен, на который VK не ответил, предъявляют ещё раз, хотя он мог быть обменян."""

    @replaces(Services, "exchange")
    def exchange(original: Exchange, services: Services, silent_token: str, uuid: str) -> Access:
        try:
            return original(services, silent_token, uuid)
        except ServiceUnavailableError:
            return original(services, silent_token, uuid)


@mistake
def no_uuid() -> None:
    """Silent-токен обменивается без uuid, который пришёл с ним; VK отказывает, не привязать никого."""

    @replaces(Services, "exchange")
    def exchange(original: Exchange, services: Services, silent_token: str, _uuid: str) -> Access:
        return original(services, silent_token, "")


@mistake
def wrong_service_token() -> None:
    """Silent-токен обменивается с неверным сервисным ключом; VK отказывает, не привязать никого."""

    @replaces(Services, "_call")
    def call(original: Callable[..., object], services: Services, method: str, url: str, **request: Any) -> object:
        if url.endswith("exchangeSilentAuthToken"):
            request["data"]["access_token"] += "-of-last-year"
        return original(services, method, url, **request)


@mistake
def late_exchange() -> None:
    """Silent-токен обменивается через 2,1 секунды после возврата."""

    @replaces(Services, "exchange")
    def exchange(original: Exchange, services: Services, silent_token: str, uuid: str) -> Access:
        threading.Event().wait(_DELAY_S)
        return original(services, silent_token, uuid)


@mistake
def exchange_on_reload() -> None:
    """Повторная загрузка адреса возврата ещё раз обменивает silent-токен, что бы из этого ни вышло."""

    @surrounds("GET", "/vk/callback")
    async def exchange_again(request: Request, answer: Answer) -> Response:
        attempt = attempt_of(request)
        if attempt and attempt.answer == request.url.query:
            payload = linking._parse_payload(request.query_params)
            with suppress(ServiceError):
                request.app.state.journal.links._services.exchange(*payload or ("", ""))
        return await answer(request)


@mistake
def error_ignored() -> None:
    """Отказ не замечен: обменивается пустой silent-токен, и учителю сообщается о сбое."""

    @replaces(Links, "link")
    def link(original: Link, links: Links, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        if "error" not in answer:
            return original(links, teacher, answer)
        with suppress(ServiceError):
            links._services.exchange("", "")
        return linking.VK_REFUSED
