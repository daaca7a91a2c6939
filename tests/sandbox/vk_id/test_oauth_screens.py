"""A login of VK ID and its screens: whose it is, what may be done with it when, and how often."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.rules.protocol import compute_challenge
from tests.db_factories import REDIRECT_URI, VERIFIER, add_client
from tests.http_teacher import HttpTeacher


@pytest.fixture(scope="session")
def client_id(own_sandbox: Sandbox) -> str:
    """A vendor's client of VK ID."""
    with own_sandbox.store.write() as session:
        return add_client(session).id


@pytest.fixture
def http_teacher(http_teacher: HttpTeacher) -> HttpTeacher:
    """Returns a teacher whose browser VK ID remembers."""
    http_teacher.remember_browser()
    return http_teacher


def authorize_url(sandbox: SandboxClient, client_id: str, /, **change: str) -> str:
    params = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "state": "the-state",
        "code_challenge": compute_challenge(VERIFIER),
        "code_challenge_method": "S256",
        **change,
    }
    return f"{sandbox.addresses['vk_id']}/authorize?{urlencode(params)}"


def test_refusal_is_sent_back_the_same_however_often_it_is_clicked(
    http_teacher: HttpTeacher, sandbox: SandboxClient, client_id: str
) -> None:
    """Отказ возвращается одинаковым, сколько бы раз его ни нажали."""
    consent = http_teacher.reach_consent(http_teacher.http.get(authorize_url(sandbox, client_id)))
    refusal = str(consent.url).replace("/consent", "/refusal")
    first, second = (http_teacher.http.post(refusal, follow_redirects=False).headers["location"] for _ in range(2))
    assert first == second
    assert httpx.URL(first).params["error"] == "access_denied"
    agreed = http_teacher.http.post(consent.url, follow_redirects=False).headers["location"]
    assert httpx.URL(agreed).params["error"] == "access_denied", "who has refused cannot agree after all"


def test_who_has_agreed_cannot_refuse_after_all(
    http_teacher: HttpTeacher, sandbox: SandboxClient, client_id: str
) -> None:
    """Кто согласился, отказаться уже не может."""
    consent = http_teacher.reach_consent(http_teacher.http.get(authorize_url(sandbox, client_id)))
    agreed = http_teacher.http.post(consent.url, follow_redirects=False).headers["location"]
    refused = http_teacher.http.post(str(consent.url).replace("/consent", "/refusal"), follow_redirects=False)
    codes = {httpx.URL(url).params["code"] for url in (agreed, refused.headers["location"])}
    assert len(codes) == 1


def test_two_clicks_on_link_give_one_answer(http_teacher: HttpTeacher, sandbox: SandboxClient, client_id: str) -> None:
    """Два нажатия «Привязать» дают один ответ."""
    consent = http_teacher.reach_consent(http_teacher.http.get(authorize_url(sandbox, client_id)))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: http_teacher.http.post(consent.url, follow_redirects=False), range(4)))
    assert len({answer.headers["location"] for answer in answers}) == 1


def test_login_of_another_browser_is_not_found(
    http_teacher: HttpTeacher, sandbox: SandboxClient, client_id: str, people: People
) -> None:
    """Вход другого браузера не найден."""
    consent = http_teacher.reach_consent(http_teacher.http.get(authorize_url(sandbox, client_id)))
    with HttpTeacher(sandbox, people.create_teacher()) as stranger:
        for method in ("GET", "POST"):
            assert stranger.http.request(method, consent.url).status_code == 404


def test_profile_of_another_account_cannot_be_chosen(
    http_teacher: HttpTeacher, sandbox: SandboxClient, client_id: str, people: People
) -> None:
    """Профиль чужой учётной записи выбрать нельзя."""
    other = people.create_teacher()
    (theirs,) = sandbox.get_person(other.phone).profiles
    account = http_teacher.http.get(authorize_url(sandbox, client_id))
    for wanted in (str(theirs.id), "", "0", "-1", "nine", "9" * 40):
        assert http_teacher.submit(account, profile_id=wanted).url.path.endswith("/account")


@pytest.mark.parametrize("screen", ["account", "profile", "consent"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_screen_is_open_before_the_code_is_confirmed(
    sandbox: SandboxClient, teacher: Teacher, client_id: str, screen: str, method: str
) -> None:
    """До подтверждения кода ни один экран не открыт."""
    with HttpTeacher(sandbox, teacher) as http_teacher:
        phone = http_teacher.http.get(authorize_url(sandbox, client_id))
        http_teacher.submit(phone, login=teacher.phone)
        answer = http_teacher.http.request(method, str(phone.url).replace("/phone", f"/{screen}"))
    assert answer.url.path.rpartition("/")[2] in ("phone", "code")
    assert REDIRECT_URI not in {str(page.url.copy_with(query=None)) for page in (*answer.history, answer)}
