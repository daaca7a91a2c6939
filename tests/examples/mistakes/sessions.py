"""Mistakes about the session: its cookie, and what signing out forgets."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from examples.django_journal import links, settings
from examples.django_journal.config import Config
from examples.django_journal.views import accounts, chats
from examples.django_journal.views.accounts import View, current_teacher
from tests.examples.mistakes.patching import mistake, replaces

DjangoSettings = Callable[[Config], dict[str, Any]]


@mistake
def strict_cookie() -> None:
    """Cookie сессии — SameSite=Strict."""

    @replaces(settings, "django_settings")
    def django_settings(original: DjangoSettings, config: Config) -> dict[str, Any]:
        return original(config) | {"SESSION_COOKIE_SAMESITE": "Strict"}


@mistake
def strict_attempt_cookie() -> None:
    """Попытку помнит cookie со своим путём и SameSite=Strict; без неё возврат отвергнут."""

    @replaces(chats, "connect")
    def connect(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.set_cookie("gymnasium_attempt", "1", path="/vk", httponly=True, samesite="Strict")
        return response

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        if "gymnasium_attempt" in request.COOKIES:
            return view(request)
        return render(request, "answer_rejected.html", {"teacher": current_teacher(request)}, status=400)


@mistake
def readable_cookie() -> None:
    """Cookie сессии читают скрипты."""

    @replaces(settings, "django_settings")
    def django_settings(original: DjangoSettings, config: Config) -> dict[str, Any]:
        return original(config) | {"SESSION_COOKIE_HTTPONLY": False}


@mistake
def forgets_link() -> None:
    """Выход забывает привязку: учитель показан непривязанным, хотя в Сферуме привязан."""

    @replaces(accounts, "sign_out")
    def sign_out(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        if teacher:
            links.delete_link(teacher)
        return view(request)
