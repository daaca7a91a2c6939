"""Attaching an educational profile to an organization at the request of its journal (A-7, B-8, C-1)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.base import LOCK
from mock_server.model.sferum import Link, Organization, Profile, SchoolClass
from mock_server.natural_order import natural_key
from mock_server.rules import chats, membership
from mock_server.rules.errors import RuleError


@dataclass
class LinkRefusedError(RuleError):
    """The profile cannot be attached; `error` is a stable name, `description` is for a person."""

    error: str
    description: str


@dataclass(frozen=True)
class JournalPerson:
    """A person of a journal, as the journal names them to Sferum."""

    organization_id: int
    person_id: str
    role: str
    classes: list[str]


def attach(session: Session, client_id: str, person: JournalPerson, profile_id: int) -> bool:
    """Attaches the profile, and adds it to the organization's chats. Returns whether anything changed.

    A second call changes nothing. Raises LinkRefusedError where the organization, a class or the role is unknown, and
    where the profile or the person is linked with another already.
    """
    # Other links in this organization, or with this profile, wait: the checks below hold until the end.
    organization = session.get(Organization, person.organization_id, with_for_update=LOCK)
    session.get_one(Profile, profile_id, with_for_update=LOCK)
    if organization is None:
        raise LinkRefusedError("unknown_organization", f"organization {person.organization_id} is not known")
    _require_classes(session, person)
    if person.role not in chats.ROLES:
        raise LinkRefusedError("unknown_role", f"role {person.role!r} is not one of {', '.join(chats.ROLES)}")
    link = session.get(Link, profile_id)
    if link is not None:
        if (link.organization_id, link.person_id) == (person.organization_id, person.person_id):
            return False
        raise LinkRefusedError("profile_linked", "the profile is linked with another journal account")
    if load_link(session, person.organization_id, person.person_id) is not None:
        raise LinkRefusedError("person_linked", "the journal account is linked with another profile")
    moment = now(session, load_phone(session, profile_id))
    session.add(
        Link(
            profile_id=profile_id,
            organization_id=person.organization_id,
            person_id=person.person_id,
            client_id=client_id,
            created_at=moment,
        )
    )
    membership.join_by_link(session, organization, profile_id, person.role, person.classes, moment)
    return True


def detach(session: Session, client_id: str, organization_id: int, person_id: str) -> bool:
    """Undoes a link of this client, with the membership and the chats that it added. Returns whether there was one."""
    session.get(Organization, organization_id, with_for_update=LOCK)  # another call may be undoing the link too
    link = load_link(session, organization_id, person_id)
    if link is None or link.client_id != client_id:
        return False
    moment = now(session, load_phone(session, link.profile_id))
    membership.leave_link(session, organization_id, link.profile_id, moment)
    session.delete(link)
    return True


def load_link(session: Session, organization_id: int, person_id: str) -> Link | None:
    """Returns the link of one person of one journal."""
    return session.scalar(select(Link).where(Link.organization_id == organization_id, Link.person_id == person_id))


def load_phone(session: Session, profile_id: int) -> str | None:
    """Returns the phone of a profile's owner, if the profile has one."""
    profile = session.get(Profile, profile_id)
    return profile.account.phone if profile and profile.account else None


def _require_classes(session: Session, person: JournalPerson) -> None:
    codes = set(session.scalars(select(SchoolClass.code).where(SchoolClass.organization_id == person.organization_id)))
    unknown = sorted({*person.classes} - codes, key=natural_key)
    if unknown:
        raise LinkRefusedError("unknown_class", f"classes not known: {', '.join(unknown)}")
