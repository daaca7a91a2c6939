"""A TOML file read into a model: all its mistakes together, in Russian, each with its line."""

import io
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from automation.toml_lines import Location, find_line
from automation.toml_mistakes import describe_mistake, extract_keys
from mock_server.error_texts import describe_os_error

Table = TypeVar("Table", bound=BaseModel)
Mistake = tuple[Location, str]
"""Which key is wrong, and what is wrong with it and expected."""

_SYNTAX_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_SYNTAX = {  # how tomllib's message begins: what to do about it
    "Cannot declare": "эта таблица уже есть в файле",
    "Cannot mutate": "к этой таблице нельзя добавить ключ здесь",
    "Cannot overwrite": "этот ключ уже есть в таблице",
    "Cannot redefine": "эта таблица уже есть в файле",
    "Expected '='": "после ключа нужен знак =",
    "Expected ']'": "заголовок таблицы не закрыт скобкой",
    "Expected newline": "после значения нужна новая строка",
    "Found invalid character": "недопустимый знак",
    "Illegal character": "недопустимый знак: возможно, текст не закрыт кавычкой",
    "Invalid initial": "здесь нужен ключ из латинских букв, цифр, - и _ или ключ в кавычках",
    "Invalid statement": "здесь нужен ключ из латинских букв, цифр, - и _ или ключ в кавычках",
    "Invalid date": "нет такой даты или времени",
    "Invalid hex": "после \\u и \\U нужны цифры шестнадцатеричного числа",
    "Invalid value": "здесь нужно значение: текст в кавычках, число, true или false",
    "Unclosed array": "список не закрыт скобкой ]",
    "Unclosed inline": "таблица не закрыта скобкой }",
    "Unescaped '\\'": "обратную косую черту в тексте пишут дважды: \\\\",
    "Unterminated string": "текст не закрыт кавычкой",
}
_UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: "такого файла нет",
    IsADirectoryError: "это папка, а не файл",
    PermissionError: "нет права на чтение",
}


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
    content = _read(path)
    text = _decode(path, content)
    document = _parse(path, text)
    mistakes = list(find_mistakes(document))
    try:
        table = model.model_validate(document)
    except ValidationError as error:
        mistakes += [(extract_keys(details["loc"]), describe_mistake(model, details)) for details in error.errors()]
    else:
        if not mistakes:
            return TomlFile(table, content)
    lines = sorted(
        (find_line(text, location) or 0, ".".join(map(str, location)), problem) for location, problem in mistakes
    )
    raise TomlFileError("\n".join(_format_mistake(path, *line) for line in lines))


def _format_mistake(path: Path, line: int, key: str, problem: str) -> str:
    place = f"{path}, строка {line}" if line else str(path)
    return f"{place}: {key}: {problem}" if key else f"{place}: {problem}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = next((reason for kind, reason in _UNREADABLE.items() if isinstance(error, kind)), None)
        raise TomlFileError(f"{path}: файл не прочитать: {reason or describe_os_error(error)}") from error


def _decode(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")  # as Windows' Notepad saves it, too
    except UnicodeDecodeError as error:
        raise TomlFileError(f"{path}: файл не прочитать: это не текст в UTF-8") from error
    return io.StringIO(text, newline=None).read()


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise TomlFileError(f"{path}: это не TOML: слишком много вложенных скобок") from error
    except ValueError as error:
        raise TomlFileError(_describe_syntax_mistake(path, text, str(error))) from error


def _describe_syntax_mistake(path: Path, text: str, message: str) -> str:
    place = _SYNTAX_PLACE.fullmatch(message)
    problem = place["what"] if place else message
    reason = next((reason for start, reason in _SYNTAX.items() if problem.startswith(start)), problem)
    line = (place and place["line"]) or text.count("\n") + 1
    column = f", столбец {place['column']}" if place and place["column"] else ""
    return f"{path}, строка {line}{column}: это не TOML: {reason}"
