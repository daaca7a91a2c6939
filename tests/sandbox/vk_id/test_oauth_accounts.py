"""One login, several accounts: what it remembers is of the account named last, whatever older screens send."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.rules.protocol import compute_challenge
from tests.db_factories import REDIRECT_URI, VERIFIER
from tests.http_teacher import HttpTeacher

STALE_SCREENS = ("code", "resend", "account", "profile", "consent", "refusal")


class Login:
    """A browser at VK ID, sent there by a client, in which people name one account after another."""

    def __init__(self, http_teacher: HttpTeacher, first_screen: httpx.Response) -> None:
        self.http_teacher = http_teacher
        self.screen = first_screen

    def send(self, screen: httpx.Response, **form: str) -> httpx.Response:
        """Send the form of a screen; the answer is the present screen."""
        self.screen = self.http_teacher.http.post(screen.url, data=form)
        return self.screen

    def go_to(self, screen: str) -> httpx.Response:
        """Another screen of the account that the login is now about."""
        there = self.screen.url.copy_with(path=f"{self.screen.url.path.rpartition('/')[0]}/{screen}", query=None)
        self.screen = self.http_teacher.http.get(there)
        return self.screen

    def name(self, phone: str) -> httpx.Response:
        """«Войти в другой аккаунт»: the phone, and nothing more yet."""
        return self.send(self.go_to("phone"), login=phone)

    def enter(self, phone: str) -> httpx.Response:
        """The phone and its code."""
        self.name(phone)
        return self.send(self.screen, code=self.http_teacher.sandbox.read_codes(phone)[-1].code)

    def make_profile(self, first_name: str) -> httpx.Response:
        """«Создать учебный профиль»: the consent for it."""
        form = {"last_name": "Орлова", "first_name": first_name, "birth_date": "16.10.1984", "sex": "female"}
        return self.send(self.go_to("profile"), **form)


@pytest.fixture
def http_teacher(sandbox: SandboxClient, people: People) -> Iterator[HttpTeacher]:
    """Somebody signed in to the journal, with a phone new to VK ID."""
    with HttpTeacher(sandbox, people.create_teacher(profile=False)) as opened:
        yield opened


@pytest.fixture
def login(http_teacher: HttpTeacher) -> Login:
    """The http_teacher's login to the journal."""
    return Login(http_teacher, http_teacher.connect())


@pytest.fixture
def other(people: People) -> Teacher:
    """The second account's owner: a phone new to VK ID."""
    return people.build_teacher(0)


def linked_profile(http_teacher: HttpTeacher) -> str | None:
    """The first name of the profile that the http_teacher's journal holds for linked."""
    organization = http_teacher.sandbox.get_organization(http_teacher.teacher.organization_id)
    (profile_id,) = organization.links.values() or (None,)
    page = http_teacher.read_messenger_page()
    assert (f"ID {profile_id}" in page) is (profile_id is not None)
    return page.partition("<strong>Орлова ")[2].partition("<")[0] or None


def first_names(http_teacher: HttpTeacher, phone: str) -> list[str]:
    return [profile.first_name for profile in http_teacher.sandbox.get_person(phone).profiles]


@pytest.mark.requirement("B-4", "B-5", "B-8")
def test_profile_made_for_the_second_account_is_linked(login: Login, http_teacher: HttpTeacher, other: Teacher) -> None:
    """Привязан профиль, созданный для второй учётной записи."""
    login.enter(http_teacher.teacher.phone)
    login.make_profile("Первая")
    login.enter(other.phone)
    consent = login.make_profile("Вторая")
    assert "Орлова Вторая" in consent.text
    login.send(consent)
    assert linked_profile(http_teacher) == "Вторая"
    assert first_names(http_teacher, http_teacher.teacher.phone) == ["Первая"]
    assert first_names(http_teacher, other.phone) == ["Вторая"]


@pytest.mark.requirement("B-5")
def test_each_account_of_a_login_makes_one_profile(login: Login, http_teacher: HttpTeacher, other: Teacher) -> None:
    """Каждая учётная запись входа создаёт один профиль."""
    first, second = http_teacher.teacher.phone, other.phone
    for phone in (first, second, first, second):
        login.enter(phone)
        login.make_profile("Первая" if phone == first else "Вторая")
        login.make_profile("Третья")
    assert (first_names(http_teacher, first), first_names(http_teacher, second)) == (["Первая"], ["Вторая"])


