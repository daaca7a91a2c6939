"""What all checks of a vendor's journal share."""

import pytest

from report.evidence import Evidence
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough


@pytest.fixture(autouse=True)
def _masked(vendor: Vendor, evidence: Evidence) -> None:
    """Nothing of the pool's teachers reaches a report."""
    evidence.add_secrets(*vendor.personal())


@pytest.fixture
def linked(walk_a: Walkthrough) -> Walkthrough:
    """The walk with a profile, which ended in a link: that a journal that never links refuses things proves nothing.

    Raises NotTestableError or LinkFailedError where it did not.
    """
    walk_a.linked()
    return walk_a
