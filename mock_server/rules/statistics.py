"""What an administrator's statistics count (C-3)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mock_server.model import Membership, Message


def messages_counted(session: Session, organization_id: int, since: float, until: float) -> dict[int, int]:
    """Messages of each member of an organization by profile ID, from `since` up to but not at `until`.

    Only those written in group chats from the profile attached to the organization count; a member who wrote
    nothing has 0. A duplicate profile is no member, so what it writes is not here.
    """
    written = (
        select(Message.profile_id, func.count(Message.id).label("messages"))
        .where(Message.sent_at >= since, Message.sent_at < until)
        .group_by(Message.profile_id)
        .subquery()
    )
    rows = session.execute(
        select(Membership.profile_id, func.coalesce(written.c.messages, 0))
        .outerjoin(written, written.c.profile_id == Membership.profile_id)
        .where(Membership.organization_id == organization_id)
    )
    return dict(rows.all())
