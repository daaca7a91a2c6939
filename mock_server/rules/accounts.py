"""VK ID accounts: whose a phone is."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mock_server.model.vk_id import Account
from mock_server.rows import RowQuery, Transaction

_ACCOUNT = RowQuery(select(Account).where(Account.phone == bindparam("phone")))
_ACCOUNT_OF_EMAIL = RowQuery(select(Account).where(Account.email == bindparam("email")))


def find_account(session: Session, phone: str | None) -> Account | None:
    """Returns the VK ID account of a phone; None for a phone that VK ID does not know."""
    return session.scalar(select(Account).where(Account.phone == phone))


def load_account(transaction: Transaction, phone: str | None) -> Account | None:
    """Returns the account of a phone as a row without a session."""
    return _ACCOUNT.scalar(transaction, phone=phone)


def find_account_of_email(transaction: Transaction, email: str) -> Account | None:
    """Returns the account of an e-mail as a row without a session."""
    return _ACCOUNT_OF_EMAIL.scalar(transaction, email=email)
