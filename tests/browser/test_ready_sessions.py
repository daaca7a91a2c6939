"""A session that a person began: written for its owner alone, and enough to come in by."""

import stat
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page, StorageState
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.job_browser import JobError
from automation.ready_sessions import read_session
from automation.target import TargetFile, read_target
from tests.target_files import TARGET
from validation.target_sign_in import record_session

SIGNS_IN_LATER = """<script>setTimeout(() => {
    document.cookie = 'session=abc; max-age=3600'; localStorage.token = 'xyz'
    document.body.innerHTML = '<a href=/>Кабинет учителя</a>' }, 500)</script><p>Госуслуги</p>"""
KNOWS = "<script>document.title = document.cookie + localStorage.token</script>"


def show(page: Page, html: str) -> None:
    """Makes every address answer with that page."""
    page.context.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))


def read_file(folder: Path) -> TargetFile:
    """Returns a target file whose teacher has a session beside it."""
    file = folder / "vendor.toml"
    file.write_text(TARGET.replace('password_variable = "PATH"', 'session = "own/ivanova.json"'), encoding="utf-8")
    return read_target(file)


def test_session_of_a_person_is_kept_and_enough(page: Page, new_context: CreateContextCallback, tmp_path: Path) -> None:
    file = read_file(tmp_path)
    (teacher,) = file.list_teachers().values()
    show(page, SIGNS_IN_LATER)
    path = record_session(page, file, teacher, timeout_s=20)
    assert path == tmp_path / "own" / "ivanova.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    later = new_context(storage_state=cast(StorageState, read_session(path))).new_page()
    show(later, KNOWS)
    later.goto("http://127.0.0.1:1/")
    assert later.title() == "session=abcxyz"


def test_nothing_is_written_where_nobody_signs_in(page: Page, tmp_path: Path) -> None:
    file = read_file(tmp_path)
    (teacher,) = file.list_teachers().values()
    show(page, "<p>Госуслуги</p>")
    with pytest.raises(JobError, match="за 1 с ни кабинета учителя, ни мессенджера не видно: вход не записан"):
        record_session(page, file, teacher, timeout_s=1)
    assert not (tmp_path / "own").exists()
