"""What the journal requests of Sferum: which person it attaches, to what, how often, and what it undoes."""

import secrets

import pytest

from automation.people import Teacher
from pages.windows import go_to
from validation.agreement import is_linked
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.expectations import require_two_people
from validation.invariants import expect_organization, expect_role_and_classes
from validation.joint_linking import JointLinking
from validation.request_records import find_attach_calls, read_attach_params
from validation.return_address import change_params
from validation.subjects import require_subjects
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = pytest.mark.needs("sandbox", "changes")


def attach_params(walkthrough: Walkthrough, check: str) -> dict[str, str]:
    """Returns organization, person, role and classes of the last call; `check` is about why it was refused."""
    if walkthrough.unlinked_because == check:
        walkthrough.require_link()
    calls = find_attach_calls(walkthrough.records)
    if not calls:
        walkthrough.require_link()
        raise CheckFailedError("журнал не прикрепил профиль", "the journal attached no profile")
    return read_attach_params(calls[-1])


def list_joint_params(linkings: list[JointLinking]) -> list[tuple[Teacher, dict[str, str]]]:
    """Returns each call for teachers who linked together, with the teacher whose profile it attaches."""
    calls = [(linking.teacher, read_attach_params(call)) for linking in linkings for call in linking.attach_calls]
    return require_subjects(calls, "вызовы прикрепления", "calls to attach")


