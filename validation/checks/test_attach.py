"""What the journal asks of Sferum: whom it attaches, to what, how often, and what it undoes."""

import json
from urllib.parse import unquote

import pytest

from pages.windows import go_to
from validation.errors import CheckFailedError, NotTestableError
from validation.teacher_session import TeacherSessions
from validation.traffic import attach_calls
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = pytest.mark.needs("sandbox", "changes")


def called(walk: Walkthrough, check: str) -> dict[str, str]:
    """Organization, person, role and classes of the call that attached, or was refused for what this check tells."""
    if walk.unlinked_because == check:
        walk.linked()
    calls = attach_calls(walk.records)
    if not calls:
        walk.linked()
        raise CheckFailedError("журнал не прикрепил профиль", "the journal attached no profile")
    organization, _, person = calls[-1]["path"].removeprefix("/api/organizations/").partition("/people/")
    return {**calls[-1]["form"], "organization": organization, "person": unquote(person)}


def listed(sent: str) -> list[str]:
    """The classes of a call; what is no list in JSON is shown as it came."""
    try:
        classes = json.loads(sent)
    except ValueError:
        return [sent]
    return [str(each) for each in classes] if isinstance(classes, list) else [sent]


@pytest.mark.requirement("P-22")
def test_organization_is_the_right_one(vendor: Vendor, walk_a: Walkthrough) -> None:
    """В вызове Сферума стоит организация учителя."""
    assert vendor.file.organization is not None
    right, sent = str(vendor.file.organization.id), called(walk_a, "P-22")["organization"]
    if sent != right:
        raise CheckFailedError(f"организация {sent} вместо {right}", f"organization {sent} instead of {right}")


@pytest.mark.requirement("P-23")
def test_person_is_the_right_one(vendor: Vendor, walk_a: Walkthrough) -> None:
    """В вызове Сферума стоит тот учитель, который начал."""
    sent = called(walk_a, "P-23")["person"]
    teacher = vendor.file.people()[walk_a.login]
    if teacher.person_id is None:
        raise NotTestableError(
            "в файле цели у учителя нет person_id", "the teacher has no person_id in the target file"
        )
    if sent != teacher.person_id:
        raise CheckFailedError("прикреплён другой человек журнала", "another person of the journal was attached")


@pytest.mark.requirement("P-24")
def test_role_and_classes_are_the_teachers(vendor: Vendor, walk_a: Walkthrough) -> None:
    """Роль и классы те, что в журнале."""
    sent = called(walk_a, "P-24")
    teacher = vendor.file.people()[walk_a.login]
    role, classes = sent.get("role", ""), sorted(listed(sent.get("classes", "[]")))
    if (role, classes) != (teacher.role, sorted(teacher.classes)):
        wanted = f"{teacher.role}, {', '.join(sorted(teacher.classes))}"
        raise CheckFailedError(
            f"{role}, {', '.join(classes)} вместо {wanted}", f"{role}, {', '.join(classes)} instead of {wanted}"
        )


@pytest.mark.requirement("P-25")
def test_profile_is_attached_by_one_call(linked: Walkthrough) -> None:
    """На одну привязку один вызов."""
    count = len(attach_calls(linked.records))
    if count != 1:
        raise CheckFailedError(f"вызовов прикрепления: {count}", f"calls to attach: {count}")


@pytest.mark.requirement("P-26")
def test_nothing_is_attached_after_a_refusal(linked: Walkthrough, visits: TeacherSessions) -> None:
    """И у того, кто раньше был привязан, отказ ничего не прикрепляет."""
    visit = visits.one()
    visit.link()
    visit.open_card()
    visit.reset_link()
    before = len(attach_calls(visit.records()))
    window, consent = visit.begin()
    go_to(window, visit.hold(window, consent.refuse))
    visit.open_card()  # by then a script of the return page has asked
    if len(attach_calls(visit.records())) > before:
        raise CheckFailedError(
            "после отказа журнал прикрепил профиль", "after a refusal the journal attached the profile"
        )
    visit.expect_not_connected()


@pytest.mark.requirement("P-27")
def test_half_a_link_is_completed_by_a_retry(linked: Walkthrough, visits: TeacherSessions) -> None:
    """Если ответ Сферума потерян, следующая попытка сводит журнал и Сферум."""
    visit = visits.one()
    window, consent = visit.begin()
    with visit.fault("sferum", "attach", "drop", moment="after"):
        go_to(window, visit.hold(window, consent.link))
        visit.before_long(visit.is_struck)
    visit.open_card()
    if visit.journal.connected.is_visible():  # it has made sure by itself
        visit.expect_linked()
        return
    visit.link()


@pytest.mark.requirement("P-30")
@pytest.mark.needs("unlink")
def test_unlinking_reaches_sferum(linked: Walkthrough, visits: TeacherSessions) -> None:
    """После отвязки профиль не прикреплён и в Сферуме."""
    visit = visits.one()
    visit.link()
    visit.journal.unlink()
    visit.journal.expect_not_connected()
    if not visit.before_long(lambda: not visit.is_known_to_sferum()):  # a page may tell before it asks
        raise CheckFailedError("журнал отвязал, а Сферум нет", "unlinked in the journal, still attached in Sferum")
