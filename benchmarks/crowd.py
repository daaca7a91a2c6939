"""Teachers who link at the same moment: every second one has a profile already, and a browser that VK ID remembers."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from faker import Faker

from automation.factories import People
from automation.people import Teacher
from benchmarks.clients import Clients, start_clients
from benchmarks.earlier import VERSION, check_out
from benchmarks.journeys import Linker, Linking
from benchmarks.measure import Goal, NotMeasuredError, Row
from benchmarks.servers import run_sandbox_process
from mock_server.client import SandboxClient

CROWD = 300
GOAL = Goal(round(12 / 31, 2))
"""12 seconds where version 0.2 needs 31: a slower machine needs more for both."""
_PATIENT = ("--journal-timeout=300", "--code-lifetime=3600")
"""On a busy machine people and journals wait longer: what is measured is how long."""
_TYPED = ("last_name", "first_name", "patronymic", "sex")


def measure_crowd(_rounds: int) -> list[Row]:
    """Measures the sandbox of today and of version 0.2, each once with a crowd of its own; returns the row."""
    name = f"{CROWD} человек привязываются одновременно"
    with start_clients() as clients, ExitStack() as stack:
        now_s = _link_crowd(clients)
        try:
            earlier_s = _link_crowd(clients, stack.enter_context(check_out()))
        except NotMeasuredError as error:
            return [Row(name, f"{now_s:.1f} с", not_measured=str(error))]
    return [Row(name, f"{now_s:.1f} с", f"{earlier_s:.1f} с, {VERSION}", now_s / earlier_s, GOAL)]


def _link_crowd(clients: Clients, version: Path | None = None) -> float:
    """Returns the seconds until the last one is linked."""
    with run_sandbox_process(*_PATIENT, version=version) as (_, sandbox):
        people = People(sandbox, Faker("ru_RU"))
        school = people.create_organization()
        linkers = tuple(_arrange(sandbox, people.create_teacher(school, profile=bool(n % 2)), n) for n in range(CROWD))
        journey = Linking(sandbox.control, sandbox.addresses["journal"], linkers)
        seconds = clients.run(journey, CROWD, times=1).wall_s
        links = sandbox.get_organization(school).links
    assert len(links) == len(set(links.values())) == CROWD, f"привязаны {len(links)} из {CROWD}"
    return seconds


def _arrange(sandbox: SandboxClient, teacher: Teacher, number: int) -> Linker:
    cookies = [sandbox.create_journal_session(teacher.login)]
    if number % 2:
        cookies.append(sandbox.create_vk_session(teacher.phone))
    fields = {name: str(value) for name, value in asdict(teacher).items() if name in _TYPED}
    return Linker(teacher.phone, tuple(cookies), {**fields, "birth_date": teacher.birth_date.strftime("%d.%m.%Y")})
