"""Looks at a journal for `target init`: the sign-in page, then with each teacher the way to the messenger's card."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus

from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, TimeoutError

from automation.job_browser import summarize_error
from automation.stand import build_context_options
from automation.target import TargetFile
from mock_server.cli import raise_interruption
from pages.click_paths import ClickPath
from pages.labels import ActionLabel, describe_label, list_steps
from pages.page_names import LabelNotFoundError, quote_names
from pages.shown_names import find_initials, find_person, list_shown_names
from pages.sign_in_form import Credentials, sign_in_by_steps
from pages.sign_in_survey import SignInSurvey, explain_lists, survey_screens
from pages.stopping_place import describe_stop, explain_stop
from pages.windows import open_address, wait_until_loaded
from report.masking import mask
from validation.activity import JournalActivity
from validation.authorize_watch import AuthorizeWatch
from validation.card_survey import read_card
from validation.journal_survey import JournalSurvey
from validation.label_guesses import Guess, find_school, rank_names
from validation.page_clearing import clear_cover, clear_page
from validation.page_load_watch import PageLoadWatch
from validation.target_draft import Draft, DraftTeacher

_TIMEOUT_MS = 10_000
_SCREEN_TIMEOUT_MS = 4_000
_SETTLING_TIMEOUT_S = 5.0
_REFUSAL = re.compile(
    r"невер|неправильн|не подход|не найден|ошибк|заблокир|wrong|incorrect|invalid|дөрес түгел", re.IGNORECASE
)
_GOING_ON = re.compile(r"^(продолжить|далее|да|перейти|подтвердить|хорошо|continue|next|yes|ok|дәвам)", re.IGNORECASE)


_NO_PAGE = "там {0}, а не страница журнала"
_PAGES = ("text/html", "application/xhtml+xml")


class SurveyError(ValueError):
    """The journal does not let anybody look on; the message says in one line of Russian why."""


def survey_journal(
    browser: Browser, file: TargetFile, draft: Draft, teachers: Sequence[Credentials], *, connect: bool
) -> None:
    """Fills in the draft; what could not be found out is among its problems. Raises SurveyError where no page opens."""
    with browser.new_context(**build_context_options(file), locale="ru-RU") as context:
        login = teachers[0].login if teachers else ""
        settle = _watch_settling(context)
        _survey_form(context.new_page(), file.sign_in_address, draft, login, settle)
    if not draft.steps or draft.problems:
        return
    for teacher in teachers:
        with browser.new_context(**build_context_options(file), locale="ru-RU") as context:
            watch = AuthorizeWatch(context)
            settle, page = _watch_settling(context), context.new_page()
            page.set_default_timeout(_TIMEOUT_MS)
            try:
                _sign_in(page, file.sign_in_address, draft, teacher, settle)
                _look_round(page, draft, teacher.login, settle, watch if connect else None)
            except (Error, SurveyError) as error:
                raise_interruption(error)
                reason = summarize_error(error) if isinstance(error, Error) else str(error)
                draft.problems.append(f"{teacher.login}: {reason}")
            draft.asks_vk_hosts |= watch.asks_vk_hosts
            if teacher.login not in [known.login for known in draft.teachers]:
                draft.teachers.append(DraftTeacher(teacher.login))


def _watch_settling(context: BrowserContext) -> Callable[[], None]:
    """Returns what waits until the context's pages ask for nothing more: till then scripts may draw them."""
    activity = JournalActivity(context, lambda _: True, lambda _: False)
    return lambda: activity.wait_until_settled(lambda: 0, after_return_s=0, timeout_s=_SETTLING_TIMEOUT_S)


def _survey_form(page: Page, address: str, draft: Draft, login: str, settle: Callable[[], None]) -> None:
    page.set_default_timeout(_TIMEOUT_MS)
    watch = PageLoadWatch(page)
    try:
        answer = open_address(page, address)
    except Error as error:
        reason = _NO_PAGE.format("файл") if "Download is starting" in error.message else summarize_error(error)
        raise SurveyError(f"{address}: {watch.explain_refusal() or reason}") from error
    _require_answering_script(page, address)
    if refusal := watch.explain_refusal():
        raise SurveyError(f"{address}: {refusal}")
    settle()
    _clear(page, draft)
    names = draft.pages["страница входа"] = list_shown_names(page)
    draft.school = find_school([*(name.name for name in names), page.title()])
    survey = SignInSurvey()
    with suppress(Error):  # what it pressed led nowhere: the steps are incomplete then
        survey_screens(page, survey, login)
    draft.steps, draft.lists = survey.steps, survey.lists
    if not survey.steps and answer and (reason := _explain_no_journal(page, answer)):
        raise SurveyError(f"{address}: {reason}")
    if not survey.is_complete:
        where = "формы входа на странице нет" if not survey.steps else "до поля пароля вход не довёл"
        draft.problems.append(_add(f"{where}: впишите sign_in_steps", describe_stop(page)))
    elif draft.steps[-1].press is None:
        draft.problems.append("чем войти, на странице не видно: впишите sign_in")
    elif survey.forms > 1:
        draft.pages["страница входа, форм с паролем несколько"] = list_shown_names(page)


def _require_answering_script(page: Page, address: str) -> None:
    try:
        page.wait_for_function("true")
    except TimeoutError as error:
        raise SurveyError(f"{address}: скрипт страницы не кончается, и она не отвечает") from error
    except Error:  # the page is going somewhere by itself
        return


