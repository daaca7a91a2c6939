"""`target init` describes the example journals: how many labels of the file must be corrected by hand."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.examples.conftest import PROJECT, Stand, StartJournal
from tests.examples.test_runs import check_target

pytestmark = pytest.mark.timeout(600)

UNSEEN = {"connected", "open_messenger", "unlink", "error"}
"""What a journal does not show to a teacher who is not linked and whom it has not refused."""
SEEN = {"login", "password", "sign_in", "sign_out", "office", "messenger", "not_connected", "connect"}


def init_target(stand: Stand, target: str, out: Path) -> subprocess.CompletedProcess[str]:
    """Runs `target init` with the first teacher and the organization of a target file with this text."""
    file = tomllib.loads(target)
    command = [
        sys.executable,
        "-m",
        "automation",
        "target",
        "init",
        f"{file['journal']}{file.get('sign_in_path', '/')}",
    ]
    command += ["--connect", f"--out={out}", f"--login={file['teachers'][0]['login']}"]
    command += [f"--organization-id={file['organization']['id']}", "--password-variable=EXAMPLE_PASSWORD"]
    return subprocess.run(command, cwd=PROJECT, env=stand.env, capture_output=True, encoding="utf-8", timeout=240)


def expect_equal_labels(written: dict[str, Any], documented: dict[str, Any], keys: set[str]) -> None:
    """Expects that none of these labels has to be corrected; a field may be named by its text or a selector."""
    wrong = {key: written[key] for key in keys if written[key] != documented[key] and key not in ("login", "password")}
    assert wrong == {}


@pytest.mark.parametrize("options", [(), ("--single-page",)], ids=["pages", "single-page"])
def test_django_journal_needs_no_corrected_label(
    stand: Stand, start_django_journal: StartJournal, options: tuple[str, ...]
) -> None:
    """Файл для журнала на Django: ни одной подписи не поправить, проверка файла проходит."""
    target, out = start_django_journal(*options), stand.folder / "vendor.toml"
    process = init_target(stand, target, out)
    assert process.returncode == 0, process.stdout + process.stderr
    documented, written = tomllib.loads(target), tomllib.loads(out.read_text(encoding="utf-8"))
    defaults = {"password": "Пароль", "sign_out": "Выйти"}
    keys = SEEN | {"connected"} | ({"open_messenger", "unlink"} if options else set())
    expect_equal_labels(written["labels"], defaults | documented["labels"], keys)
    assert written["client"]["id"] == documented["client"]["id"]
    assert written["organization"]["title"] == documented["organization"]["title"]
    assert [written["teachers"][0][key] for key in ("last_name", "first_name", "patronymic")] == [
        documented["teachers"][0][key] for key in ("last_name", "first_name", "patronymic")
    ]
    check = check_target(stand, out.read_text(encoding="utf-8"))
    assert check.returncode == 0, check.stdout + check.stderr


def test_fastapi_journal_needs_no_corrected_label(stand: Stand, start_fastapi_journal: StartJournal) -> None:
    """Файл для журнала на FastAPI: значок без имени, тихий токен и мост узнаны; не видно только отвязки."""
    target, out = start_fastapi_journal(), stand.folder / "vendor.toml"
    process = init_target(stand, target, out)
    assert process.returncode == 0, process.stdout + process.stderr
    documented, written = tomllib.loads(target), tomllib.loads(out.read_text(encoding="utf-8"))
    expect_equal_labels(written["labels"], documented["labels"], SEEN | {"connected"})
    assert (written["protocol"], written["bridge"]) == ("silent-token", {})
    assert written["client"]["id"] == documented["client"]["id"]
    check = check_target(stand, out.read_text(encoding="utf-8"))
    assert check.returncode == 0, check.stdout + check.stderr
    assert re.search(r"кнопка подключения", check.stdout)
