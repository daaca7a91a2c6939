"""Signing in and out, and who is signed in."""

import hmac
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from examples.django_journal.config import ORGANIZATION_ID, get_config
from examples.django_journal.teachers import TEACHERS, Teacher, find_teacher

View = Callable[[HttpRequest], HttpResponse]
TeacherView = Callable[[HttpRequest, Teacher], HttpResponse]


def sign_in(request: HttpRequest) -> HttpResponse:
    """Shows the form, and signs in a teacher who knows the password."""
    if request.method != "POST":
        return render(request, "sign_in.html", {"next": request.GET.get("next", "")})
    teacher = TEACHERS.get(request.POST.get("username", ""))
    password = request.POST.get("password", "")
    if teacher is None or not hmac.compare_digest(password.encode(), get_config().password.encode()):
        return render(request, "sign_in.html", {"wrong": True, "next": request.POST.get("next", "")}, status=403)
    request.session.flush()  # a new session: the old one may be in other hands too (session fixation)
    request.session["login"] = teacher.login
    return redirect(next_address(request))


def next_address(request: HttpRequest) -> str:
    """Returns where to go after signing in: the page of the journal that was asked for, never another site."""
    address: str = request.POST.get("next", "")
    home: str = reverse("home")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else home


def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs the teacher out."""
    request.session.flush()
    return redirect("sign-in")


def change_school(request: HttpRequest) -> HttpResponse:
    """Takes a teacher who works in two schools to the other one."""
    teacher = current_teacher(request)
    if teacher and teacher.other_job:
        request.session["organization_id"] = teacher.other_job.organization_id
    return redirect("home")


def current_teacher(request: HttpRequest) -> Teacher | None:
    """Returns the teacher who is signed in, as the school knows them in which they are."""
    organization_id = request.session.get("organization_id", ORGANIZATION_ID)
    return find_teacher(request.session.get("login", ""), organization_id)


def teacher_required(view: TeacherView) -> View:
    """Decorates a view that only teachers see. Everybody else goes to the sign-in form first.

    An address with a query string is not returned to: it may have a code of VK ID in it.
    """

    @wraps(view)
    def guarded_view(request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        if teacher:
            return view(request, teacher)
        query = "" if request.GET else f"?{urlencode({'next': request.path})}"
        response = redirect(f"{reverse('sign-in')}{query}")
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return guarded_view
