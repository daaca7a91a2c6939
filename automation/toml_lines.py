"""What a TOML file says, and on which line: tomllib does not tell the latter."""

import re
import tomllib
from pathlib import Path
from typing import Any

Location = tuple[str | int, ...]
_Words = list[tuple[str, int]]  # each with its line, the next one last

_WORD = re.compile(
    r"""
    (?P<blank> [ \t\r]+ | \#[^\n]* )
    | \"{3} (?: \\. | [^\\] )*? \"{3} \"{0,2}    # the text may end in two quotes of its own
    | '{3} .*? '{3} '{0,2}
    | " (?: \\. | [^"\\\n] )* "
    | ' [^'\n]* '
    | [^\s"'\#.,=\[\]{}]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


class TomlFileError(Exception):
    """The file cannot be read, or is no TOML; the message says which and why, without the file's name."""


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of the file, and what it says. Raises TomlFileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # as Windows' Notepad saves it, too
        return text, tomllib.loads(text)
    except OSError as error:
        raise TomlFileError(f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise TomlFileError("cannot be read: not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise TomlFileError(f"not TOML: {error}") from error


def line_of(text: str, location: Location) -> int | None:
    """The line, counted from 1, of what pydantic names by `location`, such as ("teachers", 1, "phone").

    For a key that is missing, the line where its table begins: None, if that is the whole file. Parts of the
    location that no file has, such as the tag of a union, are passed over. `text` must be valid TOML.
    """
    lines = _lines(text)
    found: Location = ()
    for part in location:
        if (*found, part) in lines:
            found = (*found, part)
    return lines.get(found)


def _lines(text: str) -> dict[Location, int]:
    """The line where each key, table and element of an array begins."""
    words = _words(text)
    lines: dict[Location, int] = {}
    sizes: dict[Location, int] = {}  # of the arrays of tables, so far
    table: Location = ()
    while words:
        word, line = words[-1]
        if word == "\n":
            words.pop()
        elif word == "[":
            table = _header(words, sizes)
            _note(lines, table, line)
            lines[table] = line  # [a] may come after [a.b], which has spoken of it
        else:
            _pair(words, table, lines)
    return lines


def _words(text: str) -> _Words:
    """The words, strings and signs of the text."""
    words: _Words = []
    line = 1
    for match in _WORD.finditer(text + "\n"):
        if match["blank"] is None:
            words.append((match[0], line))
        line += match[0].count("\n")
    return words[::-1]


def _header(words: _Words, sizes: dict[Location, int]) -> Location:
    words.pop()
    is_array = words[-1][0] == "["
    if is_array:
        words.pop()
    *outer, last = _key(words)
    while words[-1][0] != "\n":
        words.pop()
    table: Location = ()
    for part in outer:
        table = (*table, part)
        if table in sizes:
            table = (*table, sizes[table] - 1)
    table = (*table, last)
    if is_array:
        sizes[table] = sizes.get(table, 0) + 1
        table = (*table, sizes[table] - 1)
    return table


def _pair(words: _Words, table: Location, lines: dict[Location, int]) -> None:
    line = words[-1][1]
    path = (*table, *_key(words))
    _note(lines, path, line)
    words.pop()  # the sign =
    _value(words, path, lines)


def _value(words: _Words, path: Location, lines: dict[Location, int]) -> None:
    word, _ = words.pop()
    if word == "[":
        index = 0
        while (word := _next_inside(words)) != "]":
            if word == ",":
                words.pop()
                index += 1
            else:
                _note(lines, (*path, index), words[-1][1])
                _value(words, (*path, index), lines)
        words.pop()
    elif word == "{":
        while (word := _next_inside(words)) != "}":
            if word == ",":
                words.pop()
            else:
                _pair(words, path, lines)
        words.pop()
    else:
        while words[-1][0] not in {",", "]", "}", "\n"}:  # 1.5 and a date with its time are several
            words.pop()


def _key(words: _Words) -> list[str]:
    """The parts of a dotted key."""
    parts = []
    while words[-1][0] not in {"=", "]"}:
        word, _ = words.pop()
        if word != ".":
            parts.append(tomllib.loads(f"key = {word}")["key"] if word[0] in "\"'" else word)
    return parts


def _next_inside(words: _Words) -> str:
    while words[-1][0] == "\n":
        words.pop()
    return words[-1][0]


def _note(lines: dict[Location, int], path: Location, line: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)
