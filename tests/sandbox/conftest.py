"""One running sandbox per worker, and a teacher of the test."""

from collections.abc import Iterator

import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from tests.http_teacher import HttpTeacher
from tests.own_sandbox import control as control
from tests.own_sandbox import oauth_user as oauth_user
from tests.own_sandbox import own_sandbox as own_sandbox
from tests.own_sandbox import sandbox as sandbox


@pytest.fixture
def teacher(people: People) -> Teacher:
    return people.create_teacher()


@pytest.fixture
def http_teacher(sandbox: SandboxClient, teacher: Teacher) -> Iterator[HttpTeacher]:
    """The teacher, signed in to the journal without a browser."""
    with HttpTeacher(sandbox, teacher) as opened:
        yield opened
