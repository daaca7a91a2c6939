"""The chats' card, and the way from it to VK ID and back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from examples.django_journal import attempts, detours, linking, links, mistaken, notices, vk_id
from examples.django_journal.attempts import Outcome
from examples.django_journal.config import config
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import Teacher

CLOSED = Outcome(False, "Окно VK ID закрыто. Чаты не подключены.")


def card(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Whether chats are connected, and the button for the other."""
    session = request.session.session_key
    closed = request.GET.get("window") == "closed"
    if closed:
        attempts.wait_for_returning(session)  # the window may have been closed on the very last step
    link, notice = links.link_of(teacher), notices.take(session)
    if notice is None and closed and link is None and attempts.any_open(session):
        notice = CLOSED
    shown = {
        "teacher": teacher,
        "link": link,
        "notice": notice,
        "config": config(),
        "mistakes": " ".join(sorted(mistake.option for mistake in settings.MISTAKES)),
        "token": mistaken.last_token(teacher) if made(Mistake.TOKEN_IN_PAGE) else "",
        "stuck": request.session.get("stuck"),
    }
    return render(request, "chats.html", shown)


def connect(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Off to VK ID."""
    if links.link_of(teacher):
        return _back_to_card()
    return redirect(vk_id.authorize_url(attempts.begin(request.session.session_key, teacher.person_id)))


def vk_return(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Back from VK ID. What is in the address is used here and goes no further: the browser is sent on."""
    if config().scripted:
        shown = {"teacher": teacher, "script": "vk_return.js", "onwards": reverse(detours.next_page())}
        answer = render(request, "vk_return.html", shown)
    else:
        answer = take_up(request, teacher)
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    return answer


def take_up(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """What VK ID has answered, in the query: link, and on to the next page."""
    session, answer = request.session.session_key, request.GET.dict()
    attempt, first = attempts.take_up(session, answer.get("state", ""), request.GET.urlencode())
    if attempt is None:
        return render(request, "not_yours.html", {"teacher": teacher}, status=400)
    if detour := detours.before_linking(request, attempt, first):
        return detour
    if first:
        attempt.end_with(lambda: linking.finish(teacher, attempt, answer))
    outcome = attempt.outcome.result()  # a reload waits for it
    if detour := detours.after_linking(request, outcome):
        return detour
    # A reload tells again how it ended, unless that has changed since.
    if first or outcome.good == bool(links.link_of(teacher)):
        notices.put(session, outcome)
    return detours.send_on(request, teacher, outcome)


def vk_done(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Tells the card that waits, and closes VK ID's window."""
    return render(request, "vk_done.html", {"teacher": teacher})


def disconnect(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """Unlink."""
    notices.put(request.session.session_key, linking.unlink(teacher))
    return _back_to_card()


def _back_to_card() -> HttpResponse:
    return redirect("chats")
