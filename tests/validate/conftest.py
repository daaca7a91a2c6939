"""What all checks of a vendor's journal share."""

import pytest

from fixtures.evidence import Evidence
from fixtures.vendor import Vendor
from fixtures.walks import Walk


@pytest.fixture(autouse=True)
def _masked(vendor: Vendor, evidence: Evidence) -> None:
    """Nothing of the pool's teachers reaches a report."""
    evidence.hide(*vendor.personal())


@pytest.fixture
def linked(walk_a: Walk) -> Walk:
    """The walk with a profile, which ended in a link: that a journal that never links refuses things proves nothing.

    Raises Untestable or Unlinked where it did not.
    """
    walk_a.linked()
    return walk_a
