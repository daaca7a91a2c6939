"""Whether an answer's headers keep its page out of other sites' frames (P-42)."""

from types import SimpleNamespace
from typing import Any

import pytest

from validation.checks.test_foreign_pages import forbids_frames


@pytest.mark.parametrize(
    ("headers", "forbidden"),
    [
        ({}, False),
        ({"x-frame-options": "DENY"}, True),
        ({"x-frame-options": "sameorigin"}, True),
        ({"x-frame-options": "SAMEORIGIN, SAMEORIGIN"}, True),  # the proxy's and the journal's
        ({"x-frame-options": "DENY\nSAMEORIGIN"}, True),
        ({"x-frame-options": "ALLOWALL"}, False),
        ({"content-security-policy": "default-src 'self'; frame-ancestors 'none'"}, True),
        ({"content-security-policy": "frame-ancestors *"}, False),
        ({"content-security-policy": "default-src 'self'"}, False),
        ({"content-security-policy": "frame-ancestors *, frame-ancestors 'self'"}, True),
    ],
)
def test_frames_are_forbidden_by_either_header(headers: dict[str, str], forbidden: bool) -> None:
    answer: Any = SimpleNamespace(headers=headers)
    assert forbids_frames(answer) == forbidden
