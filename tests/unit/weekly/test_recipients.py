"""Who gets a letter, and by which section of the guide."""

import pytest

from automation.statistics.findings import review_people
from automation.statistics.names import person_key
from automation.statistics.rows import Row
from automation.weekly.links import LinksResult
from automation.weekly.recipients import Recipient, find_recipients


def row(name: str, user: int | None = 1, *, linked: bool | None = False, role: str = "teacher") -> Row:
    return Row(name, person_key(name), "отчёт.xlsx", "Статистика", 2, None, 51, user, role, linked, 5, 0)


def expect(rows: list[Row], roster: list[str], links: LinksResult | None, *recipients: Recipient) -> int:
    review = review_people(rows, roster=[row(name, None, linked=None) for name in roster])
    found, linked_now = find_recipients(review, links)
    assert found == list(recipients)
    return linked_now


def said(linked: list[str], not_linked: list[str]) -> LinksResult:
    return LinksResult(1, linked, not_linked, len(linked) + len(not_linked))


def test_profile_of_the_report_takes_section_a_and_none_section_b():
    expect(
        [row("Ким Лев"), row("Зорин Олег", 2, linked=True)],
        ["Зорин Олег", "Ким Лев", "Абрамова Анна"],
        None,
        Recipient("Абрамова Анна", "B"),
        Recipient("Ким Лев", "A", 1),
    )


@pytest.mark.parametrize("role", ["pupil", "parent"])
def test_pupils_and_parents_get_no_letters(role: str):
    expect(
        [row("Ким Лев", role=role), row("Зорин Олег", 2, role="методист")], [], None, Recipient("Зорин Олег", "A", 2)
    )


def test_whom_the_journal_shows_linked_gets_no_letter():
    assert (
        expect([row("Ким Лев"), row("Зорин Олег", 2)], [], said(["Лев КИМ"], []), Recipient("Зорин Олег", "A", 2)) == 1
    )


def test_namesakes_all_get_their_letters():
    both = [Recipient("Ким Лев", "A", 1), Recipient("Ким Лев", "A", 2)]
    assert expect([row("Ким Лев"), row("Ким Лев", 2)], [], said(["Ким Лев"], []), *both) == 0
    assert expect([row("Ким Лев")], [], said(["Ким Лев", "Ким Лев"], []), both[0]) == 0


def test_account_that_is_not_linked_gets_a_letter_once():
    rows = [row("Ким Лев"), row("Зорин Олег", 2, linked=True)]
    expect(
        rows,
        ["Абрамова Анна"],
        said([], ["Ким Лев", "Зорин Олег", "Абрамова Анна", "Новикова Вера", "", "Новикова Вера"]),
        Recipient("Абрамова Анна", "B"),
        Recipient("Зорин Олег", "A", 2),
        Recipient("Ким Лев", "A", 1),
        Recipient("Новикова Вера", "B"),
    )


def test_namesakes_of_the_roster_all_get_their_letters():
    both = [Recipient("Ким Лев", "B"), Recipient("Ким Лев", "B")]
    expect([row("Зорин Олег", linked=True)], ["Ким Лев", "Ким Лев"], None, *both)
