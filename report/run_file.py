"""`run.json`: a whole run of pytest as data, pictures included, so that a page can be made of it again.

`requirements.json` is for programs of other people; this file is for `report merge` and `report compare`.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from automation.atomic_files import open_replacement
from automation.errors import AutomationError
from automation.guide import Requirement
from mock_server.documents import DocumentError, decode_text, parse_json, read_bytes
from report.run_record import RunRecord

RUN_FILE = "run.json"


class RunFileError(AutomationError):
    """The file cannot be used; the message is one line."""


@dataclass(frozen=True)
class RunFile:
    """A run, and the requirements that it was reported by."""

    run: RunRecord
    catalogue: dict[str, Requirement]


def write_run_file(run: RunRecord, catalogue: dict[str, Requirement], folder: Path) -> None:
    """Writes the file, whole or not at all. Raises OSError."""
    with open_replacement(folder / RUN_FILE, private=False) as file:
        requirements = {id: requirement.model_dump() for id, requirement in catalogue.items()}
        data = {"run": asdict(run) | {"started": run.started.isoformat()}, "catalogue": requirements}
        file.write_bytes(json.dumps(data, ensure_ascii=False).encode(errors="replace") + b"\n")


def read_run_file(folder: Path) -> RunFile:
    """Returns the run that was reported into the folder. Raises RunFileError."""
    path = folder / RUN_FILE
    try:
        text = decode_text(path, read_bytes(path))
        parse_json(path, text)  # says in Russian what is wrong with the document
        file: RunFile = _adapter().validate_json(text)
    except DocumentError as error:
        raise RunFileError(str(error)) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise RunFileError(f"{path}: это не запуск тестов этой версии: {place}") from error
    return file


@cache
def _adapter() -> TypeAdapter[Any]:
    """Returns what reads the file, cached: building it takes longer than reading."""
    return TypeAdapter(RunFile)
