"""Making an educational profile from the data a person types (B-5)."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, select

from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account, Login
from mock_server.rows import RowQuery, Transaction, insert_row

MAX_NAME_CHARS = 64
MAX_AGE_YEARS = 120
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PROFILE = RowQuery(select(Profile.id).where(Profile.id == bindparam("profile_id")))
_MADE = RowQuery(
    select(Profile).where(Profile.login_id == bindparam("login_id"), Profile.account_id == bindparam("account_id"))
)


@dataclass(frozen=True)
class NewProfile:
    """The form of B-5, as typed. The date is ДД.ММ.ГГГГ; sex is `male`, `female` or empty."""

    last_name: str
    first_name: str
    patronymic: str
    birth_date: str
    sex: str


def find_mistakes(form: NewProfile, today: date, minimum_age: int) -> dict[str, str]:
    """Returns what is wrong with the fields, by name; nothing where the profile may be made. The wording is ours."""
    texts = {
        "last_name": _find_mistake_in_name(form.last_name, "Введите фамилию"),
        "first_name": _find_mistake_in_name(form.first_name, "Введите имя"),
        "patronymic": _find_mistake_in_name(form.patronymic, None),
        "birth_date": _find_mistake_in_date(form.birth_date, today, minimum_age),
        "sex": None if form.sex in ("male", "female") else "Укажите пол",
    }
    return {field: text for field, text in texts.items() if text}


def create_profile(
    transaction: Transaction, login: Login, account: Account, form: NewProfile, moment: float
) -> Profile:
    """Makes the profile with exactly the data of a form without mistakes."""
    return insert_row(
        transaction,
        Profile,
        id=generate_id(transaction),
        account_id=account.id,
        last_name=_tidy(form.last_name),
        first_name=_tidy(form.first_name),
        patronymic=_tidy(form.patronymic),
        birth_date=parse_date(form.birth_date),
        sex=form.sex,
        created_at=moment,
        login_id=login.id,
    )


def find_profile_of_login(transaction: Transaction, login: Login, account: Account) -> Profile | None:
    """Returns the profile that this login has made for the account: there is one at most."""
    return _MADE.scalar(transaction, login_id=login.id, account_id=account.id)


def generate_id(transaction: Transaction) -> int:
    """Returns a free ID of nine digits, as Sferum's are (D-3)."""
    while True:
        number = 100_000_000 + secrets.randbelow(900_000_000)
        if _PROFILE.scalar(transaction, profile_id=number) is None:
            return number


def parse_date(text: str) -> date | None:
    """Returns the date written ДД.ММ.ГГГГ, or None where there is no such day."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def compute_moscow_date(moment: float) -> date:
    """Returns the calendar day in Moscow (UTC+3, no summer time) at a moment in seconds since 1970."""
    return (datetime.fromtimestamp(moment, UTC) + timedelta(hours=3)).date()


def _find_mistake_in_name(text: str, when_empty: str | None) -> str | None:
    name = _tidy(text)
    if not name:
        return when_empty
    if len(name) > MAX_NAME_CHARS:
        return f"Не больше {MAX_NAME_CHARS} букв"
    return None if _NAME.fullmatch(name) else "Только буквы, пробел и дефис"


def _find_mistake_in_date(text: str, today: date, minimum_age: int) -> str | None:
    if not text.strip():
        return "Введите дату рождения"
    born = parse_date(text)
    if born is None:
        return "Такой даты нет. Введите дату как ДД.ММ.ГГГГ"
    if born > today:
        return "Дата рождения ещё не наступила"
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age > MAX_AGE_YEARS:
        return "Проверьте год рождения"
    return f"Профиль учителя создаётся с {minimum_age} лет" if age < minimum_age else None


def _tidy(text: str) -> str:
    return " ".join(text.split())
