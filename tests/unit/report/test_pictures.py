"""Where the pictures of a failed test lie, and how other tools are told of them."""

import os
from base64 import b64encode
from pathlib import Path
from unittest.mock import patch

import pytest

from report.pictures import remove_pictures, save_pictures, shorten_path

CHECKOUTS = ("CI_PROJECT_DIR", "WORKSPACE", "GITHUB_WORKSPACE")


def test_pictures_are_files_beside_the_report_until_the_next_run(tmp_path: Path) -> None:
    pictures = [b64encode(data).decode() for data in (b"one", b"two")]
    files = save_pictures(tmp_path, "tests/e2e/test_a.py::test_b[с профилем]", pictures)
    others = save_pictures(tmp_path, "tests/e2e/test_a.py::test_b[без профиля]", pictures[:1])

    assert [path.read_bytes() for path in files] == [b"one", b"two"]
    assert others[0] not in files
    assert all(path.name.isascii() and path.parent == tmp_path / "screenshots" for path in files)
    assert files[0].name.startswith("test_a.py-test_b-")

    (tmp_path / "screenshots" / "own.png").touch()
    remove_pictures(tmp_path)
    assert [path.name for path in (tmp_path / "screenshots").iterdir()] == ["own.png"]
    remove_pictures(tmp_path / "none")


@pytest.mark.parametrize(
    ("variable", "folder", "path"),
    [
        (None, "started/results", "results/screenshots/1.jpg"),
        ("CI_PROJECT_DIR", "ci/out/results", "out/results/screenshots/1.jpg"),
        ("WORKSPACE", "ci/out/results", "out/results/screenshots/1.jpg"),
        ("GITHUB_WORKSPACE", "ci/out/results", "out/results/screenshots/1.jpg"),
        ("CI_PROJECT_DIR", "started/results", "results/screenshots/1.jpg"),
        (None, "elsewhere/results", "results/screenshots/1.jpg"),
    ],
)
def test_path_is_from_the_checkout_and_never_the_machines_own(
    tmp_path: Path, variable: str | None, folder: str, path: str
) -> None:
    report = tmp_path / folder
    others = {name: value for name, value in os.environ.items() if name not in CHECKOUTS}
    with patch.dict(os.environ, {**others, **({variable: str(tmp_path / "ci")} if variable else {})}, clear=True):
        assert shorten_path(report / "screenshots" / "1.jpg", report, tmp_path / "started") == path
