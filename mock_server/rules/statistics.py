"""What an administrator's statistics count: messages and calls of the last 7 days (C-3, D-3).

They count what a profile wrote in group chats, automatic or made by hand, while it was attached to the organization.
A dialog of two is no group chat; a duplicate profile is attached to nothing. Ours: a profile of two organizations
counts in each with the chats of that organization, and in both with chats made by hand.
"""

from dataclasses import dataclass

from sqlalchemy import Float, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from mock_server.model.sferum import Call, Chat, Link, Membership, Message, PastMembership, Profile
from mock_server.natural_order import natural_key

WEEK_S = 7 * 24 * 3600
"""Ours: 7 days are 7 times 24 hours up to the moment of the report, to the second."""


@dataclass(frozen=True)
class MemberActivity:
    """A line of the report: a profile attached to the organization, and what it did in a week."""

    profile_id: int
    full_name: str
    role: str
    linked: bool
    """«Связь с ЭЖ»: whether an account of the organization's journal is linked with the profile."""
    messages: int
    calls: int


def count_week(session: Session, organization_id: int, until: float) -> list[MemberActivity]:
    """Returns all profiles attached to the organization, by name, with their counts of the 7 days before `until`."""
    since = until - WEEK_S
    messages = count_messages(session, organization_id, since, until)
    calls = count_calls(session, organization_id, since, until)
    linked = set(session.scalars(select(Link.profile_id).where(Link.organization_id == organization_id)))
    rows = session.execute(
        select(Profile.id, Profile.last_name, Profile.first_name, Profile.patronymic, Membership.role)
        .join(Membership, Membership.profile_id == Profile.id)
        .where(Membership.organization_id == organization_id)
    )
    members = [
        MemberActivity(number, " ".join(filter(None, names)), role, number in linked, messages[number], calls[number])
        for number, *names, role in rows
    ]
    return sorted(members, key=lambda member: (natural_key(member.full_name), member.profile_id))


def count_messages(session: Session, organization_id: int, since: float, until: float) -> dict[int, int]:
    """Returns numbers of messages by profile ID, from `since` to before `until`; a member who wrote nothing has 0."""
    return _count(session, organization_id, since, until, Message, Message.sent_at)


def count_calls(session: Session, organization_id: int, since: float, until: float) -> dict[int, int]:
    """Returns numbers of calls by their starter's profile ID, from `since` to before `until`; 0 for other members."""
    return _count(session, organization_id, since, until, Call, Call.started_at)


def _count(
    session: Session,
    organization_id: int,
    since: float,
    until: float,
    table: type[Message] | type[Call],
    moment: InstrumentedAttribute[float],
) -> dict[int, int]:
    present = select(
        Membership.profile_id, Membership.since.label("since"), literal(until, Float).label("until")
    ).where(Membership.organization_id == organization_id)
    past = select(PastMembership.profile_id, PastMembership.since, PastMembership.until).where(
        PastMembership.organization_id == organization_id
    )
    attached = union_all(present, past).subquery()
    rows = session.execute(
        select(attached.c.profile_id, func.count().label("done"))
        .join(
            table,
            and_(
                table.profile_id == attached.c.profile_id,
                moment >= since,
                moment < until,
                moment >= attached.c.since,
                moment < attached.c.until,
            ),
        )
        .join(Chat, and_(Chat.id == table.chat_id, Chat.kind != "dialog"))
        .where(or_(Chat.organization_id.is_(None), Chat.organization_id == organization_id))
        .group_by(attached.c.profile_id)
    )
    counts = {row.profile_id: row.done for row in rows}
    members = session.scalars(select(Membership.profile_id).where(Membership.organization_id == organization_id))
    return {profile_id: counts.get(profile_id, 0) for profile_id in members}
