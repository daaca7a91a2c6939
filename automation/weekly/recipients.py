"""Who gets a letter: the teachers who are not linked, each with the guide's way to link, A or B."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from automation.statistics.findings import FindingKind, StatisticsReview
from automation.statistics.names import person_key
from automation.statistics.rows import Row
from automation.statistics.user_types import get_main_type
from automation.weekly.links import LinksResult
from mock_server.natural_order import natural_key

_WITHOUT_LETTERS = {"pupil", "parent"}
"""Ours: the guide's sections A and B begin in the teacher's office, which they do not have."""


class Recipient(NamedTuple):
    """A person to whom a letter goes."""

    name: str
    branch: Literal["A", "B"]
    """A: the person is known to have an educational profile; B: no profile is known."""
    user_id: int | None = None


def find_recipients(review: StatisticsReview, links: LinksResult | None) -> tuple[list[Recipient], int]:
    """Returns who gets a letter, by name, and how many get none because the journal says that they are linked by now.

    Whom the report has, has a profile: section A. Who is only on the roster, or only has an account in the journal, is
    not known to have one: section B. Ours: the guide does not say how an administrator tells them apart.
    """
    unlinked = [
        finding.row
        for finding in review.findings[FindingKind.NOT_LINKED] or []
        if get_main_type(finding.row) not in _WITHOUT_LETTERS
    ]
    recipients = [(row.person, Recipient(row.name, "A", row.user_id)) for row in unlinked]
    recipients += [
        (finding.row.person, Recipient(finding.row.name, "B")) for finding in review.findings[FindingKind.ABSENT] or []
    ]
    count = 0
    if links:
        linked_now = _find_unmistakable(links.linked, [person for person, _ in recipients])
        count = len(linked_now)
        recipients = [(person, recipient) for person, recipient in recipients if person not in linked_now]
        known = {person for person, _ in recipients}
        accounts = {person: name for name in links.not_linked if (person := person_key(name)) and person not in known}
        recipients += [
            (person, _address_account(name, _find_row(person, review.people))) for person, name in accounts.items()
        ]
    return sorted((recipient for _, recipient in recipients), key=lambda recipient: natural_key(recipient.name)), count


def _find_unmistakable(names: Iterable[str], recipients: Iterable[str]) -> set[str]:
    """Returns the people whom one linked account and one recipient stand for: namesakes all get their letters."""
    accounts = Counter(map(person_key, names))
    people = Counter(recipients)
    return {person for person, count in people.items() if count == accounts[person] == 1}


def _find_row(person: str, people: Iterable[Row]) -> Row | None:
    rows = [row for row in people if row.person == person]
    return rows[0] if len(rows) == 1 else None


def _address_account(name: str, row: Row | None) -> Recipient:
    return Recipient(name, "A", row.user_id) if row else Recipient(name, "B")
