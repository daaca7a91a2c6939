"""Makes one JUnit document of the shards', and takes along the pictures that it names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from automation.atomic_files import open_replacement
from automation.errors import AutomationError
from mock_server.error_texts import describe_os_error
from report.carried_files import ShardFolder
from report.junit import JUNIT_FILE, tell_apart
from report.pictures import shorten_path

_COUNTED = ("tests", "failures", "errors", "skipped")
_ATTACHMENT = re.compile(r"\[\[ATTACHMENT\|([^\]]+)\]\]")


class JunitError(AutomationError):
    """A shard's file is missing or no JUnit; the message is one line."""


def merge_junit(shards: Iterable[ShardFolder], out: Path) -> None:
    """Writes `junit.xml` into `out`: the suites of all shards, those of one name as one with their sums.

    What an `[[ATTACHMENT|…]]` names goes along. Raises JunitError, OSError.
    """
    suites: dict[str, ElementTree.Element] = {}
    for shard in shards:
        root = _read(shard.folder / JUNIT_FILE)
        for text in root.iter("system-out"):
            text.text = _move_attachments(text.text or "", shard)
        for suite in root.iter("testsuite"):
            name = suite.get("name", "")
            if name in suites:
                _add_suite(suites[name], suite)
            else:
                suites[name] = suite
    for suite in suites.values():
        tell_apart(list(suite.iter("testcase")))
    document = ElementTree.Element("testsuites", name="pytest tests")
    document.extend(_sort_cases(suite) for suite in suites.values())
    with open_replacement(out / JUNIT_FILE, private=False) as file:
        file.write_bytes(ElementTree.tostring(document, encoding="utf-8", xml_declaration=True))


def _read(path: Path) -> ElementTree.Element:
    try:
        return ElementTree.parse(path).getroot()  # noqa: S314  written by a run of ours
    except ElementTree.ParseError as error:
        raise JunitError(f"{path}: это не JUnit: {error}") from error
    except OSError as error:
        raise JunitError(f"{path}: файл не прочитать: {describe_os_error(error)}") from error


def _add_suite(whole: ElementTree.Element, part: ElementTree.Element) -> None:
    """Adds the cases and the sums; keeps the earlier of the two moments."""
    whole.extend(part)
    for name in _COUNTED:
        whole.set(name, str(int(whole.get(name, "0")) + int(part.get(name, "0"))))
    whole.set("time", f"{float(whole.get('time', '0')) + float(part.get('time', '0')):.3f}")
    if moments := [moment for moment in (whole.get("timestamp"), part.get("timestamp")) if moment]:
        whole.set("timestamp", min(moments))


def _sort_cases(suite: ElementTree.Element) -> ElementTree.Element:
    """Returns the suite with what is no case first, and its cases in an order that no shard has made."""
    suite[:] = sorted(
        suite, key=lambda child: (child.tag == "testcase", child.get("classname", ""), child.get("name", ""))
    )
    return suite


def _move_attachments(text: str, shard: ShardFolder) -> str:
    """Takes along the files that the text names; returns it with their new paths. What is not there keeps its path."""

    def move(found: re.Match[str]) -> str:
        for path in _list_paths(found[1]):
            if carried := shard.carry(shard.folder / path):
                return f"[[ATTACHMENT|{shorten_path(carried, shard.out, Path.cwd())}]]"
        return found[0]

    return _ATTACHMENT.sub(move, text)


def _list_paths(name: str) -> Iterator[Path]:
    """Yields every end of a path: it may begin at the project, or at the report. One with `..` in it has none."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    for index in range(len(parts) if ".." not in parts else 0):
        path = Path(*parts[index:])
        if not path.is_absolute():
            yield path
