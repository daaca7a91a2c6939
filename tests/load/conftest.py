"""The sizes of these tests: small in every run, large in `make load` and `make fuzz`."""

import pytest

from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum")
    group.addoption(
        "--crowd",
        metavar="N",
        type=int,
        default=20,
        help="сколько учителей привязывают профиль одновременно (по умолчанию: 20)",
    )
    group.addoption(
        "--fuzz-examples",
        metavar="N",
        type=int,
        default=6,
        help="сколько случайных запросов к каждой операции API (по умолчанию: 6); "
        "одни и те же в каждом запуске, если не указан --hypothesis-seed",
    )
