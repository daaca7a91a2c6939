"""A run at a glance, the same whoever ran its tests, and in whatever order."""

from itertools import permutations

import pytest

from report.overview import group_by_folder, list_slowest, sort_tests
from report.run_record import Outcome, TestRecord


def test_tests_are_sorted_by_the_guide_then_by_file_and_line() -> None:
    tests = [
        TestRecord("tests/b.py::z", requirements=["A-1"], line=9),
        TestRecord("tests/b.py::a[2]", requirements=["A-2", "A-1"], line=10),
        TestRecord("tests/b.py::a[10]", requirements=["A-1"], line=10),
        TestRecord("tests/a.py::a", requirements=["A-2"], line=90),
        TestRecord("tests/a.py::b", requirements=["own"], line=1),
        TestRecord("tests/a.py::c", line=2),
    ]
    ids = [test.nodeid for test in tests]
    for shuffled in permutations(tests):
        assert [test.nodeid for test in sort_tests(shuffled, ["A-1", "A-2"])] == ids


def test_slowest_come_first_and_are_ten_at_most() -> None:
    tests = [TestRecord(f"{seconds}", outcome="passed", duration_s=seconds) for seconds in range(12)]
    tests += [TestRecord("skipped", outcome="skipped", duration_s=99)]
    assert [test.duration_s for test in list_slowest(tests)] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]


def build_test(nodeid: str, outcome: Outcome, *requirements: str) -> TestRecord:
    return TestRecord(nodeid, outcome=outcome, duration_s=1, requirements=list(requirements))


def test_tests_of_no_requirement_are_counted_by_folder() -> None:
    rows = group_by_folder(
        [
            build_test("tests/unit/report/test_a.py::a", "passed"),
            build_test("tests/unit/test_b.py::b", "failed"),
            build_test("tests/e2e/test_c.py::c", "skipped"),
            build_test("test_d.py::d", "passed"),
            build_test("tests/e2e/test_c.py::e", "failed", "A-1"),
        ]
    )
    assert [(row.folder, dict(row.counts), row.duration_s) for row in rows] == [
        (".", {"passed": 1}, 1),
        ("tests/e2e", {"skipped": 1}, 1),
        ("tests/unit", {"passed": 1, "failed": 1}, 2),
    ]
    assert [[test.nodeid for test in row.failures] for row in rows] == [[], [], ["tests/unit/test_b.py::b"]]


@pytest.mark.parametrize("nodeid", ["own/test_a.py::a", "own/test_a.py::TestX::a[b::c/d]"])
def test_folder_is_that_of_the_file(nodeid: str) -> None:
    assert [row.folder for row in group_by_folder([build_test(nodeid, "passed")])] == ["own"]
