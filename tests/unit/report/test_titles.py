"""What a test is called in reports, whatever its author has written."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from report.titles import read_item_title, retitle


def build_item(
    docstring: str | None,
    id: str = "",
    indices: dict[str, int] | None = None,
    marks: tuple[object, ...] = (),
    **more: Any,
) -> pytest.Item:
    """Returns a test with these parameters; `browsers` are those of the run, `browser` is the one of this test."""
    browsers = more.get("browsers", ["chromium"])
    call = SimpleNamespace(
        id=id,
        indices=indices or {},
        params={"browser_name": more["browser"]} if "browser" in more else {},
    )
    return cast(
        pytest.Item,
        SimpleNamespace(
            name="test_link_is_made",
            user_properties=[("requirement", "P-3"), ("title", "Проверка")],
            function=SimpleNamespace(__doc__=docstring),
            iter_markers=lambda name: [SimpleNamespace(args=(names,)) for names in marks if name == "parametrize"],
            config=SimpleNamespace(getoption=lambda name, default: browsers),
            **({"callspec": call} if id else {}),
        ),
    )


@pytest.mark.parametrize(
    ("docstring", "title"),
    [
        ("Привязка.", "Привязка"),
        ("Привязка\n\nRFC 6749", "Привязка"),
        ("\n    Привязка: сразу.\n    ", "Привязка: сразу"),
        (None, "Тест «link is made»"),
        ("", "Тест «link is made»"),
    ],
)
def test_title_is_the_first_line_of_the_docstring(docstring: str | None, title: str) -> None:
    assert read_item_title(build_item(docstring)) == title


def test_test_of_another_plugin_has_its_name_in_words() -> None:
    item = SimpleNamespace(name="test_a_b[x]", config=SimpleNamespace(getoption=lambda name, default: None))
    assert read_item_title(cast(pytest.Item, item)) == "Тест «a b»"


@pytest.mark.parametrize(
    ("id", "more", "parameters"),
    [
        ("меньшим", {}, "меньшим"),
        ("=1+1", {}, "=1+1"),
        ("+7-900-123-45-67", {}, "+7-900-123-45-67"),
        *(("vk_id", {}, "VK ID"), ("messenger", {}, "мессенджер")),
        *(("sferum", {}, "Сферум"), ("control", {}, "управление")),
        ("journal-учитель", {}, "журнал-учитель"),
        ("узел vk.ru", {}, "узел vk.ru"),
        ("popup", {"indices": {"window": 1}, "marks": ["window"]}, "вариант 2"),
        ("Сферум-after", {"indices": {"site": 0, "moment": 2}, "marks": [("site", "moment")]}, "вариант 1"),
        ("a1-cd", {"indices": {"site": 0, "moment": 0, "c": 4}, "marks": ["site, moment", "c"]}, "вариант 1.5"),
        ("chromium", {"browser": "chromium"}, ""),
        ("chromium-меньшим", {"browser": "chromium"}, "меньшим"),
        ("меньшим-chromium", {"browser": "chromium"}, "меньшим"),
        ("chromium", {"browser": "chromium", "browsers": ["chromium", "firefox"]}, "Chromium"),
        ("firefox-да", {"browser": "firefox", "browsers": ["chromium", "firefox"]}, "да · Firefox"),
        ("firefox-no", {"browser": "firefox", "indices": {"browser_name": 1, "x": 0}, "marks": ["x"]}, "вариант 1"),
    ],
)
def test_parameters_are_russian_or_counted(id: str, more: dict[str, Any], parameters: str) -> None:
    title = read_item_title(build_item("Привязка", id, **more))
    assert title == (f"Привязка · {parameters}" if parameters else "Привязка")


def test_title_of_another_catalogue_takes_the_place_of_the_docstring() -> None:
    item = build_item("Hangs.", "vk_id")
    retitle([(item, "Возврат")])
    assert item.user_properties == [("requirement", "P-3"), ("title", "Возврат · VK ID")]
    retitle([(item, "Возврат")])
    assert len(item.user_properties) == 2


def test_several_tests_of_one_title_are_told_apart_by_what_they_say() -> None:
    docstrings = ("Отказ не привязывает.", "Возврат.", "Отказ не привязывает.")
    items = [build_item(docstring, id) for docstring, id in zip(docstrings, ("да", "нет", "нет"), strict=True)]
    retitle([*((item, "Возврат") for item in items), (alone := build_item("Иное."), "Выход")])
    titles = [value for item in [*items, alone] for name, value in item.user_properties if name == "title"]
    assert titles == [
        *("Возврат: Отказ не привязывает · да", "Возврат · нет", "Возврат: Отказ не привязывает · нет"),
        "Выход",
    ]
