"""Keeps valid the JSON inside a text, such as a line of a log: a masked number becomes a text in quotes."""

import re


def quote_number(match: re.Match[str], masked: str, start: int | None = None) -> str:
    """Returns `masked`, in quotes where a number of JSON stood: `"phone": 79001234567`, `[79001234567]`.

    `start` is where the number begins, if not with the match.
    """
    before, after = match.string[: match.start() if start is None else start], match.string[match.end() :]
    if not re.match(r"\s*(?:[,}\]]|$)", after):
        return masked
    quote = _quote_of_value(before)
    return f"{quote}{masked}{quote}"


def _quote_of_value(before: str) -> str:
    """Returns the quote of a text where JSON has a value after `before`, escaped as deep as it stands; else nothing."""
    if name_end := re.search(r"""(\\*)["']\s*:\s*$""", before):
        return f'{name_end[1]}"'
    if not before.rstrip().endswith(("[", ",")):
        return ""
    depth = 0  # of the list, and of those around it
    for bracket in re.finditer(r"[\[\]]", before[::-1]):
        depth += 1 if bracket[0] == "]" else -1
        if depth < 0:
            depth = 0
            outside = before[: len(before) - bracket.end()]
            if quote := re.search(r"""(\\*)["']\s*(:?)\s*$""", outside):
                return f'{quote[1] if quote[2] else quote[1] * 2 + chr(92)}"'
            if not outside.strip():
                return '"'
    return ""
