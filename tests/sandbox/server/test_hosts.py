"""Whose Host and whose pages the sandbox answers to: against DNS rebinding and forged requests."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner

from automation.factories import People, new_phone
from automation.people import Teacher
from mock_server.__main__ import main
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.http.hosts import Authority, is_served, parse_authority
from mock_server.server import _sites, running
from mock_server.settings import Settings
from tests.http_teacher import HttpTeacher

SITES = ("journal", "vk_id", "messenger", "sferum", "control")
EVERYWHERE = Settings(host="0.0.0.0", control_token="token")
NAMED = Settings(host="stand.school.example", allowed_hosts=("host.docker.internal", "*.Region.example"))


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


# --- The Host ---


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        *((Settings(), host) for host in ("localhost", "localhost.", "a.b.localhost", "127.0.0.1", "127.8.8.8", "::1")),
        *((Settings(), host) for host in ("::ffff:127.0.0.1", "vk.ru", "id.vk.ru", "api.vk.com", "login.id.vk.com")),
        *((EVERYWHERE, host) for host in ("127.0.0.1", "0.0.0.0", "192.168.1.5", "fe80::1", "sandbox", "my_sandbox")),
        *((NAMED, host) for host in ("stand.school.example", "host.docker.internal", "a.region.example", "stand")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.host,
)
def test_host_of_the_sandbox(settings: Settings, host: str) -> None:
    assert is_served(host, settings)


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        *((Settings(), host) for host in ("evil.example", "localhost.evil.example", "notlocalhost", "127.0.0.1.ru")),
        *((Settings(), host) for host in ("192.168.1.5", "0.0.0.0", "sandbox", "evil-vk.ru", "vk.ru.evil.ru", "127.1")),
        *((EVERYWHERE, host) for host in ("evil.example", "sandbox.evil.example", "1.2.3.4.evil.example")),
        *((NAMED, host) for host in ("school.example", "region.example", "evilregion.example", "docker.internal")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.host,
)
def test_host_of_somebody_else(settings: Settings, host: str) -> None:
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
    url = urlsplit(sandbox.control)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(head + b"Connection: close\r\n\r\n")
        assert int(connection.recv(4096).split()[1]) == status


def test_code_is_not_given_to_whoever_rebinds_a_name(
    http: httpx.Client, sandbox: SandboxClient, teacher: Teacher
) -> None:
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.submit(http_teacher.connect(), login=teacher.phone)
    url = f"{sandbox.control}/people/{teacher.phone}/codes"
    answer = http.get(url, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (421, "misdirected_request")
    assert "--allow-host" in answer.json()["error_description"]
    assert sandbox.requests(teacher.phone)[-1]["notes"][0].startswith("refused: evil.example is not a host")
    assert len(sandbox.codes(teacher.phone)) == 1


def test_further_names_are_told_to_the_sandbox(http: httpx.Client) -> None:
    with running(Settings(allowed_hosts=("host.docker.internal",))) as shared:
        for host, status in (("host.docker.internal:5005", 200), ("docker.internal", 421)):
            assert http.get(f"{shared.addresses.control}/health", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("name", ["", "*", "http://stand.example", "stand.example:80", "два слова", "a..b", "*.*.a"])
def test_option_that_names_no_host_is_refused_in_a_line(name: str) -> None:
    done = CliRunner().invoke(main, ["--allow-host", name])
    assert done.exit_code == 2
    assert f"{name!r} — не имя узла" in done.output


# --- The origin ---


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.teacher()


@pytest.fixture
def linked(sandbox: SandboxClient, teacher: Teacher) -> Iterator[HttpTeacher]:
    """A teacher who is signed in to all sites and linked."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
        for site, page in (("messenger", "/chats"), ("sferum", "/profile")):
            assert http_teacher.http.get(f"{sandbox.addresses[site]}{page}").status_code == 200
        yield http_teacher


FOREIGN = [
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_page_of_another_origin_changes_nothing(linked: HttpTeacher, headers: dict[str, str]) -> None:
    sandbox, phone = linked.sandbox, linked.teacher.phone
    addresses = {**sandbox.addresses, "control": sandbox.control}
    for site, method, path in (
        ("journal", "POST", "/office/messenger/unlink"),
        ("journal", "POST", "/sign-out"),
        ("vk_id", "POST", "/login/any/consent"),
        ("messenger", "POST", "/chats"),
        ("messenger", "POST", "/sign-out"),
        ("sferum", "POST", "/sign-out"),
        ("control", "DELETE", f"/people/{phone}"),
        ("control", "POST", f"/people/{phone}/codes/take"),
        ("control", "POST", "/no-such-page"),
    ):
        answer = linked.http.request(method, addresses[site] + path, headers=headers)
        assert answer.status_code == 403, path
        if site == "control":
            assert answer.json()["error"] == "forbidden"
        else:
            assert "Нет доступа" in answer.text
    assert sandbox.person(phone).profiles[0].link
    assert "Отвязать" in linked.messenger_page()
    unlink = next(record for record in sandbox.requests(phone) if record["operation"] == "unlink")
    assert (unlink["status"], unlink["notes"][0][:9]) == (403, "refused: ")


def test_page_of_the_own_origin_may(linked: HttpTeacher) -> None:
    own = linked.sandbox.addresses["journal"]
    linked.journal("POST", "/office/messenger/unlink", headers={"Origin": own, "Sec-Fetch-Site": "same-origin"})
    assert linked.sandbox.person(linked.teacher.phone).profiles[0].link is None


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost", "http://localhost", 404),
        ("localhost:80", "http://localhost", 404),
        ("localhost", "http://localhost:80", 404),
        ("localhost", "https://localhost", 404),
        ("localhost", "https://localhost:443", 404),
        ("LOCALHOST:5001", "http://localhost:5001", 404),
        ("[::1]:5001", "http://[::1]:5001", 404),
        ("localhost:443", "http://localhost", 403),
        ("localhost", "http://localhost:443", 403),
        ("localhost:5001", "http://localhost:5002", 403),
        ("localhost:5001", "http://127.0.0.1:5001", 403),
        ("localhost", "http://user@localhost", 403),
        ("localhost", "localhost", 403),
    ],
)
def test_default_ports_are_the_same_origin(
    http: httpx.Client, own_sandbox: Sandbox, host: str, origin: str, status: int
) -> None:
    url = f"{own_sandbox.addresses.journal}/no-such-page"
    assert http.post(url, headers={"Host": host, "Origin": origin}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 200),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ],
    ids=str,
)
def test_line_shown_once_is_not_spent_by_what_a_foreign_page_embeds(
    linked: HttpTeacher, headers: dict[str, str], status: int
) -> None:
    linked.http.post(f"{linked.sandbox.addresses['journal']}/office/messenger/unlink", follow_redirects=False)
    answer = linked.journal("GET", "/office/messenger", headers=headers)
    assert answer.status_code == status
    assert ("Учебный профиль отвязан" in linked.messenger_page()) == (status == 403)


