"""The JSON API of the single page.

Requests that change something carry the token of `session` in `X-CSRFToken`: a page of another site cannot read it.
"""

from dataclasses import asdict
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from examples.django_journal import link_attempts, linking, links, notices, vk_id
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import accounts
from examples.django_journal.views.accounts import TeacherView, View, current_teacher
from examples.django_journal.views.chats import accept_answer as accept_vk_answer
from examples.django_journal.views.chats import load_card

_FOUND = 302


def teacher_required(view: TeacherView) -> View:
    """Decorates a view that answers only teachers. Everybody else gets a 401."""

    @wraps(view)
    def guarded_view(request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        return view(request, teacher) if teacher else _error("signed_out", 401)

    return guarded_view


def session(request: HttpRequest) -> HttpResponse:
    """Returns who is signed in, and the CSRF token of this browser."""
    teacher = current_teacher(request)
    about_teacher = _describe(teacher) if teacher else None
    return JsonResponse({"teacher": about_teacher, "csrf_token": get_token(request)})


def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in a teacher who knows the password, sent as the form of the pages sends it."""
    response = accounts.sign_in(request)
    return session(request) if response.status_code == _FOUND else _error("wrong_credentials", 403)


def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs the teacher out."""
    accounts.sign_out(request)
    return session(request)


@teacher_required
def change_school(request: HttpRequest, _teacher: Teacher) -> HttpResponse:
    """Takes a teacher who works in two schools to the other one."""
    accounts.change_school(request)
    return session(request)


@teacher_required
def chats(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Returns whether the chats are connected, and what the teacher should be told."""
    profile, notice = load_card(request, teacher)
    return JsonResponse({"profile": asdict(profile) if profile else None, "notice": asdict(notice) if notice else None})


@teacher_required
def start_attempt(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Starts an attempt to link; returns the address at VK ID. The code verifier stays here."""
    if links.get_profile(teacher):
        return _error("linked", 409)
    attempt = link_attempts.start_attempt(request.session.session_key, teacher.organization_id)
    return JsonResponse({"url": vk_id.authorize_url(attempt)}, status=201)


@teacher_required
def accept_answer(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Receives the answer of VK ID, in the query string as VK ID sent it. `chats` tells what has come of it."""
    return HttpResponse(status=204) if accept_vk_answer(request, teacher) else _error("answer_rejected", 400)


@teacher_required
def disconnect(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Unlinks the teacher. `chats` tells what has come of it."""
    notices.add_notice(request.session.session_key, linking.unlink(teacher))
    return HttpResponse(status=204)


def _describe(teacher: Teacher) -> dict[str, Any]:
    return {
        "full_name": teacher.full_name,
        "classes": teacher.classes,
        "school": teacher.school,
        "other_school": teacher.other_job.school if teacher.other_job else None,
    }


def _error(code: str, status: int) -> JsonResponse:
    return JsonResponse({"error": code}, status=status)
