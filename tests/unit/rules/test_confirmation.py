"""Confirmation codes: their length and lifetime, a resend, attempts, and who may use them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from automation.factories import generate_phone
from mock_server.clock import move_forward, now
from mock_server.model.vk_id import ConfirmationCode, ConfirmationSettings, Login
from mock_server.rows import update_row
from mock_server.rules import confirmation, seeding
from mock_server.rules.authorization import set_account
from mock_server.settings import Confirmation
from mock_server.store import Store
from tests.db_factories import add_login

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
        row = session.get_one(Login, login.id)
        return confirmation.check_code(session, row, typed, now(session, row.phone))


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
    """Звонок приходит с номера, который кончается на код."""
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
@pytest.mark.parametrize(
    ("seconds", "message"), [(299, None), (300, confirmation.EXPIRED), (301, confirmation.EXPIRED)]
)
def test_code_lives_to_the_second(store: Store, login: Login, seconds: float, message: str | None) -> None:
    sent = send(store, login, Confirmation(lifetime_s=300))
    forward(store, login, seconds)
    assert check(store, login, sent.code) == message


@pytest.mark.usefixtures("frozen")
def test_resend_opens_to_the_second(store: Store, login: Login) -> None:
    first = send(store, login)
    forward(store, login, DEFAULTS.resend_s - 1)
    with pytest.raises(confirmation.ResendTooEarlyError):
        send(store, login)
    forward(store, login, 1)
    assert send(store, login).id > first.id


def test_new_code_puts_the_one_before_out_of_use(store: Store, login: Login) -> None:
    first = send(store, login)
    forward(store, login, DEFAULTS.resend_s)
    with store.write() as session:
        # Two codes are seldom alike; that they are not is no matter of luck here.
        again = confirmation.send_code(session, session.get_one(Login, login.id), DEFAULTS)
        update_row(session, again, code=wrong(first.code))
    assert check(store, login, first.code) == f"{confirmation.WRONG}. Осталось попыток: 2"
    assert check(store, login, again.code) is None


def test_wrong_codes_cost_attempts_until_none_is_left(store: Store, login: Login) -> None:
    sent = send(store, login)
    messages = [check(store, login, wrong(sent.code)) for _ in range(3)]
    assert messages == [
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


def test_code_of_the_phone_named_before_is_of_no_use(store: Store, login: Login) -> None:
    sent = send(store, login)
    with store.write() as session:
        session.get_one(Login, login.id).phone = generate_phone()
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
        messages = list(pool.map(lambda _: check(store, login, sent.code), range(8)))
    assert Counter(messages) == {None: 1, confirmation.EXPIRED: 7}


def test_guesses_at_once_cannot_outrun_the_attempts(store: Store, login: Login) -> None:
    sent = send(store, login)
    with ThreadPoolExecutor(8) as pool:
        messages = list(pool.map(lambda _: check(store, login, wrong(sent.code)), range(8)))
    assert messages.count(confirmation.NO_ATTEMPTS) == 6
    with store.read() as session:
        assert session.get_one(ConfirmationCode, sent.id).attempts_left == 0


# --- Several logins of one phone ---


@pytest.fixture
def logins(store: Store, login: Login) -> list[Login]:
    """The login, and others of the same phone that nobody has confirmed either."""
    with store.write() as session:
        return [login, *(add_login(session, phone=login.phone) for _ in range(11))]


def send_all(store: Store, logins: list[Login]) -> ConfirmationCode:
    """Each login asks for a code; returns the one that all wait for."""
    sent = [send(store, login) for login in logins]
    assert {code.id for code in sent} == {sent[0].id}
    return sent[0]


def codes_of(store: Store, login: Login) -> list[ConfirmationCode]:
    with store.read() as session:
        query = select(ConfirmationCode).where(ConfirmationCode.phone == login.phone)
        return list(session.scalars(query.order_by(ConfirmationCode.id)))


def test_logins_of_one_phone_at_once_wait_for_one_code(store: Store, logins: list[Login]) -> None:
    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(lambda login: send(store, login).id, logins))
    assert len(set(sent)) == len(codes_of(store, logins[0])) == 1


def test_database_itself_refuses_a_second_code_of_a_phone(store: Store, login: Login) -> None:
    sent = send(store, login)
    columns = ConfirmationCode.__table__.columns.keys()
    again = ConfirmationCode(**{name: getattr(sent, name) for name in columns if name != "id"})
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(again)


def test_logins_of_one_phone_share_the_attempts(store: Store, logins: list[Login]) -> None:
    code = send_all(store, logins).code
    messages = [check(store, login, wrong(code)) for login in logins[:4]]
    assert messages == [
        "Неверный код. Осталось попыток: 2",
        "Неверный код. Осталось попыток: 1",
        confirmation.NO_ATTEMPTS,
        confirmation.NO_ATTEMPTS,
    ]
    with store.write() as session:
        late = add_login(session, phone=logins[0].phone)
    send(store, late)
    assert check(store, late, code) == confirmation.NO_ATTEMPTS, "one more login is one more guess no more"


@pytest.mark.usefixtures("frozen")
def test_phone_without_attempts_is_refused_until_the_countdown_ends(store: Store, logins: list[Login]) -> None:
    sent = send(store, logins[0], Confirmation(attempts=1))
    check(store, logins[0], wrong(sent.code))
    forward(store, logins[0], DEFAULTS.resend_s - 1)
    assert send(store, logins[1]).id == sent.id
    assert check(store, logins[1], sent.code) == confirmation.NO_ATTEMPTS
    forward(store, logins[0], 1)
    assert check(store, logins[2], send(store, logins[2]).code) is None


@pytest.mark.requirement("A-4")
@pytest.mark.usefixtures("frozen")
def test_expired_code_keeps_nobody_waiting_for_the_countdown(store: Store, logins: list[Login]) -> None:
    """После срока кода отсчёта ждать не нужно."""
    short = Confirmation(lifetime_s=10, resend_s=60)
    first = send(store, logins[0], short)
    assert confirmation.compute_wait_s(first, first.sent_at) == 10, "the screen counts down to it"
    forward(store, logins[0], 9)
    assert send(store, logins[1], short).id == first.id
    with pytest.raises(confirmation.ResendTooEarlyError):
        send(store, logins[0], short)
    forward(store, logins[0], 1)
    assert confirmation.compute_wait_s(first, first.expires_at) == 0
    second = send(store, logins[1], short)
    assert second.id > first.id
    assert check(store, logins[1], second.code) is None
    assert check(store, logins[0], send(store, logins[0], short).code) is None


@pytest.mark.usefixtures("frozen")
def test_expired_code_without_attempts_still_refuses_the_phone(store: Store, logins: list[Login]) -> None:
    """Or a short lifetime would give guesses without end."""
    short = Confirmation(lifetime_s=10, resend_s=60, attempts=1)
    first = send(store, logins[0], short)
    check(store, logins[0], wrong(first.code))
    forward(store, logins[0], 59)
    assert send(store, logins[1], short).id == first.id
    forward(store, logins[0], 1)
    assert send(store, logins[1], short).id > first.id


def test_logins_of_one_phone_share_the_countdown(store: Store, logins: list[Login]) -> None:
    first = send_all(store, logins)
    for login in logins:
        with pytest.raises(confirmation.ResendTooEarlyError):
            send(store, login)
    forward(store, logins[0], DEFAULTS.resend_s)
    assert send_all(store, logins).id > first.id
    assert len(codes_of(store, logins[0])) == 2


def test_code_of_a_phone_confirms_one_of_its_logins(store: Store, logins: list[Login]) -> None:
    code = send_all(store, logins).code
    assert [check(store, login, code) for login in logins[:3]] == [None, confirmation.EXPIRED, confirmation.EXPIRED]
    assert check(store, logins[1], send(store, logins[1]).code) is None, "it need not wait for another"


def test_logins_one_after_another_get_a_code_each_at_once(store: Store, logins: list[Login]) -> None:
    sent = []
    for login in logins:
        sent.append(send(store, login))
        check(store, login, wrong(sent[-1].code))
        assert check(store, login, sent[-1].code) is None
    assert len({code.id for code in sent}) == len(logins)


def test_login_that_comes_back_to_its_phone_waits_for_the_same_code(store: Store, login: Login) -> None:
    assert login.phone
    first = send(store, login)
    with store.write() as session:
        row = session.get_one(Login, login.id)
        set_account(session, row, generate_phone())
        set_account(session, row, login.phone)
    assert send(store, login).id == first.id


def test_settings_of_a_phone_hold_for_the_next_login_at_once(store: Store, logins: list[Login]) -> None:
    first = send(store, logins[0])
    with store.write() as session:
        seeding.set_confirmation(session, login_phone(logins), {"code_length": 6, "attempts": 1})
    again = send(store, logins[1])
    assert (len(first.code), len(again.code), again.attempts_left) == (4, 6, 1)


def login_phone(logins: list[Login]) -> str:
    assert logins[0].phone
    return logins[0].phone


def test_forgotten_phone_gets_a_code_at_once(store: Store, logins: list[Login]) -> None:
    first = send(store, logins[0])
    with store.write() as session:
        seeding.forget_person(session, login_phone(logins), first.sent_at)
    assert send(store, logins[0]).id > first.id
