"""No break of a template, a style sheet or a script stays unseen: each of `screens.toml` turns its test red.

Breaks that do not hide one another are tried together; each must be named in its test's message.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.breaks.checkout import PROJECT, CaseResult, copy_checkout, run_tests

TIMEOUT_S = 900
SCREENS = "tests/screens/"
SCRIPTS = ("tests/screens/test_scripts.py", "tests/screens/test_console_scripts.py")


@dataclass(frozen=True)
class Break:
    """One break: a text that stands once in a file, and what stands in its place."""

    breaks: str
    file: str
    find: str
    put: str
    test: str
    says: str

    def hides(self, other: "Break") -> bool:
        """Returns whether the two cannot be told apart in one run."""
        if not (self.test.startswith(SCREENS) and other.test.startswith(SCREENS)):
            return True
        return self.file == other.file and self.test.startswith(SCRIPTS) and other.test.startswith(SCRIPTS)


BREAKS = [
    Break(**row) for row in tomllib.loads(Path(__file__).with_name("screens.toml").read_text(encoding="utf-8"))["break"]
]


def sort_into_batches(rows: list[Break]) -> list[list[Break]]:
    """Returns the breaks in as few runs as there must be."""
    batches: list[list[Break]] = []
    for row in rows:
        fitting = next((batch for batch in batches if not any(row.hides(other) for other in batch)), None)
        if fitting is None:
            batches.append([row])
        else:
            fitting.append(row)
    return batches


@pytest.mark.timeout(TIMEOUT_S + 20)
@pytest.mark.parametrize("rows", sort_into_batches(BREAKS), ids=lambda rows: f"{len(rows)} from {rows[0].breaks}")
def test_every_break_is_named_by_its_test(rows: list[Break], tmp_path: Path) -> None:
    """Каждую поломку экрана называет её тест."""
    checkout = copy_checkout(tmp_path)
    for row in rows:
        apply(row, checkout)
    tests = list(dict.fromkeys(row.test for row in rows))

    process, cases = run_tests(checkout, tests, TIMEOUT_S, "-vv", "-p", "no:randomly")

    unseen = [f"«{row.breaks}», {row.file}: {row.test}" for row in rows if not is_seen(row, cases)]
    assert not unseen, "\n".join([*unseen, process.stdout[-4000:], process.stderr])


def test_there_is_a_break_of_every_template_sheet_and_script() -> None:
    """У каждого шаблона, таблицы стилей и скрипта есть своя поломка."""
    folder = PROJECT / "mock_server"
    files = {str(path.relative_to(PROJECT)) for kind in ("html", "css", "js") for path in folder.rglob(f"*.{kind}")}
    assert len(BREAKS) >= 60
    assert {row.file for row in BREAKS} == files


def test_break_that_nobody_names_is_unseen() -> None:
    """Поломка экрана, которую никто не назвал, считается незамеченной."""
    row = Break("x", "file", "a", "b", "tests/screens/test_a.py::test_a", "the end is gone")

    assert is_seen(row, [CaseResult(row.test, "failed", "home: the end is gone")])
    assert not is_seen(row, [CaseResult(row.test, "failed", "home: another thing")])
    assert not is_seen(row, [CaseResult(row.test, "passed", "the end is gone")])
    assert not is_seen(row, [CaseResult(row.test, "error", "the end is gone")])
    assert not is_seen(row, [CaseResult("tests/screens/test_a.py::test_b", "failed", "the end is gone")])


def test_break_that_does_not_apply_is_reported(tmp_path: Path) -> None:
    """О поломке экрана, которую не к чему применить, сообщается."""
    (tmp_path / "file").write_text("a a", encoding="utf-8")
    row = Break("x", "file", "a", "b", "tests/screens/test_a.py::test_a", "gone")

    with pytest.raises(AssertionError, match="stands 2 times in file"):
        apply(row, tmp_path)


def apply(row: Break, checkout: Path) -> None:
    """Breaks what a row says, in a copy of the checkout."""
    file = checkout / row.file
    text = file.read_text(encoding="utf-8")
    count = text.count(row.find)
    assert count == 1, f"The row «{row.breaks}» of tests/breaks/screens.toml: `find` stands {count} times in {row.file}"
    file.write_text(text.replace(row.find, row.put), encoding="utf-8")


def is_seen(row: Break, cases: list[CaseResult]) -> bool:
    """Returns whether the row's test has failed, and says what is broken."""
    return any(
        case.outcome == "failed" and row.says in case.message
        for case in cases
        if row.test in (case.test, case.test.partition("[")[0])
    )
