"""Which checks go to one worker together."""

from typing import Any

import pytest

from validation.scheduling import CheckScheduling


@pytest.mark.parametrize(
    ("nodeid", "scope"),
    [
        ("checks/test_return.py::test_used_state[chromium]", "checks/test_return.py::test_used_state[chromium]"),
        ("checks/test_steps.py::TestSteps::test_step[chromium-B-1]", "checks/test_steps.py::TestSteps"),
        ("checks/test_hanging.py::test_hang[a::b]", "checks/test_hanging.py::test_hang[a::b]"),
    ],
    ids=["a check alone", "of a class", "a parameter with colons"],
)
def test_checks_of_a_class_go_together(nodeid: str, scope: str) -> None:
    scheduling: Any = CheckScheduling.__new__(CheckScheduling)
    assert scheduling._split_scope(nodeid) == scope
