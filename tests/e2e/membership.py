"""Checks of whether a person belongs to an organization, as Sferum knows it."""

from automation.people import Teacher
from mock_server.client import SandboxClient


def expect_member(sandbox: SandboxClient, person: Teacher, organization_id: int) -> None:
    """Checks that the person's profile is attached to that organization and to no other."""
    (profile,) = sandbox.get_person(person.phone).profiles
    assert profile.organizations == (organization_id,)
    assert profile.id in sandbox.get_organization(organization_id).members


def expect_no_member(sandbox: SandboxClient, person: Teacher) -> None:
    """Checks that the person's profile is attached to no organization and is in no chat."""
    (profile,) = sandbox.get_person(person.phone).profiles
    assert (profile.organizations, profile.chats) == ((), 0)
