"""The two demo teachers of sandboxes that share a database, and the codes that are printed there."""

import threading
from concurrent.futures import ThreadPoolExecutor

from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from mock_server.terminal import DEMO_TEACHERS, print_codes, seed_demo_teachers
from tests.postgres.conftest import SharingSandbox
from tests.postgres_server import run_postgres


def test_teachers_are_made_once_by_sandboxes_that_start_at_once(pair: tuple[SharingSandbox, SharingSandbox]) -> None:
    """Песочницы, которые присоединяются одновременно, заводят учителей для пробы и их школы один раз."""
    (earlier, _), started = pair[0].client.list_organizations(limit=200), [one.inside for one in pair] * 3
    with ThreadPoolExecutor(len(started)) as pool:
        list(pool.map(seed_demo_teachers, started))
    for teacher in DEMO_TEACHERS:
        assert len(pair[0].client.get_person(teacher["phone"]).journal) == 1
    organization_ids, _ = pair[0].client.list_organizations(limit=200)
    assert set(organization_ids) - set(earlier) == {510_000_001, 510_000_002}


def test_codes_are_printed_past_a_restart_of_the_server() -> None:
    """Перезапуск PostgreSQL не обрывает печать кодов."""
    stop = threading.Event()
    with (
        run_postgres() as server,
        server.create_database() as url,
        run_sandbox(SandboxSettings(database=url)) as sandbox,
        ThreadPoolExecutor(1) as pool,
    ):
        printing = pool.submit(print_codes, sandbox, stop, print)
        for _ in range(2):
            server.restart()
        stop.set()
        printing.result(timeout=30)
