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
        ("AssertionError: " + "я" * 200, "я" * 160 + "…"),
    ],
)
def test_line_says_what_was_expected_and_what_was_seen(message: str, mismatch: str) -> None:
    assert describe_failure("Привязка", message, None, []) == f"«Привязка» · {mismatch}"


def test_line_says_where() -> None:
    line = describe_failure("Привязка", "assert 0", "Шаг 2", [HTML, "about:blank", HTML, "http://127.0.0.1:5003/"])

    assert line == "«Привязка» · assert 0 · шаг «Шаг 2» · http://127.0.0.1:5001/office · http://127.0.0.1:5003/"
