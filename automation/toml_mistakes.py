"""What is wrong with a value of a TOML file, in Russian: pydantic says it in English, and for programmers."""

import dataclasses
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from mock_server.toml_lines import Location

_TAG = re.compile(r"\[\w+\]")
"""What pydantic names besides the keys of the file: the key of a dictionary, the kind of a union."""
_TEXT = "нужен текст в кавычках"
_TABLE = "нужна таблица"
_LABEL = f'{_TEXT} или {{ selector = "…" }}'
_PATH = "_action_tag()"
"""Pydantic's name of the rule that tells the kinds of an action's label apart."""
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_WHAT = {  # pydantic's name of a mistake: what is wrong and expected; names in braces are pydantic's too
    "bool_type": "нужно true или false, без кавычек",
    "dataclass_type": _TABLE,
    "date_from_datetime_inexact": "нужна дата без времени и без кавычек: 2026-12-31",
    "date_type": "нужна дата без времени и без кавычек: 2026-12-31",
    "dict_type": _TABLE,
    "finite_number": "нужно конечное число",
    "float_type": "нужно число без кавычек",
    "greater_than": "нужно число больше {gt:g}",
    "greater_than_equal": "нужно число не меньше {ge:g}",
    "int_type": "нужно целое число без кавычек",
    "less_than": "нужно число меньше {lt:g}",
    "less_than_equal": "нужно число не больше {le:g}",
    "list_type": "нужен список в квадратных скобках",
    "missing": "ключа нет, а он обязателен",
    "model_type": _TABLE,
    "string_too_long": "текст длиннее {max_length} знаков",
    "string_too_short": "текст не может быть пустым",
    "string_type": _TEXT,
    "union_tag_not_found": _LABEL.replace("{", "{{").replace("}", "}}"),
    "value_error": "{error}",
}


def describe_mistake(model: type[BaseModel], details: ErrorDetails) -> str:
    """Returns what is wrong with the value that pydantic's mistake is about, and what is expected."""
    kind, location = details["type"], extract_keys(details["loc"])
    if kind in _UNKNOWN:
        return _describe_unknown(str(location[-1]), _find_known_keys(model, details["loc"][:-1]))
    if kind == "literal_error":
        return f"нужно одно из: {_parse_allowed_values(details['ctx']['expected'])}"
    if kind == "union_tag_not_found" and _PATH in details.get("ctx", {}).get("discriminator", ""):
        return f"{_LABEL} или список из них: путь нажатий"
    if kind == "list_type" and _is_list_of_tables(_annotations(model).get(str(location[0]))):
        name = ".".join(map(str, location))
        return f"нужна таблица [[{name}]], в двойных скобках"
    if kind in ("model_type", "dataclass_type") and (keys := _find_known_keys(model, location)):
        return f"{_TABLE} с ключами {', '.join(keys)}"
    return _WHAT[kind].format(**details.get("ctx", {})) if kind in _WHAT else details["msg"]


def extract_keys(location: Location) -> Location:
    """Returns pydantic's location without what is no key or index of the file."""
    return tuple(part for part in location if not _TAG.fullmatch(str(part)))


def _describe_unknown(key: str, known_keys: list[str]) -> str:
    nearest = get_close_matches(key, known_keys, n=1)
    if nearest:
        return f"такого ключа нет; возможно, {nearest[0]}"
    return f"такого ключа нет; есть {', '.join(known_keys)}"


def _parse_allowed_values(expected: str) -> str:
    """Returns the values that pydantic's `expected` allows: 'button', 'http' or 'command'."""
    return ", ".join(f'"{value}"' for value in re.findall(r"'([^']*)'", expected))


def _find_known_keys(model: type, location: Location) -> list[str]:
    """Returns the keys of the table at this place of the file; there are none where no table belongs."""
    tables: list[type] = [model]
    for key in (part for part in extract_keys(location) if isinstance(part, str)):
        tables = [inner for table in tables for inner in _find_tables(_annotations(table).get(key))]
    return [key for table in tables for key in _annotations(table)]


def _find_tables(annotation: Any) -> Iterator[type]:
    """Returns the tables that a value with this annotation is, or is a list of."""
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation)):
        yield annotation
    for argument in get_args(annotation):
        yield from _find_tables(argument)


def _is_list_of_tables(annotation: Any) -> bool:
    """Returns whether each value of the list is a table with a heading of its own, such as `[[teachers]]`."""
    return any(isinstance(item, type) and issubclass(item, BaseModel) for item in get_args(annotation))


def _annotations(table: type) -> dict[str, Any]:
    if issubclass(table, BaseModel):
        return {name: field.annotation for name, field in table.model_fields.items()}
    return {name: field.type for name, field in getattr(table, "__dataclass_fields__", {}).items()}