@pytest.mark.requirement("A-3", "A-4", "A-5", "A-7")
@pytest.mark.parametrize("reached", ["code", "account", "consent"], ids=["код", "учётная запись", "согласие"])
def test_nothing_of_the_first_account_stays_wherever_it_was_left(
    login: Login, http_teacher: HttpTeacher, other: Teacher, reached: str
) -> None:
    """От первой учётной записи ничего не остаётся, где бы её ни бросили."""
    login.name(http_teacher.teacher.phone)
    if reached != "code":
        login.send(login.screen, code=http_teacher.sandbox.read_codes(http_teacher.teacher.phone)[-1].code)
    if reached == "consent":
        login.make_profile("Первая")
    login.name(other.phone)
    for screen in ("account", "profile", "consent"):
        assert login.go_to(screen).url.path.endswith(("/phone", "/code")), "nobody has confirmed yet"
    login.send(login.go_to("code"), code=http_teacher.sandbox.read_codes(other.phone)[-1].code)
    assert "Создать учебный профиль" in login.screen.text
    assert login.go_to("consent").url.path.endswith("/account"), "nothing is chosen yet"
    login.send(login.make_profile("Вторая"))
    assert linked_profile(http_teacher) == "Вторая"


@pytest.mark.requirement("A-5", "A-7")
def test_older_screens_do_nothing_to_the_account_named_last(
    login: Login, http_teacher: HttpTeacher, other: Teacher
) -> None:
    """Старые экраны не меняют учётную запись, названную последней.

    As the Back button, or a second tab, has them still.
    """
    login.enter(http_teacher.teacher.phone)
    old = login.make_profile("Первая")
    login.enter(other.phone)
    login.make_profile("Вторая")
    old_form = {"code": "0000", "profile_id": first_id(http_teacher), "last_name": "Орлова", "first_name": "Третья"}
    urls = [str(old.url.copy_with(query=None)).replace("/consent", f"/{stale}") for stale in STALE_SCREENS]
    for url in urls:
        answer = http_teacher.http.post(url, data=old_form, follow_redirects=False)
        assert answer.status_code == 303, url
        assert urlsplit(answer.headers["location"]).path == login.screen.url.path.replace("/consent", "/code")
    assert linked_profile(http_teacher) is None
    assert "Орлова Вторая" in login.go_to("consent").text
    login.send(login.screen)
    assert linked_profile(http_teacher) == "Вторая"
    for url in urls:
        again = http_teacher.http.post(url, data=old_form, follow_redirects=False)
        assert (again.status_code, "Вход завершён" in again.text) == (409, True), url


def first_id(http_teacher: HttpTeacher) -> str:
    return str(http_teacher.sandbox.get_person(http_teacher.teacher.phone).profiles[0].id)


@pytest.mark.requirement("A-4")
def test_older_code_screen_costs_the_new_account_no_attempt(
    login: Login, http_teacher: HttpTeacher, other: Teacher
) -> None:
    """Старый экран кода не тратит попыток новой учётной записи."""
    old = login.name(http_teacher.teacher.phone)
    login.name(other.phone)
    for _ in range(5):
        login.send(old, code="----")
    assert login.send(login.screen, code=http_teacher.sandbox.read_codes(other.phone)[-1].code).url.path.endswith(
        "/account"
    )


@pytest.mark.requirement("A-3", "A-5")
def test_same_account_again_keeps_what_it_has_made(login: Login, http_teacher: HttpTeacher, other: Teacher) -> None:
    """Та же учётная запись ещё раз сохраняет созданное."""
    login.enter(http_teacher.teacher.phone)
    consent = login.make_profile("Первая")
    login.name(http_teacher.teacher.phone)
    assert login.screen.url.path.endswith("/account"), "it is confirmed already"
    login.send(consent)
    assert linked_profile(http_teacher) == "Первая"


@pytest.mark.requirement("A-3", "A-4")
def test_confirmed_login_sends_no_more_codes(login: Login, http_teacher: HttpTeacher) -> None:
    """Подтверждённый вход кодов больше не шлёт.

    Nobody would ever need them.
    """
    phone = http_teacher.teacher.phone
    code_screen = login.name(phone)
    login.send(code_screen, code=http_teacher.sandbox.read_codes(phone)[-1].code)
    login.name(phone)
    assert login.screen.url.path.endswith("/account")
    resent = http_teacher.http.post(str(code_screen.url).replace("/code", "/resend"))
    assert resent.url.path.endswith("/account")
    assert http_teacher.sandbox.read_codes(phone, wait_s=0) == []


