"""What the checks of a vendor's journal share."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.target import TargetFile
from report.evidence import Evidence
from runner.abort import abort_run
from runner.options import RunSettings
from validation.guide_run import record_walkthrough, take_section_a, take_section_b
from validation.joint_linking import JointLinking, link_together
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor, VendorUnavailableError, connect_vendor
from validation.walkthrough import Walkthrough


@pytest.fixture(scope="session")
def vendor(
    target_file: TargetFile | None, run_settings: RunSettings, request: pytest.FixtureRequest
) -> Iterator[Vendor]:
    """Returns the journal of `--target`, registered in the sandbox. Ends a run whose journal or sandbox is silent."""
    try:
        vendor = connect_vendor(target_file, run_settings)
    except VendorUnavailableError as error:
        abort_run(request, str(error))
    expect.set_options(timeout=vendor.file.limits.page_s * 1000)
    yield vendor
    if vendor.sandbox:
        vendor.sandbox.close()


@pytest.fixture(autouse=True)
def _masked(vendor: Vendor, evidence: Evidence) -> None:
    """Keeps the data of the pool's teachers out of every report."""
    evidence.add_secrets(*vendor.list_personal_data())


@pytest.fixture(autouse=True)
def _offered(request: pytest.FixtureRequest, vendor: Vendor) -> None:
    """Skips a check of what the journal does not offer."""
    vendor.require_features(*(feature for mark in request.node.iter_markers("needs") for feature in mark.args))


@pytest.fixture
def teacher_sessions(
    vendor: Vendor, new_context: CreateContextCallback, evidence: Evidence
) -> Iterator[TeacherSessions]:
    """Yields teachers of the vendor's journal, each in a browser of their own."""
    sessions = TeacherSessions(vendor, new_context, evidence)
    yield sessions
    sessions.close()


@pytest.fixture(scope="session")
def walkthrough_a(vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any]) -> Walkthrough:
    """Returns the walkthrough of section A, for a teacher with an educational profile; made once per worker."""
    return record_walkthrough(vendor, browser, browser_context_args, take_section_a, profiles=1)


@pytest.fixture(scope="session")
def walkthrough_b(vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any]) -> Walkthrough:
    """Returns the walkthrough of section B, for a teacher without one; made once per worker."""
    return record_walkthrough(vendor, browser, browser_context_args, take_section_b, profiles=0)


@pytest.fixture(scope="session")
def joint_linkings(vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any]) -> list[JointLinking]:
    """Returns what the journal requested for teachers who linked together; made once per worker."""
    return link_together(vendor, browser, browser_context_args)


@pytest.fixture
def linked(walkthrough_a: Walkthrough) -> Walkthrough:
    """Returns a walkthrough that ended in a link: a journal that never links proves nothing by refusing.

    Raises NotTestableError or LinkFailedError where it did not.
    """
    walkthrough_a.require_link()
    return walkthrough_a
