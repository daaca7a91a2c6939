"""Links as the database has them: what it refuses by itself, and who may be linked anew. `test_linking_api.py` asks."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server.model.sferum import ChatMember, Link, Membership, Organization, PastMembership, Profile
from mock_server.model.vk_id import Client
from mock_server.rules import applications, chats, invitations, linking, membership, seeding, statistics
from mock_server.rules.linking import JournalPerson
from mock_server.rules.membership import MembershipRefusedError
from mock_server.store import Store
from tests.db_factories import add_client, add_organization, add_profile


@pytest.fixture
def client(store: Store) -> Client:
    with store.write() as session:
        return add_client(session)


@pytest.fixture
def school(store: Store) -> Organization:
    with store.write() as session:
        return add_organization(session, "5А", "10Б")


@pytest.fixture
def profile(store: Store) -> Profile:
    with store.write() as session:
        return add_profile(session)


def teacher(school: Organization, person_id: str = "1") -> JournalPerson:
    return JournalPerson(school.id, person_id, "teacher", ["5А"])


def test_people_of_two_schools_may_bear_one_id(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        elsewhere = add_organization(session, "5А")
        assert linking.attach(session, client.id, teacher(elsewhere), add_profile(session).id)


def test_database_itself_refuses_a_second_link_of_a_profile(store: Store, client, school, profile) -> None:
    second = Link(profile_id=profile.id, organization_id=school.id, person_id="2", client_id=client.id, created_at=0.0)
    with store.write() as session:
        linking.attach(session, client.id, teacher(school, "1"), profile.id)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(second)


def test_database_itself_refuses_a_second_link_of_a_person(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        other = add_profile(session)
    second = Link(profile_id=other.id, organization_id=school.id, person_id="1", client_id=client.id, created_at=0.0)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(second)


# --- Who belongs to the organization already, or comes to belong while linked. Ours: the guide is silent. ---


def titles(session: Session, profile: Profile) -> list[str]:
    """Returns the profile's chats in the school, by the last or the first part of their titles."""
    rows = [row.title for row in chats.list_chats(session, profile.id)]
    return [title.rpartition(" · ")[2] if "Общая" not in title else title.partition(" ")[0] for title in rows]


def role(session: Session, school: Organization, profile: Profile) -> tuple[str, list[str]] | None:
    row = session.get(Membership, (school.id, profile.id))
    return (row.role, row.classes) if row else None


AS_TEACHER = ["Объявления", "Сотрудники", "Учительская", "5А"]


@pytest.mark.requirement("C-1", "F-1")
@pytest.mark.parametrize(
    ("own", "classes", "own_chats", "all_chats"),
    [
        ("parent", ["10Б"], ["Объявления", "10Б"], [*AS_TEACHER, "10Б"]),
        ("parent", ["5А"], ["Объявления", "5А"], AS_TEACHER),
        ("staff", [], ["Объявления", "Сотрудники"], AS_TEACHER),
        ("teacher", ["5А", "10Б"], [*AS_TEACHER, "10Б"], [*AS_TEACHER, "10Б"]),
    ],
    ids=["родитель другого класса", "родитель своего класса", "сотрудник", "учитель двух классов"],
)
def test_link_adds_to_a_membership_and_unlinking_takes_it_away_again(
    store: Store, client, school, profile, own: str, classes: list[str], own_chats: list[str], all_chats: list[str]
) -> None:
    """Привязка добавляет к участию в организации, отвязка отнимает добавленное."""
    with store.write() as session:
        membership.join(session, session.merge(school), profile.id, own, classes, 5.0)
        for _ in range(2):  # linked anew after it was unlinked
            assert titles(session, profile) == own_chats
            linking.attach(session, client.id, teacher(school), profile.id)
            assert role(session, school, profile) == ("teacher", ["5А"])
            assert titles(session, profile) == all_chats
            linking.detach(session, client.id, school.id, "1")
            assert role(session, school, profile) == (own, classes)
        assert titles(session, profile) == own_chats
        assert session.get_one(Membership, (school.id, profile.id)).since == 5.0
        assert session.scalars(select(PastMembership).where(PastMembership.profile_id == profile.id)).all() == []


@pytest.mark.requirement("C-1")
def test_chat_left_before_the_link_is_left_after_it(store: Store, client, school, profile) -> None:
    """Чат, из которого вышли до привязки, покинут и после неё."""
    with store.write() as session:
        membership.join(session, session.merge(school), profile.id, "staff", [], 0.0)
        (channel,) = (row for row in chats.list_chats(session, profile.id) if row.title.endswith("Сотрудники"))
        session.delete(session.get_one(ChatMember, (channel.id, profile.id)))
        linking.attach(session, client.id, teacher(school), profile.id)
        assert titles(session, profile) == AS_TEACHER
        linking.detach(session, client.id, school.id, "1")
        assert titles(session, profile) == ["Объявления"]