@pytest.mark.requirement("A-3", "A-5", "A-7")
def test_remembered_account_is_left_behind_too(http_teacher: HttpTeacher, other: Teacher) -> None:
    """Запомненную учётную запись тоже можно сменить."""
    http_teacher.sandbox.create_account(
        http_teacher.teacher.phone, profiles=[{"last_name": "Орлова", "first_name": "Первая"}]
    )
    http_teacher.remember_browser()
    login = Login(http_teacher, http_teacher.connect())
    old = login.send(login.screen, profile_id=first_id(http_teacher))
    assert "Орлова Первая" in old.text
    login.enter(other.phone)
    login.send(old)
    assert linked_profile(http_teacher) is None
    login.send(login.make_profile("Вторая"))
    assert linked_profile(http_teacher) == "Вторая"


@pytest.mark.requirement("A-5", "A-7")
def test_consent_is_for_the_profile_on_its_screen(login: Login, http_teacher: HttpTeacher) -> None:
    """Согласие относится к профилю на своём экране.

    Two tabs of one account: the other one has chosen another profile since then.
    """
    names = [{"last_name": "Орлова", "first_name": name} for name in ("Первая", "Вторая")]
    first, second = http_teacher.sandbox.create_account(http_teacher.teacher.phone, profiles=names)
    account = login.enter(http_teacher.teacher.phone)
    old = login.send(account, profile_id=str(first))
    new = login.send(account, profile_id=str(second))
    as_a_browser_sends_it = http_teacher.http.post(old.url.copy_with(query=None), data={"profile": str(first)})
    for shown in (login.send(old), as_a_browser_sends_it):
        assert "Орлова Вторая" in shown.text, "the screen shows whom it is about now"
    assert f'name="profile" value="{second}"' in shown.text
    assert linked_profile(http_teacher) is None
    login.send(new)
    assert linked_profile(http_teacher) == "Вторая"
    assert http_teacher.http.post(old.url, follow_redirects=False).status_code == 409


@pytest.mark.requirement("A-7")
def test_profile_of_a_forgotten_person_is_not_gone_back_with(login: Login, http_teacher: HttpTeacher) -> None:
    """С профилем забытого человека в журнал не вернуться."""
    login.enter(http_teacher.teacher.phone)
    consent = login.make_profile("Первая")
    http_teacher.sandbox.forget_person(http_teacher.teacher.phone)
    assert login.send(consent).url.path.endswith("/phone")
    assert linked_profile(http_teacher) is None


@pytest.mark.requirement("A-3", "A-4", "A-7", "B-5")
@pytest.mark.parametrize("screen", ["account", "profile", "consent"], ids=["учётная запись", "профиль", "согласие"])
def test_login_of_a_forgotten_person_is_not_the_next_ones(login: Login, http_teacher: HttpTeacher, screen: str) -> None:
    """Вход забытого человека не достаётся следующему владельцу телефона.

    Somebody else has the phone now: they have to confirm that it is theirs.
    """
    phone = http_teacher.teacher.phone
    login.enter(phone)
    consent = login.make_profile("Первая")
    http_teacher.sandbox.forget_person(phone)
    assert login.go_to(screen).url.path.endswith("/phone"), "there is no account to show, nor to create"
    http_teacher.sandbox.create_account(phone, profiles=[{"last_name": "Чужая", "first_name": "Вера"}])
    login.screen = consent
    assert login.go_to(screen).url.path.endswith("/phone")
    login.make_profile("Вторая")
    login.send(consent)
    assert first_names(http_teacher, phone) == ["Вера"]
    assert linked_profile(http_teacher) is None
    assert "Чужая" in login.enter(phone).text, "the person who confirms the phone goes on with its new account"


@pytest.mark.requirement("A-4")
def test_code_sent_for_a_forgotten_person_confirms_nothing(login: Login, http_teacher: HttpTeacher) -> None:
    """Код, отправленный забытому человеку, ничего не подтверждает."""
    phone = http_teacher.teacher.phone
    http_teacher.sandbox.create_account(phone)
    login.name(phone)
    sent = http_teacher.sandbox.read_codes(phone)[-1].code
    http_teacher.sandbox.forget_person(phone)
    assert login.send(login.screen, code=sent).url.path.endswith("/phone")
    assert http_teacher.sandbox.create_account(phone) == [], "the phone is still new to VK ID"


