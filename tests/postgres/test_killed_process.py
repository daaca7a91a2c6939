"""One of three processes is killed in the middle of 50 linkings: nothing acknowledged is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
from faker import Faker

from automation.factories import People
from automation.http_login import HttpLoginError
from automation.people import Teacher
from mock_server.client import SandboxClient, SandboxClientError
from tests.http_teacher import HttpTeacher
from tests.postgres_server import PostgresServer
from tests.sandbox_command import run_command

_TEACHERS = 50
_AT_ONCE = 10
_LINKED_BEFORE_THE_KILL = 12
_MAX_TRIES = 10
_IS_LINKED = "Отвязать"


class Crowd:
    """Teachers who link at the same time, and how many of them have been told that they are linked."""

    def __init__(self, control: str) -> None:
        self._control = control
        self._changed = threading.Condition()
        self.linked: dict[str, int | None] = {}
        self.interrupted = 0

    def link(self, teacher: Teacher) -> None:
        """Links as a person does: where no answer comes, looks at the page and begins again if need be."""
        for _ in range(_MAX_TRIES):
            try:
                self._try(teacher)
            except (httpx.TransportError, SandboxClientError, HttpLoginError):
                with self._changed:
                    self.interrupted += 1
            else:
                return
        raise AssertionError(f"{teacher.login} is not linked after {_MAX_TRIES} tries")

    def wait_for(self, count: int) -> None:
        """Returns when so many are linked."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.linked) >= count, timeout=100)

    def _try(self, teacher: Teacher) -> None:
        with SandboxClient(self._control) as client, HttpTeacher(client, teacher) as http_teacher:
            if _IS_LINKED not in http_teacher.read_messenger_page():
                http_teacher.link()
            if _IS_LINKED not in http_teacher.read_messenger_page():
                raise HttpLoginError("not linked yet")
            profile_id = client.get_person(teacher.phone).journal[teacher.login]
        with self._changed:
            self.linked[teacher.login] = profile_id
            self._changed.notify_all()


def test_no_link_is_lost_when_a_process_is_killed(postgres: PostgresServer, faker: Faker) -> None:
    """Убитый посреди 50 привязок процесс не уносит ничего подтверждённого: каждый привязан ровно один раз."""
    with postgres.create_database() as url, run_command(f"--database={url}", "--processes=3") as command:
        with SandboxClient(command.control) as client:
            people = People(client, faker)
            school = people.create_organization()
            teachers = [people.create_teacher(school, profile=number % 2 == 0) for number in range(_TEACHERS)]
        crowd = Crowd(command.control)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            links = [pool.submit(crowd.link, teacher) for teacher in teachers]
            crowd.wait_for(_LINKED_BEFORE_THE_KILL)
            acknowledged = dict(crowd.linked)
            command.list_processes()[1].kill()
            for link in links:
                link.result()
        assert len(acknowledged) < _TEACHERS, "the process was killed in the middle"
        with SandboxClient(command.control) as client:
            held_by_sferum = client.get_organization(school).links
            people_now = {teacher.login: client.get_person(teacher.phone) for teacher in teachers}
        assert "SIGKILL" in command.read_error()
        assert command.stop()[1] == ""
    held_by_journal = {login: person.journal[login] for login, person in people_now.items()}
    assert {login: held_by_journal[login] for login in acknowledged} == acknowledged
    assert set(held_by_sferum.values()) == set(held_by_journal.values())
    assert len(set(held_by_sferum.values())) == len(held_by_sferum) == _TEACHERS
    assert {len(person.profiles) for person in people_now.values()} == {1}