@pytest.mark.requirement("D-3")
def test_report_has_the_role_of_the_link_while_there_is_one(store: Store, client, school, profile) -> None:
    """Пока есть привязка, в отчёте её роль."""

    def line(session: Session) -> tuple[str, bool]:
        (member,) = statistics.count_week(session, school.id, 2e9)
        return member.role, member.linked

    with store.write() as session:
        membership.join(session, session.merge(school), profile.id, "parent", [], 0.0)
        assert line(session) == ("parent", False)
        linking.attach(session, client.id, teacher(school), profile.id)
        assert line(session) == ("teacher", True)
        linking.detach(session, client.id, school.id, "1")
        assert line(session) == ("parent", False)


@pytest.mark.requirement("F-2", "F-3")
@pytest.mark.parametrize(
    "decision", ["confirmed", "rejected", "not decided"], ids=["подтверждена", "отклонена", "не решена"]
)
def test_application_that_waits_while_its_person_is_linked(
    store: Store, client, school, profile, decision: str
) -> None:
    """Заявка ждёт, пока её автора привязывают журналом."""
    with store.write() as session:
        waiting = applications.apply(session, school.id, profile.id, "parent", ["10Б"], 0.0)
        linking.attach(session, client.id, teacher(school), profile.id)
        if decision == "confirmed":
            applications.confirm(session, school.id, waiting.id, 1.0)
        elif decision == "rejected":
            applications.reject(session, school.id, waiting.id, "Нет", 1.0)
        assert role(session, school, profile) == ("teacher", ["5А"])
        assert titles(session, profile) == [*AS_TEACHER, *["10Б"] * (decision == "confirmed")]
        linking.detach(session, client.id, school.id, "1")
        stays = decision == "confirmed"
        assert role(session, school, profile) == (("parent", ["10Б"]) if stays else None)
        assert titles(session, profile) == (["Объявления", "10Б"] if stays else [])
        assert [application.decided_at is None for application, _ in applications.list_made(session, profile.id)] == [
            decision == "not decided"
        ]


@pytest.mark.requirement("F-1")
def test_invitation_accepted_while_linked_holds_after_it(store: Store, client, school, profile) -> None:
    """Приглашение, принятое во время привязки, действует и после неё."""
    with store.write() as session:
        invitation = invitations.invite(
            session, school.id, "staff", [], phone=None, single_use=True, moment=0.0, lifetime_s=60.0
        )
        linking.attach(session, client.id, teacher(school), profile.id)
        assert invitations.accept(session, invitation, profile, 1.0) is True
        assert invitations.accept(session, invitation, profile, 1.0) is False
        with pytest.raises(MembershipRefusedError, match=applications.MEMBER):
            applications.apply(session, school.id, profile.id, "parent", [], 1.0)
        assert titles(session, profile) == AS_TEACHER
        linking.detach(session, client.id, school.id, "1")
        assert role(session, school, profile) == ("staff", [])
        assert titles(session, profile) == ["Объявления", "Сотрудники"]


def test_link_in_one_organization_is_nothing_to_another(store: Store, client, school, profile) -> None:
    with store.write() as session:
        elsewhere = add_organization(session, "5А", title="Другая школа")
        membership.join(session, elsewhere, profile.id, "parent", ["5А"], 0.0)
        linking.attach(session, client.id, teacher(school), profile.id)
        linking.detach(session, client.id, school.id, "1")
        assert role(session, elsewhere, profile) == ("parent", ["5А"])
        assert role(session, school, profile) is None
        assert titles(session, profile) == ["Объявления", "5А"]


def test_forgotten_person_leaves_with_and_without_the_link(store: Store, client, school, profile) -> None:
    with store.write() as session:
        stored = session.get_one(Profile, profile.id)
        assert stored.account
        membership.join(session, session.merge(school), profile.id, "parent", ["10Б"], 0.0)
        linking.attach(session, client.id, teacher(school), profile.id)
        elsewhere = add_organization(session)
        applications.apply(session, elsewhere.id, profile.id, "parent", [], 0.0)
        seeding.forget_person(session, stored.account.phone, 1.0)
        assert applications.list_undecided(session, elsewhere.id) == []
        assert (role(session, school, profile), titles(session, profile)) == (None, [])


def test_detached_profile_and_person_may_be_linked_anew(store: Store, client, school, profile) -> None:
    with store.write() as session:
        other = add_profile(session)
        linking.attach(session, client.id, teacher(school, "1"), profile.id)
        linking.detach(session, client.id, school.id, "1")
        assert linking.attach(session, client.id, teacher(school, "2"), profile.id)
        assert linking.attach(session, client.id, teacher(school, "1"), other.id)
