"""How large the tests of any size are: small in every run, large where `make load` and `make fuzz` say so."""

import pytest

from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum")
    group.addoption(
        "--crowd", metavar="N", type=int, default=20, help="how many teachers link at the same moment (default: 20)"
    )
    group.addoption(
        "--fuzz-examples",
        metavar="N",
        type=int,
        default=6,
        help="random requests to each operation of an API (default: 6); "
        "the same in every run, unless --hypothesis-seed is given",
    )
