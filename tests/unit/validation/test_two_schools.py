"""What a call to attach may name of a teacher of two schools."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from automation.other_school import OtherSchoolTable
from pages.sign_in_form import SignInStep
from tests.unit.validation.test_exposure import TEACHER
from validation.errors import CheckFailedError, NotTestableError
from validation.two_schools import TwoSchools

STEPS = [SignInStep(press="Сменить школу")]
SCHOOL = OtherSchoolTable(
    teacher="belova", id=2, title="Школа №12", person_id="S-31", role="staff", classes=["5Б"], enter=STEPS, leave=STEPS
)
OWN = {"organization": 2, "person": "S-31", "role": "staff", "classes": ["5Б"]}


def at_other_school(*calls: dict[str, Any]) -> TwoSchools:
    """Returns the teacher at the other school, whose journal has made these calls to attach."""
    records = [
        {
            "site": "sferum",
            "operation": "attach",
            "path": f"/api/organizations/{call['organization']}/people/{call['person']}",
            "form": {"role": call["role"], "classes": json.dumps(call["classes"])},
        }
        for call in calls
    ]
    teacher = replace(TEACHER, person_id="T-101")
    session: Any = SimpleNamespace(teacher=teacher, page=None, fetch_records=lambda: records)
    schools = TwoSchools(session, SCHOOL)
    schools.is_at_other = True
    return schools


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"organization": 1}, "организация"),
        ({"person": "T-101"}, "учётная запись"),
        ({"role": "teacher"}, "роль"),
        ({"classes": ["6А"]}, "классы"),
    ],
)
def test_what_the_teacher_is_in_the_school_where_they_are_not_is_found(change: dict[str, Any], what: str) -> None:
    with pytest.raises(CheckFailedError, match=what):
        at_other_school(OWN, {**OWN, **change}).expect_own_call()


@pytest.mark.parametrize("change", [{}, {"person": "belova"}, {"role": "parent"}, {"classes": []}])
def test_what_is_right_or_wrong_in_both_schools_is_another_checks(change: dict[str, Any]) -> None:
    at_other_school({**OWN, "organization": 1}, {**OWN, **change}).expect_own_call()


def test_no_call_is_nothing_to_look_at() -> None:
    with pytest.raises(NotTestableError):
        at_other_school().expect_own_call()
