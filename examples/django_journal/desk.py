"""The pages around the linking: today's page and the teacher's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from examples.django_journal.teachers import Teacher


def today(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Where a teacher is after signing in."""
    return render(request, "today.html", {"teacher": teacher})


def desk(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """The teacher's classes."""
    return render(request, "desk.html", {"teacher": teacher})
