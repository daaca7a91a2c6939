"""The filters of the console's requests, as they stand in an address."""

import pytest

from mock_server.console.request_filters import read_filter
from mock_server.recording.records import RequestFilter


def test_empty_form_filters_nothing() -> None:
    form = read_filter({"phone": " ", "site": "", "unknown": "x"})

    assert form.wanted == RequestFilter()
    assert form.typed == form.mistakes == {}


def test_each_field_is_understood() -> None:
    form = read_filter({"phone": "8 (900) 123-45-67", "organization_id": " 12 ", "site": "vk_id", "status": "4XX"})

    assert form.wanted == RequestFilter(phone="+79001234567", organization_id=12, site="vk_id", status="4xx")
    assert form.mistakes == {}
    assert form.typed["phone"] == "8 (900) 123-45-67"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phone", "123"),
        ("organization_id", "школа"),
        ("organization_id", "0"),
        ("organization_id", str(2**53 + 1)),
        ("organization_id", "9" * 50),
        ("organization_id", "٣"),
        ("site", "vk"),
        ("status", "600"),
        ("status", "4x"),
    ],
)
def test_mistake_is_said_of_its_field(name: str, value: str) -> None:
    form = read_filter({name: value})

    assert list(form.mistakes) == [name]
    assert form.typed == {name: value}
    assert form.wanted == RequestFilter()
