"""Faults on order, as the sites play them."""

import httpx
import pytest

from automation.factories import People
from mock_server.client import SandboxClient
from tests.http_teacher import HttpTeacher


def states(http_teacher: HttpTeacher) -> tuple[bool, bool]:
    """Whether Sferum has the link, and whether the journal has."""
    person = http_teacher.sandbox.get_person(http_teacher.teacher.phone)
    return person.profiles[0].link is not None, person.journal[http_teacher.teacher.login] is not None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_ordered_status_is_answered_once_and_recorded_as_it_went_out(http_teacher: HttpTeacher, moment: str) -> None:
    """Заказанный код ответа приходит один раз и так же записан."""
    phone, ordered = http_teacher.teacher.phone, [400, 404, 429, 499, 500, 503, 504, 599]
    for status in ordered:
        http_teacher.sandbox.create_fault("journal", "messenger", "error", phone=phone, status=status, moment=moment)
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == status
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200
    outcomes = [(record["status"], len(record["notes"])) for record in http_teacher.sandbox.list_requests(phone)]
    assert outcomes == [outcome for status in ordered for outcome in ((status, 1), (200, 0))]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_dropped_connection_sends_nothing(http_teacher: HttpTeacher, moment: str) -> None:
    """Оборванное соединение ничего не присылает."""
    http_teacher.sandbox.create_fault("journal", "messenger", "drop", phone=http_teacher.teacher.phone, moment=moment)
    with pytest.raises(httpx.RemoteProtocolError):
        http_teacher.request_journal("GET", "/office/messenger")
    assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200


@pytest.mark.parametrize("moment", ["before", "after"])
def test_answer_that_stalls_begins_and_never_ends(http_teacher: HttpTeacher, moment: str) -> None:
    """Ответ, который замирает: начало пришло, остального нет, и это записано."""
    sandbox, phone = http_teacher.sandbox, http_teacher.teacher.phone
    sandbox.create_fault("journal", "messenger", "stall", phone=phone, moment=moment, delay_s=0.3)
    with http_teacher.http.stream("GET", f"{sandbox.addresses['journal']}/office/messenger") as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()
    assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200
    outcomes = [(record["status"], len(record["notes"])) for record in sandbox.list_requests(phone)]
    assert outcomes == [(200, 1), (200, 0)]


def test_delay_longer_than_the_journal_waits_is_silence(people: People, sandbox: SandboxClient) -> None:
    """Задержка дольше терпения журнала для него — молчание."""
    school = people.create_organization(journal_timeout_s=0.1)
    with HttpTeacher(sandbox, people.create_teacher(school)) as http_teacher:
        sandbox.create_fault("vk_id", "token", "delay", phone=http_teacher.teacher.phone, delay_s=0.5)
        http_teacher.link(remembered=True)
        assert "VK ID не отвечает" in http_teacher.read_messenger_page()
        assert states(http_teacher) == (False, False)


@pytest.mark.requirement("A-3E")
def test_identity_data_is_the_guides_error(http_teacher: HttpTeacher) -> None:
    """Ошибка «identity data» — та, что в методичке."""
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
    """Сбой службы не оставляет половины привязки."""
    http_teacher.sandbox.create_fault(site, operation, kind, phone=http_teacher.teacher.phone, moment=moment)
    http_teacher.link(remembered=True)
    assert message in http_teacher.read_messenger_page()
    assert states(http_teacher) == (False, False)
    http_teacher.link(remembered=True)
    assert "Учебный профиль привязан" in http_teacher.read_messenger_page()
    assert states(http_teacher) == (True, True)


def test_fault_of_an_organization_applies_to_all_its_teachers(people: People, sandbox: SandboxClient) -> None:
    """Сбой организации касается всех её учителей."""
    school = people.create_organization()
    sandbox.create_fault("sferum", "attach", "error", organization_id=school, times=None)
    for teacher in (people.create_teacher(school), people.create_teacher(school), people.create_teacher()):
        with HttpTeacher(sandbox, teacher) as http_teacher:
            http_teacher.link(remembered=True)
            assert states(http_teacher)[0] is (teacher.organization_id != school)
