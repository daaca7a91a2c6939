"""A proxy of the environment: the sandbox, and what uses it, never get a request through one."""

import ast
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import httpx
import pytest
from playwright.sync_api import BrowserContext

from automation import codes
from automation.bridge import Bridge
from automation.browsers import BrowserChoice
from automation.deployment import find_site_address
from automation.factories import People
from automation.target import ClientTable, Target, TargetFile
from mock_server.client import SandboxClient, SandboxClientError, is_running
from mock_server.context import Sandbox
from mock_server.http_client import environment_without_proxies, http_client, is_loopback_url
from pages.vendor_journal import VendorJournal
from tests.proxy import LoggingProxy, run_logging_proxy
from validation.link_reset import UnlinkError, reset_link
from validation.probe import probe_server
from validation.vendor import Vendor

ROOT = Path(__file__).parents[2]
pytest_plugins = ["pytester"]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoggingProxy]:
    """A proxy that every variable names."""
    with run_logging_proxy() as logging:
        for name, value in logging.variables.items():
            monkeypatch.setenv(name, value)
        yield logging


@pytest.fixture
def elsewhere(own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sandbox's control API at an address of this machine that nobody takes for one."""
    monkeypatch.setattr(own_sandbox, "settings", replace(own_sandbox.settings, allowed_hosts=("0.0.0.0",)))
    return own_sandbox.addresses.control.replace("127.0.0.1", "0.0.0.0")


def through(proxy: LoggingProxy, method: str, url: str) -> bool:
    """Whether the proxy saw this request; it must not have seen any other."""
    assert proxy.seen in ([], [f"{method} {url} HTTP/1.1".encode()])
    return proxy.seen != []


def test_sandbox_is_asked_past_the_proxy_wherever_it_is(
    proxy: LoggingProxy, elsewhere: str, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Токен управления и телефоны прокси не видит."""
    monkeypatch.setattr(codes, "_CODE_TIMEOUT_S", 0)
    with pytest.raises(codes.CodeUnavailableError, match="не отправляла кода"):
        codes.create_sandbox_source(elsewhere, "s3cret")(people.build_teacher(0).phone)
    client = SandboxClient(elsewhere, "s3cret")
    assert find_site_address("journal", None, elsewhere) == client.addresses["journal"]
    assert is_running(elsewhere)
    client.close()
    assert proxy.seen == []


def test_sandbox_with_a_certificate_is_asked_past_the_proxy_too(proxy: LoggingProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"https://0.0.0.0:{closed.getsockname()[1]}"
    with pytest.raises(codes.CodeUnavailableError, match="не отдала код"):
        codes.create_sandbox_source(address, "s3cret")("+79005550101")
    with pytest.raises(SandboxClientError, match="refused"):
        SandboxClient(address, "s3cret")
    assert proxy.seen == []


@pytest.mark.parametrize("services", ["sandbox", "real"])
def test_journal_is_asked_through_a_proxy_only_before_real_services(
    proxy: LoggingProxy, sandbox: SandboxClient, elsewhere: str, services: str
) -> None:
    client = ClientTable(id="1", callback=f"{elsewhere}/return")
    file = TargetFile.model_validate({"services": services, "journal": elsewhere})
    sites = Target("", elsewhere, "", "", "")
    assert Vendor(file, sites, elsewhere, client, sandbox, codes.ask_for_code).probe_servers() is None
    assert through(proxy, "GET", f"{elsewhere}/") is file.proxied
    proxy.seen.clear()
    assert probe_server(f"{elsewhere}/health", proxied=file.proxied).is_success is not file.proxied
    assert through(proxy, "GET", f"{elsewhere}/health") is file.proxied


@pytest.mark.parametrize("proxied", [False, True])
def test_unlinking_goes_the_journals_way(proxy: LoggingProxy, people: People, elsewhere: str, proxied: bool) -> None:
    unlinking = {"way": "http", "url": f"{elsewhere}/unlink"}
    file = TargetFile.model_validate({"services": "real" if proxied else "sandbox", "unlinking": unlinking})
    with pytest.raises(UnlinkError, match="502" if proxied else "404"):
        reset_link(cast(VendorJournal, None), people.build_teacher(0), file)  # no page is opened
    assert through(proxy, "POST", f"{elsewhere}/unlink") is proxied


def test_this_machine_is_asked_directly_before_real_services_too(proxy: LoggingProxy, own_sandbox: Sandbox) -> None:
    address = own_sandbox.addresses.control
    for url in (address, address.replace("127.0.0.1", "localhost")):
        with http_client(url, proxied=True) as http:
            assert http.get(f"{url}/health").is_success
    assert proxy.seen == []


def test_exceptions_from_the_proxy_count(proxy: LoggingProxy, elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "0.0.0.0")
    with http_client(elsewhere, proxied=True) as http:
        assert http.get(f"{elsewhere}/health").is_success
    assert proxy.seen == []


def test_bridge_is_no_way_to_the_proxy(proxy: LoggingProxy, context: BrowserContext, own_sandbox: Sandbox) -> None:
    bridge = Bridge(context, own_sandbox.addresses.vk_id)
    page = context.new_page()
    answer = page.goto("https://id.vk.ru/.well-known/jwks.json")
    assert answer is not None
    assert answer.status == 200
    bridge.close()
    assert proxy.seen == []


def test_certificates_are_those_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "absent.pem"))
    with pytest.raises(httpx.ConnectError, match=r"^SSL_CERT_FILE: "):
        http_client("https://sandbox.example")
    http_client("http://sandbox.example").close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:5001", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:5001/page", True),
        ("http://localhost:8000", True),
        ("http://LOCALHOST:8000", True),
        ("http://journal.localhost", True),
        ("about:blank", True),
        ("http://localhost.example", False),
        ("http://notlocalhost", False),
        ("http://10.0.0.1", False),
        ("https://journal.example", False),
    ],
)
def test_loopback_is_known(url: str, expected: bool) -> None:
    assert is_loopback_url(url) is expected


def test_browser_is_told_of_no_proxy(proxy: LoggingProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING_ELSE", "stays")
    variables = environment_without_proxies()
    assert variables["SOMETHING_ELSE"] == "stays"
    assert not {name for name in variables if "proxy" in name.lower()}
    choice = BrowserChoice("chromium", None)
    assert choice.launch_args()["env"] == variables
    assert "env" not in choice.launch_args(proxied=True), "as the environment says"


def test_browser_of_a_run_goes_past_the_proxy(
    proxy: LoggingProxy, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest('pytest_plugins = ["runner.options", "fixtures.settings", "fixtures.browser"]')
    pytester.makepyfile(f"def test_one(page):\n    assert page.goto('{elsewhere}/health').status == 200\n")
    run = pytester.runpytest_subprocess("-p", "playwright", "-p", "base_url")
    assert run.ret == pytest.ExitCode.OK
    assert proxy.seen == []


def calls_of_httpx() -> Iterator[tuple[str, ast.Call]]:
    """Yields every place that creates a client of httpx, or calls httpx without one."""
    methods = ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream")
    makers = {f"httpx.{name}" for name in ("Client", "AsyncClient", *methods)}
    for folder in ("automation", "benchmarks", "examples", "fixtures", "mock_server", "pages", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in makers:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_client_is_created_that_asks_the_environment_by_itself() -> None:
    calls = dict(calls_of_httpx())
    assert calls, "the search has found its subject"
    forgetful = [
        place for place, call in calls.items() if "trust_env" not in {keyword.arg for keyword in call.keywords}
    ]
    assert forgetful == []
