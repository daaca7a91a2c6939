"""A teacher's personal data in an address: whoever it is sent to, it stays in histories and logs."""

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import get_args
from urllib.parse import unquote_plus, urlsplit

from automation.people import Role, Teacher
from validation.leaks import decode_layers

_MIN_PASSWORD_LENGTH = 8
_MIN_ID_LENGTH = 5
_PHONE_DIGITS = 10
_BETWEEN_VALUES = re.compile(r"""[/?&=#;:,"'{}\s]""")
"""In an address, and in what is encoded in it."""


def find_personal_data(url: str, teacher: Teacher) -> tuple[str, str] | None:
    """Returns what of the teacher's is in the path, the query or the fragment, encoded or not, in two languages.

    The password is looked for where a form or a script puts it: a test teacher's may be a word of the journal's paths.
    """
    if any(map(partial(_has_password, teacher.password), _read_layers(urlsplit(url)._replace(path="").geturl()))):
        return "пароль", "the password"
    return next(filter(None, (_find_in_text(text, teacher) for text in _read_layers(url))), None)


def find_identity(url: str, teacher: Teacher, profile_ids: Collection[str] = ()) -> tuple[str, str] | None:
    """Returns by what another site can tell who the teacher is: a value of the address, encoded or not.

    The journal's own addresses may name them so. What is short, or the name of a role, may mean something else.
    """
    values = {
        value
        for text in _read_layers(url)
        for value in _BETWEEN_VALUES.split(text)
        if len(value) >= _MIN_ID_LENGTH and value not in get_args(Role)
    }
    finds = {
        ("логин", "the login"): teacher.login in values,
        ("ID учителя", "the teacher's ID"): teacher.person_id in values,
        ("ID профиля", "the profile's ID"): not values.isdisjoint(profile_ids),
    }
    return next((what for what, is_found in finds.items() if is_found), None)


def _read_layers(url: str) -> Iterator[str]:
    """Yields what comes after the host, and what is encoded in it."""
    parts = urlsplit(url)
    return decode_layers(unquote_plus(unquote_plus(f"{parts.path}?{parts.query}#{parts.fragment}")))


def _has_password(password: str, text: str) -> bool:
    return password in re.split(r"[/?&=#;]", text) or (len(password) >= _MIN_PASSWORD_LENGTH and password in text)


def _find_in_text(text: str, teacher: Teacher) -> tuple[str, str] | None:
    words = set(re.findall(r"\w+", text.casefold()))
    born = teacher.birth_date
    finds = {
        ("телефон", "the phone"): teacher.phone[-_PHONE_DIGITS:] in re.sub(r"[\s()+-]", "", text),
        ("фамилия", "the surname"): teacher.last_name.casefold() in words,
        ("дата рождения", "the date of birth"): any(f"{born:{form}}" in text for form in ("%Y-%m-%d", "%d.%m.%Y")),
    }
    return next((what for what, is_found in finds.items() if is_found), None)