def _explain_no_journal(page: Page, answer: Response) -> str:
    """Returns why what was answered is no page of a journal; nothing where it may be one."""
    content_type = answer.headers.get("content-type", "").partition(";")[0].strip()
    if answer.status >= HTTPStatus.BAD_REQUEST:
        return _add("формы входа на странице нет", describe_stop(page) or f"HTTP {answer.status}")
    if content_type not in _PAGES:
        return _NO_PAGE.format(content_type or "что-то без Content-Type")
    return "" if list_shown_names(page) else "страница пуста"


def _sign_in(page: Page, address: str, draft: Draft, teacher: Credentials, settle: Callable[[], None]) -> None:
    """Signs in. Raises SurveyError where the journal does not let the teacher in."""
    watch = PageLoadWatch(page)
    open_address(page, address)
    _clear(page, draft)
    try:
        sign_in_by_steps(page, draft.steps, teacher)
    except LabelNotFoundError as error:
        raise SurveyError(watch.explain_refusal() or mask(str(error))) from error
    passwords = page.locator("input[type=password]").filter(visible=True)
    with suppress(TimeoutError):  # the form is there still: the journal did not let the teacher in
        passwords.first.wait_for(state="hidden")
    wait_until_loaded(page)
    settle()
    if refusal := watch.explain_refusal():
        raise SurveyError(refusal)
    if passwords.count():
        stop = mask(explain_stop(page, list_shown_names(page)))
        reasons = [f"журнал не впустил: {_read_refusal(page)}", stop, explain_lists(draft.lists)]
        raise SurveyError("; ".join(filter(None, reasons)))
    _clear(page, draft)


def _read_refusal(page: Page) -> str:
    texts = [name.name for name in list_shown_names(page) if name.role == "alert" or _REFUSAL.search(name.name)]
    return quote_names(texts, 1) if texts else "на экране снова форма входа"


def _look_round(page: Page, draft: Draft, login: str, settle: Callable[[], None], watch: AuthorizeWatch | None) -> None:
    names = list_shown_names(page)
    texts = [name.name for name in names]
    teacher = _find_teacher(login, texts)
    draft.school = find_school(name.name for name in names) or draft.school
    stop = explain_stop(page, names)
    survey = JournalSurvey(page, draft, _list_names(teacher, texts), settle)
    has_card = survey.run()
    draft.teachers.append(teacher)
    if "sign_out" not in draft.guesses:
        draft.problems.append(_add("выхода из журнала не видно: впишите sign_out, за меню — путём нажатий", stop))
    if not has_card:
        reason = f"карточка мессенджера не нашлась: впишите office, messenger и состояния{_find_frame(page)}"
        draft.problems.append(_add(reason, survey.stop or stop))
        return
    state = read_card(page, draft, survey.list_guesses)
    if watch and state == "not_connected" and "connect" in draft.guesses:
        _connect(page, draft, watch)


def _add(problem: str, stop: str) -> str:
    """Returns the problem with the page that it was met on, whose address may hold what is nobody else's."""
    return f"{problem}; {mask(stop)}" if stop else problem


def _find_frame(page: Page) -> str:
    """Returns the address of a frame that has what leads to the messenger: a validation looks at the page alone."""
    for frame in page.frames[1:]:
        if rank_names("messenger", [name.name for name in list_shown_names(frame) if name.is_action]):
            return f". Мессенджер есть во фрейме {frame.url}, а проверка смотрит только на саму страницу"
    return ""


def _find_teacher(login: str, texts: list[str]) -> DraftTeacher:
    people = [person for text in texts if (person := find_person(text))]
    full = next((person for person in people if person[1]), people[0] if people else ("", "", ""))
    return DraftTeacher(login, *full)


def _list_names(teacher: DraftTeacher, texts: Sequence[str]) -> dict[str, str]:
    """Returns what the journal calls the teacher, by the placeholders of labels; the initials as it writes them."""
    initials = " ".join(f"{name[0]}." for name in (teacher.first_name, teacher.patronymic) if name)
    return {
        "last_name": teacher.last_name,
        "initials": find_initials(teacher.last_name, texts) or initials,
        "first_name": teacher.first_name,
        "patronymic": teacher.patronymic,
    }


def _connect(page: Page, draft: Draft, watch: AuthorizeWatch) -> None:
    """Presses what connects, and reads what the journal asks of VK ID; goes no further there."""
    guess = draft.guesses["connect"]
    draft.authorize = watch.press(ClickPath(page, guess.label).press)
    if draft.authorize is None and (name := _find_next(page, guess.label)):
        draft.authorize = watch.press(ClickPath(page, name).press)
        if draft.authorize is not None:
            draft.guesses["connect"] = Guess([*list_steps(guess.label), name], guess.others)
    if draft.authorize is None:
        draft.problems.append(f"за {describe_label(guess.label)} VK ID не открылся: впишите connect и [client]")


def _find_next(page: Page, pressed: ActionLabel) -> str | None:
    """Returns what goes on to VK ID in what has opened since: a window of the journal's own, or its next page."""
    actions = [name for name in list_shown_names(page) if name.is_action and not name.is_disabled]
    others = sorted((name for name in actions if name.name not in list_steps(pressed)), key=lambda name: not name.place)
    going_on = [name.name for name in others if _GOING_ON.search(name.name)]
    return next(iter([*going_on, *rank_names("connect", [name.name for name in others])]), None)


def _clear(page: Page, draft: Draft) -> None:
    field = page.locator("input:not([type=hidden]), button").filter(visible=True).first
    with suppress(TimeoutError):  # a page of links only
        field.wait_for(timeout=_SCREEN_TIMEOUT_MS)
    cover = clear_cover(field, page) if field.count() else []
    for label in [*clear_page(page), *cover]:
        draft.add_dismissed(label)
