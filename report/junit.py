"""Has JUnit's XML say what people read: a test's title and requirements in its name, and its pictures.

pytest names a test by its function. Viewers (GitLab's, Jenkins's) show `name`, group by `classname`, and open the files
of `[[ATTACHMENT|path]]` in `system-out`: GitLab's documentation, «Unit test reports».
"""

import shutil
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from automation.atomic_files import open_replacement
from mock_server.error_texts import describe_os_error

Known = Mapping[tuple[str, str], Sequence[tuple[str, object]]]

JUNIT_FILE = "junit.xml"
PICTURE_PROPERTY = "screenshot"
FUNCTION_PROPERTY = "test"
_WITH_PICTURES = ("failure", "error", "skipped")
"""The outcomes of a test whose pictures are of interest: a check that only warns counts as skipped."""


class JunitNames:
    """A pytest plugin of the process that writes JUnit's file; it finds the file when pytest has written it.

    `copy` gets the same: `report merge` looks for it beside a shard's report, wherever `--junitxml` leads.
    """

    def __init__(self, path: Path, copy: Path | None = None) -> None:
        self._path = path
        self._copy = copy
        self._properties: dict[tuple[str, str], Sequence[tuple[str, object]]] = {}
        """Those of all tests, by class name and name, as workers tell them: a test that killed its worker has none."""
        self._last_line = ""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        for nodeid, properties in getattr(node, "workeroutput", {}).get("properties", {}).items():
            self._properties[_split_nodeid(nodeid)] = properties

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        yield
        if not self._path.is_file():
            return
        try:
            rename_testcases(self._path, self._properties)
            if self._copy:
                shutil.copyfile(self._path, self._copy)
        except OSError as error:
            self._last_line = f"Ошибка: {self._path} не записать: {describe_os_error(error)}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._last_line:
            terminalreporter.write_line(self._last_line)


def rename_testcases(path: Path, known: Known = MappingProxyType({})) -> None:
    """Rewrites the file: the test cases whose properties tell a title are called by it. Raises OSError.

    `known` are the properties of test cases that have none in the file, by class name and name.
    """
    tree = ET.parse(path)  # noqa: S314  pytest has just written it
    cases = list(tree.iter("testcase"))
    functions = [case.get("name", "") for case in cases]
    for case, function in zip(cases, functions, strict=True):
        _complete(case, known.get((case.get("classname", ""), function), ()))
        _note_function(case, function)
        _attach_pictures(case)
    tell_apart(cases)
    with open_replacement(path, private=False) as file:
        tree.write(file, encoding="utf-8", xml_declaration=True)


def _split_nodeid(nodeid: str) -> tuple[str, str]:
    """Returns the class name and the name that pytest gives a test in JUnit's file."""
    address, bracket, parameters = nodeid.partition("[")
    path, *classes, name = address.split("::")
    return ".".join([path.removesuffix(".py").replace("/", "."), *classes]), f"{name}{bracket}{parameters}"


def _complete(case: ET.Element, known: Iterable[tuple[str, object]]) -> None:
    """Gives a test case without properties those that are known of it."""
    rows = list(known)
    if rows and case.find("properties") is None:
        block = ET.Element("properties")
        case.insert(0, block)
        for name, value in rows:
            ET.SubElement(block, "property", name=name, value=str(value))


def _note_function(case: ET.Element, function: str) -> None:
    """Keeps what pytest calls a test case as its property `test`, where it is going to be called by its title."""
    if _read_property(case, "title"):
        for properties in case.iterfind("properties"):
            ET.SubElement(properties, "property", name=FUNCTION_PROPERTY, value=function)


def _attach_pictures(case: ET.Element) -> None:
    """Names the pictures in the output of a test case that did not pass."""
    pictures = _read_property(case, PICTURE_PROPERTY)
    if not pictures or all(case.find(outcome) is None for outcome in _WITH_PICTURES):
        return
    output = case.find("system-out")
    if output is None:
        output = ET.SubElement(case, "system-out")
    output.text = "\n".join([*filter(None, [output.text]), *(f"[[ATTACHMENT|{path}]]" for path in pictures)])


def tell_apart(cases: Iterable[ET.Element]) -> None:
    """Calls test cases by title and requirements; adds the function's name where two of a file would be called alike.

    Viewers take those for one. `cases` are all of a run: shards do not know what the others' are called.
    """
    names = [(case, case.get("classname"), _build_name(case)) for case in cases]
    times = Counter((classname, name) for _, classname, name in names)
    for case, classname, name in names:
        functions = _read_property(case, FUNCTION_PROPERTY)
        is_ambiguous = times[classname, name] > 1 and functions
        case.set("name", f"{name} ({functions[0]})" if is_ambiguous else name)


def _build_name(case: ET.Element) -> str:
    """Returns the title and the requirements, or what the case is called, where it has no title."""
    titles, ids = _read_property(case, "title"), _read_property(case, "requirement")
    return titles[0] + (f" [{', '.join(ids)}]" if ids else "") if titles else case.get("name", "")


def _read_property(case: ET.Element, name: str) -> list[str]:
    """Returns the values of the test case's properties of this name, each once."""
    found = [row.get("value", "") for row in case.iterfind("properties/property") if row.get("name") == name]
    return list(dict.fromkeys(found))
