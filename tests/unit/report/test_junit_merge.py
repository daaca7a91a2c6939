"""One JUnit document of the shards', with the pictures that it names."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from report.carried_files import ShardFolder
from report.junit_merge import JunitError, merge_junit


def junit(folder: Path, *cases: str, **attributes: object) -> Path:
    folder.mkdir()
    text = "".join(
        f'<testcase classname="a" name="{name}">{more}</testcase>' for name, _, more in map(partition, cases)
    )
    sums = {"tests": len(cases), "failures": 0, "errors": 0, "skipped": 0, "time": 1.5}
    named = " ".join(f'{name}="{value}"' for name, value in {"name": "pytest", **sums, **attributes}.items())
    document = f"<testsuites><testsuite {named}>{text}</testsuite></testsuites>"
    (folder / "junit.xml").write_text(document, encoding="utf-8")
    return folder


def partition(case: str) -> tuple[str, str, str]:
    return case.partition(":")


def merge(folders: dict[Path, int], out: Path) -> None:
    merge_junit([ShardFolder(folder, number, out) for folder, number in folders.items()], out)


def test_junit_of_shards_is_one(tmp_path: Path) -> None:
    """JUnit шардов становится одним: случаи вместе, суммы сложены."""
    first = {"failures": 1, "errors": 2, "skipped": 3, "timestamp": "2026-11-03T09:05:02"}
    second = {"failures": 10, "errors": 20, "skipped": 30, "timestamp": "2026-11-03T09:05:01"}
    one = junit(tmp_path / "one", "c", 'a:<failure message="x"/><system-out/>', **first)
    merge({one: 1, junit(tmp_path / "two", "b", **second): 2}, tmp_path / "out")
    root = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()

    (suite,) = root
    assert suite.attrib == {
        "name": "pytest",
        "tests": "3",
        "failures": "11",
        "errors": "22",
        "skipped": "33",
        "time": "3.000",
        "timestamp": "2026-11-03T09:05:01",
    }
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("a", ["failure", "system-out"]),
        *(("b", []), ("c", [])),
    ]


@pytest.mark.parametrize("moments", [("", "2026-11-03T09:05:01"), ("2026-11-03T09:05:01", ""), ("", "")])
def test_suite_without_its_moment_is_merged_too(tmp_path: Path, moments: tuple[str, str]) -> None:
    """Набор без времени начала тоже объединяется, время — того, у кого оно есть."""
    folders = {
        junit(tmp_path / str(number), "a", **({"timestamp": moment} if moment else {})): number
        for number, moment in enumerate(moments, start=1)
    }
    merge(folders, tmp_path / "out")
    (suite,) = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()
    assert suite.get("timestamp", "") == max(moments)


def test_suites_of_other_names_stay_apart(tmp_path: Path) -> None:
    """Наборы с разными именами остаются порознь."""
    one, two = junit(tmp_path / "one", "a"), junit(tmp_path / "two", "b", name="own")
    merge({one: 1, two: 2}, tmp_path / "out")
    suites = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()
    assert [(suite.get("name"), suite.get("tests")) for suite in suites] == [("pytest", "1"), ("own", "1")]


TITLE = '<properties><property name="title" value="Вход"/><property name="test" value="test_{}"/></properties>'


def test_junit_of_shards_tells_tests_of_one_title_apart(tmp_path: Path) -> None:
    """Тесты с одним заголовком различимы и тогда, когда они из разных шардов."""
    one = junit(tmp_path / "one", f"Вход:{TITLE.format('a')}")
    two = junit(tmp_path / "two", f"Вход (test_b):{TITLE.format('b')}", f"Вход (test_c):{TITLE.format('c')}")
    merge_junit([ShardFolder(one, 1, tmp_path), ShardFolder(two, 2, tmp_path)], tmp_path)

    names = [case.get("name") for case in ElementTree.parse(tmp_path / "junit.xml").iter("testcase")]
    assert names == ["Вход (test_a)", "Вход (test_b)", "Вход (test_c)"]


@pytest.mark.parametrize("begins", ["", "results/shard/", "{}/"], ids=["от отчёта", "от проекта", "от корня"])
@pytest.mark.parametrize("out", ["out", "."], ids=["рядом", "вокруг"])
def test_pictures_that_junit_names_are_carried_over(tmp_path: Path, begins: str, out: str) -> None:
    """Снимки, которые называет JUnit, переносятся, и пути к ним верны от места запуска."""
    named = f"{begins.format((tmp_path / 'one').as_posix())}shots/1.jpg"
    one = junit(tmp_path / "one", f"a:<system-out>x [[ATTACHMENT|{named}]] [[ATTACHMENT|gone.jpg]]</system-out>")
    (one / "shots").mkdir()
    (one / "shots" / "1.jpg").write_bytes(b"picture")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        merge_junit([ShardFolder(one, 3, tmp_path / out)], tmp_path / out)

    path = Path("one/shots/1.jpg" if out == "." else "out/from-shards/3/shots/1.jpg")
    text = (tmp_path / out / "junit.xml").read_text(encoding="utf-8")
    assert f"[[ATTACHMENT|{path.as_posix()}]] [[ATTACHMENT|gone.jpg]]" in text
    assert (tmp_path / path).read_bytes() == b"picture"
    assert (tmp_path / "from-shards").exists() is False


@pytest.mark.parametrize("named", ["../secret", "{}/secret"], ids=["вверх", "от корня"])
def test_path_that_leads_out_of_the_report_is_not_followed(tmp_path: Path, named: str) -> None:
    """Путь наружу из отчёта не копируется и остаётся как есть."""
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    attachment = f"[[ATTACHMENT|{named.format(tmp_path.as_posix())}]]"
    one = junit(tmp_path / "one", f"a:<system-out>{attachment}</system-out>")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        merge({one: 1}, tmp_path / "out")

    assert attachment in (tmp_path / "out" / "junit.xml").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["junit.xml"]


def test_what_is_no_junit_is_named(tmp_path: Path) -> None:
    """Негодный или пропавший JUnit назван."""
    (tmp_path / "junit.xml").write_text("<a>", encoding="utf-8")
    with pytest.raises(JunitError, match="это не JUnit"):
        merge({tmp_path: 1}, tmp_path / "out")
    with pytest.raises(JunitError, match="файл не прочитать"):
        merge({tmp_path / "nowhere": 1}, tmp_path / "out")
