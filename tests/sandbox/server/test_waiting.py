"""Requests that wait, for a code or because of a fault, delay no other request."""

import contextlib
import logging
import resource
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from automation.factories import People, generate_phone
from mock_server import server
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.control import people as control_people
from mock_server.http import connections
from mock_server.http.connections import MAX_CONNECTIONS, raise_connection_limit
from mock_server.http.waiting_room import WaitingRoom
from mock_server.model.vk_id import ConfirmationCode
from mock_server.server import THREADS, run_sandbox
from mock_server.settings import SandboxSettings
from tests.http_teacher import HttpTeacher
from tests.oauth_user import OAuthUser
from tests.watched_room import WatchedRoom

CROWD = 40
"""More than any site has threads."""
assert max(THREADS.values()) < CROWD


@pytest.fixture
def room(own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> WatchedRoom:
    watched = WatchedRoom()
    monkeypatch.setattr(own_sandbox, "waiting_room", watched)
    return watched


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=40, limits=httpx.Limits(max_connections=None)) as client:
        yield client


@pytest.fixture
def crowd() -> Iterator[Callable[..., list[Future[httpx.Response]]]]:
    """Sends the same request many times at the same moment."""
    with ThreadPoolExecutor(CROWD) as pool:
        yield lambda send, *arguments, count=CROWD: [pool.submit(send, *arguments) for _ in range(count)]


Crowd = Callable[..., list[Future[httpx.Response]]]


def statuses(answers: list[Future[httpx.Response]]) -> set[int]:
    return {answer.result(timeout=30).status_code for answer in answers}


