"""Registering clients of VK ID by the control API, and how strict a sandbox is with them."""

from typing import Any

import httpx
import pytest

from automation.factories import generate_phone
from automation.http_login import LoginAttempt
from mock_server.client import ControlError, SandboxClient
from mock_server.oauth_client import OWN_IDS
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.oauth_user import REDIRECT_URI, OAuthUser, read_error
from tests.sandbox.vk_id.full_client import FULL


def test_what_is_not_given_is_made_up(sandbox: SandboxClient) -> None:
    """Чего не дали при регистрации, то придумано."""
    client, other = sandbox.create_client(REDIRECT_URI), sandbox.create_client(REDIRECT_URI)
    assert (client.kind, client.first_party, client.strict, client.journal_key) == ("public", False, None, None)
    assert client.id.isdigit(), "VK's web SDK takes numbers only"
    for made_up in ("id", "secret", "service_token"):
        assert getattr(client, made_up)
        assert getattr(client, made_up) != getattr(other, made_up)


def test_client_is_what_it_was_registered_as(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Клиент такой, каким его зарегистрировали."""
    created = control.post("/clients", json=FULL)
    assert (created.status_code, created.json()) == (201, FULL)
    assert control.get("/clients/7001").json() == FULL
    for taken in ({"id": "7001"}, {"service_token": "service"}):
        again = control.post("/clients", json={"name": "Другой", "redirect_uris": [REDIRECT_URI], **taken})
        assert (again.status_code, again.json()["error"]) == (409, "taken")
    sandbox.remove_client("7001")
    assert control.get("/clients/7001").status_code == 404
    assert control.delete("/clients/7001").status_code == 404


DEAD_PROXY = [
    "https://[x/cb",
    "https://[v1.x]/cb",
    "https://[::1]:x/cb",
    "https://[fe80::1%25eth0]/cb",
    "https://exam\u2100ple.test/cb",
    "https://a.test:port/cb",
    "https://a.test:99999/cb",
    "https://a.test:\u0663/cb",
    "https://.a..test/cb",
    f"https://{'a' * 80}.test/cb",
    f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.test/cb",
    "http://%41@b:80:80/",
    "https://xn--\u0430.test/",
    "https:///cb",
    "https://:80/cb",
    "https://?cb",
    "https://a\x01b.test/cb",
    "https://a.test/\u200bcb",
    "https://a.test\\@b.test/cb",
    'https://a"b.test/cb',
    "https://a%00b.test/cb",
    "myapp://a.test:port/cb",
    "myapp://[x/cb",
    "myapp://a..b/cb",
]
SOMEWHERE = [
    "https://a.test/cb?next=%2Foffice&x=1",
    "https://a.test:8443",
    "https://a.test./cb",
    "http://127.0.0.1:8000/callback",
    "http://[::1]:8000/callback",
    "http://journal_app:8000/cb",
    "https://\u0436\u0443\u0440\u043d\u0430\u043b.\u0440\u0444/\u043e\u0431\u0440\u0430\u0442\u043d\u043e?\u043e\u0442=vk",
    "vk7001://vk.com/blank.html",
    "myapp://callback",
    "com.example.app:///callback",
]


@pytest.mark.parametrize("address", DEAD_PROXY, ids=ascii)
def test_address_that_no_browser_can_follow_is_refused_at_registration(control: httpx.Client, address: str) -> None:
    """Адрес, который браузер не откроет, отклонён при регистрации.

    It was a 500 of /authorize, long after.
    """
    refused = control.post("/clients", json={"id": "7006", "name": "Журнал", "redirect_uris": [REDIRECT_URI, address]})
    assert (refused.status_code, refused.json()["error"]) == (422, "invalid_request")
    assert refused.json()["error_description"].startswith("redirect_uris.1: Value error, is no address to return to")
    assert control.get("/clients/7006").status_code == 404


@pytest.mark.parametrize("address", SOMEWHERE, ids=ascii)
def test_address_of_a_real_client_is_gone_back_to(oauth_user: OAuthUser, address: str) -> None:
    """Возврат идёт на адрес настоящего клиента."""
    attempt = LoginAttempt(oauth_user.create_app(redirect_uri=address))
    stranger = oauth_user.open(attempt.url(origin="https://stranger.test"))
    assert stranger.status_code == 400, "the hosts of all addresses are read"
    refused = oauth_user.open(attempt.url(response_type="token"))
    assert refused.status_code == 303
    scheme = address.partition(":")[0]
    assert refused.headers["location"].startswith(f"{scheme}:/")
    assert "error=invalid_request" in refused.headers["location"]


@pytest.mark.parametrize(
    "origin",
    ["https://[x", "https://a.test:port", "https://a..test", "https://:80", "https://[]", "https://a:1:2", "http://."],
)
def test_origin_that_no_page_has_is_refused(control: httpx.Client, origin: str) -> None:
    """Источник, которого нет ни у одной страницы, отклонён."""
    body = {"id": "7007", "name": "Журнал", "redirect_uris": [REDIRECT_URI], "frame_origins": [origin]}
    refused = control.post("/clients", json=body)
    assert refused.status_code == 422
    assert refused.json()["error_description"].startswith("frame_origins.0: Value error, is no origin of pages")
    assert control.get("/clients/7007").status_code == 404


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"redirect_uris": []}, "redirect_uris"),
        ({"frame_origins": ["https://journal.example/page; script-src *"]}, "frame_origins.0"),
        ({"redirect_uris": ["journal.example/callback"]}, "redirect_uris.0"),
        ({"redirect_uris": ["https://journal.example/#part"]}, "redirect_uris.0"),
        ({"redirect_uris": ["https://journal.example/a b"]}, "redirect_uris.0"),
        ({"redirect_uris": ["javascript://journal.example/%0aalert(1)"]}, "redirect_uris.0"),
        ({"redirect_uris": ["DATA://text/html,1"]}, "redirect_uris.0"),
        ({"id": "journal"}, "id"),
        ({"kind": "secret"}, "kind"),
        ({"name": ""}, "name"),
        ({"secret": "with space"}, "secret"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_mistake_is_named_and_registers_nothing(control: httpx.Client, change: dict[str, Any], place: str) -> None:
    """Ошибка названа, никто не зарегистрирован."""
    body = {"id": "7002", "name": "Журнал", "redirect_uris": [REDIRECT_URI], **change}
    refused = control.post("/clients", json=body)
    assert refused.status_code == 422
    assert refused.json()["error_description"].startswith(f"{place}: ")
    assert control.get("/clients/7002").status_code == 404


def test_removed_client_signs_nobody_in_and_its_tokens_are_dead(oauth_user: OAuthUser) -> None:
    """Удалённый клиент никого не впускает, его токены мертвы."""
    app, other = oauth_user.create_app(), oauth_user.create_app()
    tokens, kept = oauth_user.get_tokens(app), oauth_user.get_tokens(other)
    attempt, returned = oauth_user.sign_in(app)
    oauth_user.sandbox.remove_client(app.client_id)
    assert oauth_user.open(LoginAttempt(app).url()).status_code == 400
    assert read_error(attempt.redeem(oauth_user.http, returned))[0] == "invalid_client"
    assert read_error(oauth_user.get_user_info(app, tokens))[0] == "invalid_token"
    assert oauth_user.get_user_info(other, kept).status_code == 200


def test_client_that_has_linked_people_is_kept(oauth_user: OAuthUser) -> None:
    """Клиент, у которого есть привязанные люди, сохраняется."""
    app, school = oauth_user.create_app(secret="secret"), oauth_user.sandbox.create_organization("Школа")
    person = f"{oauth_user.sandbox.addresses['sferum']}/api/organizations/{school}/people/7"
    bearer = {"Authorization": f"Bearer {oauth_user.get_tokens(app)['access_token']}"}
    assert oauth_user.http.put(person, json={"role": "teacher"}, headers=bearer).status_code == 201
    with pytest.raises(ControlError, match="has_links"):
        oauth_user.sandbox.remove_client(app.client_id)
    assert oauth_user.http.delete(person, auth=(app.client_id, "secret")).status_code == 204
    oauth_user.sandbox.remove_client(app.client_id)


@pytest.mark.parametrize("client_id", OWN_IDS)
def test_sites_of_the_sandbox_are_not_to_be_removed(sandbox: SandboxClient, client_id: str) -> None:
    """Сайты самой песочницы удалить нельзя."""
    with pytest.raises(ControlError, match="own_client"):
        sandbox.remove_client(client_id)


def test_strict_sandbox_is_strict_with_all_but_those_who_say_otherwise() -> None:
    """Строгая песочница строга ко всем, кто не просил иного."""
    with run_sandbox(SandboxSettings(strict=True)) as shared:
        sandbox = SandboxClient(shared.addresses.control)
        oauth_user = OAuthUser(sandbox)
        for own, refused in ((None, True), (False, False)):
            answer = oauth_user.open(LoginAttempt(oauth_user.create_app(strict=own)).url(nonce="1"))
            assert ("error=invalid_request" in answer.headers["location"]) is refused
        oauth_user.http.close()
        sandbox.close()


def test_strict_sandbox_finds_its_own_sites_in_order() -> None:
    """Строгая песочница не находит ошибок у своих сайтов."""
    with run_sandbox(SandboxSettings(strict=True)) as shared:
        sandbox = SandboxClient(shared.addresses.control)
        school, phone = sandbox.create_organization("Школа", window="same-tab"), generate_phone()
        names = {"last_name": "Орлова", "first_name": "Анна"}
        sandbox.create_account(phone, profiles=[names])
        sandbox.create_roster(school, [{"login": "orlova", "password": "p", "phone": phone, **names}])
        oauth_user = OAuthUser(sandbox)
        oauth_user.phone = phone
        cookie = sandbox.create_journal_session("orlova")
        oauth_user.http.cookies.set(cookie["name"], cookie["value"], "127.0.0.1")
        to_vk_id = oauth_user.http.post(f"{shared.addresses.journal}/office/messenger/connect").headers["location"]
        callback = oauth_user.pass_screens(to_vk_id, f"{shared.addresses.journal}/office/messenger/callback")
        oauth_user.http.get(callback.url)
        assert list(sandbox.get_organization(school).links.values()) == [sandbox.get_person(phone).profiles[0].id]
        for site in ("messenger", "sferum"):
            sign_in = f"{getattr(shared.addresses, site)}/sign-in"
            back = oauth_user.pass_screens(oauth_user.http.get(sign_in).headers["location"], f"{sign_in}/callback")
            assert f"{site}_session" in oauth_user.http.get(back.url).headers["set-cookie"]
        oauth_user.http.close()
        sandbox.close()


def test_only_the_pages_a_client_named_may_show_the_screens_in_a_frame(oauth_user: OAuthUser) -> None:
    """Во фрейме экраны показывают только страницы, названные клиентом."""
    page = "https://journal.example"
    for origins, allowed in ([], "frame-ancestors 'none'"), ([page], f"frame-ancestors {page}"):
        app = oauth_user.create_app(frame_origins=origins)
        screen = oauth_user.http.get(LoginAttempt(app).url(), follow_redirects=True)
        assert screen.headers["content-security-policy"].endswith(allowed)
    other = oauth_user.http.get(f"{oauth_user.vk_id}/help/identity-data")
    assert other.headers["content-security-policy"].endswith("frame-ancestors 'none'")
