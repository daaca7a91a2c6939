"""What mistakes put on a browser's way from VK ID to the card."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from examples.django_journal import linking, mistaken, notices, vk_id
from examples.django_journal.attempts import Attempt, Outcome
from examples.django_journal.config import config
from examples.django_journal.mistakes import Mistake, made
from examples.django_journal.teachers import Teacher

_REDEEMING: dict[tuple[str, str], tuple[Attempt, dict[str, str]]] = {}
"""Attempts whose codes are being redeemed in a browser, with the answers, by session and state."""


def before_linking(request: HttpRequest, attempt: Attempt, first: bool) -> HttpResponse | None:
    """An answer of VK ID has come, for the first time or by a reload."""
    if made(Mistake.BROWSER_REDEEMS) and "code" in request.GET and not attempt.outcome.done():
        return _let_browser_redeem(request, attempt)
    if made(Mistake.REDEEM_ON_RELOAD) and not first:
        mistaken.redeem_again(attempt, request.GET.dict())
    if made(Mistake.RELOAD_BREAKS) and not first:
        return HttpResponse(status=500)
    return None


def after_linking(request: HttpRequest, outcome: Outcome) -> HttpResponse | None:
    """It is known how the linking ended."""
    failed = outcome in (linking.VK_ID_SILENT, linking.SFERUM_SILENT)
    if made(Mistake.DEAD_END_FAILURE) and failed:
        return HttpResponse(status=500)
    if made(Mistake.NO_RETRY) and failed:
        request.session["stuck"] = True
    if made(Mistake.SILENT_REFUSAL) and outcome is linking.DENIED:
        return redirect(next_page())
    return None


def send_on(request: HttpRequest, teacher: Teacher, outcome: Outcome) -> HttpResponse:
    """The redirect to the next page, with what a mistake adds to it."""
    answer, token = redirect(next_page()), mistaken.last_token(teacher)
    if made(Mistake.TOKEN_IN_URL) and outcome.good:
        answer.headers["Location"] += f"?token={token}"
    if made(Mistake.TOKEN_IN_COOKIE) and outcome.good:
        answer.set_cookie("gymnasium_token", token, samesite="Lax")
    if made(Mistake.REFERRER_LEAK) and "code" in request.GET:
        shown = {"picture": f"{config().messenger}/pixel.gif", "onwards": answer.headers["Location"]}
        answer = render(request, "referrer_leak.html", shown)
        answer.headers["Content-Security-Policy"] = f"default-src 'self'; img-src 'self' {config().messenger}"
        answer.headers["Referrer-Policy"] = "unsafe-url"
    return answer


def _let_browser_redeem(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """BROWSER_REDEEMS: a page whose script does what is the back end's to do."""
    answer = request.GET.dict()
    _REDEEMING[request.session.session_key, answer.get("state", "")] = attempt, answer
    page = render(request, "vk_return.html", {"script": "browser_redeems.js", "onwards": reverse(next_page())})
    page.headers["Content-Security-Policy"] = f"default-src 'self'; connect-src 'self' {config().vk_id}"
    return page


def redemption(request: HttpRequest, _teacher: Teacher) -> HttpResponse:
    """BROWSER_REDEEMS: what the script needs to redeem the code."""
    held = _REDEEMING.get((request.session.session_key, request.POST.get("state", "")))
    if held is None:
        return HttpResponse(status=404)
    attempt, answer = held
    form = vk_id.redemption(answer.get("code", ""), answer.get("device_id", ""), attempt)
    return JsonResponse({"address": vk_id.token_address(), "form": form})


def take_token(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    """BROWSER_REDEEMS: the access token, from the script."""
    held = _REDEEMING.pop((request.session.session_key, request.POST.get("state", "")), None)
    if held is None:
        return HttpResponse(status=404)
    attempt, _ = held
    token = request.POST.get("access_token", "")
    attempt.end_with(lambda: linking.link(teacher, token) if token else linking.NOT_CONFIRMED)
    notices.put(request.session.session_key, attempt.outcome.result())
    return HttpResponse(status=204)


def next_page() -> str:
    """Where the browser goes after its return from VK ID."""
    return "chats" if config().window == "same-tab" else "vk-done"
