"""Attaching an educational profile to an organization at the request of its journal (A-7, B-8, C-1)."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from mock_server.clock import shift_time
from mock_server.model.sandbox import TimeShift
from mock_server.model.sferum import Link, Organization, Profile, SchoolClass
from mock_server.model.vk_id import Account
from mock_server.natural_order import natural_key
from mock_server.rows import RowLock, RowQuery, Transaction, insert_row
from mock_server.rules import chats, membership
from mock_server.rules.errors import RuleError

_ORGANIZATION = RowQuery(select(Organization).where(Organization.id == bindparam("organization_id")))
_ORGANIZATION_LOCK = RowLock(select(Organization.id).where(Organization.id == bindparam("organization_id")))
_PROFILE_LOCK = RowLock(select(Profile.id).where(Profile.id == bindparam("profile_id")))
_CLASS_CODES = RowQuery(select(SchoolClass.code).where(SchoolClass.organization_id == bindparam("organization_id")))
# The profile's own link comes first: what is said of it does not depend on whom else the person is linked with.
_LINKS = RowQuery(
    select(Link)
    .where(
        or_(
            Link.profile_id == bindparam("profile_id"),
            and_(Link.organization_id == bindparam("organization_id"), Link.person_id == bindparam("person_id")),
        )
    )
    .order_by(Link.profile_id != bindparam("profile_id"))
)
_SHIFT_OF_PROFILE = RowQuery(
    select(TimeShift.seconds)
    .join(Account, Account.phone == TimeShift.phone)
    .join(Profile, Profile.account_id == Account.id)
    .where(Profile.id == bindparam("profile_id"))
)

_PHONE_OF_PERSON = RowQuery(
    select(Account.phone)
    .join(Profile, Profile.account_id == Account.id)
    .join(Link, Link.profile_id == Profile.id)
    .where(Link.organization_id == bindparam("organization_id"), Link.person_id == bindparam("person_id"))
)


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


def attach(transaction: Transaction, client_id: str, person: JournalPerson, profile_id: int) -> bool:
    """Attaches the profile, and adds it to the organization's chats. Returns whether anything changed.

    A second call changes nothing. Raises LinkRefusedError where the organization, a class or the role is unknown, and
    where the profile or the person is linked with another already.
    """
    # Other links in this organization, or with this profile, wait: the checks below hold until the end.
    _ORGANIZATION_LOCK.acquire(transaction, organization_id=person.organization_id)
    _PROFILE_LOCK.acquire(transaction, profile_id=profile_id)
    organization = _ORGANIZATION.scalar(transaction, organization_id=person.organization_id)
    if organization is None:
        raise LinkRefusedError("unknown_organization", f"organization {person.organization_id} is not known")
    _require_classes(transaction, person)
    if person.role not in chats.ROLES:
        raise LinkRefusedError("unknown_role", f"role {person.role!r} is not one of {', '.join(chats.ROLES)}")
    if _is_linked(transaction, person, profile_id):
        return False
    moment = shift_time(_SHIFT_OF_PROFILE.scalar(transaction, profile_id=profile_id))
    insert_row(
        transaction,
        Link,
        profile_id=profile_id,
        organization_id=person.organization_id,
        person_id=person.person_id,
        client_id=client_id,
        created_at=moment,
    )
    membership.join_by_link(transaction, organization, profile_id, person.role, person.classes, moment)
    return True


def detach(session: Session, client_id: str, organization_id: int, person_id: str) -> bool:
    """Undoes a link of this client, with the membership and the chats that it added. Returns whether there was one."""
    _ORGANIZATION_LOCK.acquire(session, organization_id=organization_id)  # another call may be undoing the link too
    link = session.scalar(select(Link).where(Link.organization_id == organization_id, Link.person_id == person_id))
    if link is None or link.client_id != client_id:
        return False
    moment = shift_time(_SHIFT_OF_PROFILE.scalar(session, profile_id=link.profile_id))
    membership.leave_link(session, organization_id, link.profile_id, moment)
    session.delete(link)
    return True


def find_phone(transaction: Transaction, organization_id: int, person_id: str) -> str | None:
    """Returns the phone of the owner of the profile with which a person of a journal is linked, if there is one."""
    return _PHONE_OF_PERSON.scalar(transaction, organization_id=organization_id, person_id=person_id)


def _is_linked(transaction: Transaction, person: JournalPerson, profile_id: int) -> bool:
    """Returns whether the two are linked. Raises LinkRefusedError where one of them is linked with another."""
    for link in _LINKS.scalars(
        transaction, profile_id=profile_id, organization_id=person.organization_id, person_id=person.person_id
    ):
        if link.profile_id != profile_id:
            raise LinkRefusedError("person_linked", "the journal account is linked with another profile")
        if (link.organization_id, link.person_id) != (person.organization_id, person.person_id):
            raise LinkRefusedError("profile_linked", "the profile is linked with another journal account")
        return True
    return False


def _require_classes(transaction: Transaction, person: JournalPerson) -> None:
    if not person.classes:
        return
    codes = set(_CLASS_CODES.scalars(transaction, organization_id=person.organization_id))
    unknown = sorted({*person.classes} - codes, key=natural_key)
    if unknown:
        raise LinkRefusedError("unknown_class", f"classes not known: {', '.join(unknown)}")
