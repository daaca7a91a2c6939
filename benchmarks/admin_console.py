"""Benchmark of a large organization's weekly statistics: the query and the file (D-3)."""

import io
import resource
import tempfile
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from sqlalchemy import text

from benchmarks.measure import in_turn, line, verdict
from mock_server.model.sferum import Membership, Organization, Profile
from mock_server.rules.statistics import count_week
from mock_server.sferum import report_layouts, workbook
from mock_server.store import Store

MEMBERS, ROUNDS = 2_000, 5
SIZES = (10_000, 100_000, 1_000_000)
NOW, WEEK_S = 1_800_000_000.0, 604_800
ORGANIZATION = 216_579_624
_CHATS = 100


def report() -> None:
    """Prints the times at each size, and whether the largest meets the goals."""
    for size in SIZES:
        with get_context("spawn").Pool(1) as pool:
            seconds, megabytes = pool.apply(_measure, (size,))
        print(line(f"запрос и файл: людей {MEMBERS}, сообщений {size}", seconds))
    print(verdict("запрос и файл", median(seconds), 2, " с"))
    print(verdict("память процесса", megabytes, 300, " МБ"))


def _measure(messages: int) -> tuple[list[float], float]:
    """Measures in a separate process, whose memory is measured too."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(Path(folder) / "state.sqlite"))
        _fill(store, messages)
        seconds = in_turn({"report": _download(store)}, ROUNDS)["report"]
        store.close()
    return seconds, _peak_mb()


def _peak_mb() -> float:
    """Returns the largest memory of this process, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux, whose `ru_maxrss` counts the parent's memory too, from before the start
        return int(status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _download(store: Store) -> Callable[[], None]:
    def download() -> None:
        with store.read() as session:
            members = count_week(session, ORGANIZATION, NOW)
        assert len(members) == MEMBERS
        workbook.write_workbook(io.BytesIO(), report_layouts.LATEST, ORGANIZATION, date(2027, 1, 15), members)

    return download


def _fill(store: Store, messages: int) -> None:
    """Fills the database: all members write equally often, in a hundred chats, within the week."""
    with store.write() as session:
        session.add(Organization(id=ORGANIZATION, title="Школа"))
        session.add_all(
            Profile(id=number, last_name=f"Орлова{number}", first_name="Анна", created_at=0.0)
            for number in range(1, MEMBERS + 1)
        )
        session.flush()
        session.add_all(
            Membership(organization_id=ORGANIZATION, profile_id=number, role="teacher", classes=[])
            for number in range(1, MEMBERS + 1)
        )
        session.flush()
        values = {"chats": _CHATS, "members": MEMBERS, "messages": messages, "now": NOW, "span": WEEK_S - 2}
        session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :chats) "
                "INSERT INTO chat (id, kind, title, rank) SELECT i, 'chat', 'Чат', 20 FROM n"
            ),
            values,
        )
        session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :messages) "
                "INSERT INTO message (chat_id, profile_id, text, sent_at) "
                "SELECT i % :chats + 1, i % :members + 1, 'Здравствуйте', "
                ":now - 1 - (i * 7919.0) % :span FROM n"
            ),
            values,
        )
