"""The one page of the single-page journal. It is the same for everybody: its script asks the API who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from examples.django_journal.config import get_config


def page(request: HttpRequest) -> HttpResponse:
    """Shows the page, whose script shows the screen of this address."""
    return render(request, "single_page.html", {"config": get_config()})


def vk_return(request: HttpRequest) -> HttpResponse:
    """Shows the page to the browser that VK ID sends back: its script passes the answer on to the API."""
    response = page(request)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
