"""Who belongs to an organization, and who sees to it; invitations and applications (F) lead here, and links (A, B)."""

from collections import Counter
from dataclasses import dataclass
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.model import Administrator, Membership, Organization, PastMembership, SchoolClass
from mock_server.natural_order import natural_key
from mock_server.rules import chats


@dataclass
class MembershipRefused(Exception):
    """Nothing was changed; `message` is for the screen. The guide has no such texts: the wording is ours."""

    message: str


def join(
    session: Session, organization: Organization, profile_id: int, role: str, classes: list[str], moment: float
) -> bool:
    """Attach a profile and put it into the organization's chats. False, and nothing is changed, if it is attached."""
    if session.get(Membership, (organization.id, profile_id)) is not None:
        return False
    session.add(
        Membership(organization_id=organization.id, profile_id=profile_id, role=role, classes=classes, since=moment)
    )
    chats.join_automatic(session, organization, profile_id, role, classes)
    return True


def leave(session: Session, organization_id: int, profile_id: int, moment: float) -> None:
    """Detach a profile, if it is attached, and take it out of the organization's chats."""
    membership = session.get(Membership, (organization_id, profile_id))
    if membership is not None:
        session.add(
            PastMembership(organization_id=organization_id, profile_id=profile_id, since=membership.since, until=moment)
        )
        session.delete(membership)
    chats.leave_automatic(session, organization_id, profile_id)


def administered_by(session: Session, phone: str | None) -> list[Organization]:
    """The organizations whose administrator the owner of the phone is, by title (D-1)."""
    wanted = select(Organization).join(Administrator, Administrator.organization_id == Organization.id)
    found = session.scalars(wanted.where(Administrator.phone == phone))
    return sorted(found, key=lambda organization: (natural_key(organization.title), organization.id))


def organizations_of(session: Session, profile_id: int) -> list[tuple[Organization, Membership]]:
    """The organizations a profile belongs to, by title."""
    rows = session.execute(
        select(Organization, Membership)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.profile_id == profile_id)
    )
    found = [(organization, membership) for organization, membership in rows]
    return sorted(found, key=lambda pair: (natural_key(pair[0].title), pair[0].id))


def classes_of(session: Session, organization_id: int) -> list[SchoolClass]:
    """The classes or groups of an organization, by title."""
    found = session.scalars(select(SchoolClass).where(SchoolClass.organization_id == organization_id))
    return sorted(found, key=lambda each: (natural_key(each.title), natural_key(each.code)))


def class_labels(session: Session, organization_id: int) -> dict[str, str]:
    """How a person tells the classes or groups of an organization apart, by code, in the order of a list.

    Ours: by the title, and by the code too where another one bears the same title.
    """
    classes = classes_of(session, organization_id)
    bearers = Counter(_seen(each.title) for each in classes)
    return {
        each.code: each.title if bearers[_seen(each.title)] == 1 else f"{each.title} (код {each.code})"
        for each in classes
    }


def demand_fitting(session: Session, organization_id: int, role: str, classes: list[str]) -> None:
    """Raises MembershipRefused for a role nobody can be given here, or a class or group that is not there."""
    if role not in ROLES:
        raise MembershipRefused("Выберите, кем человек будет в организации")
    if not {each.code for each in classes_of(session, organization_id)}.issuperset(classes):
        raise MembershipRefused("Такой группы или класса в организации нет")


def _seen(title: str) -> str:
    return " ".join(normalize("NFC", title).casefold().split())


ROLES = ("teacher", "staff", "parent", "pupil")
"""What invitations and applications may ask for. Ours: an administrator is registered by Sferum, not invited."""
