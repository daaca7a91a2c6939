"""The first line of a failure says to a stranger which scenario, what was expected, what was seen, and where."""

import pytest

from report.failure_line import describe_failure

CALL = '\nCall log:\n  - Expect "to_be_visible" with timeout 5000ms\n  - waiting for get_by_role("alert")\n'
HTML = "http://127.0.0.1:5001/office?token=1#x"


@pytest.mark.parametrize(
    ("message", "mismatch"),
    [
        (
            "AssertionError: Locator expected to be visible\nActual value: None\nError: element(s) not found " + CALL,
            'ожидалось: виден; увидено: нет на экране · get_by_role("alert")',
        ),
        (
            "AssertionError: Locator expected to have text 'Чаты 4'\nActual value: Чаты 3 " + CALL,
            "ожидалось: текст 'Чаты 4'; увидено: Чаты 3 · get_by_role(\"alert\")",
        ),
        (
            "AssertionError: Locator expected to have count '3'\nActual value: 2 " + CALL,
            "ожидалось: количество '3'; увидено: 2 · get_by_role(\"alert\")",
        ),
        (
            "AssertionError: Locator expected to be visible\nActual value: None\n"
            'Error: strict mode violation: locator("p") resolved to 2:' + CALL,
            'ожидалось: виден; увидено: strict mode violation: locator("p") resolved to 2: · get_by_role("alert")',
        ),
        (
            "AssertionError: после возврата\nActual value: visible " + CALL,
            'ожидалось: после возврата; увидено: visible · get_by_role("alert")',
        ),
        (
            "AssertionError: Page URL expected to be 'http://x/'\nActual value: about:blank \nCall log:\n",
            "ожидалось: адрес 'http://x/'; увидено: about:blank",
        ),
        (
            "AssertionError: Locator expected to match Aria snapshot '- main:\n  - heading'\nActual value: - main:\n",
            "ожидалось: содержимое '- main: - heading'; увидено: - main:",
        ),
        (
            "AssertionError: Locator expected to be wild\nActual value: tame ",
            "ожидалось: to be wild; увидено: tame",
        ),
        ("TimeoutError: Locator.click: Timeout 5ms exceeded." + CALL, 'не дождались · get_by_role("alert")'),
        ("AssertionError: assert 1 == 2\n  more", "assert 1 == 2"),
        ("RuntimeError: сломано", "RuntimeError: сломано"),
        ("Failed: сломано", "сломано"),
        (
            "Page title expected to be 'Чаты'\nActual value: Вход\nError: other",
            "ожидалось: адрес 'Чаты'; увидено: Вход",
        ),
        ("Locator expected to be visible\nActual value: hidden", "ожидалось: виден; увидено: hidden"),
        ("Locator expected to be wild", "Locator expected to be wild"),
        ("AssertionError: " + "я" * 200, "я" * 160 + "…"),
    ],
)
def test_line_says_what_was_expected_and_what_was_seen(message: str, mismatch: str) -> None:
    assert describe_failure("Привязка", message, None, []) == f"«Привязка» · {mismatch}"


def test_line_says_where() -> None:
    line = describe_failure("Привязка", "assert 0", "Шаг 2", [HTML, "about:blank", HTML, "http://127.0.0.1:5003/"])

    assert line == "«Привязка» · assert 0 · шаг «Шаг 2» · http://127.0.0.1:5001/office · http://127.0.0.1:5003/"


@pytest.mark.parametrize(
    ("expected", "russian"),
    [
        *(("to be visible", "виден"), ("not to be visible", "не виден"), ("to be hidden", "скрыт")),
        *(("to be focused", "в фокусе"), ("to be enabled", "доступен"), ("to be disabled", "недоступен")),
        *(("to have text 'x'", "текст 'x'"), ("to contain text 'x'", "среди текста 'x'")),
        *(("to have count '3'", "количество '3'"), ("to have value 'x'", "значение 'x'")),
        *(("to have attribute 'x'", "атрибут 'x'"), ("to contain class 'x'", "класс 'x'")),
        *(("to have accessible name 'x'", "доступное имя 'x'"), ("to match Aria snapshot 'x'", "содержимое 'x'")),
        ("to be 'http://x/'", "адрес 'http://x/'"),
    ],
)
def test_expectation_is_said_in_russian(expected: str, russian: str) -> None:
    line = describe_failure("x", f"AssertionError: Locator expected {expected}\nActual value: y", None, ["data:,x"])
    assert line == f"«x» · ожидалось: {russian}; увидено: y · data:,x"
