"""The file of a ready session: what is wrong with it is one line that says what to do."""

import json
from pathlib import Path

import pytest

from automation.ready_sessions import read_session, read_sessions
from automation.target import TargetError, read_target
from tests.target_files import TARGET

COOKIE = {"name": "session", "value": "s3cret", "domain": "127.0.0.1", "path": "/", "expires": -1}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "такого файла нет"),
        ("{", "это не сохранённый вход (не JSON)"),
        ("[" * 100_000, "это не сохранённый вход (не JSON)"),
        ("[]", "это не сохранённый вход (нет cookies и origins)"),
        ('{"cookies": []}', "это не сохранённый вход (нет cookies и origins)"),
        ('{"cookies": [5], "origins": []}', "это не сохранённый вход (нет cookies и origins)"),
        ('{"cookies": [{"name": "a"}], "origins": []}', "это не сохранённый вход (нет cookies и origins)"),
        ('{"cookies": [], "origins": []}', "сохранённый вход пуст"),
        (json.dumps({"cookies": [{**COOKIE, "expires": 5}], "origins": []}), "сохранённый вход истёк"),
    ],
)
def test_file_that_is_no_session_is_named(tmp_path: Path, content: str | None, complaint: str) -> None:
    path = tmp_path / "belova.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(TargetError) as refused:
        read_session(path)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith(str(path))
    assert "python -m automation target sign-in" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_session_is_read(tmp_path: Path) -> None:
    path = tmp_path / "belova.json"
    expired = {**COOKIE, "name": "other", "expires": 5}
    path.write_text(json.dumps({"cookies": [COOKIE, expired], "origins": []}), encoding="utf-8")
    assert read_session(path)["cookies"][0] == COOKIE


def test_session_is_beside_the_target_file_and_missing_ones_are_named(tmp_path: Path) -> None:
    file = tmp_path / "vendor.toml"
    file.write_text(TARGET.replace('password_variable = "PATH"', 'session = "belova.json"'), encoding="utf-8")
    target = read_target(file)  # before anybody has signed in
    (teacher,) = target.list_teachers().values()
    assert (teacher.session_file, teacher.password) == (tmp_path / "belova.json", "")
    with pytest.raises(TargetError, match=r"belova\.json"):
        read_sessions(target)