def test_control_answers_while_many_wait_for_codes_and_stops_without_a_word(
    http: httpx.Client, crowd: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    """Управление отвечает, пока многие ждут кодов, и молча останавливается."""
    with caplog.at_level(logging.WARNING):
        with run_sandbox(SandboxSettings()) as shared:
            shared.waiting_room = room = WatchedRoom()
            answers = crowd(http.get, f"{shared.addresses.control}/people/{generate_phone()}/codes?wait_s=30")
            room.wait_for(CROWD)
            assert http.get(f"{shared.addresses.control}/health").status_code == 200
            assert not any(answer.done() for answer in answers)
        assert statuses(answers) == {200}
    assert [record.getMessage() for record in caplog.records] == []


def test_person_who_is_delayed_delays_nobody(
    people: People, sandbox: SandboxClient, room: WatchedRoom, crowd: Crowd
) -> None:
    """Задержанный человек никого не задерживает."""
    delayed, other = people.create_teacher(), people.create_teacher()
    number = sandbox.create_fault("journal", "messenger", "delay", phone=delayed.phone, delay_s=600, times=None)
    with HttpTeacher(sandbox, delayed) as delayed_teacher, HttpTeacher(sandbox, other) as http_teacher:
        answers = crowd(delayed_teacher.request_journal, "GET", "/office/messenger")
        room.wait_for(CROWD)
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200
        assert not any(answer.done() for answer in answers)
        sandbox.remove_fault(number)
        assert statuses(answers) == {200}


def test_journal_that_waits_for_sferum_delays_nobody(
    people: People, sandbox: SandboxClient, room: WatchedRoom, crowd: Crowd
) -> None:
    """Журнал, который ждёт Сферум, никого не задерживает."""
    delayed, other = people.create_teacher(people.create_organization(journal_timeout_s=30)), people.create_teacher()
    number = sandbox.create_fault(
        "sferum", "detach", "delay", organization_id=delayed.organization_id, delay_s=600, times=None
    )
    with HttpTeacher(sandbox, delayed) as delayed_teacher, HttpTeacher(sandbox, other) as http_teacher:
        answers = crowd(delayed_teacher.request_journal, "POST", "/office/messenger/unlink")
        room.wait_for(CROWD)
        assert "Учебный профиль привязан" in http_teacher.link().text + http_teacher.read_messenger_page()
        assert not any(answer.done() for answer in answers)
        sandbox.remove_fault(number)
        assert statuses(answers) == {200}


def test_removed_delay_lets_the_request_go_and_waits_for_its_answer(
    people: People,
    sandbox: SandboxClient,
    own_sandbox: Sandbox,
    oauth_user: OAuthUser,
    http: httpx.Client,
    crowd: Crowd,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Снятая задержка отпускает запрос и дожидается его ответа."""
    app, school = oauth_user.create_app(), people.create_organization()
    token = oauth_user.get_tokens(app)["access_token"]
    number = sandbox.create_fault("sferum", "attach", "delay", phone=oauth_user.phone, delay_s=600, times=None)
    monkeypatch.setattr(own_sandbox, "waiting_room", room := WatchedRoom())
    url = f"{own_sandbox.addresses.sferum}/api/organizations/{school}/people/1"
    headers = {"Authorization": f"Bearer {token}"}
    (answer,) = crowd(partial(http.put, url, json={"role": "teacher"}, headers=headers), count=1)
    room.wait_for(1)
    assert oauth_user.post("/oauth2/logout", client_id=app.client_id, access_token=token).status_code == 200
    assert [record["operation"] for record in sandbox.list_requests(oauth_user.phone)].count("attach") == 0
    sandbox.remove_fault(number)
    attach = next(record for record in sandbox.list_requests(oauth_user.phone) if record["operation"] == "attach")
    assert attach["status"] == 401, "the client ended the token while the request was delayed"
    assert statuses([answer]) == {401}


def test_code_of_another_asks_nothing_of_the_database(
    own_sandbox: Sandbox, room: WatchedRoom, http: httpx.Client, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Чужой код не вызывает запроса к базе."""
    phone, reads, sent = generate_phone(), list[str](), list[ConfirmationCode]()

    def read(whose: str) -> list[ConfirmationCode]:
        reads.append(whose)
        return list(sent)

    monkeypatch.setattr(control_people, "_find_untaken", read)
    (answer,) = crowd(http.get, f"{own_sandbox.addresses.control}/people/{phone}/codes?wait_s=30", count=1)
    room.wait_for(1)
    for _ in range(20):
        own_sandbox.note_code(generate_phone())
    assert reads == [phone]
    own_sandbox.note_code(phone)
    room.wait_for(1)
    assert reads == [phone] * 2
    sent.append(ConfirmationCode(code="1"))
    own_sandbox.note_code(phone)
    assert answer.result(timeout=10).json()["codes"][0]["code"] == "1"


# --- Bounds -----------------------------------------------------------------------------------------------------


def test_room_has_a_bound_for_one_and_for_all() -> None:
    """Число ждущих ограничено и для одного, и для всех."""
    room = WaitingRoom(max_requests=3, max_of_one=2)
    with room.admit("one"), room.admit("one"):
        with pytest.raises(TooManyRequests, match="2 requests of one wait already"), room.admit("one"):
            pass
        with room.admit("other"), pytest.raises(ServiceUnavailable, match="3 requests"), room.admit("third"):
            pass
    with room.admit("one"):
        assert room._waiting == {"one": 1}
    assert room._waiting == {}


def test_one_too_many_who_waits_for_a_code_is_refused_and_others_are_not(
    own_sandbox: Sandbox, http: httpx.Client, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Лишнему из ждущих код отказано, остальным нет."""
    room, phone, sent = WatchedRoom(max_of_one=1), generate_phone(), list[ConfirmationCode]()
    monkeypatch.setattr(own_sandbox, "waiting_room", room)
    monkeypatch.setattr(control_people, "_find_untaken", lambda _phone: list(sent))
    control = own_sandbox.addresses.control
    (answer,) = crowd(http.get, f"{control}/people/{phone}/codes?wait_s=30", count=1)
    room.wait_for(1)
    refused = http.get(f"{control}/people/{phone}/codes?wait_s=5")
    assert (refused.status_code, refused.json()["error"]) == (429, "too_many_requests")
    assert refused.json()["error_description"] == f"1 requests of {phone} wait already"
    assert http.get(f"{control}/people/{phone}/codes").status_code == 200, "a request that does not wait is not refused"
    assert http.get(f"{control}/people/{generate_phone()}/codes?wait_s=0.01").status_code == 200
    assert not answer.done()
    sent.append(ConfirmationCode(code="1"))
    own_sandbox.note_code(phone)
    assert answer.result(timeout=10).json()["codes"][0]["code"] == "1"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_one_too_many_who_is_delayed_gets_a_page(
    people: People, sandbox: SandboxClient, own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Лишний из задержанных получает страницу."""
    monkeypatch.setattr(own_sandbox, "waiting_room", WaitingRoom(0))
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        sandbox.create_fault("journal", "messenger", "delay", phone=teacher.phone, delay_s=600, moment=moment)
        refused = http_teacher.request_journal("GET", "/office/messenger")
        assert refused.status_code == 429
        assert "Слишком много запросов сразу" in refused.text
        assert http_teacher.request_journal("GET", "/office/messenger").status_code == 200


# --- Connections ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "first_request_s"),
    [(b"", 0), (b"GET /health HTTP/1.1\r\n", 0), (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 60)],
    ids=["silent", "slow", "kept alive"],
)
def test_idle_connections_make_way_for_new_ones(
    monkeypatch: pytest.MonkeyPatch, http: httpx.Client, sent: bytes, first_request_s: float
) -> None:
    """Праздные соединения уступают новым."""
    monkeypatch.setattr(connections, "FIRST_REQUEST_S", first_request_s)
    monkeypatch.setattr(server, "raise_connection_limit", lambda: 20)
    with run_sandbox(SandboxSettings()) as shared, contextlib.ExitStack() as opened:
        port = urlsplit(shared.addresses.control).port or 0
        for _ in range(40):
            idle = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            idle.sendall(sent)
        assert http.get(f"{shared.addresses.control}/health").status_code == 200


@pytest.mark.parametrize(
    ("files", "most", "connections_each"),
    [
        (1024, 1_048_576, MAX_CONNECTIONS),
        (1024, -1, MAX_CONNECTIONS),
        (20_000, 20_000, MAX_CONNECTIONS),
        (1024, 4096, 512),
        (256, 256, 50),
    ],
)
def test_connections_are_as_many_as_there_may_be_files(
    monkeypatch: pytest.MonkeyPatch, files: int, most: int, connections_each: int
) -> None:
    """Соединений столько, сколько можно открыть файлов."""
    limits = [(files, most)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: limits.append(limit))
    assert raise_connection_limit() == connections_each
    assert limits[-1] == (files if files >= connections._WANTED_FILES else 8192 if most < 0 else min(8192, most), most)
