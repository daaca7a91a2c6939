"""Confirming that a phone or an e-mail is the person's own, by a code (A-4).

The guide gives the last 4 digits of a calling number and a countdown. Lifetime, attempts and the exact moment of
a resend are ours, and all are settings. Ours too: a phone has one code at a time, whose attempts and countdown all its
unconfirmed logins share, so that many logins give as many guesses as one. When the attempts have run out, the phone
is refused until the countdown ends and another code may be asked for. A code that expires sooner ends the countdown
with it, unless its attempts have run out.
"""

import secrets
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import bindparam, select, update

from mock_server.clock import now
from mock_server.model.base import LOCK
from mock_server.model.vk_id import ConfirmationCode, ConfirmationSettings, Login
from mock_server.rows import RowQuery, Transaction, build_row, connect, update_row
from mock_server.rules.errors import RuleError
from mock_server.settings import Confirmation
from mock_server.upserts import insert_new

_CODES = select(ConfirmationCode).where(ConfirmationCode.phone == bindparam("phone"))
_WAITING = RowQuery(_CODES.where(ConfirmationCode.ended_at.is_(None)).with_for_update(**LOCK))
_LAST = RowQuery(_CODES.order_by(ConfirmationCode.id.desc()).limit(1))
_UNTAKEN = RowQuery(_CODES.where(ConfirmationCode.read_at.is_(None)).order_by(ConfirmationCode.id))
_TAKE = (
    update(ConfirmationCode)
    .where(ConfirmationCode.phone == bindparam("of_phone"), ConfirmationCode.read_at.is_(None))
    .values(read_at=bindparam("moment"))
    .returning(*ConfirmationCode.__table__.columns)
)
_SETTINGS = RowQuery(select(ConfirmationSettings).where(ConfirmationSettings.phone == bindparam("phone")))


class ResendTooEarlyError(RuleError):
    """A new code was requested before the end of the countdown."""


WRONG = "Неверный код"
EXPIRED = "Код больше не действует. Запросите новый"
NO_ATTEMPTS = "Попытки закончились. Запросите новый код"


def load_settings(transaction: Transaction, phone: str, defaults: Confirmation) -> Confirmation:
    """Returns how this phone is confirmed: the person's own settings, and the sandbox's where the person has none."""
    settings = _SETTINGS.scalar(transaction, phone=phone)
    if settings is None:
        return defaults
    values = {name: getattr(settings, name) for name in asdict(defaults)}
    return replace(defaults, **{name: value for name, value in values.items() if value is not None})


def send_code(
    transaction: Transaction, login: Login, defaults: Confirmation, method: str | None = None
) -> ConfirmationCode:
    """Sends a code to the login's phone, by `method` or the phone's own method; the earlier code stops working.

    While the countdown of the earlier code runs, none is sent: a login that does not wait for that code yet gets it,
    for others this raises ResendTooEarlyError. A code that has confirmed a login has no countdown any more.
    """
    assert login.phone is not None
    moment = now(transaction, login.phone)
    earlier_code = find_waiting_code(transaction, login.phone)
    if earlier_code is not None:
        if compute_wait_s(earlier_code, moment) > 0:
            return _share(transaction, login, earlier_code)
        update_row(transaction, earlier_code, ended_at=moment)
    values = _make_up_code(transaction, login, load_settings(transaction, login.phone, defaults), method, moment)
    code = insert_new(transaction, ConfirmationCode, **values)
    if code is None:  # another login of the phone has been faster
        return send_code(transaction, login, defaults, method)
    update_row(transaction, login, code_id=code.id)
    return code


def find_waiting_code(transaction: Transaction, phone: str | None) -> ConfirmationCode | None:
    """Returns the code that logins of this phone wait for, expired or not; locked until the transaction ends."""
    return _WAITING.scalar(transaction, phone=phone)


def find_last_code(transaction: Transaction, phone: str | None) -> ConfirmationCode | None:
    """Returns the code sent last to the phone."""
    return _LAST.scalar(transaction, phone=phone)


