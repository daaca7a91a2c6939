"""Whether somebody belongs to an organization, as Sferum knows it."""

from collections.abc import Callable

from playwright.sync_api import Page

from automation.people import Teacher
from mock_server.client import SandboxClient

NewPage = Callable[[], Page]
"""The fixture `new_page`."""


def expect_member(sandbox: SandboxClient, person: Teacher, organization_id: int) -> None:
    """The person's profile is attached, to that organization alone."""
    (profile,) = sandbox.person(person.phone).profiles
    assert profile.organizations == (organization_id,)
    assert profile.id in sandbox.organization(organization_id).members


def expect_no_member(sandbox: SandboxClient, person: Teacher) -> None:
    """The person's profile is attached to nothing, and in no chat."""
    (profile,) = sandbox.person(person.phone).profiles
    assert (profile.organizations, profile.chats) == ((), 0)
