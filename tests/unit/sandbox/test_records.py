"""The log of requests: whose they were, and which are forgotten."""

from automation.factories import generate_phone
from mock_server.http.gate import FAILED, REFUSED
from mock_server.recording.records import (
    MAX_BYTES,
    MAX_RECORDS,
    MAX_RECORDS_OF_NOBODY,
    RequestFilter,
    RequestLog,
    RequestRecord,
)

EVERYTHING = RequestFilter()


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


def test_of_nobody_refused_and_failed_requests_are_noted() -> None:
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


def test_requests_of_nobody_push_out_neither_those_of_people_nor_refused_ones() -> None:
    log = RequestLog()
    log.add(record(organization_id=1))
    log.add(record(notes=[f"{REFUSED}a"]))
    for _ in range(MAX_RECORDS_OF_NOBODY + 1):
        log.add(record())
    kept = [request.id for request in log.search(EVERYTHING, limit=MAX_RECORDS)]
    assert kept == [1, 2, *range(4, MAX_RECORDS_OF_NOBODY + 4)]
    assert log.find_by_organization(1)


def test_ordinary_requests_to_the_control_api_are_not_kept() -> None:
    log = RequestLog()
    log.add(RequestRecord("control", "health", "GET", "/health", query={}, form={}))
    assert log.search(EVERYTHING, limit=10) == []


def test_requests_of_everybody_are_found_by_their_ids() -> None:
    log = RequestLog()
    for fields in ({"login_id": "first"}, {}, {"notes": [f"{FAILED}a"]}, {"phone": generate_phone()}):
        log.add(record(**fields))
    assert [request.id for request in log.search(EVERYTHING, limit=10)] == [1, 2, 3, 4]
    assert [request.id for request in log.search(EVERYTHING, limit=2)] == [3, 4]
    assert [request.id for request in log.search(EVERYTHING, after=1, limit=2)] == [2, 3]
    assert [request.id for request in log.search(EVERYTHING, before=3, limit=1)] == [2]
    found, unknown = log.get(3), log.get(5)
    assert found is not None
    assert found.notes == [f"{FAILED}a"]
    assert unknown is None


def test_requests_are_filtered() -> None:
    log, phone = RequestLog(), generate_phone()
    for fields in (
        {"login_id": "first", "status": 303},
        {"login_id": "first", "phone": phone, "status": 404},
        {"organization_id": 1, "status": 400},
    ):
        log.add(record(**fields))
    log.add(RequestRecord("sferum", "attach", "PUT", "/", query={}, form={}, status=201))
    for wanted, ids in (
        (RequestFilter(phone=phone), [1, 2]),
        (RequestFilter(phone=phone, status="4xx"), [2]),
        (RequestFilter(status="4xx"), [2, 3]),
        (RequestFilter(status="404"), [2]),
        (RequestFilter(organization_id=1), [3]),
        (RequestFilter(login_id="first"), [1, 2]),
        (RequestFilter(site="sferum"), [4]),
        (RequestFilter(site="sferum", status="3xx"), []),
    ):
        assert [request.id for request in log.search(wanted, limit=10)] == ids, wanted
