"""Signing in and out, and who is signed in."""

import hmac
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from examples.django_journal import links
from examples.django_journal.config import config
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import TEACHERS, Teacher

View = Callable[[HttpRequest], HttpResponse]


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and what was typed into it."""
    if request.method != "POST":
        return render(request, "sign_in.html")
    teacher = TEACHERS.get(request.POST.get("username", ""))
    password = request.POST.get("password", "")
    if teacher is None or not hmac.compare_digest(password.encode(), config().password.encode()):
        return render(request, "sign_in.html", {"wrong": True}, status=403)
    request.session.flush()  # a session that was there before knows nothing of this person (session fixation)
    request.session["login"] = teacher.login
    return redirect("today")


def sign_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in here any more."""
    teacher = teacher_here(request)
    if teacher and made(Mistake.FORGETS_LINK):
        links.forget(teacher)
    request.session.flush()
    return redirect("sign-in")


def teacher_here(request: HttpRequest) -> Teacher | None:
    """Who is signed in."""
    return TEACHERS.get(request.session.get("login", ""))


def for_teachers(view: Callable[[HttpRequest, Teacher], HttpResponse]) -> View:
    """The view, for a person who is signed in; anybody else is sent to sign in, without what the address held."""

    def guarded(request: HttpRequest) -> HttpResponse:
        teacher = teacher_here(request)
        if teacher:
            return view(request, teacher)
        answer = redirect("sign-in")
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    return guarded
