"""Faults in order: which request each applies to, and how often."""

import threading
from unittest.mock import Mock

import pytest
from flask import Response
from werkzeug.exceptions import HTTPException

from automation.factories import generate_phone
from mock_server.faults import MAX_SPENT, Fault, Faults, apply
from mock_server.recording.records import RequestRecord

PHONE = generate_phone()


def fault(**known) -> Fault:
    values = {
        "phone": PHONE,
        "organization_id": None,
        "site": "vk_id",
        "operation": "token",
        "kind": "error",
        "status": None,
        "delay_s": None,
        "moment": "before",
        "times": 1,
    }
    return Fault(**{**values, **known})


def request(phone: str | None = PHONE, organization_id: int | None = None, operation: str = "token") -> RequestRecord:
    return RequestRecord(
        "vk_id", operation, "POST", "/oauth2/auth", {}, {}, phone=phone, organization_id=organization_id
    )


@pytest.mark.parametrize(
    "other",
    [
        request(phone=generate_phone()),
        request(phone=None),
        request(phone=None, organization_id=5),
        request(operation="user_info"),
    ],
)
def test_fault_of_one_person_applies_to_nobody_else(other: RequestRecord) -> None:
    faults = Faults()
    faults.add(fault())
    assert faults.acquire(other, "before") is None
    assert faults.acquire(request(), "after") is None
    assert faults.acquire(request(organization_id=5), "before")


@pytest.mark.parametrize("other", [request(organization_id=6), request(), request(phone=None)])
def test_fault_of_one_organization_applies_to_no_other(other: RequestRecord) -> None:
    faults = Faults()
    faults.add(fault(phone=None, organization_id=5))
    assert faults.acquire(other, "before") is None
    assert faults.acquire(request(organization_id=5), "before")


def test_fault_applies_as_often_as_ordered() -> None:
    faults = Faults()
    faults.add(fault(times=2))
    assert [faults.acquire(request(), "before") is not None for _ in range(3)] == [True, True, False]


def test_fault_without_a_number_applies_until_removed() -> None:
    faults = Faults()
    number = faults.add(fault(times=None))
    for _ in range(5):
        applied = faults.acquire(request(), "before")
        assert applied
        faults.release(applied)
    assert faults.remove(number)
    assert faults.acquire(request(), "before") is None


def test_faults_apply_in_the_order_they_were_added() -> None:
    faults = Faults()
    for status in (500, 502):
        faults.add(fault(status=status))
    applied = [faults.acquire(request(), "before") for _ in range(2)]
    assert [active.status for active in applied if active] == [500, 502]


def test_fault_that_has_applied_may_be_removed_and_one_never_added_may_not() -> None:
    faults = Faults()
    number = faults.add(fault())
    applied = faults.acquire(request(), "before")
    assert applied
    faults.release(applied)
    assert faults.remove(number)
    assert not faults.remove(number + 1)


def test_fault_that_is_over_takes_no_memory() -> None:
    faults = Faults()
    numbers = [faults.add(fault()) for _ in range(3)]
    applied = [faults.acquire(request(), "before") for _ in numbers]
    for active in applied:
        assert active
        faults.release(active)
    assert (faults._pending, faults._active) == ({}, {})
    assert all(faults.remove(number) for number in numbers)


def test_list_says_how_often_each_has_applied_and_still_will() -> None:
    faults = Faults()
    numbers = [faults.add(fault(times=times)) for times in (1, 2, None)]
    for _ in range(4):
        assert faults.acquire(request(), "before")
    listed = {ordered.number: (ordered.struck, ordered.remaining) for ordered in faults.list_newest(10)}
    assert listed == dict(zip(numbers, [(1, 0), (2, 0), (1, None)], strict=True))
    assert list(listed) == numbers[::-1]
    faults.remove(numbers[0])
    assert [ordered.number for ordered in faults.list_newest(1, before=numbers[2])] == [numbers[1]]
    assert [ordered.number for ordered in faults.list_newest(10)] == numbers[:0:-1]


