"""Makes one JUnit document of the shards', and takes along the pictures that it names."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from automation.atomic_files import open_replacement
from automation.errors import AutomationError
from mock_server.error_texts import describe_os_error

JUNIT_FILE = "junit.xml"
_COUNTED = ("tests", "failures", "errors", "skipped")
_ATTACHMENT = re.compile(r"\[\[ATTACHMENT\|([^\]]+)\]\]")


class JunitError(AutomationError):
    """A shard's file is missing or no JUnit; the message is one line."""


def merge_junit(folders: Mapping[Path, int], out: Path) -> None:
    """Writes `junit.xml` into `out`: the suites of all folders, those of one name as one with their sums.

    `folders` has the number of each one's shard: what an `[[ATTACHMENT|…]]` names is copied to `out/shard-N/`. Raises
    JunitError, OSError.
    """
    suites: dict[str, ElementTree.Element] = {}
    for folder, number in folders.items():
        root = _read(folder / JUNIT_FILE)
        for text in root.iter("system-out"):
            text.text = _move_attachments(text.text or "", folder, out, f"shard-{number}")
        for suite in root.iter("testsuite"):
            name = suite.get("name", "")
            if name in suites:
                _add_suite(suites[name], suite)
            else:
                suites[name] = suite
    document = ElementTree.Element("testsuites")
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


def _move_attachments(text: str, folder: Path, out: Path, name: str) -> str:
    """Copies the files that the text names; returns it with their new paths. What is not there keeps its path."""

    def move(found: re.Match[str]) -> str:
        parts = PurePosixPath(found[1].replace("\\", "/")).parts
        for prefix, rest in _split_paths(parts):
            if (folder / rest).is_file():
                copy = Path(name) / rest
                (out / copy).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / rest, out / copy)
                return f"[[ATTACHMENT|{(out / copy if prefix else copy).as_posix()}]]"
        return found[0]

    return _ATTACHMENT.sub(move, text)


def _split_paths(parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Yields every end of a path with what is before it: the path may begin at the project, or at the report."""
    if ".." in parts:
        return
    for index in range(len(parts)):
        rest = Path(*parts[index:])
        if not rest.is_absolute():
            yield parts[:index], rest
