"""What mistakes of the Django journal need: how they are written, the attempt of a request, scripts of pages."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from examples.django_journal import link_attempts
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.views import pages
from tests.examples.patching import Mistake, mistake, mistakes_of, replaces

__all__ = ["Mistake", "attempt_of", "extend_script", "is_reload", "mistake", "mistakes_of", "outcome_of", "replaces"]

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"


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
