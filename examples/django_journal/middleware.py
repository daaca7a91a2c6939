"""Headers that protect every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from examples.django_journal.config import get_config


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Returns middleware: pages load nothing from other sites, no cache keeps them, no other site frames them."""
    config = get_config()
    frames = "frame-ancestors 'none'"
    if config.window == "frame":
        frames = f"frame-src 'self' {config.vk_id}; frame-ancestors 'self'"
    headers = {
        "Content-Security-Policy": f"default-src 'self'; base-uri 'none'; {frames}",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }

    def add_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return add_headers
