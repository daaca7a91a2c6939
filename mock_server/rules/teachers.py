"""Making up a teacher, for a person who tries the sandbox by hand: who signs in to the journal, and may link."""

import secrets
from collections.abc import Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mock_server.model.journal import JournalOrganization, JournalUser
from mock_server.model.vk_id import Account
from mock_server.rules import seeding

# Invented people.
_LAST_NAMES = (
    "Абрамова",
    "Белова",
    "Галиева",
    "Ершова",
    "Закирова",
    "Ильина",
    "Крылова",
    "Лаптева",
    "Мусина",
    "Носова",
)
_FIRST_NAMES = ("Алина", "Вера", "Гузель", "Дарья", "Елена", "Ирина", "Лейла", "Марина", "Ольга", "Резеда")
_PATRONYMICS = ("Андреевна", "Борисовна", "Вадимовна", "Ильдаровна", "Маратовна", "Олеговна", "Павловна", "Рашидовна")


def make_teacher(
    session: Session,
    organization: JournalOrganization,
    names: Mapping[str, str | None],
    moment: float,
    *,
    profile: bool,
) -> tuple[JournalUser, int | None]:
    """Adds a teacher of all classes to the organization's journal; returns the user, and the ID of the profile.

    With `profile`, VK ID has an account with an educational profile for the teacher's phone; else the phone is new.
    """
    phone = _generate_phone(session)
    full_name = {
        name: names.get(name) or secrets.choice(invented)
        for name, invented in (("last_name", _LAST_NAMES), ("first_name", _FIRST_NAMES), ("patronymic", _PATRONYMICS))
    }
    teacher = {
        **full_name,
        "login": f"teacher{phone[-7:]}",
        "password": secrets.token_urlsafe(6),
        "role": "teacher",
        "classes": list(organization.classes),
        "phone": phone,
    }
    (user_id,) = seeding.create_roster(session, organization, [teacher])
    profile_ids = _make_account(session, phone, full_name, moment) if profile else [None]
    return session.get_one(JournalUser, user_id), profile_ids[0]


def _make_account(session: Session, phone: str, full_name: Mapping[str, str], moment: float) -> list[int]:
    account = {"phone": phone, "email": None, "last_name": "", "first_name": "", "confirmation": None}
    return seeding.create_account(session, {**account, "profiles": [full_name]}, moment)


def _generate_phone(session: Session) -> str:
    """Returns a phone of which neither VK ID nor a journal knows, and whose login is free."""
    while True:
        phone = f"+7900{secrets.randbelow(10**7):07}"
        in_use = exists().where(Account.phone == phone), exists().where(JournalUser.phone == phone)
        login = exists().where(JournalUser.login == f"teacher{phone[-7:]}")
        if not session.scalar(select(in_use[0] | in_use[1] | login)):
            return phone
