"""Attaching a profile to an organization at its journal's asking: once, by one, and undone by who made it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server.model import ChatMember, Client, Link, Membership, Organization, Profile
from mock_server.rules import linking
from mock_server.rules.linking import JournalPerson, LinkRefused
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


def teacher(school: Organization, person_id: str = "1", **known) -> JournalPerson:
    return JournalPerson(
        **{"role": "teacher", "classes": ["5А"], **known}, organization_id=school.id, person_id=person_id
    )


def traces(session: Session, profile_id: int) -> tuple[int, int, int]:
    """How many links, memberships and chats a profile has."""
    return (
        len(session.scalars(select(Link).where(Link.profile_id == profile_id)).all()),
        len(session.scalars(select(Membership).where(Membership.profile_id == profile_id)).all()),
        len(session.scalars(select(ChatMember).where(ChatMember.profile_id == profile_id)).all()),
    )


@pytest.mark.requirement("C-1")
def test_attaching_links_and_makes_the_chats(store: Store, client, school, profile) -> None:
    with store.write() as session:
        assert linking.attach(session, client.id, teacher(school), profile.id) is True
    with store.read() as session:
        assert traces(session, profile.id) == (1, 1, 4)
        link = linking.link_of_person(session, school.id, "1")
        assert link
        assert (link.profile_id, link.client_id) == (profile.id, client.id)


@pytest.mark.requirement("C-1")
def test_attaching_twice_changes_nothing(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        made = traces(session, profile.id)
        assert linking.attach(session, client.id, teacher(school), profile.id) is False
        assert traces(session, profile.id) == made


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"organization_id": 1}, "unknown_organization"),
        ({"role": "director"}, "unknown_role"),
        ({"classes": ["5А", "7В"]}, "unknown_class"),
    ],
)
def test_what_is_not_known_is_refused_and_nothing_is_left(store, client, school, profile, change, error) -> None:
    asked = JournalPerson(
        **{"organization_id": school.id, "person_id": "1", "role": "teacher", "classes": [], **change}
    )
    with store.write() as session:
        with pytest.raises(LinkRefused) as refused:
            linking.attach(session, client.id, asked, profile.id)
        assert refused.value.error == error
        assert traces(session, profile.id) == (0, 0, 0)


def test_profile_of_another_person_is_refused(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school, "1"), profile.id)
        with pytest.raises(LinkRefused, match="profile_linked"):
            linking.attach(session, client.id, teacher(school, "2"), profile.id)


def test_second_profile_of_a_person_is_refused(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        other = add_profile(session)
        with pytest.raises(LinkRefused, match="person_linked"):
            linking.attach(session, client.id, teacher(school), other.id)
        assert traces(session, other.id) == (0, 0, 0)


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
        assert traces(session, profile.id) == (1, 1, 0)


def test_detaching_takes_the_person_out(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        assert linking.detach(session, client.id, school.id, "1") is True
        assert traces(session, profile.id) == (0, 0, 0)
        assert linking.detach(session, client.id, school.id, "1") is False


def test_detached_profile_and_person_may_be_linked_anew(store: Store, client, school, profile) -> None:
    with store.write() as session:
        other = add_profile(session)
        linking.attach(session, client.id, teacher(school, "1"), profile.id)
        linking.detach(session, client.id, school.id, "1")
        assert linking.attach(session, client.id, teacher(school, "2"), profile.id)
        assert linking.attach(session, client.id, teacher(school, "1"), other.id)


def test_only_the_journal_that_made_a_link_may_undo_it(store: Store, client, school, profile) -> None:
    with store.write() as session:
        linking.attach(session, client.id, teacher(school), profile.id)
        stranger = add_client(session)
        assert linking.detach(session, stranger.id, school.id, "1") is False
        assert traces(session, profile.id) == (1, 1, 4)


def test_one_profile_asked_for_by_many_at_once_is_linked_once(store: Store, client, school, profile) -> None:
    def attach(number: int) -> str:
        try:
            with store.write() as session:
                linking.attach(session, client.id, teacher(school, str(number)), profile.id)
        except LinkRefused as refused:
            return refused.error
        return "linked"

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(attach, range(8))) == {"linked": 1, "profile_linked": 7}
    with store.read() as session:
        assert traces(session, profile.id) == (1, 1, 4)
