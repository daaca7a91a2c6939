"""What a check of links finds out: of each person, linked, not linked, or not found out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class LinkStatus(StrEnum):
    """Three different things: nobody who could not be checked counts as linked or as not linked."""

    LINKED = "linked"
    NOT_LINKED = "not_linked"
    UNKNOWN = "unknown"


NOT_LINKED_WORD = "нет"
UNKNOWN_WORD = "не проверен"
"""What stands in the place of an ID that there is not, or that could not be found out."""


@dataclass(frozen=True)
class LinkResult:
    """A row of the list, and what was found out of its person."""

    row: int
    name: str
    account: str
    """The login, or the ID, as the list has it."""
    status: LinkStatus
    profile: int | str | None = None
    """The ID of the educational profile, or why there is none in one word."""
    remark: str = ""
    max_account: int | str | None = None
    """The ID of the account of MAX, or why there is none in one word; None where nobody asked for it."""
    max_link: str = ""
    complete: bool = True
    """Whether all that was asked of this person was answered."""


class LinkColumn(NamedTuple):
    """A column of results: its heading, its key in JSON, its width in characters."""

    heading: str
    key: str
    width: int
    value: Callable[[LinkResult], int | str | None]


@dataclass(frozen=True)
class LinkReview:
    """All results, in the order of the list, and how they were found out."""

    source: str
    """The address of the journal."""
    roster: str
    results: Sequence[LinkResult]
    columns: Sequence[LinkColumn]
    notes: Sequence[str] = ()

    def count(self) -> Counter[LinkStatus]:
        """Returns how many people have each status."""
        return Counter(result.status for result in self.results)

    def select(self, status: LinkStatus) -> list[LinkResult]:
        """Returns the results with this status."""
        return [result for result in self.results if result.status is status]


def _tell_linked(result: LinkResult) -> int | None:
    return None if result.status is LinkStatus.UNKNOWN else int(result.status is LinkStatus.LINKED)


_ROW = LinkColumn("Строка", "row", 10, lambda result: result.row)
_NAME = LinkColumn("ФИО", "name", 42, lambda result: result.name or None)
_LINKED = LinkColumn("Связь с ЭЖ", "linked", 14, _tell_linked)
_REMARK = LinkColumn("Примечание", "remark", 60, lambda result: result.remark or None)

JOURNAL_COLUMNS = (
    _ROW,
    _NAME,
    LinkColumn("Логин", "login", 28, lambda result: result.account or None),
    _LINKED,
    LinkColumn("ID пользователя", "profile_id", 18, lambda result: result.profile),
    _REMARK,
)
"""Of a check through the journal's pages."""
_MESH_COLUMNS = (
    _ROW,
    _NAME,
    LinkColumn("ID в журнале", "id", 28, lambda result: result.account or None),
    _LINKED,
    LinkColumn("VK (vk_edu_id)", "vk_edu_id", 18, lambda result: result.profile),
    LinkColumn("MAX (max_id)", "max_id", 18, lambda result: result.max_account),
    LinkColumn("Ссылка MAX", "max_link", 34, lambda result: result.max_link or None),
    _REMARK,
)
"""Of a check through the addresses of a journal of МЭШ's kind."""
_COLUMNS_OF_PARTNERS = {"vk": {"vk_edu_id"}, "max": {"max_id", "max_link"}}


def choose_mesh_columns(partners: Sequence[str]) -> list[LinkColumn]:
    """Returns the columns for those partners that were asked about."""
    left_out = {key for name, keys in _COLUMNS_OF_PARTNERS.items() if name not in partners for key in keys}
    return [column for column in _MESH_COLUMNS if column.key not in left_out]


@dataclass(frozen=True)
class StatusWording:
    """The words for a status, the same everywhere, what to do about it, and its name in the style sheet."""

    title: str
    advice: str
    style: str


WORDS = {
    LinkStatus.NOT_LINKED: StatusWording(
        "Не привязаны",
        "Журнал ответил, что учебный профиль не привязан. Учителю нужно войти в журнал и привязать его "
        "(методичка, разделы A и B).",
        "bad",
    ),
    LinkStatus.UNKNOWN: StatusWording(
        "Не проверены",
        "Ответа о человеке получить не удалось: привязан он или нет, неизвестно. Почему — в примечании.",
        "unknown",
    ),
    LinkStatus.LINKED: StatusWording(
        "Привязаны",
        "Чтобы найти профиль-дублёр, сверьте ID с тем, под которым учитель пишет в VK Мессенджере (методичка, E-2).",
        "good",
    ),
}
"""In the order in which they are shown: what needs somebody's work comes first."""
