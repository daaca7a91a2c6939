"""Factories of rows for tests of rules: all people are new, so that no test meets another test's."""

import secrets

from sqlalchemy.orm import Session

from automation.factories import generate_phone
from mock_server.model.sferum import Organization, Profile, SchoolClass
from mock_server.model.vk_id import Account, Client, Login
from mock_server.rules.profiles import generate_id
from mock_server.rules.protocol import compute_challenge

REDIRECT_URI = "http://127.0.0.1:1/callback"
VERIFIER = "v" * 43


def add_client(session: Session, **attributes: object) -> Client:
    """Adds a journal registered with VK ID."""
    values = {"name": "Журнал", "secret": "s3cret", "redirect_uris": [REDIRECT_URI], **attributes}
    client = Client(id=secrets.token_hex(4), **values)
    session.add(client)
    session.flush()
    return client


def add_account(session: Session) -> Account:
    """Adds a VK ID account with a new phone."""
    account = Account(phone=generate_phone())
    session.add(account)
    session.flush()
    return account


def add_profile(session: Session, account: Account | None = None, last_name: str = "Орлова") -> Profile:
    """Adds an educational profile."""
    owner = account or add_account(session)
    profile = Profile(
        id=generate_id(session), account_id=owner.id, last_name=last_name, first_name="Анна", created_at=1_800_000_000.0
    )
    session.add(profile)
    session.flush()
    return profile


def add_organization(session: Session, *codes: str, title: str = "Школа") -> Organization:
    """Adds a school with classes of these codes."""
    organization = Organization(id=generate_id(session), title=title)
    session.add(organization)
    session.flush()
    session.add_all(SchoolClass(organization_id=organization.id, code=code, title=code) for code in codes)
    session.flush()
    return organization


def add_login(session: Session, client: Client | None = None, phone: str | None = None) -> Login:
    """Adds a login in which the person has entered this phone."""
    login = Login(
        id=secrets.token_urlsafe(16),
        device_id="device",
        client_id=(client or add_client(session)).id,
        redirect_uri=REDIRECT_URI,
        state="state",
        scope="vkid.personal_info",
        code_challenge=compute_challenge(VERIFIER),
        created_at=1_800_000_000.0,
        phone=phone or generate_phone(),
    )
    session.add(login)
    session.flush()
    return login
