"""What one process of a sandbox knows, all of them know: faults, codes, the record, notices."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import httpx
import pytest

from automation.factories import People
from mock_server.recording.records import RequestFilter
from tests.http_teacher import HttpTeacher
from tests.postgres.conftest import SharingSandbox
from tests.watched_room import WatchedRoom

Pair = tuple[SharingSandbox, SharingSandbox]
_LONG_S = 20
"""Longer than any answer takes that comes by a notification."""


def test_fault_ordered_twice_applies_twice_in_all(pair: Pair, people: People) -> None:
    """Отказ, заказанный дважды, случается дважды на все процессы."""
    teacher = people.create_teacher()
    first, second = (HttpTeacher(sandbox.client, teacher) for sandbox in pair)
    with first, second:
        pair[0].client.create_fault("journal", "messenger", "error", phone=teacher.phone, status=503, times=2)
        answers = [http.request_journal("GET", "/office/messenger") for http in (second, first, second, first)]
    assert [answer.status_code for answer in answers] == [503, 503, 200, 200]
    assert [fault.struck for fault in pair[1].client.list_faults(phone=teacher.phone)] == [2]


def test_fault_applies_as_often_as_ordered_to_a_crowd(pair: Pair, people: People) -> None:
    """Толпа запросов к двум процессам встречает отказ ровно столько раз, сколько заказано."""
    teacher = people.create_teacher()
    first, second = (HttpTeacher(sandbox.client, teacher) for sandbox in pair)
    with first, second, ThreadPoolExecutor(20) as pool:
        pair[1].client.create_fault("journal", "messenger", "error", phone=teacher.phone, status=503, times=7)
        asked = [pool.submit(http.request_journal, "GET", "/office/messenger") for http in (first, second) * 10]
        statuses = sorted(answer.result().status_code for answer in asked)
    assert statuses == [200] * 13 + [503] * 7


def test_oldest_fault_applies_first_in_every_process(pair: Pair, people: People) -> None:
    """Отказы случаются в порядке заказа, в каком бы процессе ни были заказаны."""
    teacher = people.create_teacher()
    with HttpTeacher(pair[1].client, teacher) as second:
        for status, sandbox in zip((502, 503, 504), (*pair, pair[0]), strict=True):
            sandbox.client.create_fault("journal", "messenger", "error", phone=teacher.phone, status=status)
        answers = [second.request_journal("GET", "/office/messenger").status_code for _ in range(3)]
    assert answers == [502, 503, 504]


def test_removed_fault_lets_a_request_to_another_process_go(
    pair: Pair, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Снятый в одном процессе отказ отпускает запрос, который держит другой, и ждёт его ответа."""
    teacher, room = people.create_teacher(), WatchedRoom()
    monkeypatch.setattr(pair[1].inside, "waiting_room", room)
    number = pair[0].client.create_fault("journal", "messenger", "delay", phone=teacher.phone, delay_s=600)
    with HttpTeacher(pair[1].client, teacher) as second, ThreadPoolExecutor() as pool:
        answer = pool.submit(second.request_journal, "GET", "/office/messenger")
        room.wait_for(1)
        assert [sandbox.client.count_active_requests(number) for sandbox in pair] == [1, 1]
        pair[0].client.remove_fault(number)
        assert pair[1].client.count_active_requests(number) == 0
        assert answer.result(timeout=10).status_code == httpx.codes.OK


def test_code_sent_by_one_process_wakes_who_waits_at_another(
    pair: Pair, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Код, отправленный одним процессом, сразу получает тот, кто ждёт его у другого."""
    teacher, room = people.create_teacher(), WatchedRoom()
    monkeypatch.setattr(pair[1].inside, "waiting_room", room)
    with HttpTeacher(pair[0].client, teacher) as first, ThreadPoolExecutor() as pool:
        started = time.monotonic()
        codes = pool.submit(pair[1].client.read_codes, teacher.phone, wait_s=_LONG_S)
        room.wait_for(1)
        first.send_code()
        assert len(codes.result(timeout=_LONG_S + 5)) == 1
    assert time.monotonic() - started < _LONG_S


def test_record_has_the_requests_to_all_processes(pair: Pair, people: People) -> None:
    """Сразу после ответа запрос есть в записи обоих процессов, и номера растут."""
    teacher = people.create_teacher()
    first, second = (HttpTeacher(sandbox.client, teacher) for sandbox in pair)
    with first, second:
        for number in range(6):
            (first, second)[number % 2].request_journal("GET", f"/office/messenger?number={number}")
            for sandbox in pair:
                paths = sandbox.client.list_all_requests(phone=teacher.phone, site="journal", limit=50)
                assert [path["query"] for path in paths] == [{"number": str(sent)} for sent in range(number + 1)]
    ids = [request["id"] for request in pair[0].client.list_requests(teacher.phone)]
    assert ids == sorted(set(ids))
    assert pair[0].client.count_requests(teacher.phone) == pair[1].client.count_requests(teacher.phone)


def test_record_of_a_login_is_whole_wherever_its_requests_went(pair: Pair, people: People) -> None:
    """Вход, начатый в одном процессе и законченный в другом, записан целиком."""
    teacher = people.create_teacher()
    with HttpTeacher(pair[0].client, teacher) as first:
        login_id = first.send_code().url.path.split("/")[2]
    found = pair[1].inside.requests.search(RequestFilter(phone=teacher.phone), limit=50)
    operations = [record.operation for record in found if record.site == "vk_id"]
    assert operations == ["authorize", "phone", "submit_phone", "code"]
    assert {record.login_id for record in found if record.site == "vk_id"} == {login_id}
    assert [asdict(record) for record in found] == pair[0].client.list_requests(teacher.phone)


def test_notice_of_one_process_reaches_who_watches_another(pair: Pair, people: People) -> None:
    """Кто смотрит события одного процесса, видит и события другого."""
    teacher, watched = people.create_teacher(), pair[1].inside.notices
    after = watched.last_id()
    with HttpTeacher(pair[0].client, teacher) as first, ThreadPoolExecutor() as pool:
        seen = pool.submit(watched.wait, ("codes",), after, _LONG_S)
        first.send_code()
        assert [notice.key for notice in seen.result(timeout=_LONG_S + 5)] == [teacher.phone]