def test_list_is_of_one_person_or_organization() -> None:
    faults, other = Faults(), generate_phone()
    own, foreign = faults.add(fault()), faults.add(fault(phone=other))
    of_school = faults.add(fault(phone=None, organization_id=5))
    for filters, expected in (
        ({"phone": PHONE}, own),
        ({"phone": other}, foreign),
        ({"organization_id": 5}, of_school),
    ):
        assert [ordered.number for ordered in faults.list_newest(10, **filters)] == [expected], filters


def test_list_keeps_so_many_of_the_faults_that_apply_no_more() -> None:
    faults = Faults()
    lasting = faults.add(fault(operation="user_info"))
    for _ in range(MAX_SPENT + 5):
        faults.add(fault())
        assert faults.acquire(request(), "before")
    numbers = [ordered.number for ordered in faults.list_newest(MAX_SPENT * 2)]
    assert len(numbers) == MAX_SPENT + 1
    assert numbers[-1] == lasting


def test_fault_that_applied_is_noted_in_the_record() -> None:
    faults, applied = Faults(), request()
    number = faults.add(fault(kind="delay"))
    faults.acquire(applied, "before")
    assert applied.notes == [f"fault {number}: delay before"]


def test_delay_lasts_as_long_as_ordered() -> None:
    removed = Mock(spec=threading.Event)
    apply(fault(kind="delay", delay_s=600, removed=removed), error_page=lambda _: pytest.fail("a delay is no error"))
    removed.wait.assert_called_once_with(600)


def test_error_waits_as_long_as_ordered() -> None:
    removed = Mock(spec=threading.Event)
    with pytest.raises(HTTPException) as raised:
        apply(fault(delay_s=600, removed=removed), error_page=lambda status: Response(status=status))
    removed.wait.assert_called_once_with(600)
    assert raised.value.get_response().status_code == 503


def test_delay_ends_with_the_sandbox() -> None:
    faults, removed = Faults(), fault(kind="delay", delay_s=600)
    faults.add(removed)
    faults.remove_all()
    apply(removed, error_page=lambda _: pytest.fail("a delay is no error"))
    assert faults.acquire(request(), "before") is None


def test_fault_ordered_while_the_sandbox_stops_delays_nobody() -> None:
    faults, late = Faults(), fault(kind="delay", delay_s=600)
    faults.remove_all()
    faults.add(late)
    apply(late, error_page=lambda _: pytest.fail("a delay is no error"))


@pytest.mark.parametrize(("ordered_body", "expected_body"), [(None, b'{"profile_id": 5}'), ("", b""), ("<p>", b"<p>")])
def test_answer_takes_the_place_of_the_operations_own(ordered_body: str | None, expected_body: bytes) -> None:
    own = Response(b'{"profile_id": 5}', 201, mimetype="application/json")
    ordered = fault(kind="answer", moment="after", status=200, body=ordered_body, headers={"Retry-After": "30"})
    with pytest.raises(HTTPException) as ended:
        apply(ordered, error_page=lambda _: pytest.fail("an answer is no error"), response=own)
    answer = ended.value.get_response()
    assert (answer.status_code, answer.get_data(), answer.headers["Retry-After"]) == (200, expected_body, "30")
    assert answer.content_type == "application/json"


def test_answer_has_the_type_that_is_ordered() -> None:
    ordered = fault(kind="answer", status=200, body="<p>", headers={"Content-Type": "text/html"})
    with pytest.raises(HTTPException) as ended:
        apply(ordered, error_page=lambda _: pytest.fail("an answer is no error"))
    assert ended.value.get_response().headers.getlist("Content-Type") == ["text/html"]


def test_answer_before_the_operation_is_empty_unless_it_has_a_body() -> None:
    with pytest.raises(HTTPException) as ended:
        apply(fault(kind="answer", status=403), error_page=lambda _: pytest.fail("an answer is no error"))
    assert (ended.value.get_response().status_code, ended.value.get_response().get_data()) == (403, b"")


def test_requests_that_a_fault_holds_are_counted() -> None:
    faults, hanging = Faults(), fault(kind="delay", delay_s=600, times=None)
    number = faults.add(hanging)
    assert (faults.count_active_requests(number), faults.count_active_requests(number + 1)) == (0, None)
    assert faults.acquire(request(), "before") is hanging
    assert faults.count_active_requests(number) == 1
    faults.release(hanging)
    assert faults.count_active_requests(number) == 0
