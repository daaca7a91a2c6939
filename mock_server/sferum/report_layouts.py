"""What the report of an organization's statistics has in its columns (D-3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mock_server.rules.statistics import MemberActivity

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReportLine:
    """The data of one row."""

    day: date
    organization_id: int
    member: MemberActivity


@dataclass(frozen=True)
class ReportColumn:
    """A column: its header is the guide's, word for word; the width is in characters."""

    header: str
    width: int
    value: Callable[[ReportLine], date | int | str]
    number_format: str = "General"


_DATE = ReportColumn("Дата", 12, lambda line: line.day, "DD.MM.YYYY")
_ORGANIZATION = ReportColumn("ID организации", 17, lambda line: line.organization_id, "0")
_PROFILE = ReportColumn("ID пользователя", 20, lambda line: line.member.profile_id, "0")
_NAME = ReportColumn("ФИО", 42, lambda line: line.member.full_name)
_ROLE = ReportColumn("Тип пользователя", 19, lambda line: line.member.role)
_LINKED = ReportColumn("Связь с ЭЖ", 14, lambda line: int(line.member.linked), "0")
_MESSAGES = ReportColumn("Кол-во сообщений за 7 дней", 30, lambda line: line.member.messages, "0")
_CALLS = ReportColumn("Кол-во звонков за 7 дней", 27, lambda line: line.member.calls, "0")

LAYOUTS = {
    "2024-11": (_DATE, _ORGANIZATION, _PROFILE, _NAME, _ROLE, _LINKED, _MESSAGES, _CALLS),
    "2024-10": (_DATE, _NAME, _LINKED, _MESSAGES, _CALLS),
}
"""By the month of the guide's picture. Ours: November's ends at «Связь с ЭЖ», and the counts follow it here too."""
LATEST = "2024-11"
