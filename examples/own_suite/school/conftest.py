"""What the school's scenarios share."""

import pytest

from automation.factories import People
from automation.people import Teacher


@pytest.fixture
def form_teacher(people: People) -> Teacher:
    """A teacher with an educational profile who leads class 10А."""
    return people.create_school_51_teacher()
