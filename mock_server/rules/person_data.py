"""What clients learn about a person: all that they were allowed, or a masked part of it."""

from typing import Any

from mock_server.logins import mask_email, mask_phone
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account

_SEX = {"female": 1, "male": 2}


def full(profile: Profile, account: Account | None, scope: str) -> dict[str, Any]:
    """Returns the data for an access token; the phone, digits only, and the e-mail need rights in `scope`."""
    data: dict[str, Any] = {
        "user_id": str(profile.id),
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "avatar": "",
        "sex": _SEX.get(profile.sex or "", 0),
        "verified": False,
        "birthday": profile.birth_date.strftime("%d.%m.%Y") if profile.birth_date else "",
    }
    if account is not None and "phone" in scope.split():
        data["phone"] = account.phone.removeprefix("+")
    if account is not None and account.email and "email" in scope.split():
        data["email"] = account.email
    return data


def build_masked_data(profile: Profile, account: Account | None, scope: str) -> dict[str, Any]:
    """Returns the data for an id_token: the first letter of the surname, most of the phone and e-mail hidden."""
    data: dict[str, Any] = {
        "user_id": str(profile.id),
        "first_name": profile.first_name,
        "last_name": f"{profile.last_name[:1]}.",
        "avatar": "",
        "verified": False,
    }
    if account is not None and "phone" in scope.split():
        data["phone"] = mask_phone(account.phone)
    if account is not None and account.email and "email" in scope.split():
        data["email"] = mask_email(account.email)
    return data
