"""Mistakes that expose the token of the return address, the session or personal data, or the card to other sites."""

from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from examples.fastapi_journal import app as pages
from examples.fastapi_journal import linking
from examples.fastapi_journal.teachers import TEACHERS
from tests.examples.patching import mistake
from tests.examples.silent_token.requests import Answer, find_session, replace_text, surrounds

_SEE_OTHER = 303
_BUTTON_IS_A_LINK = """
if (location.search === "?link") link.click();
else link.addEventListener("click", (event) => {
  event.stopImmediatePropagation();
  location.assign("/messages?link");
}, { capture: true });
"""
_END_OF_SCRIPT = "// Back from VK by the browser's own button."
_GO_ON = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Вход завершён</title>
<meta http-equiv="refresh" content="1;url=/messages">{script}</head>
<body><p>Вход через VK завершён.</p></body></html>"""


@mistake
def name_in_url() -> None:
    """Имя учителя стоит в адресе первой страницы после входа."""

    @surrounds("POST", "/enter")
    async def add_name(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code == _SEE_OTHER:
            _add_query(response, teacher=request.app.state.journal.sessions[_read_key(response)].teacher.name)
        return response


@mistake
def shows_whom_it_is_told() -> None:
    """Кого показать на первой странице, сказано в адресе: любой вошедший увидит там другого учителя."""

    @surrounds("POST", "/enter")
    async def add_number(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code == _SEE_OTHER:
            _add_query(response, of=request.app.state.journal.sessions[_read_key(response)].teacher.number)
        return response

    @surrounds("GET", "/")
    async def show(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        shown = next((each for each in TEACHERS.values() if each.number == request.query_params.get("of")), None)
        return await replace_text(response, session.teacher.name, shown.name) if session and shown else response


@mistake
def name_in_url_of_refusal() -> None:
    """Имя учителя стоит в адресе страницы, которая следует за отказом."""

    @surrounds("GET", "/vk/callback")
    async def add_name(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session and session.flash is linking.CONSENT_DENIED:
            _add_query(response, teacher=session.teacher.name)
        return response


@mistake
def name_in_fragment() -> None:
    """Имя учителя стоит после # в адресе первой страницы после входа."""

    @surrounds("POST", "/enter")
    async def add_name(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code == _SEE_OTHER:
            name = request.app.state.journal.sessions[_read_key(response)].teacher.name
            response.headers["Location"] += f"#{quote(name)}"
        return response


@mistake
def session_in_url() -> None:
    """Ключ сессии стоит в адресе первой страницы после входа."""

    @surrounds("POST", "/enter")
    async def add_key(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code == _SEE_OTHER:
            _add_query(response, session=_read_key(response))
        return response


@mistake
def return_page_kept() -> None:
    """Адрес возврата отвечает страницей, которой велено храниться в кеше."""

    @surrounds("GET", "/vk/callback")
    async def show_page(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code != _SEE_OTHER or find_session(request) is None:
            return response
        headers = {"Cache-Control": "private, max-age=3600", "Referrer-Policy": "no-referrer"}
        return HTMLResponse(_GO_ON.format(script=""), headers=headers)


@mistake
def stranger_on_return_page() -> None:
    """Страница возврата загружает скрипт с другого сайта."""

    @surrounds("GET", "/vk/callback")
    async def show_page(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if response.status_code != _SEE_OTHER or find_session(request) is None:
            return response
        stranger = request.app.state.journal.settings.address.replace("localhost", "127.0.0.1")
        headers = {"Content-Security-Policy": f"default-src 'self' {stranger}", "Referrer-Policy": "no-referrer"}
        script = f'<script src="{stranger}/static/stranger.js"></script>'
        return HTMLResponse(_GO_ON.format(script=script), headers=headers)


@mistake
def code_in_address_bar() -> None:
    """Адрес возврата, в котором silent-токен, сам показывает карточку."""

    @surrounds("GET", "/vk/callback")
    async def show_card(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if response.status_code != _SEE_OTHER or session is None:
            return response
        return pages.messages(request, request.app.state.journal, session)


@mistake
def teacher_to_counter() -> None:
    """Счётчик посещений на карточке узнаёт, кто учитель: его логин стоит в адресе картинки."""

    @surrounds("GET", "/messages")
    async def add_picture(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session is None:
            return response
        counter = request.app.state.journal.settings.address.replace("localhost", "127.0.0.1")
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = f"{policy}; img-src 'self' {counter}"
        picture = f'<img src="{counter}/collect?{urlencode({"user": session.teacher.login})}" alt="">'
        return await replace_text(response, "</body>", f"{picture}</body>")


@mistake
def connect_by_link() -> None:
    """Попытку начинает сам адрес страницы, кто бы его ни открыл."""

    @surrounds("GET", "/static/messages.js")
    async def begin_by_address(request: Request, answer: Answer) -> Response:
        return await replace_text(await answer(request), _END_OF_SCRIPT, _BUTTON_IS_A_LINK + _END_OF_SCRIPT)


@mistake
def cors_for_reading() -> None:
    """Прочесть карточку CORS разрешает скрипту любого сайта: какого, журнал повторяет из Origin."""

    @surrounds("GET", "/messages")
    async def allow_reading(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if "origin" in request.headers:
            response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response


@mistake
def framed_anywhere() -> None:
    """Карточку может показать во фрейме любой сайт."""

    @surrounds("GET", "/messages")
    async def allow_frames(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace("; frame-ancestors 'none'", "")
        return response


@mistake
def redirect_uri_of_host() -> None:
    """Адрес возврата строится по X-Forwarded-Host, кто бы его ни прислал."""

    @surrounds("POST", "/messages/link-attempts")
    async def name_host(request: Request, answer: Answer) -> Response:
        address = request.app.state.journal.settings.address
        host = request.headers.get("x-forwarded-host", request.headers["host"])
        return await replace_text(await answer(request), address, f"http://{host}")


def _read_key(response: Response) -> str:
    """Returns the key of the session that the answer begins."""
    return response.headers["set-cookie"].partition(";")[0].partition("=")[2]


def _add_query(response: Response, **params: str) -> None:
    url = response.headers["Location"]
    response.headers["Location"] = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
