"""The first line of a failure, for a stranger: which scenario, what was expected, what was seen, and where."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_EXPECTED = re.compile(r"^(?:\w+: )?(Locator|Page(?: title| URL)?) expected (.+?)\nActual value: ", re.DOTALL)
_ACTUAL = re.compile(r"^Actual value: (.*)$", re.MULTILINE)
_ERROR = re.compile(r"^Error: (.*)$", re.MULTILINE)
_LOCATOR = re.compile(r"^\s*- waiting for (.+)$", re.MULTILINE)
_TIMEOUT = re.compile(r"^(?:\w+: )?[\w.]+: Timeout \d+ms exceeded")
_KIND = re.compile(r"^(?:AssertionError|Failed): ")
_MAX_CHARS = 160
_WORDS = {
    "to be visible": "виден",
    "not to be visible": "не виден",
    "to be hidden": "скрыт",
    "to be focused": "в фокусе",
    "to be enabled": "доступен",
    "to be disabled": "недоступен",
    "to have text": "текст",
    "to contain text": "среди текста",
    "to have count": "количество",
    "to have value": "значение",
    "to have attribute": "атрибут",
    "to contain class": "класс",
    "to have accessible name": "доступное имя",
    "to match Aria snapshot": "содержимое",
    "to be '": "адрес '",
}


def describe_failure(title: str, message: str, step: str | None, addresses: Sequence[str]) -> str:
    """Returns one line in Russian; `message` is the error's, `step` the one that failed, if one did.

    «Привязка» · ожидалось: виден; увидено: нет на экране · get_by_role("button") · шаг «…» · http://…
    """
    parts = [f"«{title}»", _describe_mismatch(message)]
    parts += [match[1] for match in [_LOCATOR.search(message)] if match]
    parts += [f"шаг «{step}»"] if step else []
    parts += dict.fromkeys(_without_query(address) for address in addresses if address != "about:blank")
    return " · ".join(parts)


def _describe_mismatch(message: str) -> str:
    """Returns what was expected and what was seen; of an error of another kind, its first line."""
    actual, error = _ACTUAL.search(message), _ERROR.search(message)
    if actual is None:
        text = message.strip().partition("\n")[0]
        return "не дождались" if _TIMEOUT.match(text) else _shorten(_KIND.sub("", text))
    expected = _EXPECTED.match(message)
    seen = "нет на экране" if error and "not found" in error[1] else actual[1].strip()
    seen = _shorten(error[1]) if error and "strict mode" in error[1] else seen
    return f"ожидалось: {_translate(expected[2]) if expected else _first_line(message)}; увидено: {_shorten(seen)}"


def _translate(expected: str) -> str:
    for words, russian in _WORDS.items():
        if expected.startswith(words):
            return _shorten(f"{russian}{expected.removeprefix(words)}")
    return _shorten(expected)


def _first_line(message: str) -> str:
    return _shorten(_KIND.sub("", message.partition("\n")[0]))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_CHARS else f"{line[:_MAX_CHARS]}…"


def _without_query(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else address