@pytest.mark.parametrize("rival", ["phone", "refusal"])
def test_two_tabs_at_once_end_in_one_of_two_ways(
    login: Login, http_teacher: HttpTeacher, other: Teacher, rival: str
) -> None:
    """Две вкладки сразу: одна учётная запись с её же профилем или отказ.

    One links while another names an account, or refuses: never an account with another's profile.
    """
    login.enter(http_teacher.teacher.phone)
    consent = login.make_profile("Первая")
    url = str(consent.url.copy_with(query=None)).replace("/consent", f"/{rival}")
    with ThreadPoolExecutor(2) as pool:
        rivals = pool.submit(http_teacher.http.post, url, data={"login": other.phone})
        answers = [http_teacher.http.post(consent.url), rivals.result()]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert linked_profile(http_teacher) in (None, "Первая")
    assert first_names(http_teacher, other.phone) == []


@pytest.mark.requirement("A-4")
def test_second_window_of_a_phone_gets_the_code_that_was_sent(
    http_teacher: HttpTeacher, sandbox: SandboxClient
) -> None:
    """Второе окно того же телефона ждёт уже отправленный код.

    A window was closed half-way, and the way begins anew: no second call comes before its time.
    """
    phone = http_teacher.teacher.phone
    Login(http_teacher, http_teacher.connect()).name(phone)
    (first,) = sandbox.read_codes(phone)
    again = Login(http_teacher, http_teacher.connect())
    again.name(phone)
    assert sandbox.read_codes(phone) == [first]
    for _ in range(2):
        again.send(again.screen, code="----")
    assert "Осталось попыток: 1" in again.screen.text
    assert again.send(again.screen, code=first.code).url.path.endswith("/account")


@pytest.mark.requirement("A-3", "A-4")
def test_letter_on_its_way_is_told_of_where_the_phone_is_typed(
    http_teacher: HttpTeacher, sandbox: SandboxClient
) -> None:
    """О письме в пути сказано там, где вводят телефон."""
    sandbox.create_account(http_teacher.teacher.phone, email=f"{http_teacher.teacher.login}@school.example")
    by_letter = Login(http_teacher, http_teacher.connect())
    by_letter.name(f"{http_teacher.teacher.login}@school.example")
    by_phone = Login(http_teacher, http_teacher.connect())
    assert "Мы отправили письмо с кодом на почту t***@school.example" in by_phone.name(http_teacher.teacher.phone).text
    (sent,) = sandbox.read_codes(http_teacher.teacher.phone)
    assert by_phone.send(by_phone.screen, code=sent.code).url.path.endswith("/account")


def silent_token_flow(app: str, uuid: str) -> str:
    params = {"app_id": app, "response_type": "silent_token", "redirect_uri": REDIRECT_URI, "uuid": uuid}
    return f"/auth?{urlencode(params)}"


def code_flow(app: str, _uuid: str) -> str:
    params = {
        "response_type": "code",
        "client_id": app,
        "redirect_uri": REDIRECT_URI,
        "state": "state",
        "code_challenge": compute_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"/authorize?{urlencode(params)}"


@pytest.mark.parametrize("address_of", [code_flow, silent_token_flow], ids=["code", "silent-token"])
def test_client_gets_the_account_named_last(
    http_teacher: HttpTeacher, other: Teacher, address_of: Callable[[str, str], str]
) -> None:
    """Клиент получает учётную запись, названную последней."""
    client = http_teacher.sandbox.create_client(REDIRECT_URI)
    vk_id = http_teacher.sandbox.addresses["vk_id"]
    login = Login(http_teacher, http_teacher.http.get(vk_id + address_of(client.id, "uuid")))
    login.enter(http_teacher.teacher.phone)
    old = login.make_profile("Первая")
    login.enter(other.phone)
    new = login.make_profile("Вторая")
    assert http_teacher.http.post(old.url, follow_redirects=False).headers["location"].startswith("/login/")
    back = http_teacher.http.post(new.url, follow_redirects=False).headers["location"]
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    if "payload" in answer:
        assert json.loads(answer["payload"])["user"]["first_name"] == "Вторая"
        return
    form = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
        "code": answer["code"],
        "device_id": answer["device_id"],
    }
    tokens = http_teacher.http.post(f"{vk_id}/oauth2/auth", data=form).json()
    (second,) = http_teacher.sandbox.get_person(other.phone).profiles
    assert tokens["user_id"] == second.id


def test_address_of_no_login_is_not_found(sandbox: SandboxClient) -> None:
    """Адрес несуществующего входа не найден."""
    for login_id in ("nothing", "nothing.1", ".1", "nothing.x"):
        for method in ("GET", "POST"):
            answer = httpx.request(method, f"{sandbox.addresses['vk_id']}/login/{login_id}/phone", trust_env=False)
            assert answer.status_code == 404, login_id
