"""What the statistics count (C-3, D-3): the week to the second, who was attached when, which chats, calls."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from mock_server.model.sferum import Organization, Profile
from mock_server.model.vk_id import Account
from mock_server.rules import chats, conversations, membership
from mock_server.rules.statistics import WEEK_S, MemberActivity, count_calls, count_messages, count_week
from mock_server.store import Store
from tests.db_factories import add_account, add_organization, add_profile

MOSCOW = timezone(timedelta(hours=3))
UNTIL = datetime(2024, 10, 16, 12, 0, 0, tzinfo=MOSCOW).timestamp()
"""16.10.2024 12:00:00 in Moscow, the day of the guide's first report."""
LONG_AGO = UNTIL - 30 * 24 * 3600


def moment(text: str) -> float:
    """`09.10 12:00:00` of 2024, Moscow time."""
    return datetime.strptime(f"2024 {text}", "%Y %d.%m %H:%M:%S").replace(tzinfo=MOSCOW).timestamp()


def add_member(
    session: Session, school: Organization, since: float = LONG_AGO, account: Account | None = None
) -> Profile:
    profile = add_profile(session, account)
    membership.join(session, school, profile.id, "teacher", ["5А"], since)
    return profile


def group_chat(session: Session, profile: Profile) -> int:
    return next(row.id for row in chats.list_chats(session, profile.id) if row.kind == "chat")


def only_member(session: Session, school: Organization) -> MemberActivity:
    (member,) = count_week(session, school.id, UNTIL)
    return member


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        ("09.10 11:59:59", 0),
        ("09.10 12:00:00", 1),
        ("09.10 12:00:01", 1),
        ("16.10 11:59:59", 1),
        ("16.10 12:00:00", 0),
    ],
)
@pytest.mark.requirement("C-3", "D-3")
def test_week_is_seven_times_24_hours_to_the_second(store: Store, at: str, counted: int) -> None:
    """Неделя — семь раз по 24 часа, с точностью до секунды."""
    with store.write() as session:
        school = add_organization(session, "5А")
        profile = add_member(session, school)
        chat = group_chat(session, profile)
        conversations.write_message(session, chat, profile.id, "Здравствуйте", moment(at))
        conversations.start_call(session, chat, profile.id, moment(at))
        member = only_member(session, school)
        assert (member.messages, member.calls) == (counted, counted)


@pytest.mark.requirement("C-3", "E-3")
def test_only_what_is_written_while_attached_counts(store: Store) -> None:
    """Считается только написанное, пока человек в организации."""
    with store.write() as session:
        school = add_organization(session, "5А")
        profile = add_member(session, school, since=UNTIL - 300)
        chat = chats.create_chat(session, profile.id, "Клуб").id
        for ago in (301, 300, 201):
            conversations.write_message(session, chat, profile.id, "Здравствуйте", UNTIL - ago)
        membership.leave_organization(session, school.id, profile.id, UNTIL - 200)
        assert count_week(session, school.id, UNTIL) == []
        conversations.write_message(session, chat, profile.id, "Здравствуйте", UNTIL - 200)
        membership.join(session, school, profile.id, "teacher", [], UNTIL - 100)
        for ago in (101, 100):
            conversations.write_message(session, chat, profile.id, "Здравствуйте", UNTIL - ago)
        # 300 and 201 before the break, 100 after it; not 301, 200 and 101.
        assert only_member(session, school).messages == 3


@pytest.mark.requirement("C-3", "D-3")
def test_what_is_written_after_the_week_does_not_count_whenever_the_person_leaves(store: Store) -> None:
    """Написанное после недели не считается, когда бы человек ни ушёл."""
    with store.write() as session:
        school = add_organization(session, "5А")
        profile = add_member(session, school)
        chat = group_chat(session, profile)
        for at in (UNTIL - 1, UNTIL):
            conversations.write_message(session, chat, profile.id, "Здравствуйте", at)
        membership.leave_organization(session, school.id, profile.id, UNTIL + 100)
        membership.join(session, school, profile.id, "teacher", ["5А"], UNTIL + 200)
        assert only_member(session, school).messages == 1


