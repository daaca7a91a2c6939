"""What a person asks of the page of requests, as it stands in its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.console.forms import NOT_A_PHONE
from mock_server.console.site_names import SITE_NAMES
from mock_server.logins import parse_phone
from mock_server.recording.records import RequestFilter

FIELDS = ("phone", "organization_id", "site", "status")
_MAX_NUMBER = 2**53


@dataclass(frozen=True)
class FilterForm:
    """The form as it was filled in, what it means, and what is wrong with each of its fields."""

    typed: dict[str, str]
    wanted: RequestFilter
    mistakes: dict[str, str]


def read_filter(args: Mapping[str, str]) -> FilterForm:
    """Returns the form of an address; a field with a mistake means nothing."""
    typed = {name: args.get(name, "").strip()[:100] for name in FIELDS}
    phone = parse_phone(typed["phone"])
    organization_id = int(typed["organization_id"]) if re.fullmatch("[0-9]{1,16}", typed["organization_id"]) else None
    if organization_id is not None and not 1 <= organization_id <= _MAX_NUMBER:
        organization_id = None
    site = typed["site"] if typed["site"] in SITE_NAMES else None
    status = typed["status"].lower() if re.fullmatch("[1-5]([0-9]{2}|xx)", typed["status"].lower()) else None
    values = {"phone": phone, "organization_id": organization_id, "site": site, "status": status}
    mistakes = {name: _MISTAKES[name] for name in FIELDS if typed[name] and values[name] is None}
    wanted = RequestFilter(phone=phone, organization_id=organization_id, site=site, status=status)
    return FilterForm({name: text for name, text in typed.items() if text}, wanted, mistakes)


_MISTAKES = {
    "phone": NOT_A_PHONE,
    "organization_id": "Это не номер организации: нужны цифры",
    "site": "Такого сайта в песочнице нет",
    "status": "Это не код ответа: нужен код, например 404, или вид, например 4xx",
}
