"""Members and administrators of organizations: invitations and applications (F) lead here, and links (A, B)."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mock_server.lookalikes import build_distinct_labels
from mock_server.model.base import LOCK
from mock_server.model.sferum import Administrator, Membership, Organization, PastMembership, Profile, SchoolClass
from mock_server.natural_order import natural_key
from mock_server.rows import RowQuery, Transaction, insert_row, update_row
from mock_server.rules import chats
from mock_server.rules.errors import RuleError

ROLES = ("teacher", "staff", "parent", "pupil")
"""What invitations and applications may ask for. Ours: an administrator is registered by Sferum, not invited."""


_MEMBERSHIP = RowQuery(
    select(Membership).where(
        Membership.organization_id == bindparam("organization_id"), Membership.profile_id == bindparam("profile_id")
    )
)


@dataclass
class MembershipRefusedError(RuleError):
    """A membership was refused; `message` is for the screen. The guide has no such texts: the wording is ours."""

    message: str


def join(
    session: Session, organization: Organization, profile_id: int, role: str, classes: list[str], moment: float
) -> bool:
    """Attaches a profile and adds it to the organization's chats; returns False if it is attached already.

    A profile that only its link has attached becomes a member without the link too: it stays when the link is undone.
    """
    # Links in this organization come before or after: what this transaction has read holds until its end.
    session.execute(select(Organization.id).where(Organization.id == organization.id).with_for_update(**LOCK))
    membership = session.get(Membership, (organization.id, profile_id))
    if membership is None:
        _add(session, organization, profile_id, role, classes, moment)
    elif membership.by_link:
        membership.by_link, membership.own_role, membership.own_classes = False, role, classes
    else:
        return False
    chats.join_automatic(session, organization, profile_id, role, classes)
    return True


def join_by_link(
    transaction: Transaction,
    organization: Organization,
    profile_id: int,
    role: str,
    classes: list[str],
    moment: float,
) -> None:
    """Gives a profile the role and the chats of its link, beside those it may have already."""
    membership = _MEMBERSHIP.scalar(transaction, organization_id=organization.id, profile_id=profile_id)
    new = {"role": role, "classes": classes}
    if membership is None:
        place = {"organization_id": organization.id, "profile_id": profile_id, "since": moment}
        insert_row(transaction, Membership, **place, **new, by_link=True)
    else:
        own = {"own_role": membership.role, "own_classes": membership.classes}
        update_row(transaction, membership, **own, **new)
    chats.join_automatic(transaction, organization, profile_id, role, classes, by_link=True)


def leave_link(session: Session, organization_id: int, profile_id: int, moment: float) -> None:
    """Removes what the link has added: the whole membership, or its difference from the one without the link."""
    membership = session.get(Membership, (organization_id, profile_id))
    if membership is None or membership.own_role is None:
        leave_organization(session, organization_id, profile_id, moment)
        return
    membership.role, membership.classes = membership.own_role, membership.own_classes
    membership.own_role, membership.own_classes = None, []
    chats.leave_linked(session, organization_id, profile_id)


def belongs_without_link(session: Session, organization_id: int, profile_id: int) -> bool:
    """Returns whether a profile is attached for another reason than its link."""
    membership = session.get(Membership, (organization_id, profile_id))
    return membership is not None and not membership.by_link


def leave_organization(session: Session, organization_id: int, profile_id: int, moment: float) -> None:
    """Detaches a profile, if it is attached, and removes it from the organization's chats."""
    membership = session.get(Membership, (organization_id, profile_id))
    if membership is not None:
        session.add(
            PastMembership(organization_id=organization_id, profile_id=profile_id, since=membership.since, until=moment)
        )
        session.delete(membership)
    chats.leave_automatic(session, organization_id, profile_id)


def list_administered(session: Session, phone: str | None) -> list[Organization]:
    """Returns the organizations that the owner of the phone administers, by title (D-1)."""
    query = select(Organization).join(Administrator, Administrator.organization_id == Organization.id)
    organizations = session.scalars(query.where(Administrator.phone == phone))
    return sorted(organizations, key=lambda organization: (natural_key(organization.title), organization.id))


def list_organizations(session: Session, profile_id: int) -> list[tuple[Organization, Membership]]:
    """Returns the organizations that a profile belongs to, by title."""
    rows = session.execute(
        select(Organization, Membership)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.profile_id == profile_id)
    )
    pairs = [(organization, membership) for organization, membership in rows]
    return sorted(pairs, key=lambda pair: (natural_key(pair[0].title), pair[0].id))


def list_class_labels(session: Session, organization_id: int) -> dict[str, str]:
    """Returns the labels of the organization's classes or groups by code, in the order of a list."""
    rows = session.execute(select(SchoolClass.code, SchoolClass.title).filter_by(organization_id=organization_id))
    return build_distinct_labels({row.code: row.title for row in rows})


def require_owner(profile: Profile) -> None:
    """Raises MembershipRefusedError for the profile of a person whom VK ID has forgotten."""
    if profile.account_id is None:
        raise MembershipRefusedError("Этот учебный профиль больше никому не принадлежит. Войдите ещё раз")


def require_place(session: Session, organization_id: int, role: str, classes: list[str]) -> None:
    """Raises MembershipRefusedError for a role that cannot be asked for, or for an unknown class or group."""
    if role not in ROLES:
        raise MembershipRefusedError("Выберите, кем человек будет в организации")
    if not set(list_class_labels(session, organization_id)).issuperset(classes):
        raise MembershipRefusedError("Такой группы или класса в организации нет")


def _add(
    session: Session, organization: Organization, profile_id: int, role: str, classes: list[str], moment: float
) -> Membership:
    membership = Membership(
        organization_id=organization.id, profile_id=profile_id, role=role, classes=classes, since=moment
    )
    session.add(membership)
    return membership