def compute_wait_s(code: ConfirmationCode, moment: float) -> float:
    """Returns how many seconds are left until another code may be requested."""
    if code.ended_at is not None:
        return 0
    reopens_at = code.resend_at if code.attempts_left <= 0 else min(code.resend_at, code.expires_at)
    return max(0, reopens_at - moment)


def end_countdown(transaction: Transaction, phone: str) -> None:
    """Ends the countdown of the phone's code."""
    code = find_waiting_code(transaction, phone)
    if code is not None:
        update_row(transaction, code, resend_at=min(code.resend_at, now(transaction, phone)))


def end_code(transaction: Transaction, phone: str) -> None:
    """Ends the phone's code: it confirms nothing any more."""
    code = find_waiting_code(transaction, phone)
    if code is not None:
        update_row(transaction, code, ended_at=now(transaction, phone))


def check_code(transaction: Transaction, login: Login, typed: str) -> str | None:
    """Confirms the login with the code typed; returns why not, for the screen, where the code does not confirm it.

    A wrong code costs an attempt of all logins of the phone; a code works once, until it expires.
    """
    code = find_waiting_code(transaction, login.phone)
    moment = now(transaction, login.phone)
    if code is None or moment >= code.expires_at:
        return EXPIRED
    if code.attempts_left <= 0:
        return NO_ATTEMPTS
    if not secrets.compare_digest(code.code.encode(), typed.strip().encode()):
        update_row(transaction, code, attempts_left=code.attempts_left - 1)
        return f"{WRONG}. Осталось попыток: {code.attempts_left}" if code.attempts_left else NO_ATTEMPTS
    update_row(transaction, code, ended_at=moment)
    update_row(transaction, login, confirmed_at=moment)
    return None


def list_untaken(transaction: Transaction, phone: str) -> list[ConfirmationCode]:
    """Returns the codes of the phone that the control API has not given away."""
    return _UNTAKEN.scalars(transaction, phone=phone)


def take_codes(transaction: Transaction, phone: str) -> list[ConfirmationCode]:
    """Returns the codes of the phone that the control API has not given away: each to one caller."""
    values = {"of_phone": phone, "moment": now(transaction, phone)}
    taken = [build_row(ConfirmationCode, row) for row in connect(transaction).execute(_TAKE, values)]
    return sorted(taken, key=lambda code: code.id)


def _share(transaction: Transaction, login: Login, code: ConfirmationCode) -> ConfirmationCode:
    """Lets one more login wait for a code that was sent; the control API gives the code away once more."""
    if login.code_id == code.id:
        raise ResendTooEarlyError
    update_row(transaction, login, code_id=code.id)
    update_row(transaction, code, read_at=None)
    return code


def _make_up_code(
    transaction: Transaction, login: Login, settings: Confirmation, method: str | None, moment: float
) -> dict[str, Any]:
    assert login.phone is not None
    method = "email" if login.address else method or settings.method
    digits = _generate_digits(transaction, login.phone, settings.code_length)
    return {
        "phone": login.phone,
        "address": login.address,
        "method": method,
        "code": digits,
        "caller": _generate_caller(digits) if method == "call" else None,
        "sent_at": moment,
        "expires_at": moment + settings.lifetime_s,
        "resend_at": moment + settings.resend_s,
        "attempts_left": settings.attempts,
    }


def _generate_digits(transaction: Transaction, phone: str, length: int) -> str:
    """Returns digits other than those sent to the phone last: a code that stopped working must not work again."""
    last_code = find_last_code(transaction, phone)
    last = last_code.code if last_code else None
    while (digits := _random_digits(length)) == last:
        pass
    return digits


def _generate_caller(digits: str) -> str:
    """Returns a number nobody else calls from, whose last digits are the code."""
    number = "9" + _random_digits(9)
    return f"+7{number[: 10 - len(digits)]}{digits}" if len(digits) < 10 else f"+7{digits}"


def _random_digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
