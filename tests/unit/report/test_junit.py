"""JUnit's XML as the viewers of others read it: titles, requirements, pictures, and no two cases of one name."""

from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from xml.etree import ElementTree as ET

import pytest

from report.junit import JunitNames, rename_testcases
from tests.unit.report.ended_runs import end_run

# What GitLab («Unit test reports») and Jenkins (junit-10.xsd) take, in their words: attributes and children.
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"name"}, {"testsuite"}),
    "testsuite": ({"name", "errors", "failures", "skipped", "tests", "time", "timestamp", "hostname"}, {"testcase"}),
    "testcase": (
        {"classname", "name", "time"},
        {"properties", "failure", "error", "skipped", "system-out", "system-err"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message", "type"}, set()),
    "system-out": (set(), set()),
    "system-err": (set(), set()),
}


def case(name: str, *children: str, properties: tuple[tuple[str, str], ...] = (), classname: str = "tests.a") -> str:
    rows = "".join(f'<property name="{name}" value="{value}" />' for name, value in properties)
    block = f"<properties>{rows}</properties>" if rows else ""
    return f'<testcase classname="{classname}" name="{name}" time="0.1">{block}{"".join(children)}</testcase>'


def rename(folder: Path, *cases: str) -> list[ET.Element]:
    """Returns the test cases as they are after it; checks them by the schema."""
    path = folder / "junit.xml"
    path.write_text(f'<testsuites name="t"><testsuite name="s">{"".join(cases)}</testsuite></testsuites>', "utf-8")
    rename_testcases(path)
    for element in (tree := ET.parse(path)).iter():
        attributes, children = SCHEMA[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    return list(tree.iter("testcase"))


FAILURE = '<failure message="нет">целиком</failure>'


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ((), "test_a[x]"),
        ((("title", "Привязка"),), "Привязка"),
        ((("requirement", "A-1"),), "test_a[x]"),
        ((("requirement", "A-1"), ("requirement", "A-2"), ("title", "Привязка")), "Привязка [A-1, A-2]"),
        # a phase that was reported twice, as of a check that was tried again
        ((("requirement", "P-3"), ("title", "Возврат"), ("requirement", "P-3")), "Возврат [P-3]"),
    ],
)
def test_name_is_the_title_with_the_requirements(
    tmp_path: Path, properties: tuple[tuple[str, str], ...], name: str
) -> None:
    (element,) = rename(tmp_path, case("test_a[x]", properties=properties))

    assert (element.get("name"), element.get("classname")) == (name, "tests.a")
    kept = {row.get("value") for row in element.iter("property") if row.get("name") == "test"}
    assert kept == ({"test_a[x]"} if name != "test_a[x]" else set())


@pytest.mark.parametrize(
    ("children", "output"),
    [
        ((FAILURE,), "[[ATTACHMENT|r/1.jpg]]\n[[ATTACHMENT|r/2.jpg]]"),
        (('<error message="нет" />',), "[[ATTACHMENT|r/1.jpg]]\n[[ATTACHMENT|r/2.jpg]]"),
        (('<skipped message="should" />',), "[[ATTACHMENT|r/1.jpg]]\n[[ATTACHMENT|r/2.jpg]]"),
        ((FAILURE, "<system-out>до</system-out>"), "до\n[[ATTACHMENT|r/1.jpg]]\n[[ATTACHMENT|r/2.jpg]]"),
        ((), None),  # it passed when it was tried again
    ],
)
def test_pictures_are_attached_where_a_test_did_not_pass(
    tmp_path: Path, children: tuple[str, ...], output: str | None
) -> None:
    pictures = (("screenshot", "r/1.jpg"), ("screenshot", "r/2.jpg"), ("screenshot", "r/1.jpg"))
    (element,) = rename(tmp_path, case("test_a", *children, properties=pictures))

    assert element.findtext("system-out") == output


def test_nothing_is_attached_where_there_is_no_picture(tmp_path: Path) -> None:
    (element,) = rename(tmp_path, case("test_a", FAILURE))

    assert element.find("system-out") is None


def test_two_tests_of_one_title_are_told_apart(tmp_path: Path) -> None:
    title = (("title", "Вход"),)
    cases = [
        case("test_a", properties=title),
        case("test_b", properties=title),
        case("test_a", properties=title, classname="tests.b"),
        case("test_c"),
        case("test_c"),
    ]

    names = [element.get("name") for element in rename(tmp_path, *cases)]
    assert names == ["Вход (test_a)", "Вход (test_b)", "Вход", "test_c", "test_c"]


def test_file_is_renamed_when_the_run_ends(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    plugin = JunitNames(path)
    assert end_run(plugin) == (0, []), "a run of no tests writes none"

    path.write_text(f"<testsuite>{case('test_a', properties=(('title', 'Вход'),))}</testsuite>", "utf-8")
    assert end_run(plugin) == (0, [])
    assert 'name="Вход"' in path.read_text("utf-8")


def test_file_that_cannot_be_written_fails_the_run(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(f"<testsuite>{case('test_a')}</testsuite>", "utf-8")
    with patch.object(Path, "replace", side_effect=OSError("disk full")):
        exit_code, (line,) = end_run(JunitNames(path))

    assert exit_code == pytest.ExitCode.USAGE_ERROR
    assert line.startswith(f"Ошибка: {path} не записать: ")


def test_test_that_killed_its_worker_has_its_title_from_another(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    plugin = JunitNames(path)
    rows = [("requirement", "A-1"), ("title", "Вход")]
    output = {"properties": {"tests/a.py::TestX::test_a[b[1]::c]": rows, "tests/a.py::test_c": []}}
    plugin.pytest_testnodedown(SimpleNamespace(workeroutput=output))
    plugin.pytest_testnodedown(SimpleNamespace())

    own = case("test_a[b[1]::c]", properties=(("title", "Свой"),), classname="tests.a.TestX")
    path.write_text(f"<testsuite>{case('test_a[b[1]::c]', classname='tests.a.TestX')}{own}{case('test_c')}</testsuite>")
    end_run(plugin)
    assert [element.get("name") for element in ET.parse(path).iter("testcase")] == ["Вход [A-1]", "Свой", "test_c"]
    assert path.read_text("utf-8").count("<properties") == 2


def test_a_copy_says_the_same(tmp_path: Path) -> None:
    """JUnit шарда лежит и рядом с его отчётом, с теми же названиями."""
    path, copy = tmp_path / "junit.xml", tmp_path / "copy.xml"
    path.write_text("<testsuites><testsuite><testcase classname='a' name='test_a'/></testsuite></testsuites>", "utf-8")
    exit_code, lines = end_run(JunitNames(path, copy))

    assert (exit_code, lines) == (0, [])
    assert copy.read_bytes() == path.read_bytes()
