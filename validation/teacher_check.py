"""`target check` for one teacher: signs in, goes to the card, and says what to write where a label finds nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Locator, Page, TimeoutError, expect

from automation.addresses import parse_origin
from automation.bridge import DEAD_PROXY, Bridge
from automation.journal_pages import list_names_of, open_journal, prepare_context
from automation.other_school import OtherSchoolTable
from automation.people import Teacher
from automation.ready_sessions import HOW_TO_SIGN_IN, read_session
from automation.stand import build_context_options
from automation.target import TargetFile
from pages.labels import ActionLabel, Label, Selector, find_action, list_steps, quote_label
from pages.obstacles import find_cover, find_menu_of
from pages.sign_in_form import Credentials, find_step, sign_in_by_steps
from pages.sign_in_survey import format_sign_in_steps, survey_sign_in
from pages.windows import open_address
from validation.page_load_watch import PageLoadWatch
from validation.target_attempts import AttemptFailedError, Attempts

_MAX_LOOKS = 5
"""How often a card is looked at that loads itself anew between two looks."""


class TeacherCheck:
    """One teacher at the journal, in a page of their own."""

    def __init__(self, attempts: Attempts, file: TargetFile, teacher: Teacher, page: Page) -> None:
        self._attempts = attempts
        self._file = file
        self._teacher = teacher
        self._page = page
        self._watch = PageLoadWatch(page)
        self._journal = open_journal(file, page, teacher)
        self._labels = self._journal.labels
        self._address = file.sign_in_address

    def run(self) -> None:
        """Tries everything that can be tried without changing anything; prints a line about each."""
        if not (self._come_in() if self._teacher.session_file else self._sign_in()):
            return
        if "sign_out" not in self._file.missing:
            self._try_to_see("выход из журнала", "sign_out", self._journal.sign_out_button)
        if "office" not in self._file.missing:
            if self._try_to_see("кабинет учителя", "office", self._journal.office):
                self._press("кабинет учителя", "office", self._journal.go_to_office)
            else:
                return
        if not self._try_to_see("значок мессенджера", "messenger", self._journal.messenger):
            return
        if self._press("значок мессенджера", "messenger", self._journal.open_messenger):
            self._check_card()
        if self._file.other_school and self._file.other_school.teacher == self._teacher.login:
            self._try_other_school(self._file.other_school)

    # --- Signing in -------------------------------------------------------------------------------------------

    def _sign_in(self) -> bool:
        steps = ", ".join(_name(step.label) for step in self._journal.sign_in_steps)
        failed_before = self._attempts.failed
        with self._attempts.attempt(self._title(f"форма входа ({steps})"), self._explain_form):
            self._journal.sign_in(self._address, self._teacher.login, self._teacher.password)
        self._note_slow_page()
        if self._attempts.failed > failed_before:
            return False
        with self._attempts.attempt(self._title("вход"), self._watch.explain_refusal):
            self._expect_entrance()
        return self._attempts.failed == failed_before

    def _come_in(self) -> bool:
        failed_before = self._attempts.failed
        with self._attempts.attempt(self._title("сохранённый вход"), self._watch.explain_refusal):
            open_address(self._page, self._address)
            try:
                self._expect_entrance()
            except AttemptFailedError as error:
                raise AttemptFailedError(f"{error}; если вход истёк, {HOW_TO_SIGN_IN}") from error
        self._note_slow_page()
        return self._attempts.failed == failed_before

    def _expect_entrance(self) -> None:
        """Raises AttemptFailedError where nothing is shown to a teacher who is in; a menu may hide it all."""
        key, entrance = "messenger", self._journal.messenger
        if "office" not in self._file.missing:
            key, entrance = "office", self._journal.office.or_(entrance).first
        try:
            expect(entrance).to_be_visible()
        except AssertionError as error:
            if refusal := self._watch.explain_refusal():
                raise AttemptFailedError(refusal) from error
            if self._journal.error.is_visible():
                said = " ".join(self._journal.error.inner_text().split())
                raise AttemptFailedError(f"журнал не впустил: «{said}»") from error
            if self._is_form_shown():
                raise AttemptFailedError("журнал не впустил: на экране снова форма входа") from error
            raise AttemptFailedError(self._explain_label(key)) from error

    def _is_form_shown(self) -> bool:
        return self._page.locator("input[type=password]").filter(visible=True).count() > 0

    def _explain_form(self) -> str:
        if refusal := self._watch.explain_refusal():
            return refusal
        for control in (self._journal.sign_in_entrance, self._journal.sign_in_button):
            if cover := self._explain_cover(control):
                return cover
        survey = survey_sign_in(self._page, self._address, self._teacher.login)
        return f"вход выглядит так, напишите: {format_sign_in_steps(survey.steps)}" if survey.is_complete else ""

    # --- The card ---------------------------------------------------------------------------------------------

    def _check_card(self) -> None:
        either = self._journal.not_connected.or_(self._journal.connected).first
        name = f"{_name(self._labels.not_connected)} или {_name(self._labels.connected)}"
        failed_before = self._attempts.failed
        with self._attempts.attempt(self._title(f"карточка ({name})"), self._explain_card):
            expect(either).to_be_visible()
            if self._journal.not_connected.is_visible() and self._journal.connected.is_visible():
                raise AttemptFailedError(
                    f"на экране оба состояния сразу, {name}: назовите карточку, "
                    'card = "её заголовок" или { selector = "…" }'
                )
        if self._attempts.failed > failed_before:
            return
        self._note_card()
        if not self._is_connected():
            self._try_to_see("кнопка подключения", "connect", self._journal.connect_button)
            return
        if "unlink" not in self._file.missing:
            self._try_to_see("отвязка", "unlink", self._journal.unlink_button)
        if "open_messenger" not in self._file.missing:
            self._try_to_see("переход в мессенджер", "open_messenger", self._journal.messenger_link)

    def _is_connected(self) -> bool:
        """Returns what the card says; a page that loads itself anew says nothing for a moment."""
        for _ in range(_MAX_LOOKS):
            expect(self._journal.not_connected.or_(self._journal.connected).first).to_be_visible()
            if self._journal.connected.is_visible():
                return True
            if self._journal.not_connected.is_visible():
                return False
        return False

    def _explain_card(self) -> str:
        return self._journal.explain_missing("not_connected", "connected")

    def _note_card(self) -> None:
        self._note_slow_page()
        if self._watch.reloads_itself():
            self._attempts.note("карточка сама загружается заново: проверки ждут этого, писать ничего не нужно")
        if "#" in self._page.url:
            self._attempts.note("адрес карточки — с # (одностраничное приложение): писать ничего не нужно")

    def _try_other_school(self, school: OtherSchoolTable) -> None:
        credentials = Credentials(self._teacher.login, self._teacher.password)
        for key, steps, next_step in (
            ("enter", school.enter, school.leave[0]),
            ("leave", school.leave, school.enter[0]),
        ):
            with self._attempts.attempt(self._title(f"другая школа ({key})")):
                sign_in_by_steps(self._page, steps, credentials, name=f"other_school.{key}")
                expect(find_step(self._page, next_step)).to_be_visible()

    # --- One thing --------------------------------------------------------------------------------------------

    def _try_to_see(self, what: str, key: str, element: Locator) -> bool:
        """Returns whether the thing is on the screen."""
        failed_before = self._attempts.failed
        title = self._title(f"{what} ({_name(getattr(self._labels, key))})")
        with self._attempts.attempt(title):
            try:
                expect(element).to_be_visible()
            except AssertionError as error:
                raise AttemptFailedError(self._explain_label(key)) from error
        return self._attempts.failed == failed_before

    def _press(self, what: str, key: str, press: Callable[[], None]) -> bool:
        """Returns whether the thing lets itself be pressed; prints nothing where it does."""
        try:
            press()
        except Error as error:
            reason, element = str(error).splitlines()[0], find_action(self._page, self._first_step(key)).first
            if isinstance(error, TimeoutError) and (cover := self._explain_cover(element)):
                reason = cover
            self._attempts.fail(self._title(f"{what} ({_name(getattr(self._labels, key))})"), reason)
            return False
        return True

    def _explain_label(self, key: str) -> str:
        """Returns what the page has instead of a label, and what to write where it is behind a menu."""
        step = self._first_step(key)
        reason = f"этого нет на экране: {self._journal.explain_missing(key, kind='action')}"
        person = list_names_of(self._teacher)
        if isinstance(step, str) and (menu := find_menu_of(self._page, step, person)):
            path = ", ".join([menu, *map(quote_label, list_steps(getattr(self._file.labels, key)))])
            return f"спрятано за меню: напишите {key} = [{path}]"
        return reason

    def _explain_cover(self, element: Locator) -> str:
        cover = find_cover(element) if element.is_visible() else None
        if cover is None:
            return ""
        ways = [quote_label(name or Selector(selector)) for name, selector in cover.ways]
        written = (
            f"напишите dismiss = [{ways[0]}]" if len(ways) == 1 else f"напишите dismiss с одной из: {', '.join(ways)}"
        )
        return f"мешает окно «{cover.title}»: {written}" if ways else f"мешает «{cover.title}», закрыть его нечем"

    def _first_step(self, key: str) -> Label:
        return list_steps(getattr(self._labels, key))[0]

    def _note_slow_page(self) -> None:
        if pending := self._watch.find_endless_requests():
            self._attempts.note(
                f"страница не заканчивает загрузку, не отвечает {', '.join(pending)}: проверки этого не ждут, "
                "но быстрее пойдут, если отключить это на стенде"
            )

    def _title(self, text: str) -> str:
        return f"{self._teacher.login}: {text}"


def check_teacher(attempts: Attempts, browser: Browser, file: TargetFile, teacher: Teacher) -> None:
    """Tries what the file says with one teacher, in a browser context of their own."""
    with _journal_page(browser, file, teacher) as page:
        page.set_default_timeout(file.limits.page_s * 1000)
        TeacherCheck(attempts, file, teacher, page).run()


def _name(label: ActionLabel) -> str:
    return " → ".join(map(str, list_steps(label)))


@contextmanager
def _journal_page(browser: Browser, file: TargetFile, teacher: Teacher) -> Iterator[Page]:
    state = read_session(teacher.session_file) if teacher.session_file else None
    options = build_context_options(file)
    with browser.new_context(
        **options,
        storage_state=state,  # type: ignore[arg-type]  # a document as Playwright has written it
    ) as context:
        prepare_context(context, file, lambda url: parse_origin(url) in file.origins)
        if file.bridge is None:
            yield context.new_page()
            return
        bridge = Bridge(context, DEAD_PROXY["server"], options["http_credentials"])  # the way does not lead to VK ID
        for origin, address in file.bridge.items():
            bridge.serve(origin, address)
        yield context.new_page()
        bridge.close()
