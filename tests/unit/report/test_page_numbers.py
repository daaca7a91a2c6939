"""What the report makes of numbers, at the borders between their kinds: durations, and the status of an answer."""

import re
from datetime import UTC, datetime

import pytest

from report.evidence_record import EvidenceRecord, RequestRow, SourceRecord
from report.html import format_duration
from report.page import render_page
from report.run_record import RunRecord, TestRecord


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (0, "0,00 с", "0.00 s"),
        (0.004, "0,00 с", "0.00 s"),
        (0.006, "0,01 с", "0.01 s"),
        (1.5, "1,50 с", "1.50 s"),
        (59.9, "59,90 с", "59.90 s"),
        (59.99, "59,99 с", "59.99 s"),
        (59.994, "59,99 с", "59.99 s"),
        # what would be shown as 60.00 is a minute
        (59.995, "1 мин 0 с", "1 min 0 s"),
        (59.997, "1 мин 0 с", "1 min 0 s"),
        (60, "1 мин 0 с", "1 min 0 s"),
        (60.4, "1 мин 0 с", "1 min 0 s"),
        (60.6, "1 мин 1 с", "1 min 1 s"),
        (119.4, "1 мин 59 с", "1 min 59 s"),
        (119.6, "2 мин 0 с", "2 min 0 s"),
        (3599.4, "59 мин 59 с", "59 min 59 s"),
        (3599.6, "60 мин 0 с", "60 min 0 s"),
    ],
)
def test_duration_is_rounded_before_it_is_split(seconds: float, russian: str, english: str) -> None:
    shown = [format_duration(seconds), format_duration(seconds, "en")]
    assert shown == [re.sub(r"(\d) ", "\\1\N{NO-BREAK SPACE}", text) for text in (russian, english)]


def test_answer_is_refused_from_400_on() -> None:
    statuses = [200, 302, 399, 400, 401, 404, 499, 500, 503]
    rows = [RequestRow(at="", site="journal", method="GET", path="/", status=status, details=[]) for status in statuses]
    evidence = EvidenceRecord(steps=[], pages=[], sources=[SourceRecord(name="Запросы", text="", requests=rows)])
    tests = [TestRecord("a.py::b", "Тест", [], "failed", evidence=evidence)]
    html = render_page(RunRecord("", "", datetime(2026, 11, 3, tzinfo=UTC), 1, tests), {})

    shown = re.findall(r"<tr( class=\"refused\")?>(?:(?!</tr>).)*?<td class=\"code\">(\d+)</td>", html, re.DOTALL)
    assert [int(status) for _, status in shown] == statuses
    assert [int(status) for refused, status in shown if refused] == [400, 401, 404, 499, 500, 503]
