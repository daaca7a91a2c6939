"""Verdicts on a journal, for what shows and writes them."""

from dataclasses import replace
from datetime import UTC, datetime

from validation.catalogue import BilingualText, Check, Severity
from validation.verdict import CheckResult, CheckStatus, DecidingRequest, Verdict

HOSTILE = "<script>alert('x')</script>\"><img src=http://evil.example/x onerror=alert(1)>"
PIXEL = (  # a JPEG of one pixel
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


def result(id: str, status: CheckStatus, severity: Severity = "must", text: str = "текст") -> CheckResult:
    """Returns a result with everything that it can have; `text` is wherever a text from outside can be."""
    return CheckResult(
        check=Check(
            id,
            "guide" if id.startswith("A") else "P",
            BilingualText(f"Заголовок {id}", f"Title {id}"),
            severity,
            BilingualText(f"Доказывает {id}", f"Proves {id}"),
            BilingualText(f"Исправить {id}", f"Mend {id}"),
            "A-1" if id.startswith("A") else "RFC 9700 §4.7",
        ),
        status=status,
        duration_s=1.5,
        tests=[(f"validation/checks/a.py::{id}[{text}]", "passed" if status == "passed" else "failed", 1.2345)],
        reason=BilingualText(f"причина {id} {text}", f"reason {id} {text}")
        if status in ("skipped", "interrupted", "expected")
        else None,
        expected=BilingualText(f"ожидали {text}", f"awaited {text}")
        if status in ("failed", "warning", "expected")
        else None,
        seen=BilingualText(f"увидели {text}", f"saw {text}") if status in ("failed", "warning", "expected") else None,
        exchange=["GET /authorize → 302", text] if status == "failed" else [],
        deciding=[DecidingRequest(f"GET /callback?{text}", BilingualText(f"изменён {text}", f"altered {text}"))]
        if status == "failed"
        else [],
        screenshot=PIXEL if status == "failed" else None,
        detail=text if status == "failed" else "",
    )


def full_verdict(text: str = "текст") -> Verdict:
    """Returns a verdict in which every kind of thing happened."""
    return Verdict(
        target=text,
        journal=text,
        services="sandbox",
        protocol="oauth",
        window="popup",
        started=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        duration_s=102.4,
        suite_version="0.1.0",
        versions={"Python": "3.13.1", "browser": text},
        configuration="0123456789abcdef",
        sections=[
            ("guide", BilingualText("Шаги", "Steps")),
            ("P", BilingualText("Протокол", "Protocol")),
            ("J", BilingualText("Пусто", "Empty")),
        ],
        results=[
            result("A-1", "passed"),
            result("A-2", "failed", text=text),
            result("P-1", "warning", "should", text),
            result("P-2", "skipped", text=text),
            result("P-3", "expected", text=text),
            result("P-4", "not-run", "info", text),
            result("P-5", "interrupted", text=text),
        ],
        broken_off=BilingualText(f"прервано {text}", f"broke off {text}"),
        complaints=[BilingualText(f"жалоба {text}", f"complaint {text}")],
        command=f"sferum validate {text}",
    )


def good_verdict(*results: CheckResult) -> Verdict:
    return replace(full_verdict(), results=list(results), broken_off=None, complaints=[])
