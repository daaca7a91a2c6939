"""The log of requests: whose they were, and which are forgotten."""

from automation.factories import generate_phone
from mock_server.http.gate import FAILED, REFUSED
from mock_server.recording.records import MAX_BYTES, MAX_RECORDS, RequestLog, RequestRecord


def record(**fields) -> RequestRecord:
    return RequestRecord("vk_id", "phone", "GET", "/", query={}, form={}, **fields)


def test_person_has_the_requests_of_a_login_made_before_the_person_was_known() -> None:
    log, phone = RequestLog(), generate_phone()
    for request in (
        record(login_id="first"),
        record(login_id="other"),
        record(phone=phone, login_id="first"),
        record(phone=generate_phone(), login_id="other"),
        record(phone=phone),
        record(),
    ):
        log.add(request)
    assert [request["login_id"] for request in log.find_by_person(phone)] == ["first", "first", None]


def test_requests_seen_before_are_left_out_and_all_are_counted() -> None:
    log, phone = RequestLog(), generate_phone()
    for login_id in ("first", "second", "third"):
        log.add(record(phone=phone, login_id=login_id))
    assert [request["login_id"] for request in log.find_by_person(phone, after=2)] == ["third"]
    assert log.count_by_person(phone) == 3


def test_person_nobody_knows_has_no_requests() -> None:
    log = RequestLog()
    log.add(record(phone=generate_phone()))
    assert log.find_by_person(generate_phone()) == []


def test_organization_has_its_own_requests() -> None:
    log = RequestLog()
    for number in (1, 2, 1):
        log.add(record(organization_id=number))
    assert len(log.find_by_organization(1)) == 2


def test_oldest_is_forgotten_first() -> None:
    log = RequestLog()
    for number in range(1, MAX_RECORDS + 2):
        log.add(record(organization_id=number))
    assert log.find_by_organization(1) == []
    assert len(log.find_by_organization(MAX_RECORDS + 1)) == 1


def test_oldest_is_forgotten_first_where_there_are_many_bytes() -> None:
    log = RequestLog(max_bytes=1_000_000)
    for number in range(1, 101):
        long = {"text": "x" * 100_000}
        log.add(RequestRecord("vk_id", "token", "POST", "/", query={}, form=long, organization_id=number))
    kept = [number for number in range(1, 101) if log.find_by_organization(number)]
    assert kept == list(range(101 - len(kept), 101))
    assert 8 <= len(kept) <= 9


def test_ordinary_requests_are_forgotten_by_number_only() -> None:
    log, fields = RequestLog(), {f"name_{number}": "x" * 64 for number in range(10)}
    for number in range(1, MAX_RECORDS + 1):
        log.add(RequestRecord("vk_id", "token", "POST", "/oauth2/auth", fields, {}, answer={}, organization_id=number))
    assert log.find_by_organization(1)
    assert log._known.bytes < MAX_BYTES


def test_of_nobody_only_refused_and_failed_requests_are_kept() -> None:
    log = RequestLog()
    for remark in ("lenient: no client_id", "fault 3: delay before", f"{REFUSED}a", f"{FAILED}b"):
        log.add(record(notes=[remark]))
    assert [request["notes"] for request in log.find_by_note(("",))] == [["refused: a"], ["failed: b"]]


def test_refused_requests_of_nobody_take_a_bounded_memory_beside_the_others() -> None:
    log = RequestLog(max_bytes_of_nobody=1_000_000)
    log.add(record(organization_id=1))
    for number in range(1, 101):
        long = {"text": "x" * 100_000}
        log.add(RequestRecord("vk_id", "", "POST", f"/{number}", query={}, form=long, notes=["refused: x"]))
    kept = [int(request["path"][1:]) for request in log.find_by_note((REFUSED,))]
    assert kept == list(range(101 - len(kept), 101))
    assert 8 <= len(kept) <= 9
    assert log._of_nobody.bytes <= 1_000_000
    assert log.find_by_organization(1)


def test_request_of_nobody_is_not_kept() -> None:
    log = RequestLog()
    log.add(record(organization_id=1))
    for _ in range(MAX_RECORDS):
        log.add(record())
    assert log.find_by_organization(1)
