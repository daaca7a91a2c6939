"""A teacher's personal data in an address: whoever it is sent to, it stays in histories and logs."""

import re
from urllib.parse import unquote_plus, urlsplit

from automation.people import Teacher
from validation.leaks import decode_layers

_MIN_PASSWORD_LENGTH = 8
_PHONE_DIGITS = 10


def find_personal_data(url: str, teacher: Teacher) -> tuple[str, str] | None:
    """Returns what of the teacher's is in the path, the query or the fragment, encoded or not, in two languages."""
    parts = urlsplit(url)
    address = unquote_plus(unquote_plus(f"{parts.path}?{parts.query}#{parts.fragment}"))
    return next(filter(None, (_find_in_text(text, teacher) for text in decode_layers(address))), None)


def _find_in_text(text: str, teacher: Teacher) -> tuple[str, str] | None:
    values = re.split(r"[/?&=#;]", text)
    words = set(re.findall(r"\w+", text.casefold()))
    password, born = teacher.password, teacher.birth_date
    finds = {
        ("пароль", "the password"): password in values or (len(password) >= _MIN_PASSWORD_LENGTH and password in text),
        ("телефон", "the phone"): teacher.phone[-_PHONE_DIGITS:] in re.sub(r"[\s()+-]", "", text),
        ("фамилия", "the surname"): teacher.last_name.casefold() in words,
        ("дата рождения", "the date of birth"): any(f"{born:{form}}" in text for form in ("%Y-%m-%d", "%d.%m.%Y")),
    }
    return next((what for what, is_found in finds.items() if is_found), None)
