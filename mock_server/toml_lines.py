"""On which line a key of a TOML file is: tomllib does not say."""

import re
import tomllib
from functools import lru_cache

Location = tuple[str | int, ...]
_Words = list[tuple[str, int]]  # a word and its line; the next word is the last of the list

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


def find_line(text: str, location: Location) -> int | None:
    """Returns the line, counted from 1, of what pydantic names by `location`, such as ("teachers", 1, "phone").

    For a key that is missing it is the line where its table begins: None, if that is the whole file. Parts of the
    location that no file has, such as the tag of a union, are passed over. `text` must be valid TOML.
    """
    lines = _find_lines(text)
    place: Location = ()
    for part in location:
        if (*place, part) in lines:
            place = (*place, part)
    return lines.get(place)


@lru_cache(maxsize=1)  # a file may have many mistakes
def _find_lines(text: str) -> dict[Location, int]:
    """Returns the line where each key, table and element of an array begins."""
    words = _split_words(text)
    lines: dict[Location, int] = {}
    sizes: dict[Location, int] = {}  # of the arrays of tables, so far
    table: Location = ()
    while words:
        word, line = words[-1]
        if word == "\n":
            words.pop()
        elif word == "[":
            table = _read_header(words, sizes)
            _add_line(lines, table, line)
            lines[table] = line  # [a] may come after [a.b], which has a line for it
        else:
            _read_pair(words, table, lines)
    return lines


def _split_words(text: str) -> _Words:
    """Returns the words, strings and signs of the text."""
    words: _Words = []
    line = 1
    for match in _WORD.finditer(text + "\n"):
        if match["blank"] is None:
            words.append((match[0], line))
        line += match[0].count("\n")
    return words[::-1]


def _read_header(words: _Words, sizes: dict[Location, int]) -> Location:
    words.pop()
    is_array = words[-1][0] == "["
    if is_array:
        words.pop()
    *outer, last = _read_key(words)
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


def _read_pair(words: _Words, table: Location, lines: dict[Location, int]) -> None:
    line = words[-1][1]
    path = (*table, *_read_key(words))
    _add_line(lines, path, line)
    words.pop()  # the sign =
    _read_value(words, path, lines)


def _read_value(words: _Words, path: Location, lines: dict[Location, int]) -> None:
    word, _ = words.pop()
    if word == "[":
        index = 0
        while (word := _next_word_inside(words)) != "]":
            if word == ",":
                words.pop()
                index += 1
            else:
                _add_line(lines, (*path, index), words[-1][1])
                _read_value(words, (*path, index), lines)
        words.pop()
    elif word == "{":
        while (word := _next_word_inside(words)) != "}":
            if word == ",":
                words.pop()
            else:
                _read_pair(words, path, lines)
        words.pop()
    else:
        while words[-1][0] not in {",", "]", "}", "\n"}:  # 1.5 and a date with its time are several
            words.pop()


def _read_key(words: _Words) -> list[str]:
    """Returns the parts of a dotted key."""
    parts = []
    while words[-1][0] not in {"=", "]"}:
        word, _ = words.pop()
        if word != ".":
            parts.append(tomllib.loads(f"key = {word}")["key"] if word[0] in "\"'" else word)
    return parts


def _next_word_inside(words: _Words) -> str:
    while words[-1][0] == "\n":
        words.pop()
    return words[-1][0]


def _add_line(lines: dict[Location, int], path: Location, line: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)