@pytest.mark.parametrize(
    ("referer", "spent"),
    [
        ("http://evil.example/page?a=b", False),
        ("HTTP://{host}.evil.example/", False),
        ("http://127.0.0.1:1/", False),
        ("file://", False),
        ("http://{host}/office/messenger?a=://b", True),
        ("", True),
    ],
)
def test_line_shown_once_is_not_spent_by_a_foreign_page_without_fetch_metadata(
    linked: HttpTeacher, referer: str, spent: bool
) -> None:
    journal = urlsplit(linked.sandbox.addresses["journal"])
    linked.http.post(f"{journal.geturl()}/office/messenger/unlink", follow_redirects=False)
    answer = linked.journal("GET", "/office/messenger", headers={"Referer": referer.format(host=journal.netloc)})
    assert answer.status_code == 200
    assert ("Учебный профиль отвязан" in linked.messenger_page()) != spent


def test_screens_of_vk_id_may_be_in_a_frame(http: httpx.Client, own_sandbox: Sandbox) -> None:
    frame = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert http.get(f"{own_sandbox.addresses.vk_id}/authorize", headers=frame).status_code == 400
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert http.get(f"{own_sandbox.addresses.vk_id}/authorize", headers=image).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/oauth2/auth", 400),
        ("POST", "/oauth2/user_info", 401),
        ("POST", "/oauth2/public_info", 401),
        ("POST", "/oauth2/logout", 401),
        ("POST", "/oauth2/revoke", 401),
        ("POST", "/method/auth.exchangeSilentAuthToken", 200),
        ("GET", "/method/users.get", 200),
        ("GET", "/domain.txt", 200),
        ("GET", "/.well-known/jwks.json", 200),
        ("POST", "/vkid_sdk_get_config", 200),
        ("POST", "/stat_events_vkid_sdk", 200),
    ],
)
def test_apis_for_pages_of_clients_answer_them(
    http: httpx.Client, own_sandbox: Sandbox, method: str, path: str, status: int
) -> None:
    page = {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    answer = http.request(method, own_sandbox.addresses.vk_id + path, headers=page)
    assert answer.status_code == status


def test_sferum_s_api_is_for_whoever_has_the_token(http: httpx.Client, own_sandbox: Sandbox) -> None:
    url = f"{own_sandbox.addresses.sferum}/api/organizations/1/people/1"
    page = {"Origin": "https://journal.example"}
    assert http.put(url, headers=page, json={"role": "teacher"}).status_code == 401
    assert http.delete(url, headers=page).status_code == 401


def test_only_apis_without_cookies_are_for_other_origins(own_sandbox: Sandbox) -> None:
    marked = {
        f"{site}.{endpoint.partition('.')[0]}"
        for site, app in _sites(own_sandbox).items()
        for endpoint, view in app.view_functions.items()
        if getattr(view, "for_other_origins", False)
    }
    assert marked == {"vk_id.oauth", "vk_id.api", "sferum.api"}


def test_reading_codes_spends_none(sandbox: SandboxClient, http: httpx.Client, teacher: Teacher) -> None:
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.submit(http_teacher.connect(), login=teacher.phone)
    url = f"{sandbox.control}/people/{teacher.phone}/codes"
    image = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert http.get(url, headers=image).status_code == 403
    read = [http.get(url, params={"wait_s": 5}).json()["codes"] for _ in range(2)]
    assert len(read[0]) == 1
    assert read[0] == read[1] == http.post(f"{url}/take").json()["codes"]
    assert http.get(url).json() == http.post(f"{url}/take").json() == {"codes": []}


def test_take_waits_like_the_reading(sandbox: SandboxClient, http: httpx.Client) -> None:
    assert http.post(f"{sandbox.control}/people/{new_phone()}/codes/take", params={"wait_s": 0.05}).json() == {
        "codes": []
    }


@pytest.mark.parametrize("moment", ["before", "after"])
def test_refused_request_spends_no_fault(linked: HttpTeacher, moment: str) -> None:
    linked.sandbox.fault("journal", "unlink", "error", phone=linked.teacher.phone, status=503, moment=moment)
    statuses = [
        linked.http.post(
            f"{linked.sandbox.addresses['journal']}/office/messenger/unlink", headers=headers, follow_redirects=False
        ).status_code
        for headers in ({"Origin": "null"}, {}, {})
    ]
    assert statuses == [403, 503, 303]
