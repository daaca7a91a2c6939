"""The record of everybody's requests, by the control API."""

import httpx
import pytest

from automation.factories import People
from mock_server.client import ControlError, SandboxClient
from mock_server.context import Sandbox
from mock_server.recording.login_traces import CALLED_BY_CLIENTS
from mock_server.server import _create_sites
from tests.http_teacher import HttpTeacher
from tests.oauth_user import OAuthUser


def test_requests_of_all_sites_come_in_the_order_in_which_they_ended(
    sandbox: SandboxClient, http_teacher: HttpTeacher
) -> None:
    """Запросы ко всем сайтам идут в порядке завершения."""
    http_teacher.link()
    requests = sandbox.list_all_requests(phone=http_teacher.teacher.phone)
    assert {request["site"] for request in requests} == {"journal", "vk_id", "sferum"}
    ids = [request["id"] for request in requests]
    assert ids == sorted(set(ids))
    assert requests == sandbox.list_requests(http_teacher.teacher.phone)
    assert sandbox.get_request(ids[0]) == requests[0]


def test_record_is_followed_by_its_last_id(sandbox: SandboxClient, http_teacher: HttpTeacher) -> None:
    """За записью следят по последнему номеру."""
    phone = http_teacher.teacher.phone
    http_teacher.read_messenger_page()
    (seen,) = sandbox.list_all_requests(phone=phone)
    assert sandbox.list_all_requests(phone=phone, after=seen["id"]) == []
    for path in ("/office", "/office/messenger", "/office/no-such-page"):
        http_teacher.request_journal("GET", path)
    office, messenger = sandbox.list_all_requests(phone=phone, after=seen["id"])
    assert (office["path"], messenger["path"]) == ("/office", "/office/messenger")
    assert sandbox.list_all_requests(phone=phone, limit=1) == [messenger]
    assert sandbox.list_all_requests(phone=phone, after=seen["id"], limit=1) == [office]
    assert sandbox.list_all_requests(phone=phone, before=office["id"]) == [seen]


def test_request_of_an_unknown_person_is_in_the_record_too(sandbox: SandboxClient) -> None:
    """Запрос неизвестного человека тоже в записи."""
    (last,) = sandbox.list_all_requests(limit=1) or [{"id": 0}]
    path = "/<script>alert(1)</script>"
    assert httpx.get(f"{sandbox.addresses['messenger']}{path}", trust_env=False).status_code == 404
    found = sandbox.list_all_requests(after=last["id"], site="messenger", status="4xx")
    assert path in [request["path"] for request in found]


@pytest.mark.parametrize(
    ("query", "sites"),
    [
        ({}, {"journal", "vk_id", "sferum"}),
        ({"site": "sferum"}, {"sferum"}),
        ({"status": "201"}, {"sferum"}),
        ({"status": "3xx"}, {"journal", "vk_id"}),
        ({"status": "5xx"}, set()),
    ],
    ids=["все", "сайт", "код", "вид кода", "ничего"],
)
def test_requests_are_filtered(
    sandbox: SandboxClient, http_teacher: HttpTeacher, query: dict[str, str], sites: set[str]
) -> None:
    """Записи выбирают по человеку, сайту и коду ответа."""
    http_teacher.link()
    found = sandbox.list_all_requests(phone=http_teacher.teacher.phone, **query)
    assert {request["site"] for request in found} == sites


def test_requests_of_an_organization_and_of_a_login_are_found(
    sandbox: SandboxClient, http_teacher: HttpTeacher, people: People
) -> None:
    """Записи выбирают по организации и по входу."""
    http_teacher.link()
    (attach,) = sandbox.list_all_requests(organization_id=http_teacher.teacher.organization_id, site="sferum")
    thread = sandbox.list_all_requests(login_id=attach["login_id"])
    assert attach in thread
    assert {request["site"] for request in thread} == {"vk_id", "sferum"}
    assert sandbox.list_all_requests(organization_id=people.create_organization()) == []


@pytest.mark.parametrize(
    "query",
    [{"status": "600"}, {"site": "vk"}, {"limit": 0}, {"limit": 1001}, {"after": 1, "before": 3}, {"phone": "1"}],
    ids=["код", "сайт", "нисколько", "слишком много", "обе границы", "телефон"],
)
def test_query_that_means_nothing_is_refused(sandbox: SandboxClient, query: dict[str, str | int]) -> None:
    """Бессмысленный отбор записей — отказ."""
    with pytest.raises(ControlError) as refusal:
        sandbox.list_all_requests(**query)
    assert refusal.value.status == 422


