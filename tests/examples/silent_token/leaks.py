"""Mistakes that keep access tokens or show tokens and keys to others."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from examples.fastapi_journal import linking
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import Access, ServiceError, Services
from examples.fastapi_journal.sessions import Flash
from examples.fastapi_journal.teachers import Teacher
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, find_session, replace_text, surrounds

_ACCESS: dict[str, Access] = {}
"""What the last silent token was exchanged for, by the teacher's login."""
_LEAKING_PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Вход завершён</title>
<meta http-equiv="refresh" content="1;url=/messages"></head>
<body><p>Вход через VK завершён.</p><img src="{picture}" referrerpolicy="unsafe-url" alt=""></body></html>"""


@mistake
def token_in_url() -> None:
    """Токен доступа стоит в адресе страницы, которая следует за привязкой."""
    _keep_tokens()

    @surrounds("GET", "/vk/callback")
    async def add_token(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if (token := _token_of(request)) and "Location" in response.headers:
            response.headers["Location"] += f"?token={token}"
        return response


@mistake
def token_in_url_of_failure() -> None:
    """Токен доступа стоит в адресе страницы, которая говорит, что Сферум недоступен."""
    _keep_tokens()

    @surrounds("GET", "/vk/callback")
    async def add_token(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session and session.flash is linking.SFERUM_UNAVAILABLE:
            response.headers["Location"] += f"?token={_ACCESS[session.teacher.login].token}"
        return response


@mistake
def service_token_in_page() -> None:
    """Сервисный ключ лежит на странице, которая привязывает."""

    @surrounds("GET", "/messages")
    async def add_key(request: Request, answer: Answer) -> Response:
        key = request.app.state.journal.settings.service_token
        return await replace_text(await answer(request), '<div class="card">', f'<div class="card" data-key="{key}">')


@mistake
def service_token_in_json() -> None:
    """Сервисный ключ лежит в ответе JSON, с которым скрипт страницы начинает привязку."""

    @surrounds("POST", "/messages/link-attempts")
    async def add_key(request: Request, answer: Answer) -> Response:
        key = request.app.state.journal.settings.service_token
        return await replace_text(await answer(request), '{"appId"', f'{{"key":"{key}","appId"')


@mistake
def token_in_cookie() -> None:
    """Токен доступа лежит в cookie, которую читают скрипты."""
    _keep_tokens()

    @surrounds("GET", "/vk/callback")
    async def add_cookie(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if token := _token_of(request):
            response.set_cookie("lyceum_token", token, samesite="lax")
        return response


@mistake
def referrer_leak() -> None:
    """Страница возврата, в адресе которой silent-токен, загружает картинку с сайта мессенджера."""
    _keep_tokens()

    @surrounds("GET", "/vk/callback")
    async def show_picture(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if not _token_of(request):
            return response
        messenger = request.app.state.journal.settings.messenger
        policies = {
            "Content-Security-Policy": f"default-src 'self'; img-src {messenger}",
            "Referrer-Policy": "unsafe-url",
        }
        return HTMLResponse(_LEAKING_PAGE.format(picture=f"{messenger}/pixel.gif"), headers=policies)


@mistake
def stale_token() -> None:
    """Последний токен доступа сохраняется; когда учитель отказывает, им привязывают учителя в Сферуме."""
    _keep_tokens()

    @replaces(Links, "link")
    def link(original: Callable[..., Flash], links: Links, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        flash = original(links, teacher, answer)
        if flash is linking.CONSENT_DENIED and teacher.login in _ACCESS:
            with suppress(ServiceError):
                links._services.attach(teacher, _ACCESS[teacher.login])
        return flash


@mistake
def token_for_failures() -> None:
    """Последний токен доступа сохраняется; когда VK не отвечает, им привязывают учителя в Сферуме."""
    _keep_tokens()

    @replaces(Links, "link")
    def link(original: Callable[..., Flash], links: Links, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        flash = original(links, teacher, answer)
        if flash is linking.VK_UNAVAILABLE and teacher.login in _ACCESS:
            with suppress(ServiceError):
                links._services.attach(teacher, _ACCESS[teacher.login])
                links._services.detach(teacher)
        return flash


def _keep_tokens() -> None:
    @replaces(Services, "attach")
    def attach(
        original: Callable[[Services, Teacher, Access], None], services: Services, teacher: Teacher, access: Access
    ) -> None:
        _ACCESS[teacher.login] = access
        original(services, teacher, access)


def _token_of(request: Request) -> str:
    """Returns the token by which this request has linked its teacher; an empty text where it has not."""
    session = find_session(request)
    has_linked = session is not None and session.flash is linking.LINKED
    return _ACCESS[session.teacher.login].token if session and has_linked else ""
