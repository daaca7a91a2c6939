"""What the name of a version is made of; with git itself: tests/commands/test_code_version.py."""

import re
from pathlib import Path

import pytest

from automation import __version__
from report import code_version
from report.code_version import compute_code_version

COMMIT: dict[str, str | None] = {"rev-parse": "0123456789ab\n", "diff": "", "ls-files": ""}


def compute(folder: Path, *tests: Path, root: str = "suite", **answers: dict[str, str | None]) -> str:
    """Returns the version of `folder/suite`, where ours is `folder/ours`; `answers` are git's for each of the two."""

    def ask(place: Path, *arguments: str) -> str | None:
        return answers.get(place.name, {}).get(arguments[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code_version, "_PROJECT", folder / "ours")
        patch.setattr(code_version, "_ask_git", ask)
        return compute_code_version(folder / root, tests or [folder / root], folder / "start")


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_suite_of_somebody_else_is_named_after_ours(tmp_path: Path) -> None:
    """Чужой набор назван после нашей версии, наш — один."""
    theirs = COMMIT | {"rev-parse": "cafecafecafe\n"}
    (tmp_path / "ours" / ".git").mkdir(parents=True)
    (tmp_path / "suite" / ".git").mkdir(parents=True)

    assert compute(tmp_path, ours=COMMIT, suite=theirs) == "0123456789ab/cafecafecafe"
    assert compute(tmp_path, root="ours", ours=COMMIT) == "0123456789ab"
    assert compute(tmp_path, suite=theirs).startswith(f"{__version__}-"), "git says nothing of ours"


def test_commit_around_an_installed_package_is_not_its_own(tmp_path: Path) -> None:
    """Коммит репозитория, внутри которого стоит установленный пакет, — не его."""
    pattern = rf"{re.escape(__version__)}-[0-9a-f]{{12}}/0123456789ab"
    for root in ("ours", "suite"):
        assert re.fullmatch(pattern, compute(tmp_path, root=root, ours=COMMIT, suite=COMMIT))


@pytest.mark.parametrize(
    ("answers", "is_changed"),
    [
        ({}, False),
        ({"diff": "+x"}, True),
        ({"ls-files": "new.py\0"}, True),
        ({"ls-files": "new.toml\0"}, True),
        ({"ls-files": "results/index.html\0times.json\0"}, False),
        ({"diff": "+x", "ls-files": "new.py\0"}, True),
    ],
)
def test_what_was_changed_since_the_commit_is_named(
    tmp_path: Path, answers: dict[str, str | None], is_changed: bool
) -> None:
    """Изменённое после коммита названо; отчёты — не изменение."""
    suite = compute(tmp_path, suite=COMMIT | answers).rpartition("/")[2]
    assert re.fullmatch(r"0123456789ab\+[0-9a-f]{8}" if is_changed else "0123456789ab", suite)


@pytest.mark.parametrize("unanswered", ["rev-parse", "diff", "ls-files"])
def test_without_all_that_git_knows_files_are_hashed(tmp_path: Path, unanswered: str) -> None:
    """Если git сказал не всё, версию называет хеш файлов."""
    file = write(tmp_path / "suite" / "test_a.py")
    silent = COMMIT | {unanswered: None}
    before = compute(tmp_path, suite=silent).rpartition("/")[2]

    assert re.fullmatch("[0-9a-f]{12}", before)
    assert before != "0123456789ab"
    write(file, "y")
    assert compute(tmp_path, suite=silent).rpartition("/")[2] != before


@pytest.mark.parametrize("suffix", [".py", ".toml", ".html", ".css", ".js"])
@pytest.mark.parametrize("room", ["automation", "fixtures", "mock_server", "pages", "report", "runner", "validation"])
def test_every_room_of_ours_counts(tmp_path: Path, room: str, suffix: str) -> None:
    """В нашей версии учтён код каждой комнаты."""
    before = compute(tmp_path)
    write(tmp_path / "ours" / room / "deep" / f"a{suffix}")
    assert compute(tmp_path) != before


@pytest.mark.parametrize(
    ("name", "is_code"),
    [
        ("a.py", True),
        ("deep/a.toml", True),
        ("a.html", False),
        ("results/run.json", False),
        ("node_modules/a.py", False),
        ("lib/site-packages/b/a.py", False),
        ("__pycache__/a.py", False),
        ("venv/a.py", False),
        (".venv/a.py", False),
    ],
)
def test_what_counts_of_a_suite(tmp_path: Path, name: str, is_code: bool) -> None:
    """В чужом наборе учтён его код, и ничего больше."""
    (tmp_path / "suite").mkdir()
    before = compute(tmp_path)
    write(tmp_path / "suite" / name)
    assert (compute(tmp_path) != before) == is_code


def test_files_count_by_their_names_and_contents(tmp_path: Path) -> None:
    """Учтены имя и содержание; названный файл учтён, что бы он ни был, а папка с именем файла ему не помеха."""
    file = write(tmp_path / "suite" / "one" / "a.py")
    (tmp_path / "suite" / "folder.py").mkdir()
    named = write(tmp_path / "suite" / "scenario.txt")
    versions = [compute(tmp_path), compute(tmp_path, named)]
    write(file, "y")
    write(named, "y")
    versions += [compute(tmp_path), compute(tmp_path, named)]
    (tmp_path / "suite" / "two").mkdir()
    file.rename(tmp_path / "suite" / "two" / "a.py")
    assert len({*versions, compute(tmp_path)}) == 5


def test_tests_may_be_outside_their_suite(tmp_path: Path) -> None:
    """Тест вне папки набора учтён под своим именем, где бы он ни лежал."""
    here, there = (write(tmp_path / folder / "test_a.py") for folder in ("here", "there"))
    assert compute(tmp_path, here) == compute(tmp_path, there)
    assert compute(tmp_path, write(tmp_path / "here" / "test_b.py")) != compute(tmp_path, here)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("suite/pages/a.py", True),
        ("suite/conftest.py", True),
        ("start/pages/a.py", True),
        ("start/conftest.py", True),
        ("start/other/a.py", False),
        ("start/pages/a.html", False),
    ],
)
def test_what_the_tests_may_import_counts(tmp_path: Path, name: str, counts: bool) -> None:
    """Без git учтено и то, что тесты могут взять рядом с собой и с местом запуска."""
    test = write(tmp_path / "suite" / "tests" / "test_a.py")
    before = compute(tmp_path, test)
    write(tmp_path / name)
    assert (compute(tmp_path, test) != before) == counts
