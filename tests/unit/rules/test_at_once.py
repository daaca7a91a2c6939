"""What many do at the same moment happens once, on either database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from mock_server.model.vk_id import Login
from mock_server.rules import chats, confirmation
from mock_server.settings import Confirmation
from mock_server.store import Store
from tests.db_factories import add_login, add_profile

_T = TypeVar("_T")


def _do_at_once(store: Store, rule: Callable[[Session, int], _T], count: int = 20) -> list[_T]:
    def run(number: int) -> _T:
        with store.write() as session:
            return rule(session, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_two_who_open_their_dialog_many_times_have_one(store: Store) -> None:
    with store.write() as session:
        ids = [add_profile(session).id for _ in range(2)]
    pairs = [(ids[0], ids[1]), (ids[1], ids[0])]
    opened = _do_at_once(store, lambda session, number: chats.open_dialog(session, *pairs[number % 2]))
    assert None not in opened
    assert len(set(opened)) == 1


def test_many_logins_of_a_phone_wait_for_one_code(store: Store) -> None:
    with store.write() as session:
        first = add_login(session)
        ids = [first.id, *(add_login(session, phone=first.phone).id for _ in range(19))]
    sent = _do_at_once(
        store,
        lambda session, number: confirmation.send_code(session, session.get_one(Login, ids[number]), Confirmation()).id,
    )
    assert len(set(sent)) == 1
