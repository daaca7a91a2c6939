"""Finds secret values in HTML and XML, and in JSON that HTML carries: `<input name="password" value="x">`."""

import re
from collections.abc import Iterator

from mock_server.recording.secret_names import is_secret

_VALUE_ATTRIBUTES = ("value", "content")
_QUOTE = r"""(?<!\\)\\*+["']"""
_ENTITY = r"&(?:amp;)*(?:quot|apos|#0*3[49]|#x0*2[27]);"
_INPUT = re.compile(r"<(?:input|meta)\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rf"""(?<![\w-])(?P<name>type|name|id|autocomplete|value|content)\s*=\s*
    (?:(?P<quote>{_QUOTE})(?P<quoted>.*?)(?P=quote)|(?P<bare>[^\s"'>\\]+))""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ELEMENT = re.compile(r"<([\w:.-]{1,60})(?:\s[^<>]{0,500})?>(?:<!\[CDATA\[)?(?P<value>[^<>]+?)(?:\]\]>)?</\1\s*>")
_ESCAPED = re.compile(
    rf"(?P<quote>{_ENTITY})(?P<name>[\w-]{{1,60}})(?P=quote)\s*[:=]\s*(?P=quote)(?P<value>(?:(?!(?P=quote)).)+)",
    re.IGNORECASE,
)
_VALUE_FIRST = re.compile(
    rf"""(?P<quote>{_QUOTE})value(?P=quote)\s*:\s*(?P=quote)(?P<value>(?:(?!(?P=quote)).)*)(?P=quote)
    \s*,\s*(?P=quote)name(?P=quote)\s*:\s*(?P=quote)(?P<name>[\w-]+)(?P=quote)""",
    re.IGNORECASE | re.VERBOSE,
)


def find_secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yields where secret values begin and end; in no order."""
    for tag in _INPUT.finditer(text):
        yield from _input_spans(text, tag)
    for element in _ELEMENT.finditer(text):
        if is_secret(element[1]) and element["value"].strip():
            yield element.span("value")
    for pattern in (_ESCAPED, _VALUE_FIRST):
        for member in pattern.finditer(text):
            if is_secret(member["name"]):
                yield member.span("value")


def _input_spans(text: str, tag: re.Match[str]) -> Iterator[tuple[int, int]]:
    attributes = list(_ATTRIBUTE.finditer(text, tag.start(), tag.end()))
    values = [attribute for attribute in attributes if attribute["name"].lower() in _VALUE_ATTRIBUTES]
    names = [attribute["quoted"] or attribute["bare"] or "" for attribute in attributes if attribute not in values]
    if any(is_secret(name) for name in names):
        for value in values:
            yield value.span("quoted" if value["quoted"] is not None else "bare")
