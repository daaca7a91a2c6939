"""Which hosts the sandbox answers to: against DNS rebinding."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.command import main
from mock_server.context import Sandbox
from mock_server.http.hosts import Authority, is_served, parse_authority
from mock_server.server import SITES, run_sandbox
from mock_server.settings import SandboxSettings
from tests.http_teacher import HttpTeacher

EVERYWHERE = SandboxSettings(host="0.0.0.0", control_token="token")
NAMED = SandboxSettings(host="stand.school.example", allowed_hosts=("host.docker.internal", "*.Region.example"))


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        *(
            (SandboxSettings(), host)
            for host in ("localhost", "localhost.", "a.b.localhost", "127.0.0.1", "127.8.8.8", "::1")
        ),
        *(
            (SandboxSettings(), host)
            for host in ("::ffff:127.0.0.1", "vk.ru", "id.vk.ru", "api.vk.com", "login.id.vk.com")
        ),
        *((EVERYWHERE, host) for host in ("127.0.0.1", "0.0.0.0", "192.168.1.5", "fe80::1", "sandbox", "my_sandbox")),
        *((NAMED, host) for host in ("stand.school.example", "host.docker.internal", "a.region.example", "stand")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.host,
)
def test_host_of_the_sandbox(settings: SandboxSettings, host: str) -> None:
    """Своё имя узла обслуживается."""
    assert is_served(host, settings)


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        *(
            (SandboxSettings(), host)
            for host in ("evil.example", "localhost.evil.example", "notlocalhost", "127.0.0.1.ru")
        ),
        *(
            (SandboxSettings(), host)
            for host in ("192.168.1.5", "0.0.0.0", "sandbox", "evil-vk.ru", "vk.ru.evil.ru", "127.1")
        ),
        *((EVERYWHERE, host) for host in ("evil.example", "sandbox.evil.example", "1.2.3.4.evil.example")),
        *((NAMED, host) for host in ("school.example", "region.example", "evilregion.example", "docker.internal")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.host,
)
def test_host_of_somebody_else(settings: SandboxSettings, host: str) -> None:
    """Чужое имя узла не обслуживается."""
    assert not is_served(host, settings)


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("LocalHost", Authority("localhost", "")),
        ("127.0.0.1:5005", Authority("127.0.0.1", "5005")),
        ("[::1]:80", Authority("::1", "80")),
        ("sandbox:", Authority("sandbox", "")),
        *((text, None) for text in ("", " ", "a b", "::1", "[::1", "[1]", "[::1]x", "user@localhost", "localhost/x")),
        *((text, None) for text in ("localhost:port", "localhost:123456", "a,b", "localhost\t", "é", "localhost:1:2")),
    ],
    ids=repr,
)
def test_host_header_is_read_to_the_letter(text: str, authority: Authority | None) -> None:
    """Заголовок Host читается буквально."""
    assert parse_authority(text) == authority


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421),
        ("evil.example:5005", 421),
        ("localhost.evil.example", 421),
        ("192.168.1.5:5005", 421),
        ("", 400),
        ("localhost, evil.example", 400),
        ("9" * 5000, 400),
        ("a" * 64 + ".localhost", 400),
        ("a." * 130 + "localhost", 400),
        ("a..localhost", 400),
        (".localhost", 400),
        ("a" * 63 + ".localhost.", 200),
        ("evil@localhost", 400),
        ("localhost:80", 200),
        ("[::1]:1", 200),
        ("id.vk.ru", 200),
    ],
)
def test_every_site_answers_to_its_own_hosts_only(
    http: httpx.Client, own_sandbox: Sandbox, host: str, status: int
) -> None:
    """Каждый сайт отвечает только на свои имена."""
    paths = {"control": "/health", "vk_id": "/domain.txt", "messenger": "/static/base.css", "sferum": "/"}
    for site in SITES:
        url = getattr(own_sandbox.addresses, site) + paths.get(site, "/sign-in")
        answer = http.get(url, headers={"Host": host})
        assert answer.status_code == status, site
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /health HTTP/1.1\r\n", 400),
        (b"GET /health HTTP/1.0\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", 400),
        (b"GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n", 421),
        (b"GET http://localhost/health HTTP/1.1\r\nHost: evil.example\r\n", 421),
        (b"GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n", 200),
    ],
    ids=repr,
)
def test_host_is_one_and_is_there(sandbox: SandboxClient, head: bytes, status: int) -> None:
    """Заголовок Host есть, и он один."""
    url = urlsplit(sandbox.control)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(head + b"Connection: close\r\n\r\n")
        assert int(connection.recv(4096).split()[1]) == status


def test_code_is_not_given_to_a_page_that_rebinds_a_name(
    http: httpx.Client, sandbox: SandboxClient, people: People
) -> None:
    """Код не отдаётся странице, которая подменила имя узла."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
    url = f"{sandbox.control}/people/{teacher.phone}/codes"
    answer = http.get(url, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (421, "misdirected_request")
    assert "--allow-host" in answer.json()["error_description"]
    assert sandbox.list_requests(teacher.phone)[-1]["notes"][0].startswith("refused: evil.example is not a host")
    assert len(sandbox.read_codes(teacher.phone)) == 1


def test_further_names_are_an_option(http: httpx.Client) -> None:
    """Другие имена узла задаются параметром."""
    with run_sandbox(SandboxSettings(allowed_hosts=("host.docker.internal",))) as shared:
        for host, status in (("host.docker.internal:5005", 200), ("docker.internal", 421)):
            assert http.get(f"{shared.addresses.control}/health", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("name", ["", "*", "http://stand.example", "stand.example:80", "два слова", "a..b", "*.*.a"])
def test_option_that_names_no_host_is_refused_in_a_line(name: str) -> None:
    """Негодное имя узла в параметре отклонено одной строкой."""
    done = CliRunner().invoke(main, ["--allow-host", name])
    assert done.exit_code == 2
    assert f"{name!r} — не имя узла" in done.output
