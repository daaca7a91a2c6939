"""Looks at a journal for `target init`: the sign-in page, then with each teacher the way to the messenger's card."""

import re
from collections.abc import Sequence
from contextlib import suppress

from playwright.sync_api import Browser, Error, Page, TimeoutError

from automation.job_browser import summarize_error
from automation.stand import build_context_options
from automation.target import TargetFile
from pages.click_paths import ClickPath
from pages.labels import ActionLabel, describe_label, list_steps
from pages.page_names import LabelNotFoundError, quote_names
from pages.shown_names import find_person, list_shown_names
from pages.sign_in_form import Credentials, sign_in_by_steps
from pages.sign_in_survey import SignInSurvey, survey_screens
from pages.windows import open_address, wait_until_loaded
from validation.authorize_watch import AuthorizeWatch
from validation.card_survey import read_card
from validation.journal_survey import JournalSurvey
from validation.label_guesses import Guess, find_school, rank_names
from validation.page_clearing import clear_cover, clear_page
from validation.page_load_watch import PageLoadWatch
from validation.target_draft import Draft, DraftTeacher

_TIMEOUT_MS = 10_000
_SCREEN_TIMEOUT_MS = 4_000
_REFUSAL = re.compile(
    r"невер|неправильн|не подход|не найден|ошибк|заблокир|wrong|incorrect|invalid|дөрес түгел", re.IGNORECASE
)
_GOING_ON = re.compile(r"^(продолжить|далее|да|перейти|подтвердить|хорошо|continue|next|yes|ok|дәвам)", re.IGNORECASE)


class SurveyError(ValueError):
    """The journal does not let anybody look on; the message says in one line of Russian why."""


def survey_journal(
    browser: Browser, file: TargetFile, draft: Draft, teachers: Sequence[Credentials], *, connect: bool
) -> None:
    """Fills in the draft; what could not be found out is among its problems. Raises SurveyError where no page opens."""
    with browser.new_context(**build_context_options(file), locale="ru-RU") as context:
        login = teachers[0].login if teachers else ""
        _survey_form(context.new_page(), file.sign_in_address, draft, login)
    if not draft.steps or draft.problems:
        return
    for teacher in teachers:
        with browser.new_context(**build_context_options(file), locale="ru-RU") as context:
            watch = AuthorizeWatch(context)
            page = context.new_page()
            page.set_default_timeout(_TIMEOUT_MS)
            try:
                _sign_in(page, file.sign_in_address, draft, teacher)
                _look_round(page, draft, teacher.login, watch if connect else None)
            except (Error, SurveyError) as error:
                reason = summarize_error(error) if isinstance(error, Error) else str(error)
                draft.problems.append(f"{teacher.login}: {reason}")
            draft.asks_vk_hosts |= watch.asks_vk_hosts
            if teacher.login not in [known.login for known in draft.teachers]:
                draft.teachers.append(DraftTeacher(teacher.login))


def _survey_form(page: Page, address: str, draft: Draft, login: str) -> None:
    page.set_default_timeout(_TIMEOUT_MS)
    watch = PageLoadWatch(page)
    try:
        open_address(page, address)
    except Error as error:
        raise SurveyError(watch.explain_refusal() or summarize_error(error)) from error
    if refusal := watch.explain_refusal():
        raise SurveyError(refusal)
    _clear(page, draft)
    names = draft.pages["страница входа"] = list_shown_names(page)
    draft.school = find_school([*(name.name for name in names), page.title()])
    survey = SignInSurvey()
    with suppress(Error):  # what it pressed led nowhere: the steps are incomplete then
        survey_screens(page, survey, login)
    draft.steps = survey.steps
    if not survey.is_complete:
        where = "формы входа на странице нет" if not survey.steps else "до поля пароля вход не довёл"
        draft.problems.append(f"{where}: впишите sign_in_steps")
    elif survey.forms > 1:
        draft.pages["страница входа, форм с паролем несколько"] = list_shown_names(page)


def _sign_in(page: Page, address: str, draft: Draft, teacher: Credentials) -> None:
    """Signs in. Raises SurveyError where the journal does not let the teacher in."""
    watch = PageLoadWatch(page)
    open_address(page, address)
    _clear(page, draft)
    try:
        sign_in_by_steps(page, draft.steps, teacher)
    except LabelNotFoundError as error:
        raise SurveyError(watch.explain_refusal() or str(error)) from error
    passwords = page.locator("input[type=password]").filter(visible=True)
    with suppress(TimeoutError):  # the form is there still: the journal did not let the teacher in
        passwords.first.wait_for(state="hidden")
    wait_until_loaded(page)
    if refusal := watch.explain_refusal():
        raise SurveyError(refusal)
    if passwords.count():
        raise SurveyError(f"журнал не впустил: {_read_refusal(page)}")
    _clear(page, draft)


def _read_refusal(page: Page) -> str:
    texts = [name.name for name in list_shown_names(page) if name.role == "alert" or _REFUSAL.search(name.name)]
    return quote_names(texts, 1) if texts else "на экране снова форма входа"


def _look_round(page: Page, draft: Draft, login: str, watch: AuthorizeWatch | None) -> None:
    names = list_shown_names(page)
    teacher = _find_teacher(login, [name.name for name in names])
    draft.school = find_school(name.name for name in names) or draft.school
    survey = JournalSurvey(page, draft, _list_names(teacher))
    has_card = survey.run()
    draft.teachers.append(teacher)
    if "sign_out" not in draft.guesses:
        draft.problems.append("выхода из журнала не видно: впишите sign_out, за меню — путём нажатий")
    if not has_card:
        draft.problems.append("карточка мессенджера не нашлась: впишите office, messenger и состояния")
        return
    state = read_card(page, draft, survey.list_guesses)
    if watch and state == "not_connected" and "connect" in draft.guesses:
        _connect(page, draft, watch)


def _find_teacher(login: str, texts: list[str]) -> DraftTeacher:
    people = [person for text in texts if (person := find_person(text))]
    full = next((person for person in people if person[1]), people[0] if people else ("", "", ""))
    return DraftTeacher(login, *full)


def _list_names(teacher: DraftTeacher) -> dict[str, str]:
    """Returns what the journal calls the teacher, by the placeholders of labels."""
    initials = [f"{name[0]}." for name in (teacher.first_name, teacher.patronymic) if name]
    return {
        "last_name": teacher.last_name,
        "initials": " ".join(initials),
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
