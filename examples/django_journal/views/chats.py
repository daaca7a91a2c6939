"""The card of the chats, and the way from it to VK ID and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from examples.django_journal import link_attempts, linking, links, notices, outcomes, vk_id
from examples.django_journal.config import get_config
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher, find_teacher
from examples.django_journal.views.accounts import teacher_required
from examples.django_journal.vk_id import Profile


@teacher_required
def card(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Shows whether the chats are connected, with the button that connects or disconnects them."""
    profile, notice = load_card(request, teacher)
    context = {"teacher": teacher, "profile": profile, "notice": notice, "config": get_config()}
    return render(request, "chats.html", context)


def load_card(request: HttpRequest, teacher: Teacher) -> tuple[Profile | None, Outcome | None]:
    """Returns the profile that the teacher is linked with, and the notice for this page."""
    session_key = request.session.session_key
    window_closed = request.GET.get("window") == "closed"
    if window_closed:
        link_attempts.wait_for_answered(session_key)  # the window may have been closed during the very last step
    profile, notice = links.get_profile(teacher), notices.pop_notice(session_key)
    if notice is None and window_closed and profile is None and link_attempts.has_unanswered(session_key):
        notice = outcomes.WINDOW_CLOSED
    return profile, notice


@teacher_required
def connect(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Starts an attempt to link and sends the browser to VK ID."""
    if links.get_profile(teacher):
        return redirect("chats")
    attempt = link_attempts.start_attempt(request.session.session_key, teacher.organization_id)
    return redirect(vk_id.authorize_url(attempt))


@teacher_required
def disconnect(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Unlinks the teacher."""
    notices.add_notice(request.session.session_key, linking.unlink(teacher))
    return redirect("chats")


@teacher_required
def vk_return(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Receives the browser that VK ID sends back. The code in the address is used here and sent to no other page."""
    if get_config().scripted:
        response = render(request, "vk_return.html", {"teacher": teacher, "next_url": reverse(next_page())})
    else:
        response = _finish_attempt(request, teacher)
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


@teacher_required
def vk_answer(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Receives the answer of VK ID from the script of the return page."""
    return _finish_attempt(request, teacher)


@teacher_required
def vk_done(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Shows the page that tells the waiting card about the end and closes the window of VK ID."""
    return render(request, "vk_done.html", {"teacher": teacher})


def next_page() -> str:
    """Returns the name of the page that follows the return address."""
    return "chats" if get_config().window == "same-tab" else "vk-done"


def _finish_attempt(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    if accept_answer(request, teacher):
        return redirect(next_page())
    return render(request, "answer_rejected.html", {"teacher": teacher}, status=400)


def accept_answer(request: HttpRequest, teacher: Teacher) -> bool:
    """Links the teacher by the answer of VK ID in the query string, and adds the notice about the outcome.

    Returns False when the answer belongs to no attempt of this session: then nothing has been done.
    """
    session_key, answer = request.session.session_key, request.GET.dict()
    attempt, is_first = link_attempts.accept_answer(session_key, answer.get("state", ""), request.GET.urlencode())
    if attempt is None:
        return False
    teacher = find_teacher(teacher.login, attempt.organization_id) or teacher  # now perhaps at the other school
    if is_first:
        attempt.finish(lambda: linking.link_by_answer(teacher, attempt, answer))
    outcome = attempt.outcome.result()  # a reload waits for the first request
    # A reload shows the outcome again, unless the link has changed since.
    if is_first or outcome.success == bool(links.get_profile(teacher)):
        notices.add_notice(session_key, outcome)
    return True
