"""Confirmation codes: their length and lifetime, a resend, attempts, and who may use them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from fixtures.people import new_phone
from mock_server.clock import move_forward
from mock_server.model import ConfirmationCode, ConfirmationSettings, Login
from mock_server.rules import confirmation
from mock_server.settings import Confirmation
from mock_server.store import Store
from tests.unit.inhabitants import add_login

DEFAULTS = Confirmation()


@pytest.fixture
def login(store: Store) -> Login:
    with store.write() as session:
        return add_login(session)


def send(store: Store, login: Login, defaults: Confirmation = DEFAULTS, method: str | None = None) -> ConfirmationCode:
    with store.write() as session:
        return confirmation.send_code(session, session.get_one(Login, login.id), defaults, method)


def check(store: Store, login: Login, typed: str) -> str | None:
    """What the screen says of the code; None when it confirms."""
    with store.write() as session:
        refused = confirmation.check_code(session, session.get_one(Login, login.id), typed)
    return refused.message if refused else None


def forward(store: Store, login: Login, seconds: float) -> None:
    assert login.phone
    with store.write() as session:
        move_forward(session, login.phone, seconds)


def wrong(code: str) -> str:
    """Another code of the same length."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


@pytest.mark.parametrize("length", [3, 4, 6, 9])
def test_code_has_the_length_set(store: Store, login: Login, length: int) -> None:
    sent = send(store, login, Confirmation(code_length=length))
    assert len(sent.code) == length
    assert sent.code.isdecimal()


@pytest.mark.requirement("A-4")
def test_call_comes_from_a_number_that_ends_in_the_code(store: Store, login: Login) -> None:
    sent = send(store, login)
    assert sent.method == "call"
    assert sent.caller
    assert sent.caller.startswith("+7")
    assert len(sent.caller) == 12
    assert sent.caller.endswith(sent.code)


def test_sms_names_no_caller(store: Store, login: Login) -> None:
    assert send(store, login, Confirmation(method="sms")).caller is None


def test_login_by_address_is_confirmed_there_whatever_is_asked(store: Store, login: Login) -> None:
    with store.write() as session:
        session.get_one(Login, login.id).address = "orlova@school.example"
    assert send(store, login, method="sms").method == "email"


def test_own_settings_go_over_the_sandboxs(store: Store, login: Login) -> None:
    with store.write() as session:
        session.add(ConfirmationSettings(phone=login.phone, method="sms", code_length=6))
    sent = send(store, login)
    assert (sent.method, len(sent.code), sent.attempts_left) == ("sms", 6, DEFAULTS.attempts)


def test_method_asked_for_goes_over_all_settings(store: Store, login: Login) -> None:
    send(store, login)
    forward(store, login, DEFAULTS.resend_s)
    assert send(store, login, method="sms").method == "sms"


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(("seconds", "said"), [(299, None), (300, confirmation.EXPIRED), (301, confirmation.EXPIRED)])
def test_code_lives_to_the_second(store: Store, login: Login, seconds: float, said: str | None) -> None:
    sent = send(store, login, Confirmation(lifetime_s=300))
    forward(store, login, seconds)
    assert check(store, login, sent.code) == said


@pytest.mark.usefixtures("frozen")
def test_resend_opens_to_the_second(store: Store, login: Login) -> None:
    first = send(store, login)
    forward(store, login, DEFAULTS.resend_s - 1)
    with pytest.raises(confirmation.TooEarly):
        send(store, login)
    forward(store, login, 1)
    assert send(store, login).id > first.id


def test_new_code_puts_the_one_before_out_of_use(store: Store, login: Login) -> None:
    first = send(store, login)
    forward(store, login, DEFAULTS.resend_s)
    with store.write() as session:
        # Two codes are seldom alike; that they are not is no matter of luck here.
        again = confirmation.send_code(session, session.get_one(Login, login.id), DEFAULTS)
        again.code = wrong(first.code)
    assert check(store, login, first.code) == f"{confirmation.WRONG}. Осталось попыток: 2"
    assert check(store, login, again.code) is None


def test_wrong_codes_cost_attempts_until_none_is_left(store: Store, login: Login) -> None:
    sent = send(store, login)
    said = [check(store, login, wrong(sent.code)) for _ in range(3)]
    assert said == [
        "Неверный код. Осталось попыток: 2",
        "Неверный код. Осталось попыток: 1",
        confirmation.NO_ATTEMPTS,
    ]
    assert check(store, login, sent.code) == confirmation.NO_ATTEMPTS, "the right code comes too late"


def test_new_code_brings_new_attempts(store: Store, login: Login) -> None:
    sent = send(store, login, Confirmation(attempts=1))
    check(store, login, wrong(sent.code))
    forward(store, login, DEFAULTS.resend_s)
    again = send(store, login, Confirmation(attempts=1))
    assert check(store, login, again.code) is None


def test_spaces_around_the_code_are_no_mistake(store: Store, login: Login) -> None:
    sent = send(store, login)
    assert check(store, login, f" {sent.code}\n") is None


@pytest.mark.parametrize("typed", ["", "12345678901", "двадцать", "１２３４", "\0", "-1"])
def test_nonsense_is_a_wrong_code(store: Store, login: Login, typed: str) -> None:
    send(store, login)
    assert check(store, login, typed) == f"{confirmation.WRONG}. Осталось попыток: 2"


def test_code_works_once(store: Store, login: Login) -> None:
    sent = send(store, login)
    assert check(store, login, sent.code) is None
    assert check(store, login, sent.code) == confirmation.EXPIRED


def test_code_of_another_login_of_the_same_person_is_wrong(store: Store, login: Login) -> None:
    sent = send(store, login)
    with store.write() as session:
        other = add_login(session, phone=login.phone)
        confirmation.send_code(session, other, DEFAULTS).code = wrong(sent.code)
    said = check(store, other, sent.code)
    assert said
    assert said.startswith(confirmation.WRONG)


def test_code_of_the_phone_named_before_is_of_no_use(store: Store, login: Login) -> None:
    sent = send(store, login)
    with store.write() as session:
        session.get_one(Login, login.id).phone = new_phone()
    assert check(store, login, sent.code) == confirmation.EXPIRED


def test_one_persons_time_is_no_one_elses(store: Store, login: Login) -> None:
    with store.write() as session:
        other = add_login(session)
    sent = send(store, other)
    forward(store, login, 10_000)
    assert check(store, other, sent.code) is None


def test_code_typed_twice_at_once_confirms_once(store: Store, login: Login) -> None:
    sent = send(store, login)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: check(store, login, sent.code), range(8)))
    assert Counter(said) == {None: 1, confirmation.EXPIRED: 7}


def test_guesses_at_once_cannot_outrun_the_attempts(store: Store, login: Login) -> None:
    sent = send(store, login)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: check(store, login, wrong(sent.code)), range(8)))
    assert said.count(confirmation.NO_ATTEMPTS) == 6
    with store.read() as session:
        assert session.get_one(ConfirmationCode, sent.id).attempts_left == 0
