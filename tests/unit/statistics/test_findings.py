"""The people whom somebody should look into."""

import pytest

from automation.statistics.findings import FindingKind, review_people
from automation.statistics.names import person_key
from automation.statistics.rows import Row, is_active
from tests.unit.statistics.statistics_books import DAY, LAST_WEEK, SCHOOL


def person(name, messages=0, calls=0, *, linked=True, user=None, school=SCHOOL, day=DAY):
    return Row(
        name,
        person_key(name),
        "отчёт.xlsx",
        "Статистика",
        2,
        day,
        school if user else None,
        user,
        "teacher",
        linked,
        messages,
        calls,
    )


def names(result, kind):
    return None if result.findings[kind] is None else [finding.row.name for finding in result.findings[kind]]


def of(result, kind):
    findings = result.findings[kind]
    assert findings is not None
    return findings


def only(result):
    return {kind for kind, findings in result.findings.items() if findings}


def test_people_who_are_linked_and_write_are_not_found():
    everybody = [person("Хазеев Рустем", 453, 15, user=1), person("Иванова Мария", 0, 1, user=2)]
    result = review_people(everybody, previous=everybody, roster=everybody)
    assert not result.has_findings
    assert None not in result.findings.values()


@pytest.mark.parametrize(
    ("linked", "messages", "calls", "kinds"),
    [
        (True, 1, 0, set()),
        (True, 0, 1, set()),
        (True, 0, 0, {FindingKind.SILENT}),
        (False, 0, 0, {FindingKind.NOT_LINKED}),
        (False, 5, 5, {FindingKind.NOT_LINKED}),
        (None, 0, 0, set()),
        (True, None, None, set()),
        (False, None, None, {FindingKind.NOT_LINKED}),
    ],
)
def test_link_and_silence(linked, messages, calls, kinds):
    result = review_people([person("Хазеев Рустем", messages, calls, linked=linked), person("Иванова Мария", 1, 1)])
    assert only(result) == kinds


def test_silence_is_not_judged_where_messages_are_not_counted():
    result = review_people([person("Хазеев Рустем", None, None, user=1)], previous=[person("Хазеев Рустем", 5, user=1)])
    assert (result.findings[FindingKind.SILENT], result.findings[FindingKind.FELL_SILENT]) == (None, None)


def test_what_was_not_given_is_not_judged():
    result = review_people([person("Хазеев Рустем", 1)])
    assert [result.findings[kind] for kind in (FindingKind.FELL_SILENT, FindingKind.TWO_IDS, FindingKind.ABSENT)] == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("before", "now", "fell"),
    [
        ((453, 15), (0, 0), True),
        ((1, 0), (0, 0), True),
        ((0, 1), (0, 0), True),
        ((0, 0), (0, 0), False),
        ((453, 15), (1, 0), False),
        ((453, 15), (0, 1), False),
        ((None, None), (0, 0), False),
        ((453, 15), (None, None), False),
    ],
)
@pytest.mark.parametrize("user", [None, 757843276])
def test_falling_silent(before, now, fell, user):
    rest = person("Иванова Мария", 5, user=user and 2)
    result = review_people(
        [person("Хазеев Рустем", *now, user=user), rest],
        previous=[person("Хазеев Рустем", *before, user=user, day=LAST_WEEK), rest],
    )
    assert names(result, FindingKind.FELL_SILENT) == (["Хазеев Рустем"] if fell else [])


def test_person_of_whom_the_report_does_not_say_has_not_fallen_silent():
    rows = [person("Иванова", None, linked=False, user=1), person("Петрова", 5, user=2)]

    assert of(review_people(rows, [person("Иванова", 9, user=1, day=LAST_WEEK)]), FindingKind.FELL_SILENT) == []


def test_person_who_lost_the_link_and_fell_silent_is_both():
    result = review_people([person("Хазеев Рустем", linked=False)], previous=[person("Хазеев Рустем", 5)])
    assert only(result) == {FindingKind.NOT_LINKED, FindingKind.FELL_SILENT}


def test_person_who_went_on_under_another_id_fell_silent():
    result = review_people(
        [person("Хазеев Рустем", user=2)], previous=[person("Рустем  ХАЗЕЕВ", 453, user=1, day=LAST_WEEK)]
    )
    [finding] = of(result, FindingKind.FELL_SILENT)
    assert finding.previous.user_id == 1


def test_report_without_ids_is_compared_with_one_that_has_them_by_name():
    result = review_people([person("Хазеев Рустем", user=1)], previous=[person("Хазеев Рустем", 453, day=LAST_WEEK)])
    assert names(result, FindingKind.FELL_SILENT) == ["Хазеев Рустем"]


def test_new_namesake_is_not_taken_for_the_one_who_wrote():
    result = review_people(
        [person("Иванова Мария", 5, user=1), person("Иванова Мария", user=2)],
        previous=[person("Иванова Мария", 5, user=1, day=LAST_WEEK)],
    )
    assert names(result, FindingKind.FELL_SILENT) == []


def test_profile_that_has_another_name_now_is_not_taken_for_its_namesake():
    result = review_people(
        [person("Иванова-Седова Мария", 5, user=1), person("Иванова Мария", user=2)],
        previous=[person("Иванова Мария", 5, user=1, day=LAST_WEEK)],
    )
    assert names(result, FindingKind.FELL_SILENT) == []


