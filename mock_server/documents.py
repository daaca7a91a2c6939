"""Reads the text of a file that a person wrote, TOML or JSON: what is wrong with it as a whole, in Russian."""

import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from mock_server.error_texts import describe_os_error

_SYNTAX_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_SYNTAX = {  # how tomllib's message begins: what to do about it
    "Cannot declare": "эта таблица уже есть в файле",
    "Cannot mutate": "к этой таблице нельзя добавить ключ здесь",
    "Cannot overwrite": "этот ключ уже есть в таблице",
    "Cannot redefine": "эта таблица уже есть в файле",
    "Expected '='": "после ключа нужен знак =",
    "Duplicate inline": "этот ключ уже есть в таблице",
    "Escaped character": "после \\u и \\U нужен номер знака Юникода",
    "Exceeds the limit": "слишком длинное число",
    "Expected ']": "заголовок таблицы не закрыт скобкой",
    "Expected '": "текст не закрыт кавычкой",
    'Expected "': "текст не закрыт кавычкой",
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
_JSON_SYNTAX = {  # the same of json's message
    "Expecting ',' delimiter": "здесь нужна запятая или закрывающая скобка",
    "Expecting ':' delimiter": "после имени поля нужно двоеточие",
    "Expecting property name": "здесь нужно имя поля в двойных кавычках",
    "Expecting value": "здесь нужно значение: текст в двойных кавычках, число, true, false или null",
    "Extra data": "после конца документа есть ещё что-то",
    "Illegal trailing comma": "перед закрывающей скобкой лишняя запятая",
    "Invalid \\escape": "обратную косую черту в тексте пишут дважды: \\\\",
    "Invalid \\uXXXX escape": "после \\u нужны четыре шестнадцатеричные цифры",
    "Invalid control character": "недопустимый знак: возможно, текст не закрыт кавычкой",
    "Unterminated string": "текст не закрыт кавычкой",
}


class DocumentError(Exception):
    """The file cannot be read, or it is no TOML or JSON. The message is one line: the file, the line, what is wrong."""


def read_bytes(path: Path) -> bytes:
    """Returns the bytes of the file. Raises DocumentError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: файл не прочитать: {describe_os_error(error)}") from error


def decode_text(path: Path, content: bytes) -> str:
    """Returns the text, which is UTF-8, with `\\n` at the end of each line. Raises DocumentError."""
    try:
        text = content.decode("utf-8-sig")  # as Windows' Notepad saves it, too
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: файл не прочитать: это не текст в UTF-8") from error
    return io.StringIO(text, newline=None).read()


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """Returns the document. Raises DocumentError."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise DocumentError(f"{path}: это не TOML: слишком много вложенных скобок") from error
    except ValueError as error:
        raise DocumentError(_syntax_mistake(path, text, str(error))) from error


def parse_json(path: Path, text: str) -> Any:
    """Returns the document. Raises DocumentError."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise DocumentError(f"{path}: это не JSON: слишком много вложенных скобок") from error
    except json.JSONDecodeError as error:
        place = format_place(path, error.lineno, error.colno)
        reason = next((reason for start, reason in _JSON_SYNTAX.items() if error.msg.startswith(start)), error.msg)
        raise DocumentError(f"{place}: это не JSON: {reason}") from error
    except ValueError as error:  # a number of thousands of digits
        raise DocumentError(f"{path}: это не JSON: слишком длинное число") from error


def format_place(path: Path, line: int, column: int = 0) -> str:
    """Returns the file, and the line and the column where they are not 0, as messages about a file begin."""
    return f"{path}{f', строка {line}' if line else ''}{f', столбец {column}' if column else ''}"


def _syntax_mistake(path: Path, text: str, message: str) -> str:
    place = _SYNTAX_PLACE.fullmatch(message)
    what = place["what"] if place else message
    reason = next((reason for start, reason in _SYNTAX.items() if what.startswith(start)), what)
    line = (place and place["line"]) or text.count("\n") + 1
    column = (place and place["column"]) or 0
    return f"{format_place(path, int(line), int(column))}: это не TOML: {reason}"
