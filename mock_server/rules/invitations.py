"""Invitations: an organization offers people to belong to it (F-1).

The guide says only that an administrator may send one. Ours: it is a link, open to all who have it, or single-use,
or for one phone; it expires, and can be withdrawn.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mock_server.model.base import LOCK
from mock_server.model.sferum import Acceptance, Invitation, Organization, Profile
from mock_server.rules import membership
from mock_server.rules.membership import MembershipRefusedError

EXPIRED = "Срок приглашения истёк"
WITHDRAWN = "Приглашение отозвано"
USED = "Приглашение уже использовано"
FOREIGN = "Приглашение отправлено на другой номер телефона"
MEMBER = "Ваш учебный профиль уже прикреплён к этой организации"


@dataclass(frozen=True)
class SentInvitation:
    """An invitation, as the administrator sees it."""

    invitation: Invitation
    accepted: int
    closed: str | None
    """Why it cannot be accepted any more."""


def invite(
    session: Session,
    organization_id: int,
    role: str,
    classes: list[str],
    *,
    phone: str | None,
    single_use: bool,
    moment: float,
    lifetime_s: float,
) -> Invitation:
    """Makes an invitation; one for a phone is single-use. Raises MembershipRefusedError."""
    membership.require_place(session, organization_id, role, classes)
    invitation = Invitation(
        token=secrets.token_urlsafe(24),
        organization_id=organization_id,
        role=role,
        classes=classes,
        phone=phone,
        single_use=single_use or phone is not None,
        created_at=moment,
        expires_at=moment + lifetime_s,
    )
    session.add(invitation)
    session.flush()
    return invitation


def withdraw(session: Session, organization_id: int, token: str, moment: float) -> bool:
    """Withdraws it: nobody can accept it any more. Returns False where the organization has no such invitation."""
    invitation = session.get(Invitation, token, with_for_update=LOCK)
    if invitation is None or invitation.organization_id != organization_id:
        return False
    invitation.withdrawn_at = invitation.withdrawn_at or moment
    return True


def accept(session: Session, invitation: Invitation, profile: Profile, moment: float) -> bool:
    """Attaches the profile; returns False where it has accepted before. Raises MembershipRefusedError."""
    session.refresh(invitation, with_for_update=LOCK)
    membership.require_owner(profile)
    if profile.id in _accepted_by(session, invitation):
        return False
    closed = explain_closed(session, invitation, moment)
    if closed:
        raise MembershipRefusedError(closed)
    if not is_addressed_to(invitation, profile):
        raise MembershipRefusedError(FOREIGN)
    organization = session.get_one(Organization, invitation.organization_id)
    if not membership.join(session, organization, profile.id, invitation.role, invitation.classes, moment):
        raise MembershipRefusedError(MEMBER)
    place = 0 if invitation.single_use else profile.id
    session.add(Acceptance(invitation_token=invitation.token, place=place, profile_id=profile.id, accepted_at=moment))
    session.flush()
    return True


def is_addressed_to(invitation: Invitation, profile: Profile) -> bool:
    """Returns whether this person may accept it: one sent to a phone is for the owner of the phone."""
    return invitation.phone is None or (profile.account is not None and profile.account.phone == invitation.phone)


def explain_closed(session: Session, invitation: Invitation, moment: float) -> str | None:
    """Returns why nobody can accept it any more; from `expires_at` on it is expired."""
    if invitation.withdrawn_at is not None:
        return WITHDRAWN
    if invitation.single_use and _accepted_by(session, invitation):
        return USED
    return EXPIRED if moment >= invitation.expires_at else None


def list_sent(session: Session, organization_id: int, moment: float) -> list[SentInvitation]:
    """Returns the invitations of an organization, the newest first."""
    query = (
        select(Invitation, func.count(Acceptance.place))
        .outerjoin(Acceptance, Acceptance.invitation_token == Invitation.token)
        .where(Invitation.organization_id == organization_id)
        .group_by(Invitation.token)
        .order_by(Invitation.created_at.desc(), Invitation.token)
    )
    return [
        SentInvitation(invitation, count, explain_closed(session, invitation, moment))
        for invitation, count in session.execute(query)
    ]


def list_open(session: Session, phone: str | None, moment: float) -> list[tuple[Invitation, Organization]]:
    """Returns the invitations sent to a phone that can still be accepted."""
    query = (
        select(Invitation, Organization)
        .join(Organization, Organization.id == Invitation.organization_id)
        .where(Invitation.phone == phone)
        .order_by(Invitation.created_at)
    )
    return [
        (invitation, organization)
        for invitation, organization in session.execute(query)
        if not explain_closed(session, invitation, moment)
    ]


def _accepted_by(session: Session, invitation: Invitation) -> set[int]:
    return set(session.scalars(select(Acceptance.profile_id).where(Acceptance.invitation_token == invitation.token)))
