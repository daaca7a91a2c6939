"""Which tests reach which line, as measured with a context for each test."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from coverage import CoverageData

from tests.mutants.mutants import Mutant

_DATA_FILE = "data"
_SECONDS_FILE = "tests.xml"


class ReachError(Exception):
    """There is no measurement, or it is none of tests."""


@dataclass(frozen=True)
class Reach:
    """The tests by line of each file; and the time that each test takes, in seconds."""

    tests_by_line: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]

    def find_tests(self, mutant: Mutant) -> list[str]:
        """Returns the tests that reach the changed statement, the quickest first.

        A line that runs while its module is imported is reached by no test of its own: then it is those of the module.
        """
        by_line = self.tests_by_line.get(mutant.file, {})
        tests = set().union(*(by_line.get(line, set()) for line in mutant.lines))
        if not tests:
            tests = set().union(*by_line.values()) if by_line else set()
        return sorted(tests, key=lambda test: (self.seconds.get(test, 0.0), test))


def read_reach(project: Path, folder: Path) -> Reach:
    """Returns what `make coverage` has measured, and left in this folder. Raises ReachError."""
    if not (folder / _DATA_FILE).exists() or not (folder / _SECONDS_FILE).exists():
        raise ReachError("не измерено, какие тесты до каких строк доходят; выполните make coverage")
    data = CoverageData(str(folder / _DATA_FILE))
    data.read()
    tests_by_line: dict[str, dict[int, set[str]]] = {}
    for file in data.measured_files():
        path = Path(file)
        if path.is_relative_to(project):
            lines = data.contexts_by_lineno(file)
            tests_by_line[path.relative_to(project).as_posix()] = {
                line: {context.partition("|")[0] for context in contexts if context} for line, contexts in lines.items()
            }
    return Reach(tests_by_line, _read_seconds(folder / _SECONDS_FILE))


def _read_seconds(file: Path) -> dict[str, float]:
    """Returns how long each test took, by its id."""
    seconds = {}
    for case in ElementTree.parse(file).iter("testcase"):
        properties = {row.get("name"): row.get("value") for row in case.iterfind("properties/property")}
        name = properties.get("test", case.get("name"))  # the name of a test case is the title of its test
        seconds[f"{case.get('file')}::{name}"] = float(case.get("time", 0))
    return seconds
