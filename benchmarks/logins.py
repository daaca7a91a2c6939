"""Complete logins per second over HTTP, for the sandbox beside two mocks of npm, each in a process of its own."""

import contextlib
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from automation.factories import generate_phone
from automation.http_login import ClientApp, LoginAttempt, complete_login, phone_and_code
from benchmarks.http_browser import Browser
from mock_server.client import SandboxClient

REDIRECT_URI = "http://127.0.0.1:1/callback"
ALONE, TOGETHER = 1, 32
_NODE = Path(__file__).parent / "node"


@dataclass(frozen=True)
class Contender:
    """A running server, and how a person signs in to it: `login(number)`, for numbers below `TOGETHER`."""

    name: str
    pid: int
    login: Callable[[int], None]

    def memory_mb(self) -> float:
        """Returns the memory of the process (resident set)."""
        ps = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True, encoding="utf-8"
        )
        return int(ps.stdout) / 1024


def report(logins: int) -> None:
    """Prints logins per second for one client and for many together, and memory after `logins` logins."""
    if shutil.which("npm") is None:
        print("  not measured: the two servers beside the sandbox need npm (Node.js 20 or newer)")
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=_NODE, check=True)
    with sandbox() as ours, oauth2_mock_server() as other, oidc_provider() as third:
        contenders = (ours, other, third)
        memory_before = {contender.name: contender.memory_mb() for contender in contenders}
        for clients, count in ((ALONE, max(1, logins // 20)), (TOGETHER, logins)):
            for contender in contenders:
                rate, seconds = _measure(contender.login, clients, count)
                print(_line(contender.name, clients, rate, seconds))
        for contender in contenders:
            before, after = memory_before[contender.name], contender.memory_mb()
            print(f"  {contender.name:<44} {before:6.0f} MB before, {after:6.0f} MB after {logins} logins")


@contextlib.contextmanager
def sandbox() -> Iterator[Contender]:
    """Runs VK ID of the sandbox, with its four screens: phone, code, account and consent."""
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    command = [sys.executable, "-m", "mock_server", "--resend=0", *ports]
    with _running(command, r"Управление +(http://\S+)") as (pid, control):
        client = SandboxClient(control)
        vk_id = client.addresses["vk_id"]
        app = ClientApp(vk_id, client.create_client(REDIRECT_URI).id, REDIRECT_URI)
        phones = [generate_phone() for _ in range(TOGETHER)]
        for phone in phones:
            client.create_account(phone, profiles=[{"last_name": "Орлова", "first_name": "Анна"}])
        client.close()

        def login(number: int) -> None:
            attempt = LoginAttempt(app)
            with Browser() as browser:

                def take_code(phone: str) -> str:
                    answer = browser.post(f"{control}/people/{phone}/codes/take?wait_s=5", data={}).json()
                    return str(answer["codes"][-1]["code"])

                typed = phone_and_code(phones[number], take_code)
                returned = complete_login(browser, attempt.url(), REDIRECT_URI, typed)
                tokens = browser.post(f"{vk_id}/oauth2/auth", data=attempt.build_token_params(returned)).json()
                form = {"client_id": app.client_id, "access_token": tokens["access_token"]}
                assert browser.post(f"{vk_id}/oauth2/user_info", data=form).json()["user"]["user_id"]

        yield Contender("sandbox", pid, login)


@contextlib.contextmanager
def oauth2_mock_server() -> Iterator[Contender]:
    """Runs a server without screens: its authorize address answers with the code."""
    with _node("oauth2-mock-server.js") as (pid, address):
        yield Contender("oauth2-mock-server (no screens)", pid, _oidc_login(address, "/authorize", "/userinfo"))


@contextlib.contextmanager
def oidc_provider() -> Iterator[Contender]:
    """Runs a server with two screens for developers, sign-in and consent; it keeps the last 1000 records in memory."""
    with _node("oidc-provider.js") as (pid, address):
        yield Contender("oidc-provider (its two screens)", pid, _oidc_login(address, "/auth", "/me"))


def _oidc_login(address: str, authorize_path: str, user_info_path: str) -> Callable[[int], None]:
    app = ClientApp(address, "bench", REDIRECT_URI, authorize_path)

    def login(number: int) -> None:
        attempt = LoginAttempt(app)
        typed = {"login": f"person-{number}", "password": "any"}
        with Browser() as browser:
            returned = complete_login(browser, attempt.url(scope="openid"), REDIRECT_URI, typed)
            tokens = browser.post(f"{address}/token", data=attempt.build_token_params(returned)).json()
            assert browser.get(f"{address}{user_info_path}", bearer=tokens["access_token"]).json()["sub"]

    return login


def _measure(login: Callable[[int], None], clients: int, count: int) -> tuple[float, list[float]]:
    """Returns logins per second, and the seconds of each login."""
    seconds: list[float] = []
    remaining = iter(range(count))
    lock = threading.Lock()

    def log_in_repeatedly(number: int) -> None:
        while True:
            with lock:
                if next(remaining, None) is None:
                    return
            start = perf_counter()
            login(number)
            seconds.append(perf_counter() - start)

    start = perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(log_in_repeatedly, range(clients)))
    return count / (perf_counter() - start), seconds


def _line(name: str, clients: int, rate: float, seconds: list[float]) -> str:
    worst = quantiles(seconds, n=100)[-1] if len(seconds) > 1 else seconds[0]
    times = f"p50 {median(seconds) * 1000:7.1f} ms   p99 {worst * 1000:7.1f} ms"
    return f"  {name:<44} {clients:2} at once {rate:7.1f} logins/s   {times}   n={len(seconds)}"


def _node(script: str) -> contextlib.AbstractContextManager[tuple[int, str]]:
    return _running(["node", str(_NODE / script)], r"(http://\S+)")


@contextlib.contextmanager
def _running(command: list[str], address: str) -> Iterator[tuple[int, str]]:
    """Runs a program; yields its process ID and the address that it prints, the group of the pattern."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout
        try:
            printed = next((match for line in process.stdout if (match := re.search(address, line))), None)
            assert printed, f"{' '.join(command)} ended before it printed its address"
            # What it prints later is read and thrown away, or it would wait for a reader.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield process.pid, printed[1]
        finally:
            process.terminate()
