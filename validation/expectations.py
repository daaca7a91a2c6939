"""What a person must see in a session after a failure, and at its end."""

from playwright.sync_api import Error, Locator, TimeoutError

from pages.labels import describe_label
from validation.errors import CheckFailedError, NotTestableError
from validation.label_guesses import State
from validation.messages import find_shown_error
from validation.request_records import find_attach_calls, read_attach_params
from validation.teacher_session import TeacherSession


def expect_error_message(session: TeacherSession, *, within_s: float | None = None) -> None:
    """Raises CheckFailedError unless the journal, or VK ID's window, says that something went wrong.

    A message that has gone away by itself since the attempt began was there all the same. `within_s`: instead of
    limits.page_s.
    """
    if not session.wait_until(lambda: bool(session.errors_seen) or bool(find_shown_error(session)), within_s=within_s):
        where = f"ищется labels.error = {describe_label(session.vendor.file.labels.error)}"
        raise CheckFailedError(
            f"на экране нет сообщения о том, что случилось ({where}): {session.journal.explain_missing('error')}",
            "nothing on the screen says what has happened",
        )


def expect_card(session: TeacherSession) -> None:
    """Raises CheckFailedError unless the card of A-2 is on the screen."""
    try:
        session.journal.expect_not_connected()
    except AssertionError:
        raise CheckFailedError(
            f"карточки «не подключен» на экране нет: {session.journal.explain_missing('not_connected')}",
            "the card of A-2 is not on the screen",
        ) from None


def expect_one_state(session: TeacherSession, state: State) -> None:
    """Raises CheckFailedError where the card, once it is at rest, says the other state beside this one.

    In a text, or in a name that only a screen reader says.
    """
    other: State = "not_connected" if state == "connected" else "connected"
    shown: Locator = getattr(session.journal, other)
    session.settle()
    if session.wait_until(lambda: not shown.is_visible()):
        return
    said, beside = (describe_label(getattr(session.journal.labels, key)) for key in (state, other))
    raise CheckFailedError(
        f"карточка говорит и {said}, и {beside}; если второе не о привязке, впишите labels.card",
        f"the card says both {said} and {beside}; where the second is not about the link, add labels.card",
    )


def expect_one_link(session: TeacherSession) -> None:
    """Raises CheckFailedError unless the journal shows the connected state, and Sferum has one link."""
    session.expect_linked()
    count = len(session.vendor.find_linked_profile_ids(session.teacher))
    if count != 1:
        raise CheckFailedError(f"привязок в Сферуме: {count}", f"links in Sferum: {count}")


def require_two_people(session: TeacherSession, other: TeacherSession) -> None:
    """Raises NotTestableError where the journal told Sferum of both teachers, linked before, as of one person."""
    calls = [find_attach_calls(each.fetch_records()) for each in (session, other)]
    named = [read_attach_params(each[-1])["person"] for each in calls if each]
    if len(named) == 2 and named[0] == named[1]:
        raise NotTestableError(
            "Сферуму оба учителя названы одним человеком (см. P-23)",
            "Sferum was told of both teachers as of one person (see P-23)",
        )


def expect_no_extra_window(session: TeacherSession) -> None:
    """Raises CheckFailedError unless every window has closed, or come back to the journal."""
    for page in session.context.pages:
        try:
            page.wait_for_url(lambda url: session.vendor.is_journal(url), wait_until="commit")
        except TimeoutError:
            raise CheckFailedError(
                f"осталось открытым лишнее окно: {page.url}", f"one window too many is left open: {page.url}"
            ) from None
        except Error:  # it has closed meanwhile
            continue


def expect_no_server_error(status: int | None) -> None:
    """Raises CheckFailedError where the journal answered with an HTTP 5xx."""
    if status is not None and status >= 500:
        raise CheckFailedError(f"журнал ответил HTTP {status}", f"the journal answered HTTP {status}")
