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

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import aliased

from mock_server.clock import now, shift_time
from mock_server.model.base import LOCK
from mock_server.model.sandbox import TimeShift
from mock_server.model.vk_id import ConfirmationCode, ConfirmationSettings, Login
from mock_server.rows import RowLock, RowQuery, Transaction, build_row, connect, update_row
from mock_server.rules.errors import RuleError
from mock_server.settings import Confirmation
from mock_server.statements import Statement
from mock_server.upserts import insert_new

_EACH = aliased(ConfirmationCode)
_LAST_ID = select(func.max(_EACH.id)).where(_EACH.phone == Login.phone).correlate(Login).scalar_subquery()
# What another code for a login depends on: the last one of its phone, and the person's own settings and time.
_CONFIRMATION = RowQuery(
    select(ConfirmationCode, ConfirmationSettings, TimeShift.seconds)
    .select_from(Login)
    .outerjoin(ConfirmationCode, ConfirmationCode.id == _LAST_ID)
    .outerjoin(ConfirmationSettings, ConfirmationSettings.phone == Login.phone)
    .outerjoin(TimeShift, TimeShift.phone == Login.phone)
    .where(Login.id == bindparam("login_id"))
)
_WAITING_LOCK = RowLock(
    select(ConfirmationCode.id).where(ConfirmationCode.phone == bindparam("phone"), ConfirmationCode.ended_at.is_(None))
)
_CODES = select(ConfirmationCode).where(ConfirmationCode.phone == bindparam("phone"))
_WAITING = RowQuery(_CODES.where(ConfirmationCode.ended_at.is_(None)).with_for_update(**LOCK))
_LAST = RowQuery(_CODES.order_by(ConfirmationCode.id.desc()).limit(1))
_UNTAKEN = RowQuery(_CODES.where(ConfirmationCode.read_at.is_(None)).order_by(ConfirmationCode.id))
_OWN_SHIFT = select(TimeShift.seconds).where(TimeShift.phone == ConfirmationCode.phone).scalar_subquery()
_TAKE = Statement(
    update(ConfirmationCode)
    .where(ConfirmationCode.phone == bindparam("of_phone"), ConfirmationCode.read_at.is_(None))
    .values(read_at=bindparam("time") + func.coalesce(_OWN_SHIFT, 0.0))
    .returning(*ConfirmationCode.__table__.columns)
)


class ResendTooEarlyError(RuleError):
    """A new code was requested before the end of the countdown."""


WRONG = "Неверный код"
EXPIRED = "Код больше не действует. Запросите новый"
NO_ATTEMPTS = "Попытки закончились. Запросите новый код"


def choose_settings(own: ConfirmationSettings | None, defaults: Confirmation) -> Confirmation:
    """Returns how a phone is confirmed: the person's own settings, and the sandbox's where the person has none."""
    if own is None:
        return defaults
    values = {name: getattr(own, name) for name in asdict(defaults)}
    return replace(defaults, **{name: value for name, value in values.items() if value is not None})


def send_code(
    transaction: Transaction, login: Login, defaults: Confirmation, method: str | None = None
) -> ConfirmationCode:
    """Sends a code to the login's phone, by `method` or the phone's own method; the earlier code stops working.

    While the countdown of the earlier code runs, none is sent: a login that does not wait for that code yet gets it,
    for others this raises ResendTooEarlyError. A code that has confirmed a login has no countdown any more.
    """
    _WAITING_LOCK.acquire(transaction, phone=login.phone)
    row = _CONFIRMATION.find(transaction, login_id=login.id)
    assert row is not None, "nothing deletes logins"
    last_code, own_settings, time_shift_s = row
    moment = shift_time(time_shift_s)
    if last_code is not None and last_code.ended_at is None:
        if compute_wait_s(last_code, moment) > 0:
            return _share(transaction, login, last_code)
        update_row(transaction, last_code, ended_at=moment)
    last_digits = last_code.code if last_code is not None else None
    values = _make_up_code(login, choose_settings(own_settings, defaults), method, moment, last_digits)
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


def check_code(transaction: Transaction, login: Login, typed: str, moment: float) -> str | None:
    """Confirms the login with the code typed; returns why not, for the screen, where the code does not confirm it.

    A wrong code costs an attempt of all logins of the phone; a code works once, until it expires.
    """
    code = find_waiting_code(transaction, login.phone)
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
    values = {"of_phone": phone, "time": now(transaction, None)}
    taken = [build_row(ConfirmationCode, row) for row in _TAKE.run(connect(transaction), values)]
    return sorted(taken, key=lambda code: code.id)


def _share(transaction: Transaction, login: Login, code: ConfirmationCode) -> ConfirmationCode:
    """Lets one more login wait for a code that was sent; the control API gives the code away once more."""
    if login.code_id == code.id:
        raise ResendTooEarlyError
    update_row(transaction, login, code_id=code.id)
    update_row(transaction, code, read_at=None)
    return code


def _make_up_code(
    login: Login, settings: Confirmation, method: str | None, moment: float, last_digits: str | None
) -> dict[str, Any]:
    assert login.phone is not None
    method = "email" if login.address else method or settings.method
    digits = _generate_digits(settings.code_length, last_digits)
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


def _generate_digits(length: int, last: str | None) -> str:
    """Returns digits other than those sent to the phone last: a code that stopped working must not work again."""
    while (digits := _random_digits(length)) == last:
        pass
    return digits


def _generate_caller(digits: str) -> str:
    """Returns a number nobody else calls from, whose last digits are the code."""
    number = "9" + _random_digits(9)
    return f"+7{number[: 10 - len(digits)]}{digits}" if len(digits) < 10 else f"+7{digits}"


def _random_digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
