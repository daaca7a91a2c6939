"""Rows without a session: they are whole, `update_row` changes them in both places, and both transactions see them."""

from sqlalchemy import bindparam, select

from automation.factories import generate_phone
from mock_server.model.vk_id import Account, AuthorizationCode, Client, Login
from mock_server.rows import RowQuery, insert_row, update_row
from mock_server.store import Store
from tests.db_factories import REDIRECT_URI, add_client, add_login

LOGIN = RowQuery(
    select(Login, Client, AuthorizationCode, Login.turn)
    .join(Client, Client.id == Login.client_id)
    .outerjoin(AuthorizationCode, AuthorizationCode.login_id == Login.id)
    .where(Login.id == bindparam("login_id"))
)
ACCOUNT = RowQuery(select(Account).where(Account.phone == bindparam("phone")))


def test_row_has_what_its_table_has_for_it(store: Store) -> None:
    with store.write() as session:
        login_id = add_login(session, add_client(session)).id
    with store.look() as connection:
        found = LOGIN.find(connection, login_id=login_id)
        assert LOGIN.find(connection, login_id="other") is None
    assert found
    login, client, code, turn = found
    assert (login.id, login.client_id, login.popup_origins, turn) == (login_id, client.id, [], 0)
    assert client.redirect_uris == [REDIRECT_URI]
    assert code is None, "no row is joined"


def test_inserted_row_has_its_key_and_the_defaults(store: Store) -> None:
    phone = generate_phone()
    with store.change() as connection:
        account = insert_row(connection, Account, phone=phone)
    with store.read() as session:
        kept = session.get_one(Account, account.id)
    for name in Account.__table__.columns.keys():  # noqa: SIM118  columns are iterated themselves
        assert getattr(account, name) == getattr(kept, name)
    assert (account.phone, account.email, account.first_name) == (phone, None, "")


def test_update_changes_the_row_in_the_database_and_here(store: Store) -> None:
    with store.change() as connection:
        account = insert_row(connection, Account, phone=generate_phone())
        update_row(connection, account, first_name="Анна", last_name="Орлова")
    with store.look() as connection:
        kept = ACCOUNT.scalar(connection, phone=account.phone)
    assert kept
    assert [(row.first_name, row.last_name) for row in (account, kept)] == [("Анна", "Орлова")] * 2


def test_change_that_fails_leaves_nothing(store: Store) -> None:
    phone = generate_phone()
    try:
        with store.change() as connection:
            insert_row(connection, Account, phone=phone)
            raise LookupError
    except LookupError:
        pass
    with store.look() as connection:
        assert ACCOUNT.all(connection, phone=phone) == []


def test_session_and_rows_see_each_other(store: Store) -> None:
    with store.write() as session:
        tracked = Account(phone=generate_phone())
        session.add(tracked)
        assert ACCOUNT.scalar(session, phone=tracked.phone), "what the session holds back is there"
        update_row(session, tracked, first_name="Анна")
        assert tracked.first_name == "Анна"
        assert tracked not in session.dirty
