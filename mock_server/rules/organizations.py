"""Which organizations there are, with the numbers of their people, links and chats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, and_, cast, func, select
from sqlalchemy.orm import Session

from mock_server.model.journal import JournalUser
from mock_server.model.sferum import Chat, ChatMember, Link, Membership, Organization, Profile
from mock_server.model.vk_id import Account
from mock_server.rules.search import match_words

MAX_CHATS = 1000
"""Chats of an organization that are listed: an organization has 500 classes at most. Ours."""


@dataclass(frozen=True)
class OrganizationCounts:
    """An organization, and how many it has of each."""

    organization: Organization
    members: int
    linked: int
    chats: int
    journal_users: int


@dataclass(frozen=True)
class OrganizationMember:
    """A profile that belongs to an organization; without a phone for a person whom VK ID does not know."""

    profile: Profile
    membership: Membership
    person_id: str | None
    """The person of the journal that the profile is linked with, in this organization."""
    phone: str | None


@dataclass(frozen=True)
class CountedChat:
    """An automatic chat of an organization, with the number of its members."""

    title: str
    kind: str
    members: int


def find_organizations(session: Session, text: str, after: int, limit: int) -> list[OrganizationCounts]:
    """Returns organizations by ID, from `after` on, with these words in their title or ID."""
    query = select(Organization).where(
        Organization.id > after, match_words(text, (Organization.title, cast(Organization.id, String)))
    )
    return count_people(session, session.scalars(query.order_by(Organization.id).limit(limit)).all())


def count_people(session: Session, organizations: Sequence[Organization]) -> list[OrganizationCounts]:
    """Returns the organizations with the numbers of their people, links and chats, in one statement for each."""
    ids = [organization.id for organization in organizations]
    counts = [
        _count(session, column, ids)
        for column in (Membership.organization_id, Link.organization_id, Chat.organization_id)
    ]
    counts.append(_count(session, JournalUser.organization_id, ids))
    return [
        OrganizationCounts(organization, *(count.get(organization.id, 0) for count in counts))
        for organization in organizations
    ]


def list_members(
    session: Session, organization_id: int, after: int, limit: int, *, linked: bool = False
) -> list[OrganizationMember]:
    """Returns the members of an organization by profile ID, from `after` on; `linked`: only those with a link there."""
    own_link = and_(Link.profile_id == Profile.id, Link.organization_id == organization_id)
    rows = session.execute(
        select(Profile, Membership, Link.person_id, Account.phone)
        .join(Membership, Membership.profile_id == Profile.id)
        .join(Link, own_link, isouter=not linked)
        .outerjoin(Account, Account.id == Profile.account_id)
        .where(Membership.organization_id == organization_id, Profile.id > after)
        .order_by(Profile.id)
        .limit(limit)
    )
    return [OrganizationMember(*row) for row in rows]


def list_chats(session: Session, organization_id: int) -> list[CountedChat]:
    """Returns the chats of an organization, in the order of the guide's list."""
    members = func.count(ChatMember.profile_id)
    rows = session.execute(
        select(Chat.title, Chat.kind, members)
        .outerjoin(ChatMember, ChatMember.chat_id == Chat.id)
        .where(Chat.organization_id == organization_id)
        .group_by(Chat.id)
        .order_by(Chat.rank, Chat.id)
        .limit(MAX_CHATS)
    )
    return [CountedChat(*row) for row in rows]


def load_titles(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Returns the titles of these organizations by ID."""
    rows = session.execute(select(Organization.id, Organization.title).where(Organization.id.in_(ids)))
    return dict(rows.all())


def _count(session: Session, column: object, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(select(column, func.count()).where(column.in_(ids)).group_by(column))  # type: ignore[attr-defined,call-overload]
    return dict(rows.all())
