"""What a teacher can do to another one, or learn of another one, by requests of their own."""

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from validation.agreement import is_linked
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.expectations import require_two_people
from validation.foreign_requests import ActingRequest, record_requests, require_no_bridge
from validation.impersonation import find_names, list_other_rights, name_another
from validation.personal_answers import PersonalAnswers, is_for_colleagues, is_told, list_marks
from validation.request_records import find_attach_calls, read_attach_params, read_classes
from validation.subjects import require_subjects
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


@pytest.mark.requirement("P-52")
def test_another_name_in_a_request_changes_nothing(teacher_sessions: TeacherSessions) -> None:
    """Логин или ID другого учителя в запросах отвязки и привязки ничего ему не делают."""
    session, other_session = teacher_sessions.open_several(2, with_admins=False)  # an administrator acts for others
    with naming_earlier_step("привязка двух учителей", "linking two teachers"):
        own, others = record_link(session), record_link(other_session)
    require_two_people(session, other_session)
    names = find_names(session, own, other_session, others)
    if "unlink" not in session.vendor.file.missing:
        renamed = unlink_as(session, names)
        if renamed and not is_linked(other_session):
            raise CheckFailedError("отвязан учитель, названный в запросе", "the teacher named in a request is unlinked")
    else:
        renamed = False
    for each in (session, other_session):
        each.open_card()
        each.reset_link()
    renamed |= link_as(session, names)
    other_session.open_card()
    if other_session.journal.connected.is_visible():
        raise CheckFailedError("привязан учитель, названный в запросе", "the teacher named in a request is linked")
    if not renamed:
        raise NotTestableError("запросы журнала не называют учителя", "the journal's requests name no teacher")


@pytest.mark.requirement("P-52")
def test_rights_in_a_request_change_nothing(teacher_sessions: TeacherSessions) -> None:
    """Роль, классы и организация, поставленные в запросы страниц, не уходят в Сферум."""
    session = teacher_sessions.open()
    rights = list_other_rights(session.teacher)
    with name_another(session, rights, in_path=False) as changed, suppress(AssertionError, Error):
        window = session.connect()
        session.leave(lambda: session.consent.answer(window))
        session.settle()
    for params in map(read_attach_params, find_attach_calls(session.fetch_records())):
        if changed and {params["organization"], params.get("role"), *read_classes(params)} & set(rights.values()):
            raise CheckFailedError(
                "в Сферум ушли роль, классы или организация, поставленные в запрос страницы",
                "the role, classes or organization put into a page's request reached Sferum",
            )
    if not changed:
        raise NotTestableError(
            "запросы журнала не называют ни роли, ни классов, ни организации",
            "the journal's requests name neither role, classes nor organization",
        )


def record_link(session: TeacherSession) -> list[ActingRequest]:
    """Links the teacher; returns what the journal's pages requested, the card afterwards among it."""

    def link() -> None:
        session.link()
        session.open_card()

    return record_requests(session, link)


def unlink_as(session: TeacherSession, names: dict[str, str]) -> bool:
    """Presses «Отвязать», in the other teacher's name; returns whether a request had a name."""
    with name_another(session, names) as changed, suppress(AssertionError, Error):
        session.unlink()
        session.settle()
    return bool(changed)


def link_as(session: TeacherSession, names: dict[str, str]) -> bool:
    """Tries to link, in the other teacher's name; returns whether a request had a name."""
    with name_another(session, names) as changed, suppress(AssertionError, Error):
        window = session.connect()
        session.leave(lambda: session.consent.answer(window))
        session.settle()
    return bool(changed)


@pytest.mark.requirement("P-57")
def test_no_address_shows_another_teacher(teacher_sessions: TeacherSessions) -> None:
    """Адреса, по которым журнал рассказывает учителю о нём самом, не рассказывают о нём другим."""
    # An administrator may see others, and act for them.
    session, other_session = (teacher_sessions.open_signed_out(with_admins=False) for _ in range(2))
    require_no_bridge(session.vendor)
    if session.teacher.last_name == other_session.teacher.last_name:
        raise NotTestableError("у обоих учителей одна фамилия", "both teachers have the same surname")
    answers, other_answers = PersonalAnswers(session), PersonalAnswers(other_session)
    at_card: list[PersonalAnswers] = []
    for each in (session, other_session):
        each.remember()
        each.arrive()
        at_card.append(PersonalAnswers(each))
        with naming_earlier_step("привязка двух учителей", "linking two teachers"):
            record_link(each)
    stranger = teacher_sessions.make_context().request
    marks, other_marks = list_marks(session), list_marks(other_session)
    others_requests = other_session.context.request
    naming = require_subjects(answers.list_naming(), "ответы, где назван учитель", "answers that name the teacher")
    for url in naming:
        if is_told(stranger, url, marks) and not is_told(stranger, url, other_marks):
            raise CheckFailedError(
                f"{urlsplit(url).path} называет учителя тому, кто не вошёл в журнал",
                f"{urlsplit(url).path} names the teacher to somebody who is not signed in",
            )
        if url not in at_card[0].urls and is_for_colleagues(url, other_answers.urls, others_requests, other_marks):
            continue
        if url not in other_answers.urls and is_told(others_requests, url, marks):
            raise CheckFailedError(
                f"{urlsplit(url).path} называет учителя другому учителю",
                f"{urlsplit(url).path} names the teacher to another teacher",
            )
