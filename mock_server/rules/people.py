"""Who there is: the people whom VK ID or the journal knows, by phone, with their profiles, links and chats."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from mock_server.model.journal import JournalUser
from mock_server.model.sandbox import TimeShift
from mock_server.model.sferum import ChatMember, Link, Membership, Profile
from mock_server.model.vk_id import Account
from mock_server.rules import linking
from mock_server.rules.accounts import find_account
from mock_server.rules.search import match_words


@dataclass
class OwnedProfile:
    """An educational profile of a person, its link, the organizations it belongs to, and the number of its chats."""

    profile: Profile
    link: Link | None
    organization_ids: list[int] = field(default_factory=list)
    chats: int = 0


@dataclass
class KnownPerson:
    """What is known of one phone; `time_shift_s` is how far its timers have been moved."""

    phone: str
    account: Account | None = None
    profiles: list[OwnedProfile] = field(default_factory=list)
    users: list[JournalUser] = field(default_factory=list)
    time_shift_s: float = 0.0


def find_phones(session: Session, text: str, after: str, limit: int) -> list[str]:
    """Returns phones, in their order, from `after` on, of people with these words in phone, name, login or e-mail."""
    users = select(JournalUser.phone.label("phone")).where(
        JournalUser.phone > after,
        match_words(
            text,
            (
                JournalUser.phone,
                JournalUser.login,
                JournalUser.last_name,
                JournalUser.first_name,
                JournalUser.patronymic,
            ),
        ),
    )
    names = (Account.phone, Account.email, Account.last_name, Account.first_name)
    profile_names = (Profile.last_name, Profile.first_name, Profile.patronymic)
    accounts = (
        select(Account.phone)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(Account.phone > after, match_words(text, (*names, *profile_names)))
    )
    return list(session.scalars(users.union(accounts).order_by("phone").limit(limit)))


def load_people(session: Session, phones: Sequence[str]) -> list[KnownPerson]:
    """Returns what is known of each of these phones, in a few statements for all of them."""
    people = {phone: KnownPerson(phone) for phone in phones}
    owners: dict[int, KnownPerson] = {}
    for account in session.scalars(select(Account).where(Account.phone.in_(phones))):
        owners[account.id] = people[account.phone]
        people[account.phone].account = account
    for user in session.scalars(select(JournalUser).where(JournalUser.phone.in_(phones)).order_by(JournalUser.id)):
        people[user.phone].users.append(user)
    for shift in session.scalars(select(TimeShift).where(TimeShift.phone.in_(phones))):
        people[shift.phone].time_shift_s = shift.seconds
    if owners:
        for owned in _load_profiles(session, list(owners)):
            owners[owned.profile.account_id or 0].profiles.append(owned)
    return list(people.values())


def unlink_person(session: Session, phone: str) -> int:
    """Undoes the links of the person's profiles and of the person's users of the journal; returns how many.

    The sandbox's journal holds none of them for linked any more. A journal of a vendor is not told: ours.
    """
    account = find_account(session, phone)
    profile_ids = [profile.id for profile in account.profiles] if account else []
    users = session.scalars(select(JournalUser).where(JournalUser.phone == phone)).all()
    profile_ids += [user.profile_id for user in users if user.profile_id is not None]
    # In one order for all who undo several links: each step locks an organization.
    links = select(Link).where(Link.profile_id.in_(profile_ids)).order_by(Link.organization_id, Link.profile_id)
    undone = [
        linking.detach(session, link.client_id, link.organization_id, link.person_id)
        for link in session.scalars(links).all()
    ]
    held = or_(JournalUser.phone == phone, JournalUser.profile_id.in_(profile_ids))
    session.execute(update(JournalUser).where(held).values(profile_id=None, profile_name=None))
    return sum(undone)


def _load_profiles(session: Session, account_ids: list[int]) -> list[OwnedProfile]:
    rows = session.execute(
        select(Profile, Link)
        .outerjoin(Link, Link.profile_id == Profile.id)
        .where(Profile.account_id.in_(account_ids))
        .order_by(Profile.created_at)
    ).all()
    owned = {profile.id: OwnedProfile(profile, link) for profile, link in rows}
    memberships = select(Membership.profile_id, Membership.organization_id).where(Membership.profile_id.in_(owned))
    organizations = defaultdict(list)
    for profile_id, organization_id in session.execute(memberships.order_by(Membership.organization_id)):
        organizations[profile_id].append(organization_id)
    members = select(ChatMember.profile_id, func.count()).where(ChatMember.profile_id.in_(owned))
    chats = dict(session.execute(members.group_by(ChatMember.profile_id)).all())
    for profile_id, profile in owned.items():
        profile.organization_ids, profile.chats = organizations[profile_id], chats.get(profile_id, 0)
    return list(owned.values())
