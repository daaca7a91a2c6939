"""Confirming that a phone or an e-mail is the person's own, by a code (A-4).

The guide gives the last 4 digits of a calling number and a countdown. Lifetime, attempts and the exact moment of
a resend are ours, and all are settings.
"""

import secrets
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model import ConfirmationCode, ConfirmationSettings, Login
from mock_server.settings import Confirmation


@dataclass
class CodeRefused(Exception):
    """The typed code does not confirm the login; `message` is for the screen."""

    message: str


class TooEarly(Exception):
    """A new code may not be asked for until the countdown ends."""


WRONG = "Неверный код"
EXPIRED = "Код больше не действует. Запросите новый"
NO_ATTEMPTS = "Попытки закончились. Запросите новый код"


def settings_of(session: Session, phone: str, defaults: Confirmation) -> Confirmation:
    """How this phone is confirmed: the sandbox's settings with the person's own over them."""
    own = session.get(ConfirmationSettings, phone)
    if own is None:
        return defaults
    return replace(defaults, **{name: value for name in asdict(defaults) if (value := getattr(own, name)) is not None})


def send_code(session: Session, login: Login, defaults: Confirmation, method: str | None = None) -> ConfirmationCode:
    """Send a code for the login, by the given method or the phone's own; the code before it stops working.

    Raises TooEarly while the countdown of the code before it runs.
    """
    assert login.phone is not None
    moment = now(session, login.phone)
    before = last_code(session, login)
    if before is not None and moment < before.resend_at:
        raise TooEarly
    settings = settings_of(session, login.phone, defaults)
    way = "email" if login.address else method or settings.method
    digits = _new_digits(session, login.phone, settings.code_length)
    code = ConfirmationCode(
        login_id=login.id,
        phone=login.phone,
        method=way,
        code=digits,
        caller=_caller(digits) if way == "call" else None,
        sent_at=moment,
        expires_at=moment + settings.lifetime_s,
        resend_at=moment + settings.resend_s,
        attempts_left=settings.attempts,
    )
    session.add(code)
    session.flush()
    return code


def last_code(session: Session, login: Login) -> ConfirmationCode | None:
    """The code the login now waits for: the last one sent to the phone it names."""
    wanted = select(ConfirmationCode).where(
        ConfirmationCode.login_id == login.id, ConfirmationCode.phone == login.phone
    )
    return session.scalar(wanted.order_by(ConfirmationCode.id.desc()).limit(1))


def check_code(session: Session, login: Login, typed: str) -> CodeRefused | None:
    """Confirm the login with the code typed; returned instead of raised, since a refusal too must be kept.

    A wrong code costs an attempt; a code works once, for the login it was sent for, until it expires.
    """
    code = last_code(session, login)
    moment = now(session, login.phone)
    if code is None or code.used_at is not None or moment >= code.expires_at:
        return CodeRefused(EXPIRED)
    if code.attempts_left <= 0:
        return CodeRefused(NO_ATTEMPTS)
    if not secrets.compare_digest(code.code.encode(), typed.strip().encode()):
        code.attempts_left -= 1
        return CodeRefused(f"{WRONG}. Осталось попыток: {code.attempts_left}" if code.attempts_left else NO_ATTEMPTS)
    code.used_at = moment
    login.confirmed_at = moment
    return None


def _new_digits(session: Session, phone: str, length: int) -> str:
    """Digits other than those sent to the phone last: a code that stopped working must not happen to work again."""
    sent = select(ConfirmationCode.code).where(ConfirmationCode.phone == phone)
    last = session.scalar(sent.order_by(ConfirmationCode.id.desc()).limit(1))
    while (digits := "".join(secrets.choice("0123456789") for _ in range(length))) == last:
        pass
    return digits


def _caller(digits: str) -> str:
    """A number nobody else calls from, whose last digits are the code."""
    whole = "9" + "".join(secrets.choice("0123456789") for _ in range(9))
    return f"+7{whole[: 10 - len(digits)]}{digits}" if len(digits) < 10 else f"+7{digits}"
