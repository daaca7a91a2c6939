"""A TOML file read into a model: all its mistakes together, in Russian, each with its line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from automation.errors import AutomationError
from automation.toml_mistakes import describe_mistake, extract_keys
from mock_server.documents import DocumentError, decode_text, format_place, parse_toml, read_bytes
from mock_server.toml_lines import Location, find_line

Table = TypeVar("Table", bound=BaseModel)
Mistake = tuple[Location, str]
"""Which key is wrong, and what is wrong with it and expected."""


class TomlFileError(AutomationError):
    """The file cannot be used. The message has one line per mistake: the file, the line, the key, what is wrong."""


@dataclass(frozen=True)
class TomlFile(Generic[Table]):
    """What a file says, and its bytes."""

    table: Table
    content: bytes


def read_toml_file(
    path: Path, model: type[Table], find_mistakes: Callable[[dict[str, Any]], Iterable[Mistake]]
) -> TomlFile[Table]:
    """Returns the file, checked by the model and by `find_mistakes`. Raises TomlFileError.

    `find_mistakes` gets the document as it is, before the model has accepted it.
    """
    try:
        content = read_bytes(path)
        text = decode_text(path, content)
        document = parse_toml(path, text)
    except DocumentError as error:
        raise TomlFileError(str(error)) from error
    mistakes = list(find_mistakes(document))
    try:
        table = model.model_validate(document)
    except ValidationError as error:
        mistakes += [(extract_keys(details["loc"]), describe_mistake(model, details)) for details in error.errors()]
    else:
        if not mistakes:
            return TomlFile(table, content)
    # A key and its value may be wrong in the same way: once is enough.
    lines = sorted(
        {(find_line(text, location) or 0, ".".join(map(str, location)), problem) for location, problem in mistakes}
    )
    raise TomlFileError("\n".join(_format_mistake(path, *line) for line in lines))


def _format_mistake(path: Path, line: int, key: str, problem: str) -> str:
    place = format_place(path, line)
    return f"{place}: {key}: {problem}" if key else f"{place}: {problem}"
