"""Filling the sandbox: organizations with their members, accounts with their profiles, rosters of journals."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mock_server.model.base import LOCK
from mock_server.model.journal import JournalOrganization, JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.model.sferum import Application, ChatMember, Link, Membership, Organization, Profile, SchoolClass
from mock_server.model.vk_id import Account, ConfirmationSettings, Consent, Login, VkSession
from mock_server.natural_order import natural_key
from mock_server.rules import authorization, chats, confirmation, membership, tokens
from mock_server.rules.errors import RuleError
from mock_server.rules.profiles import generate_id
from mock_server.upserts import upsert


class UnknownClassError(RuleError):
    """A person has a class that the organization does not have."""


def create_organization(session: Session, body: Mapping[str, Any], moment: float) -> int:
    """Makes an organization with its journal, classes, members and their chats; returns its ID.

    Raises UnknownClassError; IntegrityError for an ID in use, or for two classes of one code.
    """
    classes = body["classes"]
    organization = Organization(
        id=body["id"] or _generate_organization_id(session), title=body["title"], kind=body["kind"]
    )
    journal = JournalOrganization(
        id=organization.id,
        title=organization.title,
        classes={school_class["code"]: school_class["title"] for school_class in classes},
        window=body["window"],
        timeout_s=body["journal_timeout_s"],
    )
    session.add_all([organization, journal])
    session.add_all(SchoolClass(organization_id=organization.id, **school_class) for school_class in classes)
    session.flush()
    _require_classes(body["members"], set(journal.classes))
    _add_members(session, organization, body["members"], moment)
    return organization.id


def create_account(session: Session, body: Mapping[str, Any], moment: float) -> list[int]:
    """Makes a VK ID account; returns the IDs of its profiles. Raises IntegrityError for a phone or e-mail in use."""
    account = Account(**{name: body[name] for name in ("phone", "email", "last_name", "first_name")})
    session.add(account)
    session.flush()
    profile_ids = [
        add_profile(session, account, profile, moment + order / 1000) for order, profile in enumerate(body["profiles"])
    ]
    if body["confirmation"]:
        set_confirmation(session, body["phone"], body["confirmation"])
    return profile_ids


def forget_person(session: Session, phone: str, moment: float) -> None:
    """Deletes the phone's account. Its profiles leave their organizations and chats, and belong to nobody.

    The clients' tokens for the person are revoked: nothing can be attached for a person without an account. The person
    is signed out of the messenger and Sferum, and unfinished logins begin again with the phone. In the journal the
    person stays, and stays signed in: the journal has its own people.
    """
    account = session.scalar(select(Account).where(Account.phone == phone).with_for_update(**LOCK))
    own_logins = select(Login).where(Login.phone == phone).order_by(Login.id)
    logins = session.scalars(own_logins.with_for_update(of=Login, **LOCK)).all()
    confirmation.end_code(session, phone)
    if account is None:
        return
    tokens.end_tokens(session, moment, *(login.id for login in logins))
    for login in authorization.list_unfinished(session, logins):
        authorization.set_account(session, login, None)
    _detach_profiles(session, account, moment)
    for table in (VkSession, Consent):
        session.execute(delete(table).where(table.account_id == account.id))
    session.flush()
    session.delete(account)


def _detach_profiles(session: Session, account: Account, moment: float) -> None:
    """Makes the profiles of an account nobody's, after all others who are changing their organizations."""
    belongs = Membership.profile_id.in_([profile.id for profile in account.profiles])
    organizations = select(Organization.id).where(
        Organization.id.in_(select(Membership.organization_id).where(belongs))
    )
    session.execute(organizations.order_by(Organization.id).with_for_update(**LOCK))
    for profile in list(account.profiles):  # each leaves the list when it loses its owner
        _sign_out(session, profile)
        organization_ids = select(Membership.organization_id).where(Membership.profile_id == profile.id)
        for organization_id in session.scalars(organization_ids).all():
            membership.leave_organization(session, organization_id, profile.id, moment)
        session.execute(delete(Link).where(Link.profile_id == profile.id))
        undecided = delete(Application).where(Application.profile_id == profile.id, Application.decided_at.is_(None))
        session.execute(undecided)  # confirmed later, it would attach a profile without an owner
        profile.account = None


def _sign_out(session: Session, profile: Profile) -> None:
    """Deletes the profile's sessions; those of the journal are of its own users, whose IDs may be the same."""
    sessions = delete(SiteSession).where(SiteSession.site.in_(("messenger", "sferum")))
    session.execute(sessions.where(SiteSession.subject_id == profile.id))


def add_profile(session: Session, account: Account, names: Mapping[str, Any], moment: float) -> int:
    """Makes one more educational profile of an account; returns its ID."""
    profile = Profile(id=generate_id(session), account_id=account.id, created_at=moment, **names)
    session.add(profile)
    session.flush()
    return profile.id


def create_roster(
    session: Session, organization: JournalOrganization, teachers: Iterable[Mapping[str, Any]]
) -> list[int]:
    """Adds people to the organization's journal; returns their IDs there. Raises UnknownClassError."""
    teachers = list(teachers)
    _require_classes(teachers, set(organization.classes))
    users = [JournalUser(organization_id=organization.id, **teacher) for teacher in teachers]
    session.add_all(users)
    session.flush()
    return [user.id for user in users]


def set_confirmation(session: Session, phone: str, values: Mapping[str, Any]) -> None:
    """Sets how one phone is confirmed from now on, and ends its countdown: the next code may be requested."""
    upsert(session, ConfirmationSettings, phone=phone, **values)
    confirmation.end_countdown(session, phone)


def _generate_organization_id(session: Session) -> int:
    while True:
        number = generate_id(session)
        if session.get(Organization, number) is None:
            return number


def _require_classes(people: Iterable[Mapping[str, Any]], codes: set[str]) -> None:
    unknown = sorted({code for person in people for code in person["classes"]} - codes, key=natural_key)
    if unknown:
        raise UnknownClassError(f"classes not known: {', '.join(unknown)}")


def _add_members(
    session: Session, organization: Organization, members: Iterable[Mapping[str, Any]], moment: float
) -> None:
    """Adds members in a few statements: a school has hundreds, and each test of the guide's school makes its own."""
    members = list(members)
    if not members:
        return
    profile_ids = _generate_ids(session, len(members))
    chat_keys = [chats.list_keys(member["role"], member["classes"], frozenset(member["left"])) for member in members]
    automatic_chats = chats.create_missing(session, organization, {key for keys in chat_keys for key in keys})
    profiles, memberships, chat_members = [], [], []
    for profile_id, member, keys in zip(profile_ids, members, chat_keys, strict=True):
        names = {name: member[name] for name in ("last_name", "first_name", "patronymic")}
        place = {"organization_id": organization.id, "role": member["role"], "classes": member["classes"]}
        profiles.append({"id": profile_id, "created_at": moment, **names})
        memberships.append({"profile_id": profile_id, **place})
        chat_members += [{"chat_id": automatic_chats[key].id, "profile_id": profile_id} for key in keys]
    session.execute(insert(Profile), profiles)
    session.execute(insert(Membership), memberships)
    if chat_members:  # an empty list would insert a row of defaults
        session.execute(insert(ChatMember), chat_members)


def _generate_ids(session: Session, count: int) -> list[int]:
    """Returns free IDs of profiles, with one query for all."""
    ids: set[int] = set()
    while len(ids) < count:
        ids |= {100_000_000 + secrets.randbelow(900_000_000) for _ in range(count - len(ids))}
        ids -= set(session.scalars(select(Profile.id).where(Profile.id.in_(ids))))
    return list(ids)
