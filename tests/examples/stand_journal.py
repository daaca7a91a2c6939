"""`python -m tests.examples.stand_journal`: the example journal in Django on a stand like a vendor's.

It may have a base path, HTTP Basic or https before it, and a return address that answers with a page of its own.
"""

import base64
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import click
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from examples.command_line import Command, make_streams_readable
from examples.django_journal import __main__ as journal
from examples.django_journal import settings
from examples.django_journal.config import Config
from examples.django_journal.views import chats
from tests.examples.mistakes.patching import replaces

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FOLDED = "Показать подключение"
"""What is pressed for the card, where it is folded."""
CONFIRMATION = "Да, отключить"
"""What is pressed to unlink, where the journal asks once more."""
_REWRITTEN = ("text/html", "text/javascript")


@click.command(
    cls=Command,
    context_settings=journal.main.context_settings,
    params=[
        *journal.main.params,
        click.Option(["--basic"], metavar="ИМЯ:ПАРОЛЬ", help="HTTP Basic перед дневником."),
        click.Option(["--strict"], is_flag=True, help="Cookie сеанса с SameSite=Strict."),
        click.Option(["--folded"], is_flag=True, help="Карточка свёрнута, пока на неё не нажмут."),
        click.Option(["--confirm"], is_flag=True, help="Перед отвязкой дневник переспрашивает."),
        click.Option(["--hasty"], is_flag=True, help="Отвязывает, ещё не дождавшись ответа на этот вопрос."),
        click.Option(["--bounce"], is_flag=True, help="Адрес возврата отвечает страницей, которая идёт дальше сама."),
    ],
)
def main(
    basic: str | None, strict: bool, bounce: bool, folded: bool, confirm: bool, hasty: bool, **options: Any
) -> None:
    """Пример журнала на Django на стенде с путём, HTTP Basic и https; путь и схема берутся из --address."""
    base = urlsplit(options["address"] or "")

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        changes: dict[str, Any] = {"SESSION_COOKIE_PATH": quote(unquote(base.path)) or "/"}
        if strict:
            changes |= {"SESSION_COOKIE_SAMESITE": "Strict"}
        return original(config) | changes

    @replaces(journal, "create_application")
    def create_application(original: Callable[[Config], Application], config: Config) -> Application:
        application = _rebase(original(config), unquote(base.path), base.scheme)
        return _require_basic(application, basic) if basic else application

    if bounce:
        _bounce()
    if folded:
        _fold()
    if confirm:
        _confirm(hasty=hasty)
    journal.main.callback(**options)  # type: ignore[misc]  # a command of click may have none


def _bounce() -> None:
    @replaces(chats, "vk_return")
    def vk_return(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
        """Answers the return with a page that goes to the same address once more, as from the journal itself."""
        if "again" in request.GET:
            request.GET = request.GET.copy()
            del request.GET["again"]
            return view(request)
        address = f"{request.get_full_path()}&again=1"
        return HttpResponse(f'<!doctype html><title>…</title><meta http-equiv="refresh" content="0;url={address}">')


def _fold() -> None:
    @replaces(chats, "card")
    def card(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
        """Shows the card once its title is pressed, at the same address."""
        response = view(request)
        response.content = re.sub(
            rb"(<main[^>]*>)(.*)(</main>)",
            rb"\1<details><summary>%s</summary>\2</details>\3" % FOLDED.encode(),
            response.content,
            flags=re.DOTALL,
        )
        return response


def _confirm(*, hasty: bool) -> None:
    @replaces(chats, "disconnect")
    def disconnect(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
        """Asks once more before it unlinks; a hasty one has unlinked by then."""
        is_confirmed = "sure" in request.POST
        response = view(request) if is_confirmed or hasty else HttpResponse()
        if is_confirmed:
            return response
        token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
        return HttpResponse(
            f'<!doctype html><title>Отключение</title><h1>Чаты подключены</h1><form method="post">{token}'
            f'<button name="sure" value="1">{CONFIRMATION}</button></form>'
        )


def _rebase(application: Application, path: str, scheme: str) -> Application:
    """Serves the journal under the path: what its pages have at the root is there."""
    raw_path, encoded = path.encode().decode("latin-1"), quote(path)
    # What Django made is under the path already: the sign-in form keeps such an address in `next`.
    at_root = re.compile(b'(["`])/(?!%s/)' % re.escape(path.removeprefix("/").encode()))

    def rebased(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme or "http"
        if not environ["PATH_INFO"].startswith(f"{raw_path}/"):
            start_response("404 Not Found", [])
            return [b""]
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = raw_path, environ["PATH_INFO"].removeprefix(raw_path)
        started: list[Any] = []
        body = b"".join(application(environ, lambda *answer: started.append(answer)))
        status, headers, *rest = started[0]
        if dict(headers).get("Content-Type", "").startswith(_REWRITTEN):
            body = at_root.sub(rb"\1%s/" % encoded.encode(), body)
        headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*headers, ("Content-Length", str(len(body)))], *rest)
        return [body]

    return rebased


def _require_basic(application: Application, credentials: str) -> Application:
    expected = f"Basic {base64.b64encode(credentials.encode()).decode()}"

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_AUTHORIZATION") == expected:
            return application(environ, start_response)
        start_response("401 Unauthorized", [("WWW-Authenticate", 'Basic realm="stand"'), ("Content-Length", "0")])
        return [b""]

    return guarded


if __name__ == "__main__":
    make_streams_readable()
    main(prog_name="python -m tests.examples.stand_journal")
