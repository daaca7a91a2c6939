"""Names the version of the code that a run tests with: two runs of one version differ by what they test, or by chance.

A git commit where there is one, with a hash of what was changed since; otherwise the package's version with a hash of
its rooms. A suite of somebody's own has two parts: ours, and theirs.
"""

import hashlib
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from automation import __version__

_PROJECT = Path(__file__).parents[1]
_ROOMS = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "validation")
_CODE = {".py", ".toml", ".html", ".css", ".js"}
_OWN_CODE = {".py", ".toml"}
"""What counts of the files that git does not know: reports and pictures in a suite's folder are no code."""
_LEFT_OUT = {"node_modules", "site-packages", "__pycache__", "venv"}
_GIT = "git"
_GIT_TIMEOUT_S = 10


def compute_code_version(root: Path, tests: Sequence[Path], started_in: Path) -> str:
    """Returns a short name; `root` is the folder of the suite, `tests` are the files and folders of its tests.

    Where git does not know the suite, what its tests import belongs to it, too: the folders beside them, and beside
    where the run was started, that may be called as ours (`runner.own_suite`), and conftest.py.
    """
    suite = _read_git_version(root) or _hash_files(
        root, _list_code([*tests, *_list_beside(root, started_in)], _OWN_CODE)
    )
    if root.resolve() == _PROJECT.resolve() and (root / ".git").exists():
        return suite
    ours = _read_git_version(_PROJECT) if (_PROJECT / ".git").exists() else None  # site-packages is nobody's commit
    return f"{ours or _name_package()}/{suite}"


def _list_beside(*folders: Path) -> list[Path]:
    return [folder / name for folder in folders for name in (*_ROOMS, "conftest.py")]


def _name_package() -> str:
    return f"{__version__}-{_hash_files(_PROJECT, _list_code([_PROJECT / room for room in _ROOMS], _CODE))}"


def _read_git_version(folder: Path) -> str | None:
    """Returns the commit, with a hash of what was changed since, if anything; None where git knows no commit."""
    commit = _ask_git(folder, "rev-parse", "--verify", "--short=12", "HEAD")
    changes = _ask_git(folder, "diff", "--no-ext-diff", "--binary", "HEAD", "--", ".")
    added = _ask_git(folder, "ls-files", "-z", "--others", "--exclude-standard")
    if commit is None or changes is None or added is None:
        return None
    files = [folder / name for name in added.split("\0") if _is_code(Path(name), _OWN_CODE)]
    if not files and not changes:
        return commit.strip()
    text = f"{_hash_files(folder, files)}\n{changes}"
    return f"{commit.strip()}+{hashlib.sha256(text.encode(errors='surrogateescape')).hexdigest()[:8]}"


def _ask_git(folder: Path, *arguments: str) -> str | None:
    """Returns git's answer; None where there is no git, or it refuses."""
    try:
        answer = subprocess.run(
            [_GIT, "-C", str(folder), *arguments],
            capture_output=True,
            check=True,
            timeout=_GIT_TIMEOUT_S,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout


def _list_code(places: Iterable[Path], suffixes: set[str]) -> list[Path]:
    files: set[Path] = set()
    for place in places:
        if place.is_file():
            files.add(place)
            continue
        files.update(file for file in place.rglob("*") if _is_code(file.relative_to(place), suffixes))
    return sorted(files)


def _is_code(path: Path, suffixes: set[str]) -> bool:
    """Returns whether the file, by its path in the suite, is code of the suite's, and no environment's or cache's."""
    return path.suffix in suffixes and not any(part.startswith(".") or part in _LEFT_OUT for part in path.parts)


def _hash_files(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        name = file.relative_to(root) if file.is_relative_to(root) else file.name
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return digest.hexdigest()[:12]
