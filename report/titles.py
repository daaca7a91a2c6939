"""What a test is called in reports: the first line of its docstring, and its parameters in Russian."""

import re
from collections import defaultdict
from collections.abc import Sequence

import pytest

_ENGLISH_WORD = re.compile(r"[a-z]{2,}")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_NAMES_IN_RUSSIAN = {
    "journal": "журнал",
    "vk_id": "VK ID",
    "messenger": "мессенджер",
    "sferum": "Сферум",
    "control": "управление",
}
"""The sites of the sandbox, which many tests have as their parameter."""


def read_item_title(item: pytest.Item) -> str:
    """Returns the first line of the test's docstring, or its name in words, and its parameters.

    Parameters that are words of no Russian are counted: «Длина кода · вариант 2».
    """
    return _add_parameters(_read_docstring(item) or _split_name(item.name), item)


def retitle(titles: Sequence[tuple[pytest.Item, str]]) -> None:
    """Gives tests that another catalogue knows the catalogue's titles; their parameters stay.

    Several tests of one title say what they say themselves, too.
    """
    tests_of = defaultdict(set)
    for item, title in titles:
        tests_of[title].add(_read_docstring(item))
    for item, title in titles:
        own = _read_docstring(item) if len(tests_of[title]) > 1 else title
        others = [(name, value) for name, value in item.user_properties if name != "title"]
        whole = title if own == title else f"{title}: {own}"
        item.user_properties[:] = [*others, ("title", _add_parameters(whole, item))]


def _read_docstring(item: pytest.Item) -> str:
    """Returns the first line, without its full stop."""
    function = getattr(item, "function", None)
    return (getattr(function, "__doc__", None) or "").strip().partition("\n")[0].rstrip(".")


def _add_parameters(title: str, item: pytest.Item) -> str:
    return " · ".join(filter(None, [title, _describe_parameters(item), _describe_browser(item)]))


def _split_name(name: str) -> str:
    return f"Тест «{name.partition('[')[0].removeprefix('test_').replace('_', ' ')}»"


def _describe_parameters(item: pytest.Item) -> str:
    """Returns the id of the test's parameters, but for the browser; which of them it is, if the id is not Russian."""
    call = getattr(item, "callspec", None)
    if call is None:
        return ""
    browser = str(call.params.get("browser_name", ""))
    id: str = "" if call.id == browser else call.id.removeprefix(f"{browser}-").removesuffix(f"-{browser}")
    words = [_NAMES_IN_RUSSIAN.get(word, word) for word in id.split("-")]
    if all(_CYRILLIC.search(word) or not _ENGLISH_WORD.search(word) for word in words):
        return "-".join(words).strip("-")
    return f"вариант {_count_parameters(item, call.indices)}"


def _count_parameters(item: pytest.Item, indices: dict[str, int]) -> str:
    """Returns the number of the parameters among those of the test, counted per `parametrize`: «3», «2.1»."""
    marks = [mark.args[0] for mark in item.iter_markers("parametrize")]
    names = [mark.split(",") if isinstance(mark, str) else mark for mark in marks]
    follow_another = {name.strip() for group in names for name in group[1:]}
    numbers = [index + 1 for name, index in indices.items() if name not in follow_another and name != "browser_name"]
    return ".".join(map(str, numbers))


def _describe_browser(item: pytest.Item) -> str:
    """Returns the name of the browser where the run has several."""
    call = getattr(item, "callspec", None)
    browsers = item.config.getoption("browser", None) or []
    name = str(call.params.get("browser_name", "")) if call else ""
    return name.capitalize() if len(browsers) > 1 else ""