def test_unknown_request_is_refused(sandbox: SandboxClient) -> None:
    """Записи с таким номером нет — отказ."""
    with pytest.raises(ControlError) as refusal:
        sandbox.get_request(10**12)
    assert refusal.value.status == 404


def test_login_is_traced_from_the_journal_and_back(sandbox: SandboxClient, http_teacher: HttpTeacher) -> None:
    """Вход прослежен от журнала через VK ID до Сферума и обратно."""
    http_teacher.link()
    attach = sandbox.list_all_requests(phone=http_teacher.teacher.phone, site="sferum")[-1]
    trace = sandbox.trace_login(attach["login_id"])
    assert trace["phone"] == http_teacher.teacher.phone
    steps = [(call["caller"], call["callee"], call["request"]["operation"]) for call in trace["calls"]]
    assert steps[:2] == [("browser", "journal", "connect"), ("browser", "vk_id", "authorize")]
    assert steps[-4:] == [
        ("browser", "journal", "callback"),
        ("journal", "vk_id", "token"),
        ("journal", "vk_id", "user_info"),
        ("journal", "sferum", "attach"),
    ]


def test_what_the_journal_undid_is_part_of_the_login(sandbox: SandboxClient, http_teacher: HttpTeacher) -> None:
    """То, что журнал отменил после сбоя Сферума, — часть входа."""
    sandbox.create_fault("sferum", "attach", "error", phone=http_teacher.teacher.phone)
    http_teacher.link()
    attach = sandbox.list_all_requests(phone=http_teacher.teacher.phone, site="sferum", status="503")[-1]
    calls = sandbox.trace_login(attach["login_id"])["calls"]
    steps = [(call["caller"], call["callee"], call["request"]["operation"]) for call in calls]
    assert steps[-2:] == [("journal", "vk_id", "logout"), ("journal", "sferum", "detach")]


def test_login_of_the_messenger_is_traced_to_its_return(sandbox: SandboxClient, http_teacher: HttpTeacher) -> None:
    """Вход в мессенджер прослежен до возвращения в него."""
    http_teacher.link()
    http_teacher.http.get(sandbox.addresses["messenger"])
    token = sandbox.list_all_requests(phone=http_teacher.teacher.phone, site="vk_id")[-1]
    trace = sandbox.trace_login(token["login_id"])
    steps = [(call["caller"], call["callee"], call["request"]["operation"]) for call in trace["calls"]]
    assert steps[0] == ("browser", "vk_id", "authorize")
    assert steps[-2:] == [("browser", "messenger", "callback"), ("messenger", "vk_id", "token")]


def test_login_of_a_foreign_application_is_traced(sandbox: SandboxClient, oauth_user: OAuthUser) -> None:
    """Вход в чужое приложение прослежен без самого приложения."""
    app = oauth_user.create_app()
    oauth_user.get_tokens(app)
    token = sandbox.list_all_requests(phone=oauth_user.phone)[-1]
    trace = sandbox.trace_login(token["login_id"])
    assert trace["client_id"] == app.client_id
    assert {(call["caller"], call["callee"]) for call in trace["calls"]} == {
        ("browser", "vk_id"),
        ("client", "vk_id"),
    }


def test_operations_called_by_clients_are_those_open_to_pages_of_other_origins(own_sandbox: Sandbox) -> None:
    """Действия, которые вызывают клиенты, — те, что открыты чужим страницам."""
    sites = _create_sites(own_sandbox)
    for site, called in CALLED_BY_CLIENTS.items():
        views = sites[site].view_functions.items()
        marked = {name.rpartition(".")[2] for name, view in views if getattr(view, "for_other_origins", False)}
        assert called <= marked
        assert marked - called <= {"domain", "keys", "sdk_config", "sdk_events", "unknown_method"}


def test_unknown_login_is_refused(sandbox: SandboxClient) -> None:
    """Входа нет в записи — отказ."""
    with pytest.raises(ControlError) as refusal:
        sandbox.trace_login("no-such-login")
    assert refusal.value.status == 404
