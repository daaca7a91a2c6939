"""Invitations and applications (F), to the second; what must never happen twice is refused by the database itself."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server.model.sandbox import SiteSession
from mock_server.model.sferum import Acceptance, Application, Dialog, Invitation, Membership, Organization
from mock_server.rules import applications, chats, invitations, membership, seeding
from mock_server.rules.membership import MembershipRefusedError
from mock_server.store import Store
from tests.db_factories import add_account, add_organization, add_profile

MOMENT, LIFETIME_S = 1_800_000_000.0, 604_800.0
END = MOMENT + LIFETIME_S


def invite(session: Session, organization: Organization, **values: object) -> Invitation:
    params = {"phone": None, "single_use": False, "moment": MOMENT, "lifetime_s": LIFETIME_S, **values}
    return invitations.invite(session, organization.id, "teacher", [], **params)  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", [MOMENT, END - 1], ids=["сразу", "в последнюю секунду"])
@pytest.mark.requirement("F-1")
def test_invitation_is_good_until_it_expires(store: Store, moment: float) -> None:
    """Приглашение годится до конца срока."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        assert invitations.accept(session, invite(session, organization), profile, moment) is True
        assert session.get_one(Membership, (organization.id, profile.id)).since == moment


@pytest.mark.requirement("F-1")
def test_expired_invitation_is_refused_at_the_second_it_ends(store: Store) -> None:
    """Истёкшее приглашение отклонено с той секунды, когда кончился срок."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        invitation = invite(session, organization)
        with pytest.raises(MembershipRefusedError, match=invitations.EXPIRED):
            invitations.accept(session, invitation, profile, END)
        assert session.get(Membership, (organization.id, profile.id)) is None


@pytest.mark.requirement("F-1")
def test_accepting_twice_changes_nothing(store: Store) -> None:
    """Принять приглашение дважды — то же, что один раз."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        invitation = invite(session, organization, single_use=True)
        assert invitations.accept(session, invitation, profile, MOMENT) is True
        assert invitations.accept(session, invitation, profile, END) is False


@pytest.mark.parametrize(("single_use", "phone"), [(True, False), (False, True)], ids=["одноразовое", "по телефону"])
@pytest.mark.requirement("F-1")
def test_invitation_for_one_is_used_once(store: Store, single_use: bool, phone: bool) -> None:
    """Приглашение для одного используется один раз."""
    with store.write() as session:
        organization, account = add_organization(session), add_account(session)
        first, second = add_profile(session, account), add_profile(session, account)
        invitation = invite(session, organization, single_use=single_use, phone=account.phone if phone else None)
        invitations.accept(session, invitation, first, MOMENT)
        with pytest.raises(MembershipRefusedError, match=invitations.USED):
            invitations.accept(session, invitation, second, MOMENT)


def test_database_itself_refuses_a_second_use(store: Store) -> None:
    with store.write() as session:
        organization, first, second = add_organization(session), add_profile(session), add_profile(session)
        invitation = invite(session, organization, single_use=True)
        invitations.accept(session, invitation, first, MOMENT)
        again = Acceptance(invitation_token=invitation.token, place=0, profile_id=second.id, accepted_at=MOMENT)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(again)


@pytest.mark.requirement("F-1")
def test_member_needs_no_invitation(store: Store) -> None:
    """Участнику приглашение не нужно."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        membership.join(session, organization, profile.id, "staff", [], MOMENT)
        with pytest.raises(MembershipRefusedError, match=invitations.MEMBER):
            invitations.accept(session, invite(session, organization, single_use=True), profile, MOMENT)
        assert session.get_one(Membership, (organization.id, profile.id)).role == "staff"


@pytest.mark.requirement("F-1")
def test_invitation_of_another_organization_cannot_be_withdrawn(store: Store) -> None:
    """Приглашение другой организации отозвать нельзя."""
    with store.write() as session:
        organization, other = add_organization(session), add_organization(session)
        invitation = invite(session, organization)
        assert invitations.withdraw(session, other.id, invitation.token, MOMENT) is False
        assert invitations.explain_closed(session, invitation, MOMENT) is None
        assert invitations.withdraw(session, organization.id, invitation.token, MOMENT) is True
        assert invitations.explain_closed(session, invitation, MOMENT) == invitations.WITHDRAWN


@pytest.mark.parametrize(
    ("role", "classes"),
    [("admin", []), ("", []), ("teacher", ["нет такой"])],
    ids=["администратор", "без роли", "несуществующая группа"],
)
@pytest.mark.requirement("F-1", "F-2")
def test_nobody_can_ask_for_more_than_there_is(store: Store, role: str, classes: list[str]) -> None:
    """Нельзя просить больше, чем есть."""
    with store.write() as session:
        organization, profile = add_organization(session, "5А"), add_profile(session)
        with pytest.raises(MembershipRefusedError):
            applications.apply(session, organization.id, profile.id, role, classes, MOMENT)


@pytest.mark.requirement("F-3")
def test_application_of_another_organization_is_unknown(store: Store) -> None:
    """Заявка другой организации неизвестна."""
    with store.write() as session:
        organization, other, profile = add_organization(session), add_organization(session), add_profile(session)
        application = applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        with pytest.raises(LookupError):
            applications.confirm(session, other.id, application.id, MOMENT)
        with pytest.raises(LookupError):
            applications.reject(session, other.id, application.id, "Нет", MOMENT)
        assert application.decided_at is None


@pytest.mark.requirement("F-3")
def test_application_is_decided_on_once(store: Store) -> None:
    """Заявку решают один раз."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        application = applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        applications.reject(session, organization.id, application.id, "Нет", MOMENT)
        with pytest.raises(MembershipRefusedError, match=applications.DECIDED):
            applications.confirm(session, organization.id, application.id, MOMENT)
        assert session.get(Membership, (organization.id, profile.id)) is None


