"""Failures on order: every kind, before and after, so many times, and for nobody else."""

import threading
from unittest.mock import Mock

import httpx
import pytest

from automation.factories import People, generate_phone
from mock_server.client import SandboxClient
from mock_server.faults import Fault, Faults, apply
from mock_server.recording.records import RequestRecord
from tests.http_teacher import HttpTeacher

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


def test_fault_that_applied_is_noted_in_the_record() -> None:
    faults, applied = Faults(), request()
    number = faults.add(fault(kind="delay"))
    faults.acquire(applied, "before")
    assert applied.notes == [f"fault {number}: delay before"]


def test_delay_lasts_as_long_as_ordered() -> None:
    removed = Mock(spec=threading.Event)
    apply(fault(kind="delay", delay_s=600, removed=removed), error_page=lambda _: pytest.fail("a delay is no error"))
    removed.wait.assert_called_once_with(600)


def test_delay_ends_with_the_sandbox() -> None:
    faults, removed = Faults(), fault(kind="delay", delay_s=600)
    faults.add(removed)
    faults.remove_all()
    apply(removed, error_page=lambda _: pytest.fail("a delay is no error"))
    assert faults.acquire(request(), "before") is None


# --- Over HTTP --------------------------------------------------------------------------------------------------


@pytest.fixture
def http_teacher(people: People, sandbox: SandboxClient):
    with HttpTeacher(sandbox, people.create_teacher()) as opened:
        yield opened


def states(http_teacher: HttpTeacher) -> tuple[bool, bool]:
    """Whether Sferum has the link, and whether the journal has."""
    person = http_teacher.sandbox.get_person(http_teacher.teacher.phone)
    return person.profiles[0].link is not None, person.journal[http_teacher.teacher.login] is not None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_ordered_status_is_answered_once_and_recorded_as_it_went_out(http_teacher: HttpTeacher, moment: str) -> None:
    phone, ordered = http_teacher.teacher.phone, [400, 404, 429, 499, 500, 503, 504, 599]
    for status in ordered:
        http_teacher.sandbox.create_fault("journal", "messenger", "error", phone=phone, status=status, moment=moment)
        assert http_teacher.journal("GET", "/office/messenger").status_code == status
        assert http_teacher.journal("GET", "/office/messenger").status_code == 200
    outcomes = [(record["status"], len(record["notes"])) for record in http_teacher.sandbox.list_requests(phone)]
    assert outcomes == [outcome for status in ordered for outcome in ((status, 1), (200, 0))]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_dropped_connection_sends_nothing(http_teacher: HttpTeacher, moment: str) -> None:
    http_teacher.sandbox.create_fault("journal", "messenger", "drop", phone=http_teacher.teacher.phone, moment=moment)
    with pytest.raises(httpx.RemoteProtocolError):
        http_teacher.journal("GET", "/office/messenger")
    assert http_teacher.journal("GET", "/office/messenger").status_code == 200


def test_delay_longer_than_the_journal_waits_is_silence(people: People, sandbox: SandboxClient) -> None:
    school = people.create_organization(journal_timeout_s=0.1)
    with HttpTeacher(sandbox, people.create_teacher(school)) as http_teacher:
        sandbox.create_fault("vk_id", "token", "delay", phone=http_teacher.teacher.phone, delay_s=0.5)
        http_teacher.link(remembered=True)
        assert "VK ID не отвечает" in http_teacher.messenger_page()
        assert states(http_teacher) == (False, False)


@pytest.mark.requirement("A-3E")
def test_identity_data_is_the_guides_error(http_teacher: HttpTeacher) -> None:
    http_teacher.sandbox.create_fault("vk_id", "submit_phone", "identity-data", phone=http_teacher.teacher.phone)
    screen = http_teacher.connect()
    answer = http_teacher.submit(screen, login=http_teacher.teacher.phone)
    assert answer.status_code == 503
    assert "невозможно получить идентификационные данные" in answer.text
    assert "Подтвердите вход" in http_teacher.submit(screen, login=http_teacher.teacher.phone).text


@pytest.mark.parametrize("kind", ["error", "drop"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("site", "operation", "message"),
    [
        ("vk_id", "token", "VK ID не отвечает"),
        ("vk_id", "user_info", "VK ID не отвечает"),
        ("sferum", "attach", "Сферум не отвечает"),
    ],
)
def test_service_that_fails_leaves_no_half_link(
    http_teacher: HttpTeacher, site: str, operation: str, message: str, kind: str, moment: str
) -> None:
    http_teacher.sandbox.create_fault(site, operation, kind, phone=http_teacher.teacher.phone, moment=moment)
    http_teacher.link(remembered=True)
    assert message in http_teacher.messenger_page()
    assert states(http_teacher) == (False, False)
    http_teacher.link(remembered=True)
    assert "Учебный профиль привязан" in http_teacher.messenger_page()
    assert states(http_teacher) == (True, True)


def test_fault_of_an_organization_applies_to_all_its_teachers(people: People, sandbox: SandboxClient) -> None:
    school = people.create_organization()
    sandbox.create_fault("sferum", "attach", "error", organization_id=school, times=None)
    for teacher in (people.create_teacher(school), people.create_teacher(school), people.create_teacher()):
        with HttpTeacher(sandbox, teacher) as http_teacher:
            http_teacher.link(remembered=True)
            assert states(http_teacher)[0] is (teacher.organization_id != school)
