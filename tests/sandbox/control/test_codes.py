"""Reading confirmation codes: each is given away once, and a code that arrives wakes the requests that wait."""

import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import httpx
import pytest

from automation.factories import People, generate_phone
from mock_server.client import Code, SandboxClient
from mock_server.context import Sandbox
from tests.http_teacher import HttpTeacher

LONG_S = 25


@pytest.fixture
def waiters(own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released once for each request that has begun to wait for a code."""
    begun = threading.Semaphore(0)

    class Watched(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            begun.release()
            return super().wait(timeout)

    monkeypatch.setattr(own_sandbox, "code_arrived", Watched())
    return begun


def test_code_may_be_looked_at_and_is_given_once(sandbox: SandboxClient, http_teacher: HttpTeacher) -> None:
    """На код можно посмотреть, а забирают его один раз."""
    phone = http_teacher.teacher.phone
    http_teacher.send_code()
    seen = sandbox.read_codes(phone, consume=False)
    assert len(seen) == 1
    assert sandbox.read_codes(phone, consume=False) == seen == sandbox.read_codes(phone)
    assert sandbox.read_codes(phone, wait_s=0) == []


def test_codes_not_read_come_oldest_first(
    sandbox: SandboxClient, http_teacher: HttpTeacher, control: httpx.Client
) -> None:
    """Непрочитанные коды идут от старых к новым."""
    phone = http_teacher.teacher.phone
    for _ in range(2):
        http_teacher.send_code()
        sandbox.move_time(phone, 60)
    first, second = control.get(f"/people/{phone}/codes").json()["codes"]
    assert second["sent_at"] - first["sent_at"] >= 60


def test_code_tells_how_and_when_it_was_sent(http_teacher: HttpTeacher, control: httpx.Client) -> None:
    """О коде известно, как и когда его отправили."""
    before = time.time()
    http_teacher.send_code()
    (sent,) = control.get(f"/people/{http_teacher.teacher.phone}/codes").json()["codes"]
    assert sent["method"] == "call"
    assert sent["caller"].endswith(sent["code"])
    assert before - 1 <= sent["sent_at"] <= time.time() + 1
    assert sent["expires_at"] - sent["sent_at"] == pytest.approx(300)


def test_nobody_waits_when_not_asked_to(sandbox: SandboxClient, waiters: threading.Semaphore) -> None:
    """Без просьбы ждать ответ приходит сразу."""
    assert sandbox.read_codes(generate_phone(), wait_s=0) == []
    assert not waiters.acquire(blocking=False)


def test_wait_ends_without_a_code(sandbox: SandboxClient, waiters: threading.Semaphore) -> None:
    """Ожидание кода кончается и без кода."""
    assert sandbox.read_codes(generate_phone(), wait_s=0.5) == []  # longer than a busy machine looks for codes
    assert waiters.acquire(blocking=False)


def test_whoever_waits_is_woken_by_the_code(
    sandbox: SandboxClient, http_teacher: HttpTeacher, waiters: threading.Semaphore
) -> None:
    """Пришедший код будит того, кто его ждёт."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sandbox.read_codes, http_teacher.teacher.phone, wait_s=LONG_S)
        assert waiters.acquire(timeout=10)
        http_teacher.send_code()
        assert len(waiting.result(timeout=10)) == 1


def test_code_of_another_wakes_nobody_for_good(
    people: People, sandbox: SandboxClient, http_teacher: HttpTeacher, waiters: threading.Semaphore
) -> None:
    """Чужой код не обрывает ожидания своего."""
    other = people.create_teacher()
    with ThreadPoolExecutor(1) as pool, HttpTeacher(sandbox, other) as stranger:
        waiting = pool.submit(sandbox.read_codes, http_teacher.teacher.phone, wait_s=LONG_S)
        assert waiters.acquire(timeout=10)
        stranger.send_code()
        assert waiters.acquire(timeout=10), "woken for nothing, it waits again"
        assert not waiting.done()
        http_teacher.send_code()
        assert len(waiting.result(timeout=10)) == 1
    assert len(sandbox.read_codes(other.phone)) == 1


def test_each_code_is_given_to_one_of_many_who_wait(
    sandbox: SandboxClient, http_teacher: HttpTeacher, waiters: threading.Semaphore
) -> None:
    """Каждый код достаётся одному из многих ждущих."""
    phone = http_teacher.teacher.phone
    with ThreadPoolExecutor(3) as pool:
        waiting = {pool.submit(sandbox.read_codes, phone, wait_s=LONG_S) for _ in range(3)}
        for _ in range(3):
            assert waiters.acquire(timeout=10)
        codes_taken: list[Code] = []
        while waiting:
            http_teacher.send_code()
            served, waiting = wait(waiting, timeout=10, return_when=FIRST_COMPLETED)
            assert len(served) == 1
            codes_taken += served.pop().result()
            sandbox.move_time(phone, 60)
    assert len(codes_taken) == len({code.caller for code in codes_taken}) == 3
