"""The journal's back end before services that fail or whose answer is lost: nothing is linked, and the next try links.

`tests/e2e/test_failures.py` has the ways to fail that look different on the screen.
"""

from typing import Any

import pytest

from fixtures.people import People
from fixtures.sandbox import SandboxClient
from tests.visitor import Visitor

SAID = {
    ("vk_id", "token"): "VK ID не отвечает. Учётная запись не привязана.",
    ("vk_id", "user_info"): "VK ID не отвечает. Учётная запись не привязана.",
    ("sferum", "attach"): "Сферум не отвечает. Учётная запись не привязана.",
}
WAYS_TO_FAIL: dict[str, dict[str, Any]] = {
    "error 500": {"kind": "error", "status": 500},
    "answer lost": {"kind": "drop", "moment": "after"},
}


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
@pytest.mark.parametrize(("site", "operation"), SAID)
@pytest.mark.requirement("A-7", "B-8")
def test_service_that_fails_leaves_nothing_linked(
    people: People, sandbox: SandboxClient, site: str, operation: str, way: str
) -> None:
    """VK ID или Сферум не отвечает журналу: он говорит об этом, привязки нет, новая попытка удаётся."""
    teacher = people.teacher()
    sandbox.fault(site, operation, phone=teacher.phone, **WAYS_TO_FAIL[way])
    with Visitor(sandbox, teacher) as visitor:
        visitor.link(remembered=True)
        assert SAID[site, operation] in visitor.messenger_page()
        assert sandbox.person(teacher.phone).journal == {teacher.login: None}
        assert sandbox.organization(teacher.organization_id).links == {}
        visitor.link(remembered=True)
    (profile,) = sandbox.person(teacher.phone).profiles
    assert sandbox.person(teacher.phone).journal == {teacher.login: profile.id}
    assert list(sandbox.organization(teacher.organization_id).links.values()) == [profile.id]
