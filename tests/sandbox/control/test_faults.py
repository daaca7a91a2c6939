"""The list of ordered faults: what is ordered, how often it has applied, page by page."""

import httpx

from automation.factories import People
from mock_server.client import SandboxClient
from tests.http_teacher import HttpTeacher


def test_list_of_faults_says_how_often_each_has_applied(http_teacher: HttpTeacher) -> None:
    """Список сбоев говорит, сколько раз сработал каждый."""
    sandbox, phone = http_teacher.sandbox, http_teacher.teacher.phone
    twice = sandbox.create_fault("journal", "messenger", "error", phone=phone, status=503, times=2)
    lasting = sandbox.create_fault("vk_id", "token", "delay", phone=phone, delay_s=0.1, times=None)
    assert http_teacher.request_journal("GET", "/office/messenger").status_code == 503
    newest, oldest = sandbox.list_faults(phone=phone)
    assert (newest.id, newest.struck, newest.remaining, newest.delay_s) == (lasting, 0, None, 0.1)
    assert (oldest.id, oldest.struck, oldest.remaining, oldest.times) == (twice, 1, 1, 2)
    assert http_teacher.request_journal("GET", "/office/messenger").status_code == 503
    assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200
    assert (sandbox.list_faults(phone=phone)[1].struck, sandbox.list_faults(phone=phone)[1].remaining) == (2, 0)
    sandbox.remove_fault(twice)
    assert [fault.id for fault in sandbox.list_faults(phone=phone)] == [lasting]


def test_list_of_faults_comes_in_pages(people: People, sandbox: SandboxClient, control: httpx.Client) -> None:
    """Список сбоев приходит страницами."""
    school = people.create_organization()
    ordered = [sandbox.create_fault("sferum", "attach", "drop", organization_id=school) for _ in range(5)]
    seen: list[int] = []
    query: dict[str, int] = {"organization_id": school, "limit": 2}
    while True:
        page = control.get("/faults", params=query).json()
        seen += [fault["id"] for fault in page["faults"]]
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert seen == ordered[::-1]


def test_operations_that_faults_are_ordered_for_are_listed(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Перечислены действия, для которых заказывают сбои."""
    operations = control.get("/operations").json()
    assert set(operations) == {"journal", "vk_id", "messenger", "sferum"}
    assert "submit_phone" in operations["vk_id"]
    assert "attach" in operations["sferum"]
    assert "static" not in operations["vk_id"]
