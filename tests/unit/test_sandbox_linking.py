"""Links as the database has them: what it refuses by itself, and who may be linked anew. `test_linking_api.py` asks."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from mock_server.model import ChatMember, Client, Link, Membership, Organization, Profile
from mock_server.rules import linking
from mock_server.rules.linking import JournalPerson
from mock_server.store import Store
from tests.unit.inhabitants import add_client, add_organization, add_profile


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


def test_member_who_is_linked_keeps_the_chats_there_are(store: Store, client, school, profile) -> None:
    with store.write() as session:
        session.add(Membership(organization_id=school.id, profile_id=profile.id, role="staff", classes=[]))
        assert linking.attach(session, client.id, teacher(school), profile.id)
        assert session.get_one(Membership, (school.id, profile.id)).role == "staff"
        chats = select(func.count()).select_from(ChatMember).where(ChatMember.profile_id == profile.id)
        assert session.scalar(chats) == 0


def test_detached_profile_and_person_may_be_linked_anew(store: Store, client, school, profile) -> None:
    with store.write() as session:
        other = add_profile(session)
        linking.attach(session, client.id, teacher(school, "1"), profile.id)
        linking.detach(session, client.id, school.id, "1")
        assert linking.attach(session, client.id, teacher(school, "2"), profile.id)
        assert linking.attach(session, client.id, teacher(school, "1"), other.id)
