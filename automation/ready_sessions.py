"""A session at a journal that a person began, kept in a file: for a journal into which no password leads."""

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from automation.atomic_files import open_replacement
from automation.invocation import name_command
from automation.target import TargetError, TargetFile
from mock_server.documents import DocumentError, decode_text, read_bytes

HOW_TO_SIGN_IN = f"войдите: {name_command('target sign-in ФАЙЛ --teacher ЛОГИН')}"


def read_session(path: Path) -> dict[str, Any]:
    """Returns the state for a browser context. Raises TargetError, whose one line says what to do."""
    try:
        state = json.loads(decode_text(path, read_bytes(path)))
    except DocumentError as error:
        raise TargetError(f"{error}; {HOW_TO_SIGN_IN}") from error
    except (ValueError, RecursionError) as error:
        raise TargetError(f"{path}: это не сохранённый вход (не JSON); {HOW_TO_SIGN_IN}") from error
    if not _is_state(state):
        raise TargetError(f"{path}: это не сохранённый вход (нет cookies и origins); {HOW_TO_SIGN_IN}")
    if not state["cookies"] and not state["origins"]:
        raise TargetError(f"{path}: сохранённый вход пуст; {HOW_TO_SIGN_IN}")
    if state["cookies"] and not state["origins"] and all(_has_expired(cookie) for cookie in state["cookies"]):
        raise TargetError(f"{path}: сохранённый вход истёк; {HOW_TO_SIGN_IN}")
    return {"cookies": state["cookies"], "origins": state["origins"]}


def read_sessions(file: TargetFile) -> list[dict[str, Any]]:
    """Returns the states of all teachers who have one. Raises TargetError, with a line for each that is no good."""
    states, problems = [], []
    for teacher in file.list_teachers().values():
        if teacher.session_file:
            try:
                states.append(read_session(teacher.session_file))
            except TargetError as error:
                problems.append(str(error))
    if problems:
        raise TargetError("\n".join(problems))
    return states


def write_session(context: BrowserContext, path: Path) -> None:
    """Writes what the browser keeps of its sessions, for its owner only. Raises OSError."""
    state = context.storage_state(indexed_db=True)
    with open_replacement(path, private=True) as unfinished:
        unfinished.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")


def _is_state(state: Any) -> bool:
    if not isinstance(state, dict):
        return False
    parts = [state.get("cookies"), state.get("origins")]
    return all(isinstance(part, list) and all(isinstance(item, dict) for item in part) for part in parts) and all(
        {"name", "value"} <= cookie.keys() for cookie in state["cookies"]
    )


def _has_expired(cookie: dict[str, Any]) -> bool:
    expires = cookie.get("expires", -1)
    return isinstance(expires, int | float) and 0 <= expires < time.time()