@pytest.mark.requirement("F-2")
def test_one_application_waits_at_a_time(store: Store) -> None:
    """Ждёт решения только одна заявка."""
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        application = applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        with pytest.raises(MembershipRefusedError, match=applications.WAITING):
            applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        applications.reject(session, organization.id, application.id, "Нет", MOMENT)
        applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        assert len(applications.list_undecided(session, organization.id)) == 1


def test_database_itself_refuses_a_second_waiting_application(store: Store) -> None:
    with store.write() as session:
        organization, profile = add_organization(session), add_profile(session)
        applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        again = Application(
            organization_id=organization.id, profile_id=profile.id, role="staff", classes=[], created_at=MOMENT
        )
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(again)


@pytest.mark.parametrize("reverse", [False, True], ids=["the lower ID begins", "the higher ID begins"])
def test_two_people_have_one_dialog_and_the_database_sees_to_it(store: Store, reverse: bool) -> None:
    with store.write() as session:
        one, two = sorted([add_profile(session).id, add_profile(session).id], reverse=reverse)
        assert chats.open_dialog(session, one, two) == chats.open_dialog(session, two, one)
        assert chats.open_dialog(session, one, one) is None
        other = chats.create_chat(session, one, "Клуб").id
        again = Dialog(chat_id=other, lower_id=min(one, two), higher_id=max(one, two))
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(again)


@pytest.mark.requirement("F-1", "F-2")
def test_profile_of_a_forgotten_person_cannot_be_attached(store: Store) -> None:
    """Профиль забытого человека не прикрепить."""
    with store.write() as session:
        organization, account = add_organization(session), add_account(session)
        profile = add_profile(session, account)
        invitation = invite(session, organization)
        seeding.forget_person(session, account.phone, MOMENT)
        with pytest.raises(MembershipRefusedError):
            invitations.accept(session, invitation, profile, MOMENT)
        with pytest.raises(MembershipRefusedError):
            applications.apply(session, organization.id, profile.id, "teacher", [], MOMENT)
        assert session.get(Membership, (organization.id, profile.id)) is None
        assert applications.list_undecided(session, organization.id) == []


def test_forgotten_person_leaves_with_every_profile(store: Store) -> None:
    with store.write() as session:
        organization, account = add_organization(session), add_account(session)
        profiles = [add_profile(session, account) for _ in range(3)]
        for profile in profiles:
            membership.join(session, organization, profile.id, "teacher", [], MOMENT)
        seeding.forget_person(session, account.phone, MOMENT)
        assert [session.get(Membership, (organization.id, profile.id)) for profile in profiles] == [None] * 3
        assert [chats.list_chats(session, profile.id) for profile in profiles] == [[]] * 3


def test_forgotten_person_is_signed_out_of_all_but_the_journal(store: Store) -> None:
    with store.write() as session:
        account = add_account(session)
        mine, others = [add_profile(session, account), add_profile(session, account)], add_profile(session)
        sites = ("journal", "messenger", "sferum")
        subject_ids = [profile.id for profile in (*mine, others)]
        session.add_all(
            SiteSession(token=f"{site}{subject_id}", site=site, subject_id=subject_id)
            for site in sites
            for subject_id in subject_ids
        )
        session.flush()
        seeding.forget_person(session, account.phone, MOMENT)
        left = {
            (site, subject_id)
            for site in sites
            for subject_id in subject_ids
            if session.get(SiteSession, f"{site}{subject_id}")
        }
    journal = {("journal", subject_id) for subject_id in subject_ids}
    assert left == journal | {("messenger", others.id), ("sferum", others.id)}


@pytest.mark.requirement("F-1", "F-3")
def test_chats_of_a_kindergarten_are_its_groups(store: Store) -> None:
    """Чаты детского сада — его группы."""
    with store.write() as session:
        organization, profile = add_organization(session, "Ромашка", title="Дом"), add_profile(session)
        organization.kind = "kindergarten"
        membership.join(session, organization, profile.id, "teacher", ["Ромашка"], MOMENT)
        assert [row.title for row in chats.list_chats(session, profile.id)] == [
            "Дом · Объявления",
            "Дом · Сотрудники",
            "Дом · Педагоги",
            "Группа «Ромашка» · Общая беседа",
        ]
