"""Applications: a person asks to belong to an organization (F-2), and its administrator decides (F-3)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.model.base import LOCK
from mock_server.model.sferum import Application, Organization, Profile
from mock_server.rules import membership
from mock_server.rules.membership import MembershipRefusedError
from mock_server.upserts import insert_new

# The guide has no such texts: the wording is ours.
WAITING = "Вы уже подали заявку. Администратор её ещё не рассмотрел"
MEMBER = "Ваш учебный профиль уже прикреплён к этой организации"
DECIDED = "Заявка уже рассмотрена"
NO_REASON = "Укажите причину отказа: её увидит тот, кто подал заявку"


def apply(
    session: Session, organization_id: int, profile_id: int, role: str, classes: list[str], moment: float
) -> Application:
    """Makes an application; nothing else changes until it is decided on (F-3). Raises MembershipRefusedError."""
    membership.require_owner(session.get_one(Profile, profile_id))
    membership.require_place(session, organization_id, role, classes)
    if membership.belongs_without_link(session, organization_id, profile_id):
        raise MembershipRefusedError(MEMBER)
    place = {"organization_id": organization_id, "profile_id": profile_id, "role": role, "classes": classes}
    application = insert_new(session, Application, **place, created_at=moment)
    if application is None:
        raise MembershipRefusedError(WAITING)
    return application


def confirm(session: Session, organization_id: int, application_id: int, moment: float) -> None:
    """Attaches the person (F-3). Raises MembershipRefusedError; LookupError for another organization's application."""
    application = _undecided(session, organization_id, application_id)
    application.decided_at, application.confirmed = moment, True
    organization = session.get_one(Organization, organization_id)
    membership.join(session, organization, application.profile_id, application.role, application.classes, moment)


def reject(session: Session, organization_id: int, application_id: int, reason: str, moment: float) -> None:
    """Rejects with a reason; the person may apply again. Raises MembershipRefusedError, LookupError as in `confirm`."""
    if not reason:
        raise MembershipRefusedError(NO_REASON)
    application = _undecided(session, organization_id, application_id)
    application.decided_at, application.confirmed, application.reason = moment, False, reason


def list_undecided(session: Session, organization_id: int) -> list[tuple[Application, Profile]]:
    """Returns the undecided applications to an organization, the oldest first, with the profiles of the applicants."""
    rows = session.execute(
        select(Application, Profile)
        .join(Profile, Profile.id == Application.profile_id)
        .where(Application.organization_id == organization_id, Application.decided_at.is_(None))
        .order_by(Application.created_at, Application.id)
    )
    return [(application, applicant) for application, applicant in rows]


def list_made(session: Session, profile_id: int) -> list[tuple[Application, Organization]]:
    """Returns the applications of a profile, the newest first, with the organizations they are for."""
    rows = session.execute(
        select(Application, Organization)
        .join(Organization, Organization.id == Application.organization_id)
        .where(Application.profile_id == profile_id)
        .order_by(Application.created_at.desc(), Application.id.desc())
    )
    return [(application, organization) for application, organization in rows]


def _undecided(session: Session, organization_id: int, application_id: int) -> Application:
    application = session.get(Application, application_id, with_for_update=LOCK)
    if application is None or application.organization_id != organization_id:
        raise LookupError(f"organization {organization_id} has no application {application_id}")
    if application.decided_at is not None:
        raise MembershipRefusedError(DECIDED)
    return application
