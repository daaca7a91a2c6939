"""Phones and e-mails as people type them into «Телефон или почта»."""

import re
from functools import lru_cache

import phonenumbers

_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")


@lru_cache(maxsize=4096)
def parse_phone(text: str) -> str | None:
    """Returns a Russian mobile number, in any spelling (`8 (900) …`, `+7…`, spaces, dashes), as E.164, or None."""
    try:
        number = phonenumbers.parse(text.strip(), "RU")
    except phonenumbers.NumberParseException:
        return None
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number_for_region(number, "RU") or phonenumbers.number_type(number) not in mobile:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_email(text: str) -> str | None:
    """Returns the e-mail address in lower case, or None."""
    text = text.strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None


def mask_phone(phone: str) -> str:
    """Returns the phone as a screen may show it: `+79001234512` as `+7 9** ***-**-12`."""
    return f"{phone[:2]} {phone[2]}** ***-**-{phone[-2:]}"


def mask_email(email: str) -> str:
    """Returns the e-mail as a screen may show it: `teacher@school.example` as `t***@school.example`."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"
