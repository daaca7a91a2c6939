"""No rule of what a report shows, blames and hides, and of a verdict, can be lost unseen: a test misses it.

Each rule is taken out of its module in turn, and the module's tables are tried. So a new rule needs a row, and a row
that cannot fail guards nothing.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
MASKING = ("report.test_masking", "report.test_masked_names")

RUN = ("report.test_run_record",)
VERDICT = ("validation.test_verdict_rules", "validation.test_partial_checks")

SUBJECTS: dict[str, tuple[str, ...]] = {
    "mock_server.recording.secret_names": ("sandbox.test_secret_names",),
    "report.allure_run": ("report.test_allure_run",),
    "report.blame": ("report.test_blame",),
    "report.carried_files": (
        "report.test_junit_merge",
        "report.test_merge_command",
        "report.test_merge",
    ),
    "report.code_version": ("report.test_code_version",),
    "report.collector": RUN,
    "report.compare_command": ("report.test_compare_command",),
    "report.compare_documents": ("report.test_compare_command",),
    "report.comparison": ("report.test_compare",),
    "report.durations": ("report.test_durations",),
    "report.failure_line": ("report.test_failure_line",),
    "report.history": ("report.test_history",),
    "report.history_command": ("report.test_history_command",),
    "report.junit": ("report.test_junit",),
    "report.junit_merge": ("report.test_junit_merge",),
    "report.masking.json_documents": MASKING,
    "report.masking.json_fragments": MASKING,
    "report.masking.markup": MASKING,
    "report.masking.named_secrets": MASKING,
    "report.masking.phones": MASKING,
    "report.masking.text": MASKING,
    "report.merge": ("report.test_merge",),
    "report.merge_command": ("report.test_merge_command",),
    "report.overview": ("report.test_overview",),
    "report.page": RUN,
    "report.pictures": ("report.test_pictures",),
    "report.request_rows": ("report.test_request_rows",),
    "report.run_file": ("report.test_merge",),
    "report.run_output": ("report.test_history",),
    "report.run_record": RUN,
    "report.titles": ("report.test_titles",),
    "report.trend": ("report.test_history",),
    "validation.collector": VERDICT,
    "validation.errors": ("validation.test_outcome",),
    "validation.expectations": ("validation.test_expectations",),
    "validation.expected": ("validation.test_expected", *VERDICT),
    "validation.messages": ("validation.test_messages", "validation.test_expectations"),
    "validation.outcome": ("validation.test_outcome",),
    "validation.summary": VERDICT,
    "validation.verdict": ("validation.test_verdict",),
}
"""The modules, and the test modules of tests/unit that have their rows."""

TOLERATED: dict[str, set[str]] = {
    # For speed.
    "mock_server.recording.secret_names": {"branch \\d+", "if len(name) <= 400 → True"},
    # JSON by chance, in test_masking, finds these: no row can be every document.
    "report.masking.json_documents": {
        "if level.opening == '{' → True",
        "… or text.lstrip()[:1] not in ('{', '[', '\"')",
        "… or text.rstrip()[-1:] not in ('}', ']', '\"')",
        "… and level.opening == '{'",
        "… and value",
        "… and quoted",
        "… or level.is_secret",
        "… and sign == '{'",
    },
    "report.masking.json_fragments": {
        "if not re.match('\\\\s*(?:[,}\\\\]]|$)', after) → False",
        "if not before.rstrip().endswith(('[', ',')) → False",
        "if depth < 0 → True",
        "if bracket[0] == ']' → False",
        "if start is None → False",
        "if start is None → True",
        "if quote[2] → False",
    },
    # What is no name of a secret stays out by the next rule, too.
    "report.masking.markup": {"… or ''"},
    # Two rules cover the same values, each in more spellings than the other; or a cut-off text is masked to its end.
    "report.masking.named_secrets": {
        "branch %(?:25)*5D",
        "if backslashes < depth - 1 → False",
        "… and not pair['har']",
        "if match → True",
        "… and pair['other']",
        "… and not is_spaced",
        "branch \\s",
        "branch [-<\\[(]",
        "… and backslashes % depth == depth - 1",
        "… and not pair['opened']",
        "if quoted → True",
        "… or ''",
    },
    # For speed, and for documents by chance.
    "report.masking.text": {
        "if is_document(text) → False",
        "branch xn--[\\w-]+",
        "if parts and (not is_json) and (not parts[-1][0]) → False",
        "if is_document(value) → False",
        "… and line[:1] in ('{', '[')",
    },
    # The end of a process, which tests/examples/test_runs.py sees; a journal without an address.
    "validation.collector": {
        "if (capture := item.config.pluginmanager.get_plugin('capturemanager')) → False",
        "if (capture := item.config.pluginmanager.get_plugin('capturemanager')) → True",
        "… or ''",
        "… and result.reason",
    },
    # What the table says of a key's type.
    "validation.expected": {"… and isinstance(id, str)"},
}
"""Rules that no row misses, and why."""


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_rule_is_missed_when_it_is_gone(name: str) -> None:
    # In a process of its own: whoever else has asked the changed module must not keep its answers.
    command = [sys.executable, "-m", "tests.rule_removal", name, *(f"tests.unit.{rows}" for rows in SUBJECTS[name])]
    output = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, encoding="utf-8").stdout
    unmissed = {rule.partition(": ")[2] for rule in json.loads(output.splitlines()[-1])}
    assert unmissed == TOLERATED.get(name, set())


ELSEWHERE = {
    "report.allure_results": "tests/browser/test_evidence.py: needs Allure",
    "report.browser_trouble": "tests/browser/test_strict.py: a browser",
    "report.command": "has no rules",
    "report.evidence": "tests/browser/test_evidence.py: runs of pytest",
    "report.evidence_record": "has no rules",
    "report.html": "tests/browser/test_report.py: a browser",
    "report.plugin": "tests/browser/test_requirements.py: runs of pytest",
    "report.screenshots": "tests/browser/test_evidence.py: a browser",
    "report.subjects": "has no rules",
    "report.step_progress": "tests/commands/test_progress.py: a terminal",
}
"""The modules whose rules show only in a browser or in a run, and the tests that see them there."""


def test_every_module_of_the_report_has_its_rows() -> None:
    files = [path for room in ("report", "report/masking") for path in PROJECT.glob(f"{room}/*.py")]
    modules = {".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in files}
    assert {name for name in modules if not name.endswith("__init__")} == {
        name for name in {*SUBJECTS, *ELSEWHERE} if name.startswith("report.")
    }


@pytest.mark.parametrize("place", [place for place in ELSEWHERE.values() if place.startswith("tests/")])
def test_tests_elsewhere_are_there(place: str) -> None:
    assert (PROJECT / place.partition(":")[0]).is_file()
