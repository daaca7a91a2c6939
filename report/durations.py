"""The file of known times: how many seconds each test takes, for shards of equal length."""

import json
from collections.abc import Mapping
from pathlib import Path

from automation.atomic_files import open_replacement
from automation.errors import AutomationError
from mock_server.documents import DocumentError, decode_text, parse_json, read_bytes


class DurationsError(AutomationError):
    """The file of times cannot be used; the message is one line."""


def read_durations(path: Path) -> dict[str, float]:
    """Returns the seconds of each test; none where there is no file. Raises DurationsError."""
    if not path.exists():
        return {}
    try:
        document = parse_json(path, decode_text(path, read_bytes(path)))
    except DocumentError as error:
        raise DurationsError(str(error)) from error
    if not isinstance(document, dict) or not all(_is_duration(value) for value in document.values()):
        raise DurationsError(f"{path}: нужен объект JSON: имя теста и его секунды, как пишет --save-times")
    return {test: float(seconds) for test, seconds in document.items()}


def update_durations(path: Path, durations: Mapping[str, float]) -> None:
    """Writes the times of these tests over those in the file, and keeps all others. Raises DurationsError, OSError."""
    known = {**read_durations(path), **{test: round(seconds, 3) for test, seconds in durations.items()}}
    with open_replacement(path, private=False) as file:
        file.write_text(json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
