"""What the week takes from the workbook of `links check`."""

from pathlib import Path

import pytest

from automation.weekly.links import read_links
from tests.unit.statistics.statistics_books import save

HEADER = ["ФИО", "Логин", "Связь с ЭЖ"]


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        (["Да", "Нет"], {"linked": 1, "not_linked": 0, "not_checked": 0}),
        (["Нет", "Да"], {"linked": 0, "not_linked": 1, "not_checked": 0}),
        ([None, "Да"], {"linked": 0, "not_linked": 0, "not_checked": 1}),
    ],
    ids=["сначала привязан", "сначала не привязан", "сначала не проверен"],
)
def test_of_rows_of_one_account_the_first_counts(tmp_path: Path, states: list[str | None], counts: dict[str, int]):
    book = save(tmp_path / "links.xlsx", HEADER, *(["Хазеев Рустем", "hazeev", state] for state in states))
    assert read_links(book, 0).counts == counts


def test_namesakes_are_two_accounts(tmp_path: Path):
    rows = [["Хазеев Рустем", "hazeev", "Да"], ["Хазеев Рустем", "hazeev2", "Нет"]]
    assert read_links(save(tmp_path / "links.xlsx", HEADER, *rows), 1).counts == {
        "linked": 1,
        "not_linked": 1,
        "not_checked": 0,
    }
