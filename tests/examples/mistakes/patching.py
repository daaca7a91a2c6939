"""How a mistake is written: a registered function that replaces functions of the journal."""

import inspect
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse

from examples.django_journal import link_attempts
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.views import pages

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Mistake:
    """A named patch. The description says in Russian what the journal does wrong."""

    name: str
    description: str
    apply: Callable[[], None]


_REGISTERED: list[Mistake] = []


def mistake(apply: Callable[[], None]) -> Callable[[], None]:
    """Registers the function as a mistake, under its name with dashes; its docstring is the description."""
    name = apply.__name__.replace("_", "-")
    _REGISTERED.append(Mistake(name, inspect.getdoc(apply) or "", apply))
    return apply


def mistakes_of(module: str) -> list[Mistake]:
    """Returns the mistakes that the module of this name has registered."""
    return [mistake for mistake in _REGISTERED if mistake.apply.__module__ == module]


def replaces(module: ModuleType, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts the decorated function in the place of the module's; it is given the original as its first argument."""
    original = getattr(module, name)

    def replace(replacement: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def patched(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(module, name, patched)
        return replacement

    return replace


def extend_script(script: str, extension: str) -> None:
    """Appends a script of the mistakes to a script that the journal serves; it can replace functions there."""

    @replaces(pages, "static_file")
    def static_file(serve: Callable[..., HttpResponse], request: HttpRequest, name: str) -> HttpResponse:
        response = serve(request, name=name)
        if name != script:
            return response
        with closing(response):
            content = response.getvalue() + (STATIC / extension).read_bytes()
        return HttpResponse(content, content_type="text/javascript")


def attempt_of(request: HttpRequest) -> LinkAttempt | None:
    """Returns the attempt that this request to the return address answers."""
    return link_attempts.ATTEMPTS.get((request.session.session_key, request.GET.get("state", "")))


def outcome_of(request: HttpRequest) -> Outcome | None:
    """Returns how the attempt ended that this request answers; None when it has not ended or there is none."""
    attempt = attempt_of(request)
    outcome: Future[Outcome] | None = attempt.outcome if attempt else None
    return outcome.result() if outcome and outcome.done() and not outcome.cancelled() else None


def is_reload(request: HttpRequest) -> bool:
    """Returns whether the journal has had this very answer of VK ID before."""
    attempt = attempt_of(request)
    return attempt is not None and attempt.answer == request.GET.urlencode()
