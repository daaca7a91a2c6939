"""The pictures of a failed test as files beside the report, for the tools of others: they show files."""

import hashlib
import os
import re
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path

FOLDER = "screenshots"
_CHECKOUTS = ("CI_PROJECT_DIR", "WORKSPACE", "GITHUB_WORKSPACE")
"""The variables in which GitLab, Jenkins and GitHub name the folder that paths in JUnit's XML are relative to."""


def save_pictures(folder: Path, nodeid: str, pictures: Iterable[str]) -> list[Path]:
    """Writes pictures of a test, JPEG in base64, into a folder of the report's; returns the files. Raises OSError."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", nodeid.rpartition("/")[2].partition("[")[0])[:80]
    name = f"{name}-{hashlib.sha256(nodeid.encode()).hexdigest()[:8]}"
    files = []
    for number, picture in enumerate(pictures, start=1):
        path = folder / FOLDER / f"{name}-{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b64decode(picture))
        files.append(path)
    return files


def remove_pictures(folder: Path) -> None:
    """Removes the pictures of an earlier run."""
    for path in (folder / FOLDER).glob("*.jpg"):
        path.unlink(missing_ok=True)


def shorten_path(path: Path, folder: Path, started_in: Path) -> str:
    """Returns the path as CI's tools look for it: from the checkout, or from where the run was started.

    Where it lies in neither, from the folder that the report's `folder` is in: a machine's own path is in no report.
    """
    checkouts = [Path(value) for name in _CHECKOUTS if (value := os.environ.get(name))]
    absolute = path.absolute()
    for base in (*checkouts, started_in, folder.absolute().parent):
        if absolute.is_relative_to(base.absolute()):
            return absolute.relative_to(base.absolute()).as_posix()
    return absolute.name
