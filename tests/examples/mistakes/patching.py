"""What mistakes of the Django journal need: how they are written, the attempt of a request, scripts of pages."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from examples.django_journal import link_attempts
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.views import accounts, api, chats, pages, single_page
from tests.examples.patching import Mistake, mistake, mistakes_of
from tests.examples.patching import replaces as replaces_one

__all__ = [
    "Mistake",
    "add_query",
    "attempt_of",
    "extend_script",
    "is_reload",
    "mistake",
    "mistakes_of",
    "outcome_of",
    "replaces",
]

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"

_FOUND = 302
_VIEWS_OF_SINGLE_PAGE = {
    (accounts, "sign_out"): [(api, "sign_out")],
    (chats, "card"): [(api, "chats")],
    (chats, "connect"): [(api, "start_attempt")],
    (chats, "disconnect"): [(api, "disconnect")],
    (chats, "vk_return"): [(single_page, "vk_return"), (api, "accept_answer")],
}
"""What does in the single page what a view of the pages does."""


def replaces(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts the decorated function in the place of the module's; it is given the original as its first argument.

    A view of the pages is replaced together with the views of the single page that do the same. These answer in JSON
    or, as the return address, with a page that knows nothing of the answer: a function which looks at nothing but the
    request, the status and the cookies does there what it does to the pages.
    """

    def replace(replacement: Callable[..., Any]) -> Callable[..., Any]:
        for place in [(owner, name), *_VIEWS_OF_SINGLE_PAGE.get((owner, name), [])]:
            replaces_one(*place)(replacement)
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


def add_query(response: HttpResponse, **params: str) -> None:
    """Adds parameters to the address that the answer leads to; what answers a script leads it to the session."""
    address = response.headers.get("Location", "/api/session")
    response.status_code = _FOUND
    response.headers["Location"] = f"{address}{'&' if '?' in address else '?'}{urlencode(params)}"


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
