"""One of three processes is killed in the middle of 50 linkings and of a request: nothing acknowledged is lost."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import psutil
from faker import Faker

from automation.factories import People
from automation.http_login import HttpLoginError
from automation.people import Teacher
from mock_server.client import SandboxClient, SandboxClientError
from tests.http_teacher import HttpTeacher
from tests.postgres_server import PostgresServer
from tests.sandbox_command import SandboxCommand, run_command

_TEACHERS = 50
_AT_ONCE = 10
_LINKED_BEFORE_THE_KILL = 12
_MAX_TRIES = 10
_IS_LINKED = "Отвязать"
_ADDRESS_OF_INTERRUPTED = "127.0.0.2"
"""From where the teacher calls whose request is being answered at the moment of the kill."""


class Crowd:
    """Teachers who link at the same time, and how many of them have been told that they are linked."""

    def __init__(self, control: str) -> None:
        self._control = control
        self._changed = threading.Condition()
        self.linked: dict[str, int | None] = {}
        self.interrupted: dict[str, list[Exception]] = defaultdict(list)

    def link(self, teacher: Teacher, local_address: str | None = None) -> None:
        """Links as a person does: where no answer comes, looks at the page and begins again if need be."""
        for _ in range(_MAX_TRIES):
            try:
                self._try(teacher, local_address)
            except (httpx.TransportError, SandboxClientError, HttpLoginError) as error:
                self.interrupted[teacher.login].append(error)
            else:
                return
        raise AssertionError(f"{teacher.login} is not linked after {_MAX_TRIES} tries")

    def wait_for(self, count: int) -> None:
        """Returns when so many are linked."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.linked) >= count, timeout=100)

    def _try(self, teacher: Teacher, local_address: str | None) -> None:
        with (
            SandboxClient(self._control) as client,
            HttpTeacher(client, teacher, local_address=local_address) as http_teacher,
        ):
            if _IS_LINKED not in http_teacher.read_messenger_page():
                http_teacher.link()
            if _IS_LINKED not in http_teacher.read_messenger_page():
                raise HttpLoginError("not linked yet")
            profile_id = client.get_person(teacher.phone).journal[teacher.login]
        with self._changed:
            self.linked[teacher.login] = profile_id
            self._changed.notify_all()


def find_answering_process(command: SandboxCommand, journal: str, caller: str) -> psutil.Process:
    """Returns the process that has the connection to the journal's address from the caller's."""
    port = urlsplit(journal).port
    (answering,) = [
        process
        for process in command.list_processes()
        if any(end.laddr.port == port and end.raddr and end.raddr.ip == caller for end in process.net_connections())
    ]
    return answering


def test_no_link_is_lost_when_a_process_is_killed(postgres: PostgresServer, faker: Faker) -> None:
    """Убитый посреди 50 привязок и посреди ответа процесс не уносит подтверждённого: каждый привязан один раз."""
    with (
        postgres.create_database() as url,
        run_command(f"--database={url}", "--processes=3", "--journal-timeout=60") as command,
        SandboxClient(command.control) as client,
    ):
        people = People(client, faker)
        school = people.create_organization()
        teachers = [people.create_teacher(school, profile=number % 2 == 0) for number in range(_TEACHERS)]
        crowd, waiting = Crowd(command.control), teachers[0]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            fault = client.create_fault("sferum", "attach", "delay", phone=waiting.phone, delay_s=50, times=1)
            links = [pool.submit(crowd.link, waiting, _ADDRESS_OF_INTERRUPTED)]
            while not client.count_active_requests(fault):
                assert not links[0].done()
            links += [pool.submit(crowd.link, teacher) for teacher in teachers[1:]]
            crowd.wait_for(_LINKED_BEFORE_THE_KILL)
            acknowledged = dict(crowd.linked)
            find_answering_process(command, client.addresses["journal"], _ADDRESS_OF_INTERRUPTED).kill()
            for link in links:
                link.result()
        assert len(acknowledged) < _TEACHERS, "the process was killed in the middle"
        assert isinstance(crowd.interrupted[waiting.login][0], httpx.RemoteProtocolError), "and of an answer"
        held_by_sferum = client.get_organization(school).links
        people_now = {teacher.login: client.get_person(teacher.phone) for teacher in teachers}
        assert "SIGKILL" in command.read_error()
        assert command.stop()[1] == ""
    held_by_journal = {login: person.journal[login] for login, person in people_now.items()}
    assert {login: held_by_journal[login] for login in acknowledged} == acknowledged
    assert set(held_by_sferum.values()) == set(held_by_journal.values())
    assert len(set(held_by_sferum.values())) == len(held_by_sferum) == _TEACHERS
    assert {len(person.profiles) for person in people_now.values()} == {1}