@pytest.mark.requirement("C-3", "D-3")
def test_dialogs_do_not_count(store: Store) -> None:
    """Личные диалоги не считаются."""
    with store.write() as session:
        school = add_organization(session, "5А")
        profile = add_member(session, school)
        dialog = chats.open_dialog(session, profile.id, add_profile(session).id)
        assert dialog
        conversations.write_message(session, dialog, profile.id, "Здравствуйте", UNTIL - 1)
        conversations.start_call(session, dialog, profile.id, UNTIL - 1)
        member = only_member(session, school)
        assert (member.messages, member.calls) == (0, 0)


@pytest.mark.requirement("C-3", "F-1")
def test_member_of_two_organizations_counts_in_each_with_its_own_chats(store: Store) -> None:
    """Участник двух организаций считается в каждой по её чатам."""
    with store.write() as session:
        school, kindergarten = add_organization(session, "5А"), add_organization(session, "Ромашка")
        profile = add_member(session, school)
        chat = group_chat(session, profile)
        conversations.write_message(session, chat, profile.id, "Здравствуйте", UNTIL - 1)
        membership.join(session, kindergarten, profile.id, "teacher", ["Ромашка"], LONG_AGO)
        assert (only_member(session, school).messages, only_member(session, kindergarten).messages) == (1, 0)
        chat_id = chats.create_chat(session, profile.id, "Клуб").id
        conversations.write_message(session, chat_id, profile.id, "Здравствуйте", UNTIL - 1)
        assert (only_member(session, school).messages, only_member(session, kindergarten).messages) == (2, 1)


@pytest.mark.requirement("C-3")
def test_profile_that_is_not_attached_does_not_count(store: Store) -> None:
    """Неприкреплённый профиль не считается."""
    with store.write() as session:
        school, account = add_organization(session, "5А"), add_account(session)
        attached, duplicate = add_member(session, school, account=account), add_profile(session, account)
        chat_id = chats.create_chat(session, duplicate.id, "Клуб").id
        conversations.write_message(session, chat_id, duplicate.id, "Здравствуйте", UNTIL - 1)
        member = only_member(session, school)
        assert (member.profile_id, member.messages) == (attached.id, 0)


@pytest.mark.requirement("C-3", "C-4")
def test_organization_counts_nobody_of_another(store: Store) -> None:
    """Организация не считает чужих людей."""
    with store.write() as session:
        school, other_school = add_organization(session), add_organization(session, "5А")
        stranger = add_member(session, other_school)
        chat_id = chats.create_chat(session, stranger.id, "Клуб").id
        conversations.write_message(session, chat_id, stranger.id, "Здравствуйте", UNTIL - 1)
        for counted in (count_messages, count_calls):
            assert counted(session, school.id, LONG_AGO, UNTIL) == {}
        assert count_messages(session, other_school.id, LONG_AGO, UNTIL) == {stranger.id: 1}


@pytest.mark.requirement("D-3")
def test_members_are_in_alphabetical_order(store: Store) -> None:
    """Участники стоят по алфавиту."""
    with store.write() as session:
        school = add_organization(session)
        for last_name in ("Яшин", "ершов", "Ёлкин", "Ефимов"):
            profile = add_profile(session, last_name=last_name)
            membership.join(session, school, profile.id, "staff", [], LONG_AGO)
        names = [member.full_name for member in count_week(session, school.id, UNTIL)]
        assert names == ["Ёлкин Анна", "ершов Анна", "Ефимов Анна", "Яшин Анна"]


def test_a_week_is_seven_days() -> None:
    assert timedelta(seconds=WEEK_S) == timedelta(days=7)
