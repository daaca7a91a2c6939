"""Statements run by the driver: what goes in and comes out has SQLAlchemy's types, and so have the errors."""

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from automation.factories import generate_phone
from mock_server.model.sandbox import TimeShift
from mock_server.model.vk_id import Account, Client
from mock_server.rows import complete_values
from mock_server.statements import Statement
from mock_server.store import Store
from tests.db_factories import add_client

BY_PHONE = Statement(select(Account.phone).where(Account.phone == bindparam("phone")))
BY_PHONES = Statement(select(Account.phone).where(Account.phone.in_(bindparam("phones", expanding=True))))


@pytest.fixture
def phones(store: Store) -> list[str]:
    """Returns the phones of three accounts, in their order; the first is the last name of all."""
    phones = sorted(generate_phone() for _ in range(3))
    rows = [complete_values(Account, {"phone": phone, "last_name": phones[0]}) for phone in phones]
    with store.change() as connection:
        Statement(insert(Account), rows[0]).run_many(connection, rows)
    return phones


def test_values_have_the_types_of_the_columns(store: Store) -> None:
    with store.write() as session:
        client_id = add_client(session).id
    changed = Statement(
        update(Client)
        .where(Client.id == bindparam("of"))
        .values(redirect_uris=bindparam("redirect_uris"), strict=bindparam("is_strict"))
        .returning(Client.redirect_uris, Client.strict)
    )
    with store.change() as connection:
        (row,) = changed.run(connection, {"of": client_id, "redirect_uris": ["https://ж.example"], "is_strict": True})
        assert changed.find(connection, {"of": "nobody", "redirect_uris": [], "is_strict": None}) is None
    assert list(row) == [["https://ж.example"], True]
    assert row[1] is True


def test_number_is_a_number_also_where_it_is_calculated(store: Store) -> None:
    with store.change() as connection:
        shift = complete_values(TimeShift, {"phone": generate_phone(), "seconds": 51.5})
        Statement(insert(TimeShift), shift).run(connection, shift)
        of_phone = TimeShift.phone == bindparam("phone")
        statement = Statement(select(TimeShift.seconds, func.coalesce(TimeShift.seconds + 0.25, 0.0)).where(of_phone))
        row = statement.find(connection, {"phone": shift["phone"]})
    assert list(row or ()) == [51.5, 51.75]


def test_rows_come_as_they_are_ordered(store: Store, phones: list[str]) -> None:
    own = select(Account.phone).where(Account.last_name == bindparam("last_name"))
    statement = Statement(own.order_by(Account.phone.desc()).limit(2))
    with store.look() as connection:
        values = {"last_name": phones[0]}
        assert [phone for (phone,) in statement.run(connection, values)] == [phones[2], phones[1]]
        assert tuple(statement.find(connection, values) or ()) == (phones[2],)


def test_one_value_may_stand_at_two_places(store: Store, phones: list[str]) -> None:
    twice = Statement(
        select(Account.phone).where(Account.phone >= bindparam("phone"), Account.phone <= bindparam("phone"))
    )
    with store.look() as connection:
        assert [phone for (phone,) in twice.run(connection, {"phone": phones[1]})] == [phones[1]]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_list_may_have_any_length(store: Store, phones: list[str], count: int) -> None:
    with store.look() as connection:
        found = BY_PHONES.run(connection, {"phones": phones[:count]})
        first = BY_PHONES.find(connection, {"phones": phones[:count]})
    assert sorted(phone for (phone,) in found) == phones[:count]
    assert (first is not None) == (count > 0)


def test_value_that_is_missing_is_an_error(store: Store) -> None:
    with store.look() as connection, pytest.raises(KeyError, match="phone"):
        BY_PHONE.run(connection, {})


def test_refused_row_is_sqlalchemy_s_error_that_tells_no_value(store: Store, phones: list[str]) -> None:
    row = complete_values(Account, {"phone": phones[0], "first_name": "Секретная"})
    with pytest.raises(IntegrityError) as error, store.change() as connection:
        Statement(insert(Account), row).run(connection, row)
    assert "INSERT INTO account" in str(error.value)
    assert "Секретная" not in str(error.value)
    with store.look() as connection:
        assert len(BY_PHONE.run(connection, {"phone": phones[0]})) == 1
