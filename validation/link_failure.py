"""Why the journal did not show the connected state."""

from typing import TYPE_CHECKING

from pages.labels import describe_label
from validation.errors import LinkFailedError
from validation.refusals import refused_by_services
from validation.return_cookies import blame_strict_cookies

if TYPE_CHECKING:
    from validation.teacher_session import TeacherSession


def explain_link_failure(session: "TeacherSession") -> LinkFailedError:
    """Returns what kept the teacher from being linked: a refusal, Strict cookies, or else what the page shows."""
    refusal = refused_by_services(session.fetch_records()) if session.vendor.sandbox else None
    journal = session.journal
    return (
        refusal
        or blame_strict_cookies(session)
        or LinkFailedError(
            f"журнал не показал {describe_label(journal.labels.connected)}: {journal.explain_state()}",
            "the journal did not show the connected state",
        )
    )
