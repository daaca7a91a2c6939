"""What the verdict says of a check of which a part could not be carried out."""

import pytest

from validation.collector import choose_reason
from validation.verdict import CheckStatus

SKIPPED = {"reason": ("страницы журнала слишком медленны", "the journal's pages are too slow to tell")}


@pytest.mark.parametrize(
    ("status", "details", "reason"),
    [
        ("passed", SKIPPED, "проверено не всё: страницы журнала слишком медленны"),
        ("skipped", SKIPPED, "страницы журнала слишком медленны"),
        ("failed", SKIPPED, None),
        ("passed", {}, None),
    ],
)
def test_part_that_was_not_carried_out_is_told(
    status: CheckStatus, details: dict[str, tuple[str, str]], reason: str | None
) -> None:
    told = choose_reason(status, details)
    assert (told and told.ru) == reason
