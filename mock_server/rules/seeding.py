"""Filling the sandbox: organizations with their people, accounts with their profiles, rosters of journals."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mock_server.model.journal import JournalOrganization, JournalUser
from mock_server.model.sandbox import SiteSession
from mock_server.model.sferum import Application, ChatMember, Link, Membership, Organization, Profile, SchoolClass
from mock_server.model.vk_id import Account, ConfirmationSettings, Consent, Login, VkSession
from mock_server.natural_order import natural_key
from mock_server.rules import authorization, chats, confirmation, membership, tokens
from mock_server.rules.errors import RuleError
from mock_server.rules.profiles import new_id


class UnknownClassError(RuleError):
    """A person is said to be in a class that the organization does not have."""


def create_organization(session: Session, body: Mapping[str, Any], moment: float) -> int:
    """An organization, its classes, its members and their chats; returns its ID.

    Raises UnknownClassError. An ID in use, or two classes of one code, is an IntegrityError.
    """
    classes = body["classes"]
    organization = Organization(id=body["id"] or _new_organization_id(session), title=body["title"], kind=body["kind"])
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
    _demand_classes(body["members"], set(journal.classes))
    _add_members(session, organization, body["members"], moment)
    return organization.id


def create_account(session: Session, body: Mapping[str, Any], moment: float) -> list[int]:
    """A VK ID account; returns the IDs of its profiles. A phone or e-mail in use is an IntegrityError."""
    account = Account(**{name: body[name] for name in ("phone", "email", "last_name", "first_name")})
    session.add(account)
    session.flush()
    made = [add_profile(session, account, each, moment + order / 1000) for order, each in enumerate(body["profiles"])]
    if body["confirmation"]:
        set_confirmation(session, body["phone"], body["confirmation"])
    return made


def forget_person(session: Session, phone: str, moment: float) -> None:
    """VK ID knows the phone no more. Its profiles leave their organizations and chats, and belong to nobody.

    What clients were given for the person is good no more: nothing can be attached for somebody who is not there.
    The person is signed out of the messenger and Sferum, and logins under way begin anew with the phone. In the
    journal the person stays, and stays signed in: the journal knows people of its own.
    """
    confirmation.end_code(session, phone)
    account = session.scalar(select(Account).where(Account.phone == phone))
    if account is None:
        return
    for profile in list(account.profiles):  # each leaves the list when it loses its owner
        _sign_out(session, profile)
        joined = select(Membership.organization_id).where(Membership.profile_id == profile.id)
        for organization_id in session.scalars(joined).all():
            membership.leave(session, organization_id, profile.id, moment)
        session.execute(delete(Link).where(Link.profile_id == profile.id))
        waiting = delete(Application).where(Application.profile_id == profile.id, Application.decided_at.is_(None))
        session.execute(waiting)  # confirmed later, it would attach somebody who is not there
        profile.account = None
    for table in (VkSession, Consent):
        session.execute(delete(table).where(table.account_id == account.id))
    for login in session.scalars(select(Login).where(Login.phone == phone).with_for_update(of=Login)):
        tokens.end_tokens(session, login)
        if not authorization.has_ended(session, login):
            authorization.name_account(login, None)
    session.flush()
    session.delete(account)


def _sign_out(session: Session, profile: Profile) -> None:
    """End the profile's sessions; those of the journal are of its own people, whose IDs may be the same."""
    opened = delete(SiteSession).where(SiteSession.site.in_(("messenger", "sferum")))
    session.execute(opened.where(SiteSession.subject_id == profile.id))


def add_profile(session: Session, account: Account, names: Mapping[str, Any], moment: float) -> int:
    """One more educational profile of an account; returns its ID."""
    profile = Profile(id=new_id(session), account_id=account.id, created_at=moment, **names)
    session.add(profile)
    session.flush()
    return profile.id


def create_roster(
    session: Session, organization: JournalOrganization, teachers: Iterable[Mapping[str, Any]]
) -> list[int]:
    """Adds people to the organization's journal; returns their IDs there. Raises UnknownClassError."""
    teachers = list(teachers)
    _demand_classes(teachers, set(organization.classes))
    users = [JournalUser(organization_id=organization.id, **teacher) for teacher in teachers]
    session.add_all(users)
    session.flush()
    return [user.id for user in users]


def set_confirmation(session: Session, phone: str, values: Mapping[str, Any]) -> None:
    """How one phone is confirmed from now on: the next code may be asked for at once."""
    session.merge(ConfirmationSettings(phone=phone, **values))
    session.flush()
    confirmation.open_resend(session, phone)


def _new_organization_id(session: Session) -> int:
    while True:
        number = new_id(session)
        if session.get(Organization, number) is None:
            return number


def _demand_classes(people: Iterable[Mapping[str, Any]], known: set[str]) -> None:
    unknown = sorted({code for person in people for code in person["classes"]} - known, key=natural_key)
    if unknown:
        raise UnknownClassError(f"classes not known: {', '.join(unknown)}")


def _add_members(
    session: Session, organization: Organization, members: Iterable[Mapping[str, Any]], moment: float
) -> None:
    """All at once: a school has hundreds, and each test that needs the guide's school makes its own."""
    members = list(members)
    if not members:
        return
    ids = _many_new_ids(session, len(members))
    names = ("last_name", "first_name", "patronymic")
    keys = [chats.keys_of(each["role"], each["classes"], frozenset(each["left"])) for each in members]
    made = chats.make_missing(session, organization, {key for each in keys for key in each})
    session.execute(
        insert(Profile),
        [
            {"id": number, "created_at": moment, **{name: each[name] for name in names}}
            for number, each in zip(ids, members, strict=True)
        ],
    )
    session.execute(
        insert(Membership),
        [
            {
                "organization_id": organization.id,
                "profile_id": number,
                "role": each["role"],
                "classes": each["classes"],
            }
            for number, each in zip(ids, members, strict=True)
        ],
    )
    session.execute(
        insert(ChatMember),
        [
            {"chat_id": made[key].id, "profile_id": number}
            for number, wanted in zip(ids, keys, strict=True)
            for key in wanted
        ],
    )


def _many_new_ids(session: Session, count: int) -> list[int]:
    """Free IDs for many at once, found free in one query."""
    made: set[int] = set()
    while len(made) < count:
        made |= {100_000_000 + secrets.randbelow(900_000_000) for _ in range(count - len(made))}
        made -= set(session.scalars(select(Profile.id).where(Profile.id.in_(made))))
    return list(made)
