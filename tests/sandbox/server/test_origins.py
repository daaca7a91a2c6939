"""Which pages the sandbox answers: against forged requests."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import generate_phone
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import _create_sites
from tests.http_teacher import HttpTeacher


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


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
    """Страница другого источника ничего не меняет."""
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
    assert sandbox.get_person(phone).profiles[0].link
    assert "Отвязать" in linked.read_messenger_page()
    unlink = next(record for record in sandbox.list_requests(phone) if record["operation"] == "unlink")
    assert (unlink["status"], unlink["notes"][0][:9]) == (403, "refused: ")


def test_page_of_the_own_origin_may(linked: HttpTeacher) -> None:
    """Страница своего источника менять может."""
    own = linked.sandbox.addresses["journal"]
    linked.request_journal("POST", "/office/messenger/unlink", headers={"Origin": own, "Sec-Fetch-Site": "same-origin"})
    assert linked.sandbox.get_person(linked.teacher.phone).profiles[0].link is None


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
    """Порт по умолчанию не делает источник другим."""
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
    """Разовую надпись не тратит то, что встроила чужая страница."""
    linked.http.post(f"{linked.sandbox.addresses['journal']}/office/messenger/unlink", follow_redirects=False)
    answer = linked.request_journal("GET", "/office/messenger", headers=headers)
    assert answer.status_code == status
    assert ("Учебный профиль отвязан" in linked.read_messenger_page()) == (status == 403)


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
    """Разовую надпись не тратит чужая страница без Sec-Fetch."""
    journal = urlsplit(linked.sandbox.addresses["journal"])
    linked.http.post(f"{journal.geturl()}/office/messenger/unlink", follow_redirects=False)
    answer = linked.request_journal(
        "GET", "/office/messenger", headers={"Referer": referer.format(host=journal.netloc)}
    )
    assert answer.status_code == 200
    assert ("Учебный профиль отвязан" in linked.read_messenger_page()) != spent


def test_screens_of_vk_id_may_be_in_a_frame(http: httpx.Client, own_sandbox: Sandbox) -> None:
    """Экраны VK ID можно показать во фрейме."""
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
    """API для страниц клиентов им отвечают."""
    page = {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    answer = http.request(method, own_sandbox.addresses.vk_id + path, headers=page)
    assert answer.status_code == status


def test_sferum_s_api_is_for_clients_with_the_token(http: httpx.Client, own_sandbox: Sandbox) -> None:
    """API Сферума — для клиентов с токеном."""
    url = f"{own_sandbox.addresses.sferum}/api/organizations/1/people/1"
    page = {"Origin": "https://journal.example"}
    assert http.put(url, headers=page, json={"role": "teacher"}).status_code == 401
    assert http.delete(url, headers=page).status_code == 401


def test_only_apis_without_cookies_are_for_other_origins(own_sandbox: Sandbox) -> None:
    """Другим источникам открыты только API без cookie."""
    marked = {
        f"{site}.{endpoint.partition('.')[0]}"
        for site, app in _create_sites(own_sandbox).items()
        for endpoint, view in app.view_functions.items()
        if getattr(view, "for_other_origins", False)
    }
    assert marked == {"journal.partners", "vk_id.oauth", "vk_id.api", "sferum.api"}


def test_reading_codes_spends_none(sandbox: SandboxClient, http: httpx.Client, teacher: Teacher) -> None:
    """Просмотр кодов ни одного не тратит."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
    url = f"{sandbox.control}/people/{teacher.phone}/codes"
    image = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert http.get(url, headers=image).status_code == 403
    read = [http.get(url, params={"wait_s": 5}).json()["codes"] for _ in range(2)]
    assert len(read[0]) == 1
    assert read[0] == read[1] == http.post(f"{url}/take").json()["codes"]
    assert http.get(url).json() == http.post(f"{url}/take").json() == {"codes": []}


def test_take_waits_like_the_reading(sandbox: SandboxClient, http: httpx.Client) -> None:
    """Забрать код можно с тем же ожиданием, что и прочитать."""
    assert http.post(f"{sandbox.control}/people/{generate_phone()}/codes/take", params={"wait_s": 0.05}).json() == {
        "codes": []
    }


@pytest.mark.parametrize("moment", ["before", "after"])
def test_refused_request_spends_no_fault(linked: HttpTeacher, moment: str) -> None:
    """Отклонённый запрос не тратит заказанный сбой."""
    linked.sandbox.create_fault("journal", "unlink", "error", phone=linked.teacher.phone, status=503, moment=moment)
    statuses = [
        linked.http.post(
            f"{linked.sandbox.addresses['journal']}/office/messenger/unlink", headers=headers, follow_redirects=False
        ).status_code
        for headers in ({"Origin": "null"}, {}, {})
    ]
    assert statuses == [403, 503, 303]
