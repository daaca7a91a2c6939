"""VK ID accounts: whose a phone is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.model.vk_id import Account


def find_account(session: Session, phone: str | None) -> Account | None:
    """Returns the VK ID account of a phone; None for a phone that VK ID does not know."""
    return session.scalar(select(Account).where(Account.phone == phone))
