"""Addresses of the journal with mistakes: those of the correct journal, and what the pages of mistakes use."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.static import serve

from examples.django_journal.config import get_config
from tests.examples.mistakes import foreign_pages, redemption, sessions, tokens
from tests.examples.mistakes.patching import STATIC


def static_file(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a script of a mistake."""
    return serve(request, name, STATIC)


JOURNAL_URLS = f"examples.django_journal.{'single_page_urls' if get_config().single_page else 'urls'}"

urlpatterns = [
    path("vk/start", foreign_pages.start_by_link),
    path("vk/token-request", require_POST(redemption.token_request)),
    path("vk/token-result", require_POST(redemption.token_result)),
    path("vk/unread", sessions.unread),
    path("vk/token", tokens.token_as_json),
    path("static/mistakes/<str:name>", static_file),
    path("", include(JOURNAL_URLS)),
]
