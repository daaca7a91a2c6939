"""Mistakes in what the teacher sees: refusals, failures, reloads and the window of VK ID."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from examples.django_journal import links, notices, outcomes
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import api, chats, single_page
from examples.django_journal.views.accounts import View
from examples.django_journal.vk_id import Profile
from tests.examples.mistakes.patching import extend_script, is_reload, mistake, outcome_of, replaces

_FAILURES = (outcomes.VK_ID_UNAVAILABLE, outcomes.SFERUM_UNAVAILABLE)
_BUTTON = "<button>Подключить через VK ID</button>"
_BUTTON_OF_SINGLE_PAGE = '<button id="connect">'
_LINKED = "Чаты подключены</h2>"
_LINKED_UNSAID = f'{_LINKED}<p role="img" aria-label="Чаты ещё не подключены">✓</p>'


@mistake
def silent_refusal() -> None:
    """После отказа ничего не сказано."""

    @replaces(notices, "add_notice")
    def add_notice(original: Callable[[str, Outcome], None], session_key: str, outcome: Outcome) -> None:
        if outcome is not outcomes.CONSENT_DENIED:
            original(session_key, outcome)


@mistake
def notice_for_all() -> None:
    """Сообщение для следующей страницы лежит в одной переменной на всех: его видит, кто откроет карточку первым."""

    @replaces(notices, "add_notice")
    def add_notice(original: Callable[[str, Outcome], None], _session_key: str, outcome: Outcome) -> None:
        original("", outcome)

    @replaces(notices, "pop_notice")
    def pop_notice(original: Callable[[str], Outcome | None], _session_key: str) -> Outcome | None:
        return original("")


@mistake
def dead_end_failure() -> None:
    """Когда VK ID или Сферум отказывает, адрес возврата отвечает 500 и пустой страницей."""

    @replaces(chats, "vk_return")
    def fail(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if outcome_of(request) not in _FAILURES:
            return response
        notices.pop_notice(request.session.session_key)
        return HttpResponse(status=500)

    extend_script("app/screens.js", "dead_end_failure.js")


@mistake
def reload_breaks() -> None:
    """Повторная загрузка адреса возврата отвечает 500."""

    @replaces(chats, "vk_return")
    def fail(view: View, request: HttpRequest) -> HttpResponse:
        was_reload = is_reload(request)
        response = view(request)
        return HttpResponse(status=500) if was_reload else response


@mistake
def no_retry() -> None:
    """После сбоя нельзя начать снова, пока учитель не войдёт заново: кнопки нет или она ничего не начинает."""

    @replaces(chats, "vk_return")
    def remember_failure(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if outcome_of(request) in _FAILURES:
            request.session["stuck"] = True
        return response

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if request.session.get("stuck"):
            response.content = response.content.replace(_BUTTON.encode(), b"")
        return response

    @replaces(api, "start_attempt")
    def start_attempt(view: View, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500) if request.session.get("stuck") else view(request)


@mistake
def double_click() -> None:
    """Каждый из двух быстрых щелчков по кнопке открывает VK ID в своём окне (только --window popup)."""
    extend_script("chats.js", "double_click.js")
    extend_script("app/screens.js", "double_click_app.js")


@mistake
def waits_forever() -> None:
    """Страница не замечает, что окно VK ID закрыто, и не открывает его снова (только --window popup)."""
    extend_script("chats.js", "waits_forever.js")
    extend_script("app/vk_id.js", "waits_forever_app.js")


@mistake
def keeps_last_error() -> None:
    """Сообщение о сбое остаётся на карточке и тогда, когда следующая попытка привязала."""
    failed: dict[str, Outcome] = {}

    @replaces(chats, "load_card")
    @replaces(api, "load_card")
    def load_card(
        original: Callable[[HttpRequest, Teacher], tuple[Profile | None, Outcome | None]],
        request: HttpRequest,
        teacher: Teacher,
    ) -> tuple[Profile | None, Outcome | None]:
        profile, notice = original(request, teacher)
        if notice in _FAILURES:
            failed[teacher.login] = notice
        return profile, notice or (failed.get(teacher.login) if profile else None)


@mistake
def keeps_state_name() -> None:
    """Надпись меняется, а имя, которое говорит программа экранного доступа, остаётся прежним: «ещё не подключены»."""
    _replace_on_card({_LINKED: _LINKED_UNSAID})


@mistake
def mouse_only() -> None:
    """До кнопки подключения не дойти клавишей Tab."""
    buttons = (_BUTTON, _BUTTON_OF_SINGLE_PAGE)
    _replace_on_card({button: button.replace("<button", '<button tabindex="-1"') for button in buttons})


@mistake
def answer_no_ignored() -> None:
    """Учитель отвечает «Отмена» на вопрос об отвязке, и журнал всё равно отвязывает."""
    extend_script("disconnect.js", "answer_no_ignored.js")
    extend_script("app/screens.js", "answer_no_ignored_screens.js")
    head = "</head>"
    _replace_on_card({head: f'<script src="/static/disconnect.js" defer></script>{head}'})


@mistake
def locked_after_refusal() -> None:
    """После отказа кнопка подключения не нажимается, пока карточку не откроют снова."""
    extend_script("app/toast.js", "locked_after_refusal.js")

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if outcomes.CONSENT_DENIED.text.encode() in response.content:
            response.content = response.content.replace(
                _BUTTON.encode(), _BUTTON.replace(">", " disabled>", 1).encode()
            )
        return response


@mistake
def garbled_name() -> None:
    """Имя профиля прочитано не в той кодировке."""

    @replaces(links, "get_profile")
    def get_profile(original: Callable[[Teacher], Profile | None], teacher: Teacher) -> Profile | None:
        profile = original(teacher)
        return profile and replace(profile, name=profile.name.encode().decode("latin-1"))


@mistake
def state_required() -> None:
    """Возврат без state — ошибка 500."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        return view(request) if "state" in request.GET else HttpResponse(status=500)


def _replace_on_card(texts: dict[str, str]) -> None:
    @replaces(chats, "card")
    @replaces(single_page, "page")
    def show(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        for old, new in texts.items():
            response.content = response.content.replace(old.encode(), new.encode())
        return response
