"""What is wrong with a TOML or JSON file as a whole is told in Russian: all that Python's parsers can say."""

import ast
import inspect
import json.decoder
import re
import tomllib._parser  # type: ignore[import-not-found]  # typeshed has no private modules
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mock_server import documents
from mock_server.documents import DocumentError, parse_json, parse_toml

FILE = Path("clients.toml")


def messages_of(module: ModuleType, *functions: str) -> Iterator[str]:
    """Yields the start of each message, up to its first placeholder, that the module passes to these functions."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            for message in node.args:
                text = message.values[0] if isinstance(message, ast.JoinedStr) else message
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def test_every_message_of_pythons_parsers_is_translated() -> None:
    """Переведено каждое сообщение разборщиков Python."""
    toml = set(messages_of(tomllib._parser, "suffixed_err", "TOMLDecodeError"))
    in_json = set(messages_of(json.decoder, "JSONDecodeError"))
    assert (len(toml) > 15, len(in_json) > 4) == (True, True), "the search has found its subject"
    assert {text for text in toml if not text.startswith((*documents._SYNTAX, "Expected "))} == set()
    assert {text for text in in_json if not text.startswith(tuple(documents._JSON_SYNTAX))} == set()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[[client]", "строка 1, столбец 9: это не TOML: заголовок таблицы не закрыт скобкой"),
        ("[client", "строка 1: это не TOML: заголовок таблицы не закрыт скобкой"),
        ("a = {b = 1, b = 2}", "строка 1, столбец 18: это не TOML: этот ключ уже есть в таблице"),
        ('a = "\\ud800"', "строка 1, столбец 12: это не TOML: после \\u и \\U нужен номер знака Юникода"),
        ("a = '''x", "строка 1: это не TOML: текст не закрыт кавычкой"),
        (f"a = {'9' * 5000}", "строка 1: это не TOML: слишком длинное число"),
    ],
)
def test_toml_that_is_none(text: str, mistake: str) -> None:
    """О файле, который не TOML, сказано по-русски."""
    with pytest.raises(DocumentError) as raised:
        parse_toml(FILE, text)
    assert str(raised.value) == f"clients.toml, {mistake}"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", ", строка 1, столбец 1: это не JSON: здесь нужно значение"),
        ('{"a": 1,\n "b" 2}', ", строка 2, столбец 6: это не JSON: после имени поля нужно двоеточие"),
        ('{"a": 1}\n}', ", строка 2, столбец 1: это не JSON: после конца документа есть ещё что-то"),
        (r'{"a": "\x"}', r", строка 1, столбец 8: это не JSON: обратную косую черту в тексте пишут дважды: \\"),
        ("9" * 5000, ": это не JSON: слишком длинное число"),
        ("[" * 100_000, ": это не JSON: слишком много вложенных скобок"),
    ],
    ids=range(6),
)
def test_json_that_is_none(text: str, mistake: str) -> None:
    """О файле, который не JSON, сказано по-русски."""
    with pytest.raises(DocumentError, match=f"^clients.toml{re.escape(mistake)}"):
        parse_json(FILE, text)
