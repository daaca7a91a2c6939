"""Whether the journal and Sferum say the same of a teacher's link, after whatever has happened to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Response, TimeoutError

from pages.windows import reload_page
from validation.errors import CheckFailedError, read_first_line
from validation.expectations import expect_error_message, expect_no_server_error
from validation.messages import expect_no_false_cause, expect_no_internals, expect_no_other_service, read_error_message
from validation.service_answers import ServiceAnswer
from validation.teacher_session import TeacherSession


def expect_agreement(session: TeacherSession) -> None:
    """Raises CheckFailedError unless the card says what Sferum has: a journal may try again by itself meanwhile."""
    session.settle()
    obstacle = ""

    def agree() -> bool:
        nonlocal obstacle
        try:
            session.open_card()
        except (AssertionError, TimeoutError) as error:
            obstacle = read_first_line(error)
            return False
        obstacle = ""
        return session.journal.connected.is_visible() == session.is_known_to_sferum()

    if session.wait_until(agree):
        return
    if obstacle:
        raise CheckFailedError(
            f"и потом карточка не открывается: {obstacle}", f"later, too, the card does not open: {obstacle}"
        )
    if session.journal.connected.is_visible():
        raise CheckFailedError(
            "журнал показывает привязку, которой нет в Сферуме", "the journal shows a link that Sferum does not have"
        )
    raise CheckFailedError(
        "в Сферуме профиль привязан, а журнал показывает «не подключен»",
        "the profile is linked in Sferum, and the journal shows that it is not connected",
    )


def is_linked(session: TeacherSession) -> bool:
    """Returns whether the card and Sferum say that the teacher is linked."""
    session.open_card()
    return session.journal.connected.is_visible() and session.is_known_to_sferum()


def link_in_vain(session: TeacherSession, service: str, answer: ServiceAnswer) -> str:
    """Tries to link while the service answers so; returns the journal's message.

    Raises CheckFailedError where the journal says nothing, or shows what Sferum does not have.
    """
    open_clean_card(session)
    session.reset_link()  # the journal has tried again by itself after the answer before, and succeeded
    window = session.connect()
    with session.apply_fault(service, session.vendor.find_linking_operation(service), **answer.fault):
        try:
            session.leave(lambda: session.consent.answer(window), within_s=answer.told_within_s)
            expect_error_message(session, within_s=answer.told_within_s)
        except TimeoutError:
            if answer.told_within_s is None:
                raise
            limit = f"{answer.told_within_s:g}"
            raise CheckFailedError(
                f"страница не вернулась за {limit} с", f"the page did not come back within {limit} s"
            ) from None
        except CheckFailedError:
            expect_agreement(session)  # a link that is shown in its place says more
            raise
        message = read_error_message(session)
        expect_agreement(session)
    return message


def link_in_vain_told_truly(session: TeacherSession, service: str, answer: ServiceAnswer) -> str:
    """Does as `link_in_vain`, and raises CheckFailedError where the message blames somebody or something else."""
    with answer.named():
        message = link_in_vain(session, service, answer)
        expect_true_message(message, service, answer)
    return message


def expect_true_message(message: str, service: str, answer: ServiceAnswer) -> None:
    """Raises CheckFailedError where the message of what the service answered is for developers, or blames another."""
    expect_no_internals(message)
    expect_no_other_service(message, service)
    expect_no_false_cause(message, is_outage=answer.is_outage)


def link_or_be_told(session: TeacherSession, service: str, operation: str, answer: ServiceAnswer) -> None:
    """Tries to link while the service answers so to what a journal may do without; undoes the link.

    Raises CheckFailedError where the journal says nothing true of it and does not link, or links by half.
    """
    open_clean_card(session)
    window = session.connect()
    with answer.named(), no_broken_page(session):
        with session.apply_fault(service, operation, **answer.fault):
            session.leave(lambda: session.consent.answer(window), within_s=answer.told_within_s)
            has_ended = session.wait_until(
                lambda: bool(read_error_message(session)) or session.is_known_to_sferum(), within_s=answer.told_within_s
            )
        if not has_ended:
            raise CheckFailedError(
                "нет ни привязки, ни сообщения о том, что случилось", "there is neither a link nor a message"
            )
        if message := read_error_message(session):
            expect_true_message(message, service, answer)
        expect_agreement(session)
    session.reset_link()


def open_clean_card(session: TeacherSession) -> None:
    """Opens the card, unless it is open, without the message of what went wrong before.

    A window that the journal has left open shows that message, too.
    """
    close_other_windows(session)
    if session.tab.is_at_card() and not session.journal.error.is_visible():
        return
    session.open_card()
    if session.journal.error.is_visible():
        reload_page(session.page)
        session.open_card()


def close_other_windows(session: TeacherSession) -> None:
    """Closes what the journal has left open besides the card: it may open no other window meanwhile."""
    for page in session.context.pages:
        if page is not session.page:
            page.close()
            session.settle()


@contextmanager
def no_broken_page(session: TeacherSession) -> Iterator[None]:
    """Raises CheckFailedError after the block where a page of the journal was answered with an HTTP 5xx in it."""
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and session.vendor.is_journal(response.url):
            statuses.append(response.status)

    session.context.on("response", note)
    try:
        yield
        session.context.cookies()  # by its answer, the responses before have been noted
    except (CheckFailedError, PlaywrightError, AssertionError):
        expect_no_server_error(max(statuses, default=None))  # it is why
        raise
    finally:
        session.context.remove_listener("response", note)
    expect_no_server_error(max(statuses, default=None))
