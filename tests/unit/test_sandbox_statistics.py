"""What the statistics count (C-3): a week of messages in group chats from the profile attached."""

import pytest
from sqlalchemy.orm import Session

from mock_server.model import Organization, Profile
from mock_server.rules import chats, conversations, linking
from mock_server.rules.linking import JournalPerson
from mock_server.rules.statistics import messages_counted
from mock_server.store import Store
from tests.unit.inhabitants import add_account, add_client, add_organization, add_profile

SINCE, UNTIL = 1_800_000_000.0, 1_800_604_800.0


def add_linked(session: Session, school: Organization, profile: Profile) -> None:
    person = JournalPerson(school.id, str(profile.id), "teacher", ["5А"])
    linking.attach(session, add_client(session).id, person, profile.id)


def write(session: Session, profile: Profile, *moments: float) -> None:
    """Messages in the first of the profile's chats."""
    chat = chats.chats_of(session, profile.id)[0]
    for moment in moments:
        conversations.write(session, chat.id, profile.id, "Здравствуйте", moment)


def counted(session: Session, school: Organization) -> dict[int, int]:
    return messages_counted(session, school.id, SINCE, UNTIL)


@pytest.mark.requirement("C-3")
def test_week_is_counted_to_the_second(store: Store) -> None:
    with store.write() as session:
        school, profile = add_organization(session, "5А"), add_profile(session)
        add_linked(session, school, profile)
        write(session, profile, SINCE - 1, SINCE, SINCE + 1, UNTIL - 1, UNTIL, UNTIL + 1)
        assert counted(session, school) == {profile.id: 3}


@pytest.mark.requirement("C-3")
def test_who_wrote_nothing_has_nothing(store: Store) -> None:
    with store.write() as session:
        school, profile = add_organization(session, "5А"), add_profile(session)
        add_linked(session, school, profile)
        assert counted(session, school) == {profile.id: 0}


@pytest.mark.requirement("C-3")
def test_profile_that_is_not_attached_does_not_count(store: Store) -> None:
    with store.write() as session:
        school, account = add_organization(session, "5А"), add_account(session)
        attached, duplicate = add_profile(session, account), add_profile(session, account)
        add_linked(session, school, attached)
        chats.make_own(session, duplicate.id, "Клуб")
        write(session, duplicate, SINCE)
        assert counted(session, school) == {attached.id: 0}


@pytest.mark.requirement("C-3", "C-4")
def test_chat_made_by_hand_counts(store: Store) -> None:
    with store.write() as session:
        school, profile = add_organization(session, "5А"), add_profile(session)
        add_linked(session, school, profile)
        own = chats.make_own(session, profile.id, "Клуб")
        conversations.write(session, own.id, profile.id, "Здравствуйте", SINCE)
        assert counted(session, school) == {profile.id: 1}


@pytest.mark.requirement("C-3")
def test_each_organization_counts_its_own(store: Store) -> None:
    with store.write() as session:
        here, there = add_organization(session, "5А"), add_organization(session, "5А")
        mine, other = add_profile(session), add_profile(session)
        add_linked(session, here, mine)
        add_linked(session, there, other)
        write(session, mine, SINCE)
        write(session, other, SINCE, SINCE)
        assert counted(session, here) == {mine.id: 1}
        assert counted(session, there) == {other.id: 2}


def test_organization_without_people_counts_nobody(store: Store) -> None:
    with store.write() as session:
        assert counted(session, add_organization(session)) == {}
