"""The verdict in a few lines for the terminal, in Russian."""

from validation.catalogue import BilingualText
from validation.verdict import CheckResult, Verdict

_SIGNS = {"failed": "✗", "warning": "!"}
_COUNTED = {
    "passed": "пройдено",
    "failed": "не пройдено",
    "warning": "предупреждений",
    "expected": "ожидаемых отказов",
    "skipped": "пропущено",
    "interrupted": "прервано",
}


def summarize(verdict: Verdict) -> list[str]:
    """Returns a line per failure, warning and check broken off, and how many checks ended how."""
    failed = [result for result in verdict.results if result.status in _SIGNS]
    lines = [_format_line(_SIGNS[result.status], result, result.seen) for result in failed]
    lines += [_format_line("?", result, result.reason) for result in verdict.results if result.not_checked]
    lines += [f"  ! {complaint.ru}" for complaint in verdict.complaints]
    counts = {status: sum(result.status == status for result in verdict.results) for status in _COUNTED}
    lines.append(", ".join(f"{_COUNTED[status]}: {count}" for status, count in counts.items() if count))
    if verdict.outcome == "incomplete":
        reason = verdict.broken_off.ru if verdict.broken_off else "ни одна обязательная проверка не пройдена"
        lines.append(f"Заключение неполное: {reason}")
    return lines


def _format_line(sign: str, result: CheckResult, text: BilingualText | None) -> str:
    return f"  {sign} {result.check.id:<6} {result.check.title.ru}: {text.ru if text else ''}"
