"""The stream of events: each at once, whole after a broken connection, and in nobody's way."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import httpx
import pytest

from automation.factories import generate_phone
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.http.waiting_room import WaitingRoom
from mock_server.server import THREADS, run_sandbox
from mock_server.settings import SandboxSettings
from tests.http_teacher import HttpTeacher

STREAM = {"Accept": "text/event-stream"}


class Event(NamedTuple):
    """An event as EventSource has it."""

    topic: str
    key: str
    id: str


class Stream:
    """An open stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._blocks = self._split()
        self.start = next(self._blocks)["id"]

    def next(self, key: str) -> Event:
        """Returns the next event of this key."""
        for block in self._blocks:
            if "event" in block and f'"{key}"' in block["data"]:
                return Event(block["event"], key, block["id"])
        raise AssertionError("the stream has ended")

    def _split(self) -> Iterator[dict[str, str]]:
        block: dict[str, str] = {}
        for line in self.answer.iter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                block[name] = value
            elif block:
                yield block
                block = {}


@contextmanager
def open_stream(address: str, topics: str = "codes", after: str | None = None) -> Iterator[Stream]:
    headers = {**STREAM, **({"Last-Event-ID": after} if after else {})}
    with (
        httpx.Client(trust_env=False, timeout=20) as http,
        http.stream("GET", f"{address}/events", params={"topics": topics}, headers=headers) as answer,
    ):
        assert answer.status_code == 200, answer.read()
        yield Stream(answer)


@pytest.fixture
def address(own_sandbox: Sandbox) -> str:
    return own_sandbox.addresses.control


def test_code_is_told_of_at_once(address: str, http_teacher: HttpTeacher) -> None:
    """Об отправленном коде поток сообщает сразу, не дожидаясь следующих событий."""
    with open_stream(address) as stream:
        http_teacher.send_code()
        assert stream.next(http_teacher.teacher.phone).topic == "codes"


def test_request_is_told_of_with_its_id(sandbox: SandboxClient, address: str, http_teacher: HttpTeacher) -> None:
    """О запросе поток сообщает его номером: по нему запись открывается."""
    with open_stream(address, "requests") as stream:
        http_teacher.send_code()
        last = sandbox.list_requests(phone=http_teacher.teacher.phone)[-1]
        assert stream.next(str(last["id"])).topic == "requests"


def test_change_of_a_person_is_told_of(sandbox: SandboxClient, address: str, http_teacher: HttpTeacher) -> None:
    """Когда у человека что-то меняется, поток называет его телефон."""
    with open_stream(address, "changes") as stream:
        http_teacher.link()
        assert stream.next(http_teacher.teacher.phone).topic == "changes"


def test_broken_stream_goes_on_without_a_loss(own_sandbox: Sandbox, address: str) -> None:
    """Оборвавшийся поток продолжается с места обрыва: события за это время не потеряны."""
    phones = [generate_phone() for _ in range(3)]
    with open_stream(address, "changes") as stream:
        own_sandbox.notices.announce("changes", phones[0])
        seen = stream.next(phones[0])
    for phone in phones[1:]:
        own_sandbox.notices.announce("changes", phone)
    with open_stream(address, "changes", after=seen.id) as stream:
        assert [stream.next(phone).key for phone in phones[1:]] == phones[1:]


def test_unknown_place_asks_to_read_all_anew(address: str) -> None:
    """Место, которого поток не знает: событие просит прочитать всё заново."""
    with open_stream(address, after="another-1") as stream:
        assert stream.next("").topic == "reset"


def test_without_a_stream_asked_for_the_answer_ends(own_sandbox: Sandbox, address: str) -> None:
    """Кто потока не просит, получает то, что уже случилось, и конец ответа."""
    phone = generate_phone()
    place = httpx.get(f"{address}/events", trust_env=False).text.partition("id: ")[2].split()[0]
    with open_stream(address, "changes") as stream:
        own_sandbox.notices.announce("changes", phone)
        stream.next(phone)
    answer = httpx.get(f"{address}/events", headers={"Last-Event-ID": place}, trust_env=False)
    assert f'event: changes\ndata: {{"key": "{phone}"}}' in answer.text


def test_topic_that_is_not_known_is_refused(address: str) -> None:
    """Неизвестная тема отклонена."""
    answer = httpx.get(f"{address}/events?topics=codes,weather", headers=STREAM, trust_env=False)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert "'weather'" in answer.json()["error_description"]


def test_streams_take_no_thread_from_anybody(address: str, control: httpx.Client) -> None:
    """Открытых потоков больше, чем потоков выполнения: управление отвечает как обычно."""
    with ExitStack() as stack:
        for _ in range(THREADS["control"] + 2):
            stack.enter_context(open_stream(address))
        assert control.get("/health").is_success


def test_streams_are_limited(own_sandbox: Sandbox, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Число открытых потоков ограничено; закрытый освобождает место."""
    monkeypatch.setattr(own_sandbox, "waiting_room", WaitingRoom(10, max_of_one=2))
    with open_stream(address), open_stream(address):
        answer = httpx.get(f"{address}/events", headers=STREAM, trust_env=False)
        assert (answer.status_code, answer.json()["error"]) == (429, "too_many_requests")


def test_stream_ends_with_the_sandbox() -> None:
    """Поток кончается, когда песочница остановлена."""
    with ExitStack() as stack:
        with run_sandbox(SandboxSettings()) as shared:
            stream = stack.enter_context(open_stream(shared.addresses.control))
        with pytest.raises((AssertionError, httpx.TransportError)):
            stream.next("nothing")
