"""The day of a statistics report is Moscow's, at any hour (D-3)."""

import io
from datetime import datetime, time, timedelta, timezone
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from tests.http_person import open_person
from tests.http_teacher import HttpTeacher

MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize("hour", [1, 13, 22], ids=["ночью", "днём", "вечером"])
@pytest.mark.requirement("D-3")
def test_report_is_of_the_day_in_moscow(
    sandbox: SandboxClient, people: People, teacher: Teacher, http_teacher: HttpTeacher, hour: int
) -> None:
    """День отчёта, в файле и в его имени, — московский в любой час."""
    http_teacher.link(remembered=True)
    school = teacher.organization_id
    phone = people.create_administrator(school)
    present = datetime.now(MOSCOW)
    moment = present.replace(hour=hour, minute=30) + timedelta(days=1)
    sandbox.move_time(phone, (moment - present).total_seconds())
    with open_person(sandbox, phone) as administrator:
        report = administrator.open("sferum", f"/organizations/{school}/statistics")
    file_name = unquote(report.headers["Content-Disposition"].rpartition("''")[2])
    assert file_name == f"Статистика Сферум {school} {moment:%d.%m.%Y}.xlsx"
    header, *rows = load_workbook(io.BytesIO(report.content)).worksheets[0].values
    assert {row[header.index("Дата")] for row in rows} == {datetime.combine(moment.date(), time())}
