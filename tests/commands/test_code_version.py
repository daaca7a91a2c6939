"""What names a version of the code: a git commit, with what was changed since, or a hash of the files."""

import subprocess
from pathlib import Path

import pytest

from report import code_version
from report.code_version import compute_code_version


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.test"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A suite of somebody's own, committed."""
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "test_a.py").write_text("def test_a(): pass\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=first")
    return folder


def name(folder: Path) -> str:
    return compute_code_version(folder, [folder], folder).rpartition("/")[2]


def test_commit_names_the_version_and_reports_do_not_change_it(repository: Path) -> None:
    """Версию называет коммит, отчёты в той же папке её не меняют."""
    before = name(repository)
    assert len(before) == 12
    (repository / "results").mkdir()
    (repository / "results" / "index.html").write_text("report", encoding="utf-8")
    (repository / "test-times.json").write_text("{}", encoding="utf-8")

    assert name(repository) == before


def test_every_change_makes_another_version_until_it_is_undone(repository: Path) -> None:
    """Любое изменение кода даёт другую версию, пока его не отменят."""
    file = repository / "test_a.py"
    text = file.read_text(encoding="utf-8")
    versions = [name(repository)]
    file.write_text(text + "def test_b(): pass\n", encoding="utf-8")
    versions.append(name(repository))
    git(repository, "add", ".")
    staged = name(repository)
    (repository / "conftest.py").write_text("", encoding="utf-8")
    versions.append(name(repository))
    (repository / "conftest.py").write_text("x = 1\n", encoding="utf-8")
    versions.append(name(repository))

    assert staged == versions[1]
    assert len(set(versions)) == 4
    assert all(version.startswith(f"{versions[0]}+") for version in versions[1:])
    (repository / "conftest.py").unlink()
    git(repository, "reset", "--hard", "--quiet")
    assert name(repository) == versions[0]


@pytest.mark.parametrize("git_command", ["git", "no-such-program"], ids=["без репозитория", "без git"])
def test_without_git_the_tests_are_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git_command: str) -> None:
    """Без git версию называет хеш файлов с тестами."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setattr(code_version, "_GIT", git_command)
    file = tmp_path / "test_a.py"
    file.write_text("1", encoding="utf-8")
    (tmp_path / "venv" / "lib").mkdir(parents=True)
    first = compute_code_version(tmp_path, [file], tmp_path)
    (tmp_path / "venv" / "lib" / "b.py").write_text("2", encoding="utf-8")
    assert compute_code_version(tmp_path, [tmp_path], tmp_path) == first
    file.write_text("2", encoding="utf-8")
    assert compute_code_version(tmp_path, [tmp_path], tmp_path) != first


def test_suite_of_somebody_else_names_ours_too(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Версия чужого набора называет и нашу."""
    before = compute_code_version(repository, [repository], repository)
    assert before.count("/") == 1
    monkeypatch.setattr(code_version, "_PROJECT", repository / "site-packages")
    monkeypatch.setattr(code_version, "__version__", "9.9")

    assert compute_code_version(repository, [repository], repository).startswith("9.9-")


def test_environment_in_the_suites_folder_is_no_change(repository: Path) -> None:
    """Окружение Python и кеш в папке набора, о которых git не знает, версию не меняют: на каждом агенте они свои."""
    before = name(repository)
    for folder in (".venv/lib/python3.11/site-packages", "env/lib/python3.11/site-packages", ".cache/pip"):
        (repository / folder).mkdir(parents=True)
        (repository / folder / "six.py").write_text("x = 1", encoding="utf-8")

    assert name(repository) == before


@pytest.mark.parametrize("changed", ["pages/class_chat.py", "conftest.py", "own.toml"])
def test_what_tests_import_belongs_to_the_version_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Без git страницы рядом с тестами, conftest.py и свои требования тоже меняют версию."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for file in ("school/test_a.py", "pages/class_chat.py", "conftest.py", "own.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("1", encoding="utf-8")
    places = [tmp_path / "school", tmp_path / "own.toml"]
    before = compute_code_version(tmp_path / "school", places, tmp_path)
    (tmp_path / changed).write_text("2", encoding="utf-8")

    assert compute_code_version(tmp_path / "school", places, tmp_path) != before
