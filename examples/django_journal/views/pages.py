"""The pages around the chats, and static files."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.static import serve

from examples.django_journal.teachers import Teacher
from examples.django_journal.views.accounts import teacher_required

_STATIC = Path(__file__).parents[1] / "static"


@teacher_required
def home(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Shows the page that follows signing in."""
    return render(request, "home.html", {"teacher": teacher})


@teacher_required
def workplace(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Shows the teacher's classes."""
    return render(request, "workplace.html", {"teacher": teacher})


def static_file(request: HttpRequest, name: str) -> HttpResponse:
    """Serves a style sheet, a script or a picture."""
    if name not in (file.relative_to(_STATIC).as_posix() for file in _STATIC.rglob("*.*")):
        raise Http404
    return serve(request, name, _STATIC)