@pytest.mark.requirement("P-22")
def test_organization_is_the_right_one(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """В вызове Сферума стоит организация учителя."""
    expect_organization(vendor, attach_params(walkthrough_a, "P-22"))


@pytest.mark.requirement("P-23")
def test_person_is_the_right_one(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """В вызове Сферума стоит тот учитель, который начал."""
    person_id = attach_params(walkthrough_a, "P-23")["person"]
    teacher = vendor.file.list_teachers()[walkthrough_a.login]
    if teacher.person_id is None:
        raise NotTestableError(
            "в файле цели у учителя нет person_id", "the teacher has no person_id in the target file"
        )
    if person_id != teacher.person_id:
        raise CheckFailedError("прикреплён другой человек журнала", "another person of the journal was attached")


@pytest.mark.requirement("P-24")
def test_role_and_classes_are_the_teachers(vendor: Vendor, walkthrough_a: Walkthrough) -> None:
    """Роль и классы те, что в журнале."""
    params = attach_params(walkthrough_a, "P-24")
    expect_role_and_classes(vendor.file.list_teachers()[walkthrough_a.login], params)


class TestTogether:
    """One worker of a run has them all: the teachers who link together do so once."""

    @pytest.mark.requirement("P-22")
    def test_organization_is_right_for_each_teacher(
        self, vendor: Vendor, linked: Walkthrough, joint_linkings: list[JointLinking]
    ) -> None:
        """И у каждого из учителей, которые привязываются вместе."""
        for _, params in list_joint_params(joint_linkings):
            expect_organization(vendor, params)

    @pytest.mark.requirement("P-23")
    def test_persons_are_right_for_teachers_together(
        self, linked: Walkthrough, joint_linkings: list[JointLinking]
    ) -> None:
        """И когда несколько учителей в пути одновременно."""
        if len(joint_linkings) < 2:
            raise NotTestableError(
                "нужны двое учителей, в файле цели один", "two teachers are needed, the file has one"
            )
        people = [
            (linking.teacher.person_id, read_attach_params(call)["person"])
            for linking in joint_linkings
            for call in linking.attach_calls
        ]
        is_another = any(person not in (None, named) for person, named in people)
        if not is_another and not all(linking.attach_calls for linking in joint_linkings):
            raise CheckFailedError(
                "из учителей, которые привязывались вместе, привязаны не все",
                "of teachers together not all were linked",
            )
        if is_another or len({named for _, named in people}) < 2:
            raise CheckFailedError(
                "учителя привязывались одновременно, и прикреплён другой человек журнала",
                "teachers linked at the same time, and another person of the journal was attached",
            )
        for disagreement in filter(None, (linking.disagreement for linking in joint_linkings)):
            raise CheckFailedError(
                f"учителя привязывались одновременно: {disagreement.text.ru}",
                f"teachers linked at the same time: {disagreement.text.en}",
            ) from disagreement

    @pytest.mark.requirement("P-24")
    def test_role_and_classes_are_each_teachers_own(
        self, linked: Walkthrough, joint_linkings: list[JointLinking]
    ) -> None:
        """И у учителя каждой роли, которые привязываются вместе."""
        people = {linking.teacher.person_id: linking.teacher for linking in joint_linkings}
        for teacher, params in list_joint_params(joint_linkings):
            # Where another person was attached (P-23), role and classes are that person's.
            expect_role_and_classes(people.get(params["person"], teacher), params)


@pytest.mark.requirement("P-25")
def test_profile_is_attached_by_one_call(linked: Walkthrough) -> None:
    """На одну привязку один вызов."""
    count = len(find_attach_calls(linked.records))
    if count != 1:
        raise CheckFailedError(f"вызовов прикрепления: {count}", f"calls to attach: {count}")


@pytest.mark.requirement("P-26")
def test_nothing_is_attached_after_a_refusal(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """И у того, кто раньше был привязан, отказ ничего не прикрепляет."""
    session = teacher_sessions.open()
    session.link()
    session.open_card()
    session.reset_link()
    before = len(find_attach_calls(session.fetch_records()))
    go_to(*session.reach_return(refused=True))
    session.settle()
    if len(find_attach_calls(session.fetch_records())) > before:
        raise CheckFailedError(
            "после отказа журнал прикрепил профиль", "after a refusal the journal attached the profile"
        )
    session.expect_not_connected()


@pytest.mark.requirement("P-26")
def test_refusal_of_no_attempt_keeps_the_link(teacher_sessions: TeacherSessions, linked: Walkthrough) -> None:
    """Ответ access_denied, которого никто не ждал, не снимает привязку."""
    session = teacher_sessions.open()
    session.link()
    session.open_card()
    refusal = change_params(session.vendor.client.callback, error="access_denied", error_description="denied")
    for address in (refusal, change_params(refusal, state=secrets.token_urlsafe(32))):
        go_to(session.page, address)
        session.settle()
        session.open_card()
        if not session.is_known_to_sferum() or not session.journal.connected.is_visible():
            raise CheckFailedError(
                "ответ access_denied без своего state снял привязку", "an access_denied of no attempt undid the link"
            )


@pytest.mark.requirement("P-27")
def test_half_a_link_is_completed_by_a_retry(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """Если ответ Сферума потерян, следующая попытка сводит журнал и Сферум."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    with session.apply_fault("sferum", "attach", "drop", moment="after") as fault_id:
        go_to(window, address)
        session.wait_until(lambda: session.has_applied_fault(fault_id))
    session.settle()
    session.open_card()
    session.settle()
    if session.journal.connected.is_visible():  # the journal has repaired it by itself
        session.expect_linked()
        return
    session.link()


@pytest.mark.requirement("P-30")
@pytest.mark.needs("unlink")
def test_unlinking_reaches_sferum(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """После отвязки профиль не прикреплён и в Сферуме."""
    session = teacher_sessions.open()
    session.link()
    session.unlink()
    if not session.wait_until(lambda: not session.is_known_to_sferum()):  # a page may say so before it asks
        raise CheckFailedError("журнал отвязал, а Сферум нет", "unlinked in the journal, still attached in Sferum")


@pytest.mark.requirement("P-30")
@pytest.mark.needs("unlink")
def test_unlinking_leaves_the_links_of_others(linked: Walkthrough, teacher_sessions: TeacherSessions) -> None:
    """И отвязан только тот, кто отвязывал."""
    session, other_session = teacher_sessions.open_several(2)
    with naming_earlier_step("привязка двух учителей", "linking two teachers"):
        for each in (other_session, session):
            each.link()
    require_two_people(session, other_session)
    session.unlink()
    session.wait_until(lambda: not session.is_known_to_sferum())
    if not is_linked(other_session):
        raise CheckFailedError(
            "вместе с учителем, который отвязывал, отвязан и другой",
            "with the teacher who unlinked, another is unlinked",
        )