def test_previous_report_without_organizations_is_compared():
    before = person("Хазеев Рустем", 5, user=1, day=LAST_WEEK)._replace(organization_id=None)
    assert names(review_people([person("Хазеев Рустем", user=1)], previous=[before]), FindingKind.FELL_SILENT) == [
        "Хазеев Рустем"
    ]


def test_namesakes_without_ids_are_not_compared():
    result = review_people(
        [person("Иванова Мария"), person("Иванова Мария", 5)],
        previous=[person("Иванова Мария", 5), person("Иванова Мария")],
    )
    assert names(result, FindingKind.FELL_SILENT) == []


def test_namesake_of_another_school_is_not_compared():
    result = review_people(
        [person("Иванова Мария", user=1, school=51)],
        previous=[person("Иванова Мария", 5, user=2, school=52)],
    )
    assert names(result, FindingKind.FELL_SILENT) == []


@pytest.mark.parametrize(
    "other",
    ["Фёдорова Алёна Ивановна", "федорова алена ивановна", "Фёдорова  Алёна Ивановна", "Алёна Ивановна Фёдорова"],
)
def test_one_name_under_two_ids(other):
    result = review_people(
        [person("Фёдорова Алёна Ивановна", 5, user=1), person(other, 5, user=2), person("Хазеев", 5, user=3)]
    )
    assert [(finding.row.user_id, finding.group) for finding in of(result, FindingKind.TWO_IDS)] == [(1, 1), (2, 1)]


def test_people_under_two_ids_are_kept_apart():
    result = review_people([person(name, 5, user=user) for user, name in enumerate(["Б", "А", "б", "а", "в"], start=1)])
    assert [(finding.row.user_id, finding.group) for finding in of(result, FindingKind.TWO_IDS)] == [
        (2, 1),
        (4, 1),
        (1, 2),
        (3, 2),
    ]


def test_one_id_twice_and_namesakes_of_two_schools_are_not_two_ids():
    rows = [
        person("Хазеев Рустем", 5, user=1),
        person("Хазеев Рустем", 5, user=1),
        person("Хазеев Рустем", 5, user=2, school=52),
    ]
    assert review_people(rows).findings[FindingKind.TWO_IDS] == []


@pytest.mark.parametrize(
    ("roster", "report", "absent"),
    [
        (["Хазеев Рустем"], ["Хазеев Рустем"], []),
        (["Хазеев Рустем"], ["рустем  хазеев"], []),
        (["Хазеев Рустем"], ["Иванова Мария"], ["Хазеев Рустем"]),
        (["Хазеев Рустем Ильдарович"], ["Хазеев Рустем"], []),
        (["Хазеев Рустем"], ["Хазеев Рустем Ильдарович"], []),
        (["Хазеев Рустем Ильдарович"], ["Хазеев Руслан"], ["Хазеев Рустем Ильдарович"]),
        (["Иванова Мария", "Иванова Мария"], ["Иванова Мария"], ["Иванова Мария"]),
        (["Иванова Мария Львовна", "Иванова Мария Ильинична"], ["Иванова Мария Ильинична"], ["Иванова Мария Львовна"]),
        (["Иванова Мария", "Иванова Мария Ильинична"], ["Иванова Мария Ильинична"], ["Иванова Мария"]),
        (["Хазеев Рустем", "Хазеев"], ["Хазеев Рустем"], ["Хазеев"]),
    ],
)
def test_roster(roster, report, absent):
    result = review_people([person(name, 5) for name in report], roster=[person(name) for name in roster])
    assert names(result, FindingKind.ABSENT) == absent


@pytest.mark.parametrize("order", [list, reversed])
def test_newest_report_counts(order):
    rows = [
        person("Хазеев Рустем", user=1, day=DAY),
        person("Хазеев Рустем", 453, linked=False, user=1, day=LAST_WEEK),
        person("Иванова Мария", linked=False, day=LAST_WEEK),
        person("Иванова Мария", 5, user=2, day=DAY),
        person("Петрова Анна", 5, day=DAY),
        person("Петрова Анна", day=LAST_WEEK),
        person("Седова Юлия", day=None),
        person("Седова Юлия", 5, day=DAY),
    ]
    result = review_people(list(order(rows)))
    assert len(result.people) == 4
    assert only(result) == {FindingKind.SILENT}
    assert names(result, FindingKind.SILENT) == ["Хазеев Рустем"]


def test_namesakes_of_one_day_are_all_judged_where_there_are_no_ids():
    result = review_people([person("Иванова Мария"), person("Иванова Мария", 5), person("Иванова Мария")])
    assert len(result.people) == 3
    assert len(of(result, FindingKind.SILENT)) == 2


def test_one_person_in_two_organizations_is_judged_in_each():
    result = review_people([person("Хазеев Рустем", user=1, school=51), person("Хазеев Рустем", 5, user=1, school=52)])
    assert [finding.row.organization_id for finding in of(result, FindingKind.SILENT)] == [51]


@pytest.mark.parametrize(
    ("messages", "calls", "active"),
    [(None, None, None), (0, None, False), (0, 0, False), (1, None, True), (0, 1, True)],
)
def test_activity(messages, calls, active):
    assert is_active(person("Хазеев", messages, calls)) is active
