"""Complete logins a second over HTTP, for the sandbox beside two mocks of npm, each in a process of its own."""

import contextlib
import json
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
from urllib.parse import parse_qsl, urlsplit

from automation.factories import new_phone
from automation.http_login import App, Attempt
from benchmarks.http_browser import Browser
from mock_server.client import SandboxClient

REDIRECT_URI = "http://127.0.0.1:1/callback"
ALONE, TOGETHER = 1, 32
_NODE = Path(__file__).parent / "node"


@dataclass(frozen=True)
class Contender:
    """A running server, and how one of its people signs in: `login(number)`, for numbers below `TOGETHER`."""

    name: str
    pid: int
    login: Callable[[int], None]

    def memory_mb(self) -> float:
        """What the process holds in memory (resident set)."""
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True, encoding="utf-8"
        )
        return int(told.stdout) / 1024


def report(logins: int) -> None:
    """Print logins a second for one client and for many at once, and memory after `logins` logins."""
    if shutil.which("npm") is None:
        print("  not measured: the two servers beside the sandbox need npm (Node.js 20 or newer)")
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=_NODE, check=True)
    with sandbox() as ours, oauth2_mock_server() as other, oidc_provider() as third:
        contenders = (ours, other, third)
        before = {each.name: each.memory_mb() for each in contenders}
        for clients, count in ((ALONE, max(1, logins // 20)), (TOGETHER, logins)):
            for each in contenders:
                rate, seconds = _measure(each.login, clients, count)
                print(_line(each.name, clients, rate, seconds))
        for each in contenders:
            after = each.memory_mb()
            print(f"  {each.name:<44} {before[each.name]:6.0f} MB before, {after:6.0f} MB after {logins} logins")


@contextlib.contextmanager
def sandbox() -> Iterator[Contender]:
    """VK ID of the sandbox: phone, code, account and consent are walked through."""
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    command = [sys.executable, "-m", "mock_server", "--resend=0", *ports]
    with _running(command, r"Управление +(http://\S+)") as (pid, control):
        client = SandboxClient(control)
        vk_id = client.addresses["vk_id"]
        app = App(vk_id, client.create_client(REDIRECT_URI).id, REDIRECT_URI)
        phones = [new_phone() for _ in range(TOGETHER)]
        for phone in phones:
            client.create_account(phone, profiles=[{"last_name": "Орлова", "first_name": "Анна"}])
        client.close()

        def login(number: int) -> None:
            attempt, phone = Attempt(app), phones[number]
            with Browser() as browser:
                typed = {"login": lambda: phone, "code": lambda: _code(browser, control, phone)}
                back = browser.walk(attempt.url(), REDIRECT_URI, typed)
                tokens = _tokens(browser, f"{vk_id}/oauth2/auth", app.client_id, attempt.verifier, back)
                form = {"client_id": app.client_id, "access_token": tokens["access_token"]}
                assert json.loads(browser.ask(f"{vk_id}/oauth2/user_info", form)[1])["user"]["user_id"]

        yield Contender("sandbox", pid, login)


@contextlib.contextmanager
def oauth2_mock_server() -> Iterator[Contender]:
    """It has no screens: the authorize address answers with the code at once."""
    with _node("oauth2-mock-server.js") as (pid, address):
        yield Contender("oauth2-mock-server (no screens)", pid, _oidc_login(address, "/authorize", "/userinfo"))


@contextlib.contextmanager
def oidc_provider() -> Iterator[Contender]:
    """With its own screens for developers: sign-in and consent. It keeps the last thousand of things in memory."""
    with _node("oidc-provider.js") as (pid, address):
        yield Contender("oidc-provider (its two screens)", pid, _oidc_login(address, "/auth", "/me"))


def _oidc_login(address: str, authorize: str, user_info: str) -> Callable[[int], None]:
    app = App(address, "bench", REDIRECT_URI)

    def login(number: int) -> None:
        attempt = Attempt(app)
        url = attempt.url(scope="openid").replace("/authorize", authorize, 1)
        with Browser() as browser:
            back = browser.walk(url, REDIRECT_URI, {"login": lambda: f"person-{number}", "password": lambda: "any"})
            tokens = _tokens(browser, f"{address}/token", app.client_id, attempt.verifier, back)
            assert json.loads(browser.ask(f"{address}{user_info}", bearer=tokens["access_token"])[1])["sub"]

    return login


def _tokens(browser: Browser, url: str, client_id: str, verifier: str, back: str) -> dict[str, str]:
    answer = dict(parse_qsl(urlsplit(back).query))
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
        "code": answer["code"],
        "device_id": answer.get("device_id", ""),
    }
    return dict(json.loads(browser.ask(url, form)[1]))


def _code(browser: Browser, control: str, phone: str) -> str:
    return str(json.loads(browser.ask(f"{control}/people/{phone}/codes/take?wait_s=5", {})[1])["codes"][-1]["code"])


def _measure(login: Callable[[int], None], clients: int, count: int) -> tuple[float, list[float]]:
    """Logins a second, and the seconds of each."""
    seconds: list[float] = []
    left = iter(range(count))
    turn = threading.Lock()

    def go_on(number: int) -> None:
        while True:
            with turn:
                if next(left, None) is None:
                    return
            start = perf_counter()
            login(number)
            seconds.append(perf_counter() - start)

    start = perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(go_on, range(clients)))
    return count / (perf_counter() - start), seconds


def _line(name: str, clients: int, rate: float, seconds: list[float]) -> str:
    worst = quantiles(seconds, n=100)[-1] if len(seconds) > 1 else seconds[0]
    times = f"p50 {median(seconds) * 1000:7.1f} ms   p99 {worst * 1000:7.1f} ms"
    return f"  {name:<44} {clients:2} at once {rate:7.1f} logins/s   {times}   n={len(seconds)}"


def _node(script: str) -> contextlib.AbstractContextManager[tuple[int, str]]:
    return _running(["node", str(_NODE / script)], r"(http://\S+)")


@contextlib.contextmanager
def _running(command: list[str], address: str) -> Iterator[tuple[int, str]]:
    """A process that tells its address, which the pattern's group holds: its ID and the address."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout
        try:
            found = next((told for line in process.stdout if (told := re.search(address, line))), None)
            assert found, f"{' '.join(command)} ended before it told its address"
            # Whatever it tells later is read and thrown away, or it would wait for a reader.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield process.pid, found[1]
        finally:
            process.terminate()
