"""Several rows about one person: what counts, what is reported, and that no order matters."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.statistics.findings import FindingKind, StatisticsReview, review_people
from automation.statistics.merging import drop_repeated_sheets, sort_key
from automation.statistics.names import person_key
from automation.statistics.previous import find_same_report, select_comparable
from automation.statistics.rows import Reading, Row
from automation.statistics.user_types import STAFF
from tests.unit.statistics.statistics_books import DAY, LAST_WEEK, SCHOOL

BEFORE_LAST = date(2024, 10, 29)


def row(
    name: str = "Первова Анна",
    messages: int | None = 5,
    *,
    linked: bool | None = True,
    user: int | None = 1,
    role: str = "teacher",
    day: date | None = DAY,
    school: int | None = SCHOOL,
    file: str = "отчёт.xlsx",
    sheet: str = "Статистика",
) -> Row:
    calls = None if messages is None else 0
    return Row(
        name, person_key(name), file, sheet, 2, day, school if user else None, user, role, linked, messages, calls
    )


def counts_by_kind(result: StatisticsReview) -> dict[FindingKind, int | None]:
    return {kind: None if findings is None else len(findings) for kind, findings in result.findings.items()}


def numbered(rows: Sequence[Row]) -> list[Row]:
    """Returns the rows with the numbers that they have one under another."""
    return [row._replace(number=number) for number, row in enumerate(rows, start=2)]


def without_numbers(result: StatisticsReview) -> tuple[object, ...]:
    """Returns the whole review except the numbers of rows in their sheets."""
    findings = {
        kind: [
            (finding.row._replace(number=0), finding.previous and finding.previous._replace(number=0), finding.group)
            for finding in findings or []
        ]
        for kind, findings in result.findings.items()
    }
    return sorted(sort_key(row._replace(number=0)) for row in result.people), findings, result.notes


def same_in_any_order(rows: Sequence[Row]) -> StatisticsReview:
    first, *others = [review_people(numbered(order)) for order in permutations(rows)]
    assert all(without_numbers(other) == without_numbers(first) for other in others)
    return first


def reading(file: str, *rows: Row) -> Reading:
    return Reading(file, [row._replace(file=file) for row in rows])


NAMES = ["Первова Анна", "Первова Анна Ивановна", "Первова Aнна", "Вторых Пётр", "Иванова Мария"]
ROWS = st.lists(
    st.builds(
        row,
        name=st.sampled_from(NAMES),
        messages=st.sampled_from([None, 0, 5, 7]),
        linked=st.sampled_from([True, False, None]),
        user=st.sampled_from([None, 1, 2, 3]),
        role=st.sampled_from(["teacher", "administrator"]),
        day=st.sampled_from([DAY, LAST_WEEK, None]),
        school=st.sampled_from([SCHOOL, 52, None]),
        file=st.sampled_from(["a.xlsx", "b.xlsx"]),
        sheet=st.sampled_from(["1", "2"]),
    ),
    max_size=6,
)


@given(ROWS, ROWS, ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rows, previous, roster, random):
    first = review_people(numbered(rows), numbered(previous), numbered(roster))
    shuffled = [numbered(random.sample(sample, len(sample))) for sample in (rows, previous, roster)]
    assert without_numbers(review_people(*shuffled)) == without_numbers(first)


@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_order_of_files_changes_nothing(rows, others, random):
    readings = [reading("1.xlsx", *rows), reading("2.xlsx", *others), reading("3.xlsx", *rows)]
    kept, notes = drop_repeated_sheets(readings)
    again, same_notes = drop_repeated_sheets(random.sample(readings, len(readings)))
    assert sorted(kept, key=sort_key) == sorted(again, key=sort_key)
    assert notes == same_notes


def test_two_roles_of_one_person_are_one_person():
    result = same_in_any_order([row(messages=0, role="administrator"), row(messages=453)])
    [person] = result.people
    assert (person.messages, person.user_type) == (453, "administrator, teacher")
    assert not result.has_findings
    assert len(result.notes) == 2


def test_equal_rows_are_one_row_and_that_is_reported():
    result = same_in_any_order([row(), row(), row(file="ещё.xlsx")])
    assert (len(result.people), result.has_findings) == (1, False)
    assert result.notes == ["соединены строки одного ID за один день (роли, два отчёта одного дня), лишних строк: 2"]


@pytest.mark.parametrize("roles", [("teacher", "teacher"), ("teacher", "administrator")])
def test_link_that_is_there_and_is_not_is_contradictory_and_counts_as_missing(roles):
    result = same_in_any_order([row(linked=True, role=roles[0]), row(messages=7, linked=False, role=roles[1])])
    assert counts_by_kind(result)[FindingKind.CONTRADICTORY] == 2
    assert [
        (finding.row.linked, finding.row.messages) for finding in result.findings[FindingKind.NOT_LINKED] or []
    ] == [(False, 7)]


def test_one_role_that_is_silent_and_is_not_is_contradictory():
    result = same_in_any_order([row(messages=0), row(messages=5)])
    assert {kind for kind, count in counts_by_kind(result).items() if count} == {FindingKind.CONTRADICTORY}


def test_other_numbers_of_who_is_active_anyway_are_only_told():
    result = same_in_any_order([row(messages=453), row(messages=460), row(messages=None)])
    assert (result.people[0].messages, result.has_findings) == (460, False)
    assert [note.split(",")[0] for note in result.notes] == [
        "соединены строки одного ID за один день (роли",
        "в строках одного ID за один день разные числа или ФИО",
    ]


def test_different_people_under_one_id_are_all_reviewed_and_reported():
    result = same_in_any_order([row(), row("Вторых Пётр", 0), row("Третьяк Ольга", linked=False)])
    assert counts_by_kind(result) | {
        FindingKind.NOT_LINKED: 1,
        FindingKind.SILENT: 1,
        FindingKind.CONTRADICTORY: 3,
    } == counts_by_kind(result)
    assert len(result.people) == 3


@pytest.mark.parametrize(
    ("other", "kept"), [("Первова Анна Ивановна", "Первова Анна Ивановна"), ("Первова Aнна", "Первова Анна")]
)
def test_name_that_was_corrected_is_one_person(other: str, kept: str):
    result = same_in_any_order([row(), row(other)])
    assert (len(result.people), result.has_findings) == (1, False)
    assert result.people[0].name == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [("О’Коннор Джон", "О Коннор Джон"), ("Абдул-Азизов Марат", "Абдулазизов Марат"), ("Ан-Юй Анна", "Анюй Анна")],
)
def test_name_that_is_written_in_two_ways_is_one_person(one: str, other: str):
    result = same_in_any_order([row(one), row(other)])
    assert (len(result.people), counts_by_kind(result)[FindingKind.CONTRADICTORY]) == (1, 0)


def test_whole_name_and_initial_are_two_people():
    result = same_in_any_order([row("Ия Иванова"), row("Яна Иванова")])
    assert (len(result.people), counts_by_kind(result)[FindingKind.CONTRADICTORY]) == (2, 2)


def test_three_reports_of_one_day_are_one():
    result = same_in_any_order([row(messages=n, linked=n < 3, file=f"{n}.xlsx") for n in (1, 2, 3)])
    counts = counts_by_kind(result)
    assert (len(result.people), counts[FindingKind.CONTRADICTORY], counts[FindingKind.NOT_LINKED]) == (1, 3, 1)


def test_two_layouts_of_one_day_complete_each_other():
    result = same_in_any_order([row(messages=None, file="ноябрь.xlsx"), row(messages=0, linked=None, school=None)])
    [person] = result.people
    assert (person.linked, person.messages, person.organization_id) == (True, 0, SCHOOL)


def test_older_rows_are_told():
    result = same_in_any_order([row(), row(linked=False, day=LAST_WEEK), row(linked=False, day=None)])
    assert not result.has_findings
    assert result.notes == ["вместо строк за прежние дни взяты новые, строк: 2"]


def test_person_of_an_older_report_alone_is_reported():
    result = same_in_any_order([row(), row("Вторых Пётр", user=2, day=LAST_WEEK)])
    assert result.notes == ["за самый новый день нет, проверены по более старому, людей: 1"]


def test_namesakes_without_ids_of_two_reports_are_all_judged_and_told():
    result = same_in_any_order([row(user=None, file="утро.xlsx"), row(user=None, linked=False, file="вечер.xlsx")])
    assert (len(result.people), counts_by_kind(result)[FindingKind.NOT_LINKED]) == (2, 1)
    assert [note[:12] for note in result.notes] == ["одно ФИО без"]


def test_repeated_report_counts_once():
    first, second, third = (reading(f"{n}.xlsx", row(user=None), row("Вторых Пётр", user=None)) for n in (1, 2, 3))
    second.rows.reverse()
    kept, notes = drop_repeated_sheets([third, second, first])
    assert {row.file for row in kept} == {"1.xlsx"}
    assert notes == [
        f"{n}.xlsx, лист «Статистика»: то же, что 1.xlsx, лист «Статистика»; считается один раз" for n in (2, 3)
    ]


def test_one_path_given_twice_counts_once():
    kept, notes = drop_repeated_sheets([reading("1.xlsx", row(user=None)), reading("1.xlsx", row(user=None))])
    assert (len(kept), len(notes)) == (1, 1)


@pytest.mark.parametrize(
    ("now", "gone"),
    [
        ([row()], True),
        ([row(), row("Вторых Пётр", user=2)], False),
        ([row(), row("Другой Пётр", user=2)], False),  # the ID stays when the surname changes
        ([row(), row("Вторых Пётр", user=3)], False),
        ([row(), row("Вторых Пётр Ильич", user=3)], False),
        ([row(), row("Втоpых Пётр", user=3)], False),  # a Latin р
        ([row(), row("Вторых Пётр", user=None)], False),
        ([row(), row("Третьяк Ольга", user=3)], True),
        ([row(), row("Вторых Пётр", user=2, school=52)], True),
    ],
)
def test_person_of_the_previous_report_who_is_gone(now: list[Row], gone: bool):
    result = review_people(now, [row(day=LAST_WEEK), row("Вторых Пётр", user=2, day=LAST_WEEK)])
    assert [finding.row.name for finding in result.findings[FindingKind.GONE] or []] == ["Вторых Пётр"] * gone
    assert result.has_findings == gone


def test_people_of_an_organization_without_a_new_report_are_not_gone_and_that_is_reported():
    result = review_people([row()], [row(day=LAST_WEEK), row("Вторых Пётр", user=2, day=LAST_WEEK, school=52)])
    assert result.findings[FindingKind.GONE] == []
    assert result.notes == ["люди прошлых отчётов из организаций, о которых новых нет, не сравнены: 1"]


def test_newer_row_of_the_previous_reports_is_not_what_was_before():
    now = [row(messages=0, day=LAST_WEEK), row("Вторых Пётр", user=2)]
    assert review_people(now, [row(day=DAY)]).findings[FindingKind.FELL_SILENT] == []
    assert len(review_people(now, [row(day=BEFORE_LAST)]).findings[FindingKind.FELL_SILENT] or []) == 1


@pytest.mark.parametrize(
    ("day", "complaint"),
    [
        (LAST_WEEK, None),
        (
            date(2024, 11, 19),
            (
                "прошлый отчёт (19.11.2024) новее проверяемого (12.11.2024), поэтому не сравнивается; "
                "не перепутаны ли они местами?"
            ),
        ),
        (None, None),
    ],
)
def test_previous_report_is_no_newer(day: date | None, complaint: str | None):
    before = reading("было.xlsx", row(day=day))
    kept, problems = select_comparable([reading("стало.xlsx", row())], [before])
    assert [problem.message for problem in problems] == [complaint] * (complaint is not None)
    assert kept == [before] * (complaint is None)


@pytest.mark.parametrize(
    ("earlier", "refused"),
    [
        (row(), True),
        (row(messages=7), True),
        (row(messages=7, school=52), False),
        (row(messages=7, school=None), True),
        (row(day=LAST_WEEK), False),
        (row(day=None), False),
    ],
    ids=["content", "day", "other organization", "unknown organization", "last week", "no day"],
)
def test_report_of_the_same_period_is_no_previous_one(earlier: Row, refused: bool):
    assert bool(find_same_report([reading("стало.xlsx", row())], [reading("было.xlsx", earlier)])) == refused


def test_only_chosen_people_are_found_and_the_others_are_compared_with():
    now = [row(), row("Вторых Пётр", user=2)._replace(user_type="pupil")]
    before = [row(day=LAST_WEEK), row("Вторых Пётр", user=2, day=LAST_WEEK), row("Зорин Олег", user=3, day=LAST_WEEK)]
    roster = [row("Вторых Пётр", user=None), row(user=None)]
    result = review_people(now, before, roster, choice=STAFF)
    assert [finding.row.name for finding in result.findings[FindingKind.GONE] or []] == ["Зорин Олег"]
    assert [finding.row.name for finding in result.findings[FindingKind.ABSENT] or []] == ["Вторых Пётр"]
    assert result.notes == ["есть в списке, а в отчёте такое ФИО только у людей непроверенных типов, людей: 1"]
    assert [person.name for person in result.people] == [row().name]


def test_duplicate_of_another_type_is_found():
    now = [row("Вторых Пётр", user=2), row("Вторых Пётр", user=3)._replace(user_type="parent")]
    assert len(review_people(now, choice=STAFF).findings[FindingKind.TWO_IDS] or []) == 2
    pupils = [person._replace(user_type="pupil") for person in now]
    assert review_people(pupils, choice=STAFF).findings[FindingKind.TWO_IDS] is None
