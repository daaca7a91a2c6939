"""What is listed: whose it is, from where on, how many, and in which order."""

import secrets

import pytest
from sqlalchemy import update

from mock_server.model.sferum import Chat, Link
from mock_server.model.vk_id import Account, ConfirmationCode
from mock_server.rules import confirmation, conversations, membership, organizations, people, protocol
from mock_server.rules.protocol import OAuthError
from mock_server.store import Store
from tests.db_factories import add_account, add_client, add_organization, add_profile

MOMENT = 1_800_000_000.0


def test_chat_lists_its_messages_and_calls_by_time_with_who_wrote_and_who_called(store: Store) -> None:
    with store.write() as session:
        chats = [Chat(kind="chat", title=title) for title in ("Учителя", "Родители")]
        session.add_all(chats)
        session.flush()
        writer, caller = add_profile(session), add_profile(session)
        conversations.start_call(session, chats[0].id, caller.id, MOMENT + 20)
        conversations.write_message(session, chats[0].id, writer.id, "после", MOMENT + 30)
        conversations.start_call(session, chats[0].id, writer.id, MOMENT)
        conversations.write_message(session, chats[0].id, caller.id, "до", MOMENT + 10)
        conversations.start_call(session, chats[1].id, caller.id, MOMENT)
        conversations.write_message(session, chats[1].id, caller.id, "другим", MOMENT)
        entries = conversations.list_entries(session, chats[0].id)
    assert [(entry.at - MOMENT, entry.writer.id, entry.text) for entry in entries] == [
        (0, writer.id, None),
        (10, caller.id, "до"),
        (20, caller.id, None),
        (30, writer.id, "после"),
    ]


def test_phones_are_listed_in_their_order_from_one_on(store: Store) -> None:
    name = secrets.token_hex(8)
    with store.write() as session:
        phones = [add_account(session).phone for _ in range(4)]
        for phone in phones[:3]:
            session.execute(update(Account).where(Account.phone == phone).values(last_name=name))
        wanted = sorted(phones[:3])
        assert people.find_phones(session, name, "", 10) == wanted
        assert people.find_phones(session, name, "", 2) == wanted[:2]
        assert people.find_phones(session, name, wanted[0], 10) == wanted[1:]


def test_members_are_listed_by_profile_with_their_own_link_there(store: Store) -> None:
    with store.write() as session:
        school, other = add_organization(session), add_organization(session)
        accounts = [add_account(session) for _ in range(3)]
        profiles = [add_profile(session, account) for account in accounts]
        for profile in profiles:
            for organization in (school, other):
                membership.join(session, organization, profile.id, "teacher", [], MOMENT)
        by_journal = {"client_id": add_client(session).id, "created_at": MOMENT}
        session.add(Link(profile_id=profiles[1].id, organization_id=school.id, person_id="p-51", **by_journal))
        session.add(Link(profile_id=profiles[2].id, organization_id=other.id, person_id="p-52", **by_journal))
        session.flush()
        ids = sorted(profile.id for profile in profiles)
        listed = organizations.list_members(session, school.id, 0, 10)
        assert [member.profile.id for member in listed] == ids
        assert {member.profile.id: (member.person_id, member.phone) for member in listed} == {
            profile.id: ("p-51" if profile is profiles[1] else None, account.phone)
            for profile, account in zip(profiles, accounts, strict=True)
        }
        assert [member.profile.id for member in organizations.list_members(session, school.id, ids[0], 1)] == [ids[1]]
        linked = organizations.list_members(session, school.id, 0, 10, linked=True)
        assert [member.profile.id for member in linked] == [profiles[1].id]


def test_codes_are_taken_in_the_order_in_which_they_were_sent(store: Store) -> None:
    with store.write() as session:
        phone = add_account(session).phone
        common = {"phone": phone, "method": "sms", "expires_at": MOMENT, "resend_at": MOMENT, "attempts_left": 3}
        session.add_all(
            ConfirmationCode(code=code, sent_at=MOMENT, ended_at=ended_at, **common)
            for code, ended_at in (("1111", MOMENT), ("2222", MOMENT), ("3333", None))
        )
    with store.change() as connection:
        assert [code.code for code in confirmation.take_codes(connection, phone)] == ["1111", "2222", "3333"]
        assert confirmation.take_codes(connection, phone) == []


@pytest.mark.parametrize(
    ("typed", "prompts"), [("", set()), ("none", {"none"}), ("login consent", {"login", "consent"})]
)
def test_prompts_are_read(typed: str, prompts: set[str]) -> None:
    strictness = protocol.Strictness(strict=True, note=lambda note: None)
    assert protocol.read_prompts({"prompt": typed}, strictness) == prompts


@pytest.mark.parametrize("typed", ["none login", "consent none"])
def test_nothing_to_show_and_something_to_show_is_refused(typed: str) -> None:
    strictness = protocol.Strictness(strict=False, note=lambda note: None)
    with pytest.raises(OAuthError):
        protocol.read_prompts({"prompt": typed}, strictness)
